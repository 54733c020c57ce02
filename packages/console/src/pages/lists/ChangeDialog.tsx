/** A form that changes a list: its fields, the reason that is kept with the version, and what the server says of it. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useId } from 'react';
import { refreshLists } from '../../api/lists.ts';
import { describeError } from '../../api/problem.ts';
import { Button } from '../../kit/Button.tsx';
import { Dialog } from '../../kit/Dialog.tsx';
import { useToast } from '../../kit/Toasts.tsx';
import './lists.css';

interface ChangeDialogProps {
  readonly title: string;
  readonly action: string;
  readonly dangerous?: boolean;
  /** Do it; resolves to what to tell. `text` gives a field's trimmed text. */
  readonly run: (text: (field: string) => string) => Promise<string>;
  readonly onClose: () => void;
  readonly onDone?: () => void;
  readonly children?: ReactNode;
}

export function ChangeDialog({ title, action, dangerous, run, onClose, onDone, children }: ChangeDialogProps) {
  const queries = useQueryClient();
  const notify = useToast();
  const reasonId = useId();
  const mutation = useMutation({
    mutationFn: (form: FormData) => run((field) => String(form.get(field) ?? '').trim()),
    onSuccess: async (text) => {
      notify(text);
      await refreshLists(queries);
      (onDone ?? onClose)();
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    mutation.mutate(new FormData(event.currentTarget));
  };
  const problem = mutation.error === null ? null : describeError(mutation.error);
  return (
    <Dialog title={title} onClose={onClose}>
      <form className="list-form" onSubmit={submit}>
        {children}
        <div className="field">
          <label htmlFor={reasonId}>Reason (required, kept with the version)</label>
          <textarea id={reasonId} name="reason" className="input" rows={2} required />
        </div>
        {problem !== null && (
          <p className="form-error" role="alert">
            {problem.detail ?? problem.title}
          </p>
        )}
        <div className="row">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" tone={dangerous === true ? 'danger' : 'primary'} disabled={mutation.isPending}>
            {action}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
