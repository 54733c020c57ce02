/** Every change of the entity's labels, newest first: what, by whom, why, from which event. */
import { Link } from '@tanstack/react-router';
import { CircleMinus, CirclePlus } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { LabelChange } from '../../api/types.ts';
import { Badge, Panel } from '../../kit/Panel.tsx';
import { Empty } from '../../kit/States.tsx';
import { Time } from '../../kit/Time.tsx';

export function HistoryPanel({ history }: { readonly history: readonly LabelChange[] }) {
  const [all, setAll] = useState(false);
  // A rule that fires again merely renews its label: hundreds of those would bury the changes.
  const changes = useMemo(() => history.filter((change) => change.outcome !== 'merged'), [history]);
  const shown = all ? history : changes;
  const renewals = history.length - changes.length;
  return (
    <Panel
      title="Label history"
      note={`${changes.length} ${changes.length === 1 ? 'change' : 'changes'}`}
      flush
      actions={
        renewals > 0 && (
          <label className="check">
            <input type="checkbox" checked={all} onChange={(event) => setAll(event.target.checked)} />
            with {renewals} renewals
          </label>
        )
      }
    >
      {shown.length === 0 ? (
        <Empty title="Nothing happened yet" />
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the list scrolls, which needs focus
        <ol className="timeline" tabIndex={0} aria-label="Label history">
          {shown.map((change) => (
            <li key={`${change.at}${change.label}${change.by}${change.outcome}`}>
              {change.change === 'add' ? (
                <CirclePlus size={15} className="state-true" aria-label="added" role="img" />
              ) : (
                <CircleMinus size={15} className="state-false" aria-label="removed" role="img" />
              )}
              <span className="row row-wrap">
                <strong>{change.label}</strong>
                {change.outcome !== null && change.outcome !== 'added' && change.outcome !== 'removed' && (
                  <Badge tone={change.outcome === 'merged' ? 'neutral' : 'amber'}>{change.outcome}</Badge>
                )}
                <span className="muted">by {change.by}</span>
              </span>
              <span className="faint">
                {change.eventId === null ? (
                  <Time iso={change.at} />
                ) : (
                  <Link to="/events/$eventId" params={{ eventId: change.eventId }} title="Open the event">
                    <Time iso={change.at} />
                  </Link>
                )}
              </span>
              {change.reason !== null && <p>{change.reason}</p>}
            </li>
          ))}
        </ol>
      )}
    </Panel>
  );
}
