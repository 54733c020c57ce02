/** Undo batches: how far, by whom, why, and what came of them. */
import { useQuery } from '@tanstack/react-query';
import { Undo2 } from 'lucide-react';
import { type UndoBatch, undoQuery } from '../../api/brakes.ts';
import { Button } from '../../kit/Button.tsx';
import { Badge, Panel } from '../../kit/Panel.tsx';
import { Empty, Failed, Loading } from '../../kit/States.tsx';
import { Time } from '../../kit/Time.tsx';
import { formatCount } from '../../lib/format.ts';
import { Meter } from './CapsPanel.tsx';
import { scopeText } from './words.ts';

export function UndoPanel({ onUndo }: { readonly onUndo: () => void }) {
  const { data, error, refetch } = useQuery(undoQuery);
  return (
    <Panel
      title="Undo"
      flush
      actions={
        <Button small onClick={onUndo}>
          Undo what a rule did
        </Button>
      }
    >
      {data === undefined ? (
        error === null ? (
          <Loading rows={2} />
        ) : (
          <Failed error={error} onRetry={() => void refetch()} />
        )
      ) : data.items.length === 0 ? (
        <Empty title="Nothing was undone yet" icon={<Undo2 size={22} aria-hidden />}>
          Whatever a rule did between two times can be taken back as a batch, after a look at what that means.
        </Empty>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the list scrolls, which needs focus
        <ul className="undo-batches" tabIndex={0} aria-label="Undo batches, newest first">
          {data.items.map((batch) => (
            <BatchItem key={batch.id} batch={batch} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function BatchItem({ batch }: { readonly batch: UndoBatch }) {
  const { state, progress, outcomes, verdicts, plugins, unreadable } = batch;
  const stays = (outcomes['other-reason'] ?? 0) + (outcomes['person-decided'] ?? 0);
  const parts = [
    `${formatCount(outcomes['reversed'] ?? 0)} labels put back`,
    ...(stays > 0 ? [`${formatCount(stays)} stay for other reasons`] : []),
    ...(verdicts > 0 ? [`${formatCount(verdicts)} verdicts cannot be undone`] : []),
    ...(plugins > 0 ? [`${formatCount(plugins)} plugin effects cannot be undone`] : []),
    ...(unreadable > 0 ? [`${formatCount(unreadable)} could not be read`] : []),
  ];
  return (
    <li>
      <div className="undo-head">
        <strong>{scopeText(batch.scope)}</strong>
        {state === 'running' ? (
          <Meter used={progress} limit={1} label={`${Math.round(progress * 100)} % looked through`} />
        ) : (
          <Badge tone={state === 'done' ? 'green' : 'neutral'}>{state}</Badge>
        )}
      </div>
      <span>{parts.join(' · ')}</span>
      <span className="muted">
        <Time iso={batch.from} /> to <Time iso={batch.to} /> · {batch.by}: {batch.reason}
      </span>
    </li>
  );
}
