/** Ask why before something is changed: the reason stands in the record with the name of whoever did it. */
import { type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useId } from 'react';
import { describeError } from '../api/problem.ts';
import { Button } from './Button.tsx';
import { Dialog } from './Dialog.tsx';
import { useToast } from './Toasts.tsx';
import './reason.css';

interface ReasonFormProps {
  /** What the button says that does it. */
  readonly confirm: string;
  readonly danger?: boolean;
  readonly disabled?: boolean;
  /** Resolves with what to tell; rejects with what is shown beneath the form. `text` gives a field's trimmed text. */
  readonly run: (reason: string, text: (field: string) => string) => Promise<string>;
  /** Asks again for what the change has made old. */
  readonly refresh: (queries: QueryClient) => Promise<void>;
  readonly onDone: () => void;
  readonly onCancel: () => void;
  /** Fields and explanations above the reason. */
  readonly children?: ReactNode;
}

export function ReasonForm({ confirm, danger, disabled, run, refresh, onDone, onCancel, children }: ReasonFormProps) {
  const queries = useQueryClient();
  const notify = useToast();
  const reasonId = useId();
  const mutation = useMutation({
    mutationFn: (form: FormData) => {
      const text = (field: string) => String(form.get(field) ?? '').trim();
      return run(text('reason'), text);
    },
    onSuccess: async (told) => {
      notify(told);
      onDone();
      await refresh(queries);
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    mutation.mutate(new FormData(event.currentTarget));
  };
  const problem = mutation.error === null ? null : describeError(mutation.error);
  return (
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
      <div className="reason-buttons">
        <Button onClick={onCancel}>Cancel</Button>
        <Button
          type="submit"
          tone={danger === true ? 'stop' : 'primary'}
          disabled={mutation.isPending || disabled === true}
        >
          {confirm}
        </Button>
      </div>
    </form>
  );
}

interface ReasonDialogProps extends Omit<ReasonFormProps, 'onDone' | 'onCancel'> {
  readonly title: string;
  readonly onClose: () => void;
  /** Where it is done, instead of closing. */
  readonly onDone?: () => void;
}

export function ReasonDialog({ title, onClose, onDone = onClose, ...form }: ReasonDialogProps) {
  return (
    <Dialog title={title} onClose={onClose}>
      <ReasonForm {...form} onDone={onDone} onCancel={onClose} />
    </Dialog>
  );
}
