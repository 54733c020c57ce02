/** What needs a person: a ruleset that was refused, deliveries that failed for good. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { CircleCheck, FileWarning, MailWarning } from 'lucide-react';
import { outboxQuery, retryDelivery } from '../../api/overview.ts';
import { describeError } from '../../api/problem.ts';
import { rulesetQuery } from '../../api/rules.ts';
import type { Outbox } from '../../api/types.ts';
import { Button } from '../../kit/Button.tsx';
import { Panel } from '../../kit/Panel.tsx';
import { Failed, Loading } from '../../kit/States.tsx';
import { Ago } from '../../kit/Time.tsx';
import { useToast } from '../../kit/Toasts.tsx';

export function Attention() {
  const ruleset = useQuery(rulesetQuery);
  const outbox = useQuery(outboxQuery);
  const error = ruleset.error ?? outbox.error;
  if (error !== null && (ruleset.data === undefined || outbox.data === undefined)) {
    return (
      <Panel title="Needs attention">
        <Failed error={error} />
      </Panel>
    );
  }
  const refused = ruleset.data?.refused ?? null;
  const letters = outbox.data?.deadLetters ?? [];
  const loading = ruleset.data === undefined || outbox.data === undefined;
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
          {refused === null && letters.length === 0 && (
            <li>
              <CircleCheck size={16} className="ok" aria-hidden />
              <div>
                <strong>Nothing</strong>
                <p className="muted">The ruleset is in force and every delivery arrived.</p>
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
