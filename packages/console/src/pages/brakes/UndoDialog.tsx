/** Undo what a rule did: of which time, then what that would mean, then why. Nothing is taken back before it was looked at. */
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { beginUndo, type Forecast, forecastUndo, refreshBrakes, type UndoScope } from '../../api/brakes.ts';
import { describeError } from '../../api/problem.ts';
import { Button } from '../../kit/Button.tsx';
import { Dialog } from '../../kit/Dialog.tsx';
import { TextField } from '../../kit/Field.tsx';
import { ReasonDialog } from '../../kit/ReasonForm.tsx';
import { formatCount } from '../../lib/format.ts';
import { outcomeText } from './words.ts';

interface UndoDialogProps {
  readonly rule: string;
  readonly rules: readonly string[];
  /** The newest event: the span that is suggested ends there. */
  readonly now: string;
  readonly onClose: () => void;
}

const dayMillis = 86_400_000;

export function UndoDialog({ rule, rules, now, onClose }: UndoDialogProps) {
  const [looked, setLooked] = useState<{ readonly scope: UndoScope; readonly forecast: Forecast } | null>(null);
  const mutation = useMutation({
    mutationFn: async (scope: UndoScope) => ({ scope, forecast: await forecastUndo(scope) }),
    onSuccess: setLooked,
  });
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const at = (name: string) => new Date(`${String(form.get(name))}Z`).toISOString();
    mutation.mutate({ rule: String(form.get('rule')).trim(), from: at('from'), to: at('to') });
  };
  if (looked !== null) return <Confirm {...looked} onClose={onClose} />;
  const problem = mutation.error === null ? null : describeError(mutation.error);
  return (
    <Dialog title="Undo what a rule did" onClose={onClose}>
      <form className="reason-form" onSubmit={submit}>
        <TextField label="Rule" name="rule" required defaultValue={rule} suggestions={rules} autoComplete="off" />
        <div className="field-row">
          <TextField
            label="From (event time, UTC)"
            name="from"
            type="datetime-local"
            step="1"
            required
            defaultValue={local(Date.parse(now) - dayMillis)}
          />
          <TextField
            label="To (event time, UTC)"
            name="to"
            type="datetime-local"
            step="1"
            required
            defaultValue={local(Date.parse(now) + 1000)}
          />
        </div>
        {problem !== null && (
          <p className="form-error" role="alert">
            {problem.detail ?? problem.title}
          </p>
        )}
        <div className="reason-buttons">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" tone="primary" disabled={mutation.isPending}>
            {mutation.isPending ? 'Looking…' : 'Look what that means'}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** `2026-01-05T12:00:00`, in UTC, as the input wants it. */
function local(millis: number): string {
  return new Date(millis).toISOString().slice(0, 19);
}

interface ConfirmProps {
  readonly scope: UndoScope;
  readonly forecast: Forecast;
  readonly onClose: () => void;
}

function Confirm({ scope, forecast, onClose }: ConfirmProps) {
  const { outcomes, verdicts, plugins, unreadable, labels, complete } = forecast;
  const of = (name: string) => outcomes[name] ?? 0;
  const rows: readonly (readonly [number, string])[] = [
    [of('reversed'), 'labels will be put back'],
    [of('other-reason'), 'labels stay: something else says the same'],
    [of('person-decided'), 'labels stay: a person has decided'],
    [of('nothing-left'), 'labels are gone already'],
    [verdicts, 'verdicts cannot be undone: they were answers'],
    [plugins, 'plugin effects cannot be undone here'],
    [unreadable, 'labels cannot be read: their history is too long'],
  ];
  const shown = rows.filter(([count], index) => index === 0 || count > 0);
  return (
    <ReasonDialog
      refresh={refreshBrakes}
      title={`Undo what ${scope.rule} did`}
      confirm={`Undo ${formatCount(of('reversed'))} labels`}
      danger
      run={async (reason) => {
        await beginUndo(scope, reason);
        return 'The batch has begun';
      }}
      onClose={onClose}
    >
      <dl className="forecast">
        {shown.map(([count, text]) => (
          <div key={text}>
            <dt className="num">{formatCount(count)}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      {!complete && <p className="muted">There is more: the time for looking was up.</p>}
      {labels.length > 0 && (
        <details>
          <summary>{labels.length === 1 ? 'The label' : `The first ${labels.length} labels`}</summary>
          <ul className="forecast-labels">
            {labels.map(({ entityType, entityId, label, outcome }) => (
              <li key={`${entityType}/${entityId}/${label}`}>
                <span className="mono">
                  {entityType} {entityId}
                </span>{' '}
                {label} <span className="muted">{outcomeText[outcome]}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </ReasonDialog>
  );
}
