/** What needs a person: a ruleset that was refused, deliveries that failed for good, alerts about rules, effects that brakes hold. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { CircleCheck, FileWarning, Hand, MailWarning, TrendingUp } from 'lucide-react';
import { alertsQuery, brakesQuery } from '../../api/brakes.ts';
import { outboxQuery, retryDelivery } from '../../api/overview.ts';
import { describeError } from '../../api/problem.ts';
import { rulesetQuery } from '../../api/rules.ts';
import type { Outbox } from '../../api/types.ts';
import { Button } from '../../kit/Button.tsx';
import { Panel } from '../../kit/Panel.tsx';
import { Failed, Loading } from '../../kit/States.tsx';
import { Ago } from '../../kit/Time.tsx';
import { useToast } from '../../kit/Toasts.tsx';
import { formatCount } from '../../lib/format.ts';

export function Attention() {
  const ruleset = useQuery(rulesetQuery);
  const outbox = useQuery(outboxQuery);
  const brakes = useQuery(brakesQuery);
  const alerts = useQuery(alertsQuery('open'));
  const all = [ruleset, outbox, brakes, alerts];
  const loading = all.some(({ data }) => data === undefined);
  const error = all.map((query) => query.error).find((one) => one !== null) ?? null;
  if (error !== null && loading) {
    return (
      <Panel title="Needs attention">
        <Failed error={error} />
      </Panel>
    );
  }
  const refused = ruleset.data?.refused ?? null;
  const letters = outbox.data?.deadLetters ?? [];
  const held = brakes.data?.held.total ?? 0;
  const open = alerts.data?.open ?? 0;
  return (
    <Panel title="Needs attention" flush>
      {loading ? (
        <Loading rows={2} />
      ) : (
        <ul className="attention">
          {refused !== null && (
            <li>
              <FileWarning size={16} className="bad" aria-hidden />
              <div className="grow">
                <strong>The newest ruleset was refused</strong>
                <p className="muted">
                  <Ago iso={refused.at} />. The previous one goes on deciding.
                </p>
                {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the text scrolls sideways, which needs focus */}
                <pre className="diagnostics" tabIndex={0}>
                  {refused.diagnostics}
                </pre>
              </div>
            </li>
          )}
          {letters.map((letter) => (
            <DeadLetter key={letter.id} letter={letter} />
          ))}
          {held > 0 && (
            <li>
              <Hand size={16} className="warn" aria-hidden />
              <div className="grow">
                <strong>{held === 1 ? 'One effect is held' : `${formatCount(held)} effects are held`}</strong>
                <p className="muted">They wait for a person to release or drop them.</p>
              </div>
              <Link to="/brakes">Look</Link>
            </li>
          )}
          {open > 0 && (
            <li>
              <TrendingUp size={16} className="warn" aria-hidden />
              <div className="grow">
                <strong>{open === 1 ? 'One alert is open' : `${formatCount(open)} alerts are open`}</strong>
                <p className="muted">Rules that hit more than usual, or were stopped.</p>
              </div>
              <Link to="/brakes">Look</Link>
            </li>
          )}
          {refused === null && letters.length === 0 && held === 0 && open === 0 && (
            <li>
              <CircleCheck size={16} className="ok" aria-hidden />
              <div>
                <strong>Nothing</strong>
                <p className="muted">The ruleset is in force, every delivery arrived, and brakes hold nothing.</p>
              </div>
            </li>
          )}
        </ul>
      )}
    </Panel>
  );
}

function DeadLetter({ letter }: { readonly letter: Outbox['deadLetters'][number] }) {
  const queries = useQueryClient();
  const notify = useToast();
  const retry = useMutation({
    mutationFn: () => retryDelivery(letter.id),
    onSuccess: () => notify('The delivery is on its way again.'),
    onError: (error) => notify(describeError(error).title),
    onSettled: () => queries.invalidateQueries({ queryKey: outboxQuery.queryKey }),
  });
  return (
    <li>
      <MailWarning size={16} className="warn" aria-hidden />
      <div className="grow">
        <strong>A webhook gave up after {letter.attempts} attempts</strong>
        <p className="muted truncate" title={letter.url}>
          {letter.url} · <Ago iso={letter.at} />
        </p>
        {letter.lastError !== null && <p className="mono faint wrap-any">{letter.lastError}</p>}
      </div>
      <Button small disabled={retry.isPending} onClick={() => retry.mutate()}>
        Retry
      </Button>
    </li>
  );
}
