/** Which columns the list shows: the fixed ones and any feature. */
import { Columns3 } from 'lucide-react';
import { useState } from 'react';
import type { Feature } from '../../api/types.ts';
import { SearchField } from '../../kit/Field.tsx';
import { Menu } from '../../kit/Menu.tsx';
import { baseColumns, defaultColumns } from '../shared/eventColumns.tsx';

interface ColumnPickerProps {
  readonly selected: readonly string[];
  readonly features: ReadonlyMap<string, Feature>;
  readonly onChange: (columns: readonly string[]) => void;
}

export function ColumnPicker({ selected, features, onChange }: ColumnPickerProps) {
  const [find, setFind] = useState('');
  const options = [
    ...baseColumns.map((column) => ({ id: column.id, title: column.title, note: '' })),
    ...[...features.values()]
      .filter((feature) => !feature.isRule)
      .map((feature) => ({ id: feature.name, title: feature.name, note: feature.entityType ?? feature.type })),
  ].filter((option) => option.title.toLowerCase().includes(find.toLowerCase()));
  const toggle = (id: string): void => {
    onChange(selected.includes(id) ? selected.filter((one) => one !== id) : [...selected, id]);
  };
  return (
    <Menu
      label="Columns"
      keepOpen
      button={
        <>
          <Columns3 size={14} aria-hidden /> Columns
        </>
      }
    >
      <div style={{ padding: 4 }}>
        <SearchField label="Find a feature" value={find} onChange={(event) => setFind(event.target.value)} />
      </div>
      {options.map((option) => (
        <label key={option.id} className="menu-item">
          <input type="checkbox" checked={selected.includes(option.id)} onChange={() => toggle(option.id)} />
          <span className={option.note === '' ? '' : 'mono'}>{option.title}</span>
          <span className="faint" style={{ marginLeft: 'auto' }}>
            {option.note}
          </span>
        </label>
      ))}
      <button type="button" className="menu-item" onClick={() => onChange(defaultColumns)}>
        Back to the standard columns
      </button>
    </Menu>
  );
}
