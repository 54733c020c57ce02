/** Who changed the list, when and why; any version can be seen, compared and gone back to. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { List, ListVersion } from '../../api/list-types.ts';
import { refreshLists, rollBack, versionsQuery } from '../../api/lists.ts';
import { Button } from '../../kit/Button.tsx';
import { Badge, Panel } from '../../kit/Panel.tsx';
import { ReasonDialog } from '../../kit/ReasonForm.tsx';
import { Failed, Loading } from '../../kit/States.tsx';
import { Ago } from '../../kit/Time.tsx';
import { formatCount } from '../../lib/format.ts';
import { DiffDialog } from './DiffDialog.tsx';

type Open = { readonly dialog: 'diff' | 'back'; readonly version: number };

export function VersionsPanel({ list }: { readonly list: List }) {
  const query = useInfiniteQuery(versionsQuery(list.name));
  const navigate = useNavigate({ from: '/lists/$name' });
  const [open, setOpen] = useState<Open | null>(null);
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  const close = () => setOpen(null);
  return (
    <Panel title="Versions" flush>
      {query.isError && items.length === 0 ? (
        <Failed error={query.error} onRetry={() => void query.refetch()} />
      ) : query.isPending ? (
        <Loading rows={4} />
      ) : (
        <>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the list scrolls, which needs focus */}
          <ol className="list-versions" tabIndex={0} aria-label="Versions">
            {items.map((item) => (
              <Version
                key={item.version}
                item={item}
                isNewest={item.version === list.version}
                onSee={() =>
                  void navigate({ search: (before) => ({ ...before, version: String(item.version) }), replace: true })
                }
                onOpen={(dialog) => setOpen({ dialog, version: item.version })}
              />
            ))}
          </ol>
          {query.hasNextPage && (
            <div className="list-more">
              <Button disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                Older versions
              </Button>
            </div>
          )}
        </>
      )}
      {open?.dialog === 'diff' && (
        <DiffDialog name={list.name} from={open.version - 1} to={open.version} onClose={close} />
      )}
      {open?.dialog === 'back' && <RollbackDialog list={list} version={open.version} onClose={close} />}
    </Panel>
  );
}

/** What a version without another entry did. */
const operations: Readonly<Record<string, string>> = { create: 'made', describe: 'described', delete: 'deleted' };

interface VersionProps {
  readonly item: ListVersion;
  readonly isNewest: boolean;
  readonly onSee: () => void;
  readonly onOpen: (dialog: Open['dialog']) => void;
}

function Version({ item, isNewest, onSee, onOpen }: VersionProps) {
  const { version, at, by, reason, added, removed, changed } = item;
  const differs = added + removed + changed > 0;
  return (
    <li>
      <span className="row row-wrap">
        <strong className="num">{version}</strong>
        {isNewest && <Badge tone="green">in force</Badge>}
        <span className="num">
          {differs ? (
            <Counts item={item} />
          ) : (
            <span className="muted">{operations[item.operation] ?? 'no difference'}</span>
          )}
        </span>
        <span className="faint">
          <Ago iso={at} /> by {by}
        </span>
      </span>
      <p>{reason}</p>
      <span className="row">
        {differs && (
          <Button small onClick={() => onOpen('diff')} aria-label={`What changed in version ${version}`}>
            What changed
          </Button>
        )}
        {!isNewest && (
          <>
            <Button small tone="quiet" onClick={onSee} aria-label={`See entries of version ${version}`}>
              See entries
            </Button>
            <Button small tone="quiet" onClick={() => onOpen('back')} aria-label={`Go back to it: version ${version}`}>
              Go back to it
            </Button>
          </>
        )}
      </span>
    </li>
  );
}

function Counts({ item: { added, removed, changed } }: { readonly item: ListVersion }) {
  return (
    <>
      {added > 0 && <span className="list-added">+{formatCount(added)} </span>}
      {removed > 0 && <span className="list-removed">−{formatCount(removed)} </span>}
      {changed > 0 && <span className="list-changed">~{formatCount(changed)}</span>}
    </>
  );
}

interface RollbackDialogProps {
  readonly list: List;
  readonly version: number;
  readonly onClose: () => void;
}

function RollbackDialog({ list, version, onClose }: RollbackDialogProps) {
  return (
    <ReasonDialog
      title={`Go back to version ${version}`}
      refresh={refreshLists}
      confirm="Go back"
      onClose={onClose}
      run={async (reason) => {
        const made = await rollBack(list.name, version, reason);
        return `The list is what it was in version ${version}; this is version ${made.version}`;
      }}
    >
      <p className="muted">
        All entries become those of version {version}. This makes a new version, {list.version + 1}, so it can be taken
        back in the same way.
      </p>
    </ReasonDialog>
  );
}
