/** What every change here ends with: why, and the button that does it. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useId } from 'react';
import { describeError } from '../../../api/problem.ts';
import { Button } from '../../../kit/Button.tsx';

interface ReasonFormProps {
  /** Throws what is shown beneath the form. */
  readonly run: (reason: string) => Promise<unknown>;
  readonly onDone: () => void;
  readonly onCancel: () => void;
  readonly submit: string;
  readonly danger?: boolean;
  readonly disabled?: boolean;
  readonly children?: ReactNode;
}

export function ReasonForm({ run, onDone, onCancel, submit, danger, disabled, children }: ReasonFormProps) {
  const queries = useQueryClient();
  const reasonId = useId();
  const mutation = useMutation({
    mutationFn: run,
    onSuccess: async () => {
      onDone();
      await Promise.all(
        [['rollout'], ['ruleset'], ['rules']].map((queryKey) => queries.invalidateQueries({ queryKey })),
      );
    },
  });
  const send = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    mutation.mutate(String(new FormData(event.currentTarget).get('reason')).trim());
  };
  const problem = mutation.error === null ? null : describeError(mutation.error);
  return (
    <form className="rollout-form" onSubmit={send}>
      {children}
      <div className="field">
        <label htmlFor={reasonId}>Reason (required, kept in the history)</label>
        <textarea id={reasonId} name="reason" className="input" rows={2} required />
      </div>
      {problem !== null && (
        <p className="form-error" role="alert">
          {problem.detail ?? problem.title}
        </p>
      )}
      <div className="row">
        <Button onClick={onCancel}>Cancel</Button>
        <Button
          type="submit"
          tone={danger === true ? 'danger' : 'primary'}
          disabled={mutation.isPending || disabled === true}
        >
          {submit}
        </Button>
      </div>
    </form>
  );
}
