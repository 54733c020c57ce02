/** The head of the editor: which draft, whether it is saved, and the two things one does with it. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ChevronDown, Rocket, Save } from 'lucide-react';
import { draftsQuery } from '../../api/authoring.ts';
import { Button } from '../../kit/Button.tsx';
import { Menu } from '../../kit/Menu.tsx';
import { Badge } from '../../kit/Panel.tsx';
import { Ago } from '../../kit/Time.tsx';
import type { Session } from './draft/useSession.ts';

interface EditorHeadProps {
  readonly session: Session;
  /** Why drafts cannot be put in force from here, or null. */
  readonly unwritable: string | null;
  readonly busy: boolean;
  readonly onSave: () => void;
  readonly onSaveAs: () => void;
  readonly onDeploy: () => void;
}

export function EditorHead({ session, unwritable, busy, onSave, onSaveAs, onDeploy }: EditorHeadProps) {
  const { buffer, head } = session;
  const changed = buffer.changes().length;
  return (
    <header className="editor-head">
      <div className="grow editor-title">
        <h1>{head.id === null ? 'New draft' : head.name}</h1>
        <Standing session={session} />
      </div>
      <DraftsMenu current={head.id} onSaveAs={changed > 0 ? onSaveAs : null} />
      <Button onClick={onSave} disabled={busy || !buffer.dirty} title="Ctrl-S" aria-keyshortcuts="Control+S">
        <Save size={14} aria-hidden /> Save draft
      </Button>
      <Button
        tone="primary"
        onClick={onDeploy}
        disabled={busy || changed === 0 || unwritable !== null}
        title={unwritable ?? 'Look at the change as a whole, then put it in force'}
      >
        <Rocket size={14} aria-hidden /> Put in force…
      </Button>
      {unwritable !== null && <p className="editor-note">{unwritable}.</p>}
    </header>
  );
}

function Standing({ session: { buffer, head, restoredAt, kept, discard } }: { readonly session: Session }) {
  if (buffer.dirty) {
    return (
      <p className="editor-standing" role="status">
        <Badge tone="amber">{restoredAt === null ? 'not saved' : 'found again'}</Badge>
        <span className="muted">
          {restoredAt !== null ? (
            <>
              unsaved work of <Ago iso={restoredAt} />
            </>
          ) : kept ? (
            'kept in this browser'
          ) : (
            'this browser keeps no copy: save soon'
          )}
        </span>
        <button type="button" className="link" onClick={discard}>
          {head.id === null ? 'Throw away' : 'Back to what was saved'}
        </button>
      </p>
    );
  }
  return (
    <p className="editor-standing muted" role="status">
      {head.id === null || head.updatedAt === null ? (
        'as in force; nothing is changed until a draft is put in force'
      ) : (
        <>
          revision {head.revision}, saved by {head.updatedBy} <Ago iso={head.updatedAt} />
        </>
      )}
    </p>
  );
}

function DraftsMenu({
  current,
  onSaveAs,
}: {
  readonly current: string | null;
  readonly onSaveAs: (() => void) | null;
}) {
  const { data } = useQuery(draftsQuery);
  const others = data?.items.filter(({ id }) => id !== current) ?? [];
  return (
    <Menu
      label={others.length === 0 ? 'Drafts' : `Drafts ${others.length}`}
      button={
        <>
          Drafts {others.length > 0 && <span className="faint num">{others.length}</span>}
          <ChevronDown size={13} aria-hidden />
        </>
      }
    >
      {others.map(({ id, name, updatedBy, updatedAt }) => (
        <Link key={id} to="/rules/editor" search={{ draft: id }} className="menu-item draft-item">
          <span className="truncate">{name}</span>
          <span className="faint truncate">
            {updatedBy}, <Ago iso={updatedAt} />
          </span>
        </Link>
      ))}
      {others.length === 0 && <p className="menu-item faint">No other drafts</p>}
      {current !== null && (
        <Link to="/rules/editor" search={{}} className="menu-item">
          Begin a new draft
        </Link>
      )}
      {onSaveAs !== null && (
        <button type="button" className="menu-item" onClick={onSaveAs}>
          Save as a new draft…
        </button>
      )}
    </Menu>
  );
}
