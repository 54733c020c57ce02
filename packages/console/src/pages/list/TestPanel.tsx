/** Try a value: what it matches, why, and which rules would see it. */
import { useMutation } from '@tanstack/react-query';
import { CircleCheck, CircleMinus, History } from 'lucide-react';
import type { FormEvent } from 'react';
import type { List, ListTest } from '../../api/list-types.ts';
import { testValue } from '../../api/lists.ts';
import { describeError } from '../../api/problem.ts';
import { Button } from '../../kit/Button.tsx';
import { TextField } from '../../kit/Field.tsx';
import { Panel } from '../../kit/Panel.tsx';
import { Time } from '../../kit/Time.tsx';

export function TestPanel({ list }: { readonly list: List }) {
  const mutation = useMutation({ mutationFn: (value: string) => testValue(list.name, value) });
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    mutation.mutate(String(new FormData(event.currentTarget).get('value')));
  };
  const problem = mutation.error === null ? null : describeError(mutation.error);
  return (
    <Panel title="Try a value">
      <form className="list-test" onSubmit={submit}>
        <TextField
          label="A text, address, link, hash or id as an event has it"
          name="value"
          required
          autoComplete="off"
        />
        <Button type="submit" disabled={mutation.isPending}>
          Try
        </Button>
      </form>
      <div role="status">
        {problem !== null && <p className="form-error">{problem.detail ?? problem.title}</p>}
        {mutation.data !== undefined && <Result result={mutation.data} />}
      </div>
    </Panel>
  );
}

function Result({ result: { matches, entry, why, rules } }: { readonly result: ListTest }) {
  if (entry === null) {
    return (
      <p className="list-result">
        <CircleMinus size={16} className="faint" aria-hidden /> <span>No entry matches.</span>
      </p>
    );
  }
  return (
    <div className="list-result">
      {matches ? <CircleCheck size={16} className="state-true" aria-hidden /> : <History size={16} aria-hidden />}
      <span>
        <strong>{matches ? 'Matches' : 'Matched until it expired'}</strong>: {why}.{' '}
        {entry.expiresAt !== null && (
          <>
            {entry.expired ? 'Expired' : 'Expires'} <Time iso={entry.expiresAt} />.{' '}
          </>
        )}
        {entry.note !== '' && <>Note: {entry.note}. </>}
        <span className="muted">
          {rules.length === 0 ? 'No rule looks into this list.' : `Seen by ${rules.join(', ')}.`}
        </span>
      </span>
    </div>
  );
}
