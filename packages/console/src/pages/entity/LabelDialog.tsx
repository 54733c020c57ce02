/** Add or remove a label by hand. A reason is required: whoever reads the history later needs it. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { changeLabel, entityQuery, type LabelRequest } from '../../api/entities.ts';
import { describeError } from '../../api/problem.ts';
import { Button } from '../../kit/Button.tsx';
import { Dialog } from '../../kit/Dialog.tsx';
import { TextField } from '../../kit/Field.tsx';
import { useToast } from '../../kit/Toasts.tsx';
import { expiries, outcomeText } from './labels.ts';

interface LabelDialogProps {
  readonly type: string;
  readonly id: string;
  /** The label to remove; null adds one. */
  readonly remove: string | null;
  readonly known: readonly string[];
  readonly onClose: () => void;
}

const defaultExpirySeconds = 604_800;

export function LabelDialog({ type, id, remove, known, onClose }: LabelDialogProps) {
  const [expiry, setExpiry] = useState<number>(defaultExpirySeconds);
  const queries = useQueryClient();
  const notify = useToast();
  const reasonId = useId();
  const mutation = useMutation({
    mutationFn: (body: LabelRequest) => changeLabel(type, id, body),
    onSuccess: async (outcome, body) => {
      notify(outcomeText(outcome, body.label));
      await queries.invalidateQueries({ queryKey: entityQuery(type, id).queryKey });
      onClose();
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const reason = String(form.get('reason')).trim();
    const label = remove ?? String(form.get('label')).trim();
    if (remove !== null) mutation.mutate({ label, change: 'remove', reason });
    else mutation.mutate({ label, change: 'add', reason, ...(expiry === 0 ? {} : { expiresAfterSeconds: expiry }) });
  };
  const problem = mutation.error === null ? null : describeError(mutation.error);
  return (
    <Dialog title={remove === null ? 'Add a label' : `Remove ${remove}`} onClose={onClose}>
      <form className="label-form" onSubmit={submit}>
        {remove === null && (
          <TextField
            label="Label"
            name="label"
            required
            pattern="\s*\S+\s*"
            title="One word, without spaces"
            suggestions={known}
            autoComplete="off"
          />
        )}
        <div className="field">
          <label htmlFor={reasonId}>Reason (required, kept in the history)</label>
          <textarea id={reasonId} name="reason" className="input" rows={3} required />
        </div>
        {remove === null && (
          <fieldset className="choices">
            <legend>Expires after</legend>
            {expiries.map((choice) => (
              <Button
                key={choice.seconds}
                small
                aria-pressed={expiry === choice.seconds}
                onClick={() => setExpiry(choice.seconds)}
              >
                {choice.label}
              </Button>
            ))}
          </fieldset>
        )}
        {remove !== null && <p className="muted">Rules will not add it again while this removal stands.</p>}
        {problem !== null && (
          <p className="form-error" role="alert">
            {problem.detail ?? problem.title}
          </p>
        )}
        <div className="row">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" tone="primary" disabled={mutation.isPending}>
            {remove === null ? 'Add label' : 'Remove label'}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
