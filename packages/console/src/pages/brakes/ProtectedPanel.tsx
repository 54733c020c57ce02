/** Entities that rules keep their hands off. */
import { Link } from '@tanstack/react-router';
import { ShieldCheck, X } from 'lucide-react';
import { useState } from 'react';
import { type BrakesState, changeBrakes, refreshBrakes } from '../../api/brakes.ts';
import { Button, IconButton } from '../../kit/Button.tsx';
import { TextField } from '../../kit/Field.tsx';
import { Panel } from '../../kit/Panel.tsx';
import { ReasonDialog } from '../../kit/ReasonForm.tsx';
import { Empty } from '../../kit/States.tsx';
import { formatCount } from '../../lib/format.ts';

type Entity = BrakesState['protected'][number];

export function ProtectedPanel({ brakes, types }: { readonly brakes: BrakesState; readonly types: readonly string[] }) {
  const [asked, setAsked] = useState<Entity | 'new' | null>(null);
  const close = () => setAsked(null);
  const entities = brakes.protected;
  return (
    <Panel
      title="Protected entities"
      note={entities.length === 0 ? undefined : formatCount(entities.length)}
      flush
      actions={
        <Button small onClick={() => setAsked('new')}>
          Protect an entity
        </Button>
      }
    >
      {entities.length === 0 ? (
        <Empty title="Nobody is protected" icon={<ShieldCheck size={22} aria-hidden />}>
          {brakes.onProtected === 'hold'
            ? 'Automatic effects on an entity of this list wait for a person.'
            : 'Automatic effects on an entity of this list are refused and kept on record.'}
        </Empty>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the list scrolls, which needs focus
        <ul className="protected" tabIndex={0} aria-label="Protected entities">
          {entities.map((entity) => (
            <li key={`${entity.type}/${entity.id}`}>
              <Link to="/entities/$type/$id" params={{ type: entity.type, id: entity.id }} className="value">
                {entity.type} {entity.id}
              </Link>
              <span className="muted truncate grow">
                {entity.changed === null ? 'from the file' : `${entity.changed.by}: ${entity.changed.reason}`}
              </span>
              <IconButton
                small
                label={`Protect ${entity.type} ${entity.id} no longer`}
                icon={<X size={14} />}
                onClick={() => setAsked(entity)}
              />
            </li>
          ))}
        </ul>
      )}
      {asked === 'new' && (
        <ReasonDialog
          refresh={refreshBrakes}
          title="Protect an entity"
          confirm="Protect"
          run={async (reason, text) => {
            const [type, id] = [text('type'), text('id')];
            await changeBrakes('protect', { type, id, reason });
            return `${type} ${id} is protected`;
          }}
          onClose={close}
        >
          <TextField label="Type" name="type" required suggestions={types} defaultValue={types[0]} autoComplete="off" />
          <TextField label="Id" name="id" required autoComplete="off" />
        </ReasonDialog>
      )}
      {asked !== null && asked !== 'new' && (
        <ReasonDialog
          refresh={refreshBrakes}
          title={`Protect ${asked.type} ${asked.id} no longer`}
          confirm="Let rules act on it"
          run={async (reason) => {
            await changeBrakes('unprotect', { type: asked.type, id: asked.id, reason });
            return `Rules may act on ${asked.type} ${asked.id} again`;
          }}
          onClose={close}
        />
      )}
    </Panel>
  );
}
