/** Add entries by hand, one a line; those that are there take the new expiry and note. */
import { useId, useState } from 'react';
import type { List } from '../../api/list-types.ts';
import { addEntries, refreshLists } from '../../api/lists.ts';
import { Segmented } from '../../kit/Button.tsx';
import { TextField } from '../../kit/Field.tsx';
import { ReasonDialog } from '../../kit/ReasonForm.tsx';
import { kindHint, kinds } from '../lists/kinds.ts';

const expiries = [
  { value: '0', label: 'Never' },
  { value: '86400', label: '1 day' },
  { value: '604800', label: '7 days' },
  { value: '2592000', label: '30 days' },
  { value: '31536000', label: '1 year' },
] as const;
type Expiry = (typeof expiries)[number]['value'];

export function AddDialog({ list, onClose }: { readonly list: List; readonly onClose: () => void }) {
  const [expiry, setExpiry] = useState<Expiry>('0');
  const valuesId = useId();
  const run = async (reason: string, text: (field: string) => string): Promise<string> => {
    const values = text('values')
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');
    const seconds = Number(expiry);
    const note = text('note');
    const entries = values.map((value) => ({
      value,
      note,
      ...(seconds === 0 ? {} : { expiresAfterSeconds: seconds }),
    }));
    const { version } = await addEntries(list.name, entries, reason);
    return `${values.length === 1 ? 'The entry is' : `${values.length} entries are`} in; version ${version}`;
  };
  return (
    <ReasonDialog title={`Add to ${list.name}`} refresh={refreshLists} confirm="Add" run={run} onClose={onClose}>
      <div className="field">
        <label htmlFor={valuesId}>Values, one a line</label>
        <textarea
          id={valuesId}
          name="values"
          className="input mono"
          rows={4}
          required
          placeholder={kinds.find(({ kind }) => kind === list.kind)?.example}
          spellCheck={false}
        />
        <p className="muted">{kindHint(list.kind)}</p>
      </div>
      <div className="field">
        <span className="label">Expires after, in event time</span>
        <Segmented label="Expires after" choices={expiries} value={expiry} onChange={setExpiry} />
      </div>
      <TextField label="Note" name="note" autoComplete="off" />
    </ReasonDialog>
  );
}
