/** Ask why before something is changed: the reason stands in the record with the name of whoever did it. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useId } from 'react';
import { describeError } from '../../api/problem.ts';
import { Button } from '../../kit/Button.tsx';
import { Dialog } from '../../kit/Dialog.tsx';
import { useToast } from '../../kit/Toasts.tsx';
import './brakes.css';

interface ReasonDialogProps {
  readonly title: string;
  readonly confirm: string;
  readonly danger?: boolean;
  /** Fields and explanations above the reason. */
  readonly children?: ReactNode;
  /** Resolves with what to tell when it is done. */
  readonly run: (reason: string, form: FormData) => Promise<string>;
  readonly onClose: () => void;
}

export function ReasonDialog({ title, confirm, danger, children, run, onClose }: ReasonDialogProps) {
  const queries = useQueryClient();
  const notify = useToast();
  const reasonId = useId();
  const mutation = useMutation({
    mutationFn: (form: FormData) => run(String(form.get('reason')).trim(), form),
    onSuccess: async (told) => {
      notify(told);
      onClose();
      await queries.invalidateQueries({ queryKey: ['brakes'] });
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    mutation.mutate(new FormData(event.currentTarget));
  };
  const problem = mutation.error === null ? null : describeError(mutation.error);
  return (
    <Dialog title={title} onClose={onClose}>
      <form className="reason-form" onSubmit={submit}>
        {children}
        <div className="field">
          <label htmlFor={reasonId}>Reason (required, kept with your name)</label>
          <textarea id={reasonId} name="reason" className="input" rows={2} required />
        </div>
        {problem !== null && (
          <p className="form-error" role="alert">
            {problem.detail ?? problem.title}
          </p>
        )}
        <div className="form-buttons">
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            tone="primary"
            className={danger === true ? 'btn-stop' : undefined}
            disabled={mutation.isPending}
          >
            {confirm}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
