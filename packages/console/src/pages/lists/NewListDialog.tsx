/** Make a list. Its kind says what a match is, and stays. */
import { useNavigate } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { createList, refreshLists } from '../../api/lists.ts';
import { TextField } from '../../kit/Field.tsx';
import { ReasonDialog } from '../../kit/ReasonForm.tsx';
import { kinds } from './kinds.ts';

interface NewListDialogProps {
  /** '' where the person names it. */
  readonly name: string;
  readonly onClose: () => void;
}

export function NewListDialog({ name, onClose }: NewListDialogProps) {
  const [kind, setKind] = useState(kinds[0]?.kind ?? 'words');
  const [made, setMade] = useState(name);
  const navigate = useNavigate();
  const kindId = useId();
  const run = async (reason: string, text: (field: string) => string): Promise<string> => {
    const owner = text('owner');
    const distance = kind === 'images' ? { maxDistance: Number(text('distance')) } : {};
    const created = text('name');
    await createList({
      name: created,
      kind,
      description: text('description'),
      reason,
      ...(owner === '' ? {} : { owner }),
      ...distance,
    });
    setMade(created);
    return `${created} is made`;
  };
  const chosen = kinds.find((known) => known.kind === kind);
  return (
    <ReasonDialog
      title="New list"
      refresh={refreshLists}
      confirm="Make list"
      run={run}
      onClose={onClose}
      onDone={() => void navigate({ to: '/lists/$name', params: { name: made }, search: {} })}
    >
      <TextField
        label="Name, as rules write it"
        name="name"
        required
        defaultValue={name}
        onChange={(event) => setMade(event.target.value.trim())}
        pattern="\s*[a-z0-9][a-z0-9._\-]*\s*"
        title="Lower case letters, digits, . _ -"
        autoComplete="off"
      />
      <div className="field">
        <label htmlFor={kindId}>Kind (stays as it is)</label>
        <select id={kindId} className="input" value={kind} onChange={(event) => setKind(event.target.value)}>
          {kinds.map((known) => (
            <option key={known.kind} value={known.kind}>
              {known.label}
            </option>
          ))}
        </select>
        <p className="muted">
          {chosen?.hint} Such as <code>{chosen?.example}</code>.
        </p>
      </div>
      {kind === 'images' && (
        <TextField
          label="Bits that may differ"
          name="distance"
          type="number"
          min={0}
          max={64}
          defaultValue={8}
          required
        />
      )}
      <TextField label="Owner (you, when empty)" name="owner" autoComplete="off" />
      <TextField label="Description" name="description" autoComplete="off" />
    </ReasonDialog>
  );
}
