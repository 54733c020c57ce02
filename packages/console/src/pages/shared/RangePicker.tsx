/** The time range: presets that end at the newest event, or exact times. */
import { CalendarRange, X } from 'lucide-react';
import { Button, IconButton, Segmented } from '../../kit/Button.tsx';
import { TextField } from '../../kit/Field.tsx';
import { Menu } from '../../kit/Menu.tsx';
import { formatTime } from '../../lib/format.ts';
import { isRange, ranges } from '../../lib/search.ts';

export interface RangeSearch {
  readonly range?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

interface RangePickerProps {
  readonly value: RangeSearch;
  readonly onChange: (value: RangeSearch) => void;
}

const choices = [...Object.keys(ranges), 'all'].map((value) => ({ value, label: value === 'all' ? 'All' : value }));

export function RangePicker({ value, onChange }: RangePickerProps) {
  const exact = value.from !== undefined || value.to !== undefined;
  const current = exact ? '' : isRange(value.range) ? value.range : 'all';
  return (
    <div className="row row-wrap">
      <Segmented
        label="Time range, ending at the newest event"
        choices={choices}
        value={current}
        onChange={(range) => onChange({ range: range === 'all' ? undefined : range })}
      />
      {exact && (
        <span className="row num" data-testid="exact-range">
          {value.from === undefined ? 'start' : formatTime(value.from)} –{' '}
          {value.to === undefined ? 'newest' : formatTime(value.to)}
          <IconButton label="Clear the exact range" icon={<X size={14} />} small onClick={() => onChange({})} />
        </span>
      )}
      <Menu label="Exact times" buttonClass="btn btn-icon" keepOpen button={<CalendarRange size={14} aria-hidden />}>
        <ExactForm key={`${value.from}${value.to}`} value={value} onChange={onChange} />
      </Menu>
    </div>
  );
}

function ExactForm({ value, onChange }: RangePickerProps) {
  return (
    <form
      className="stack"
      style={{ padding: 8, gap: 10 }}
      onSubmit={(event) => {
        event.preventDefault();
        const form = new FormData(event.currentTarget);
        onChange({ from: toIso(form.get('from')), to: toIso(form.get('to')) });
      }}
    >
      <TextField
        label="From (your time)"
        name="from"
        type="datetime-local"
        step={1}
        defaultValue={toLocal(value.from)}
      />
      <TextField label="To" name="to" type="datetime-local" step={1} defaultValue={toLocal(value.to)} />
      <Button type="submit" tone="primary">
        Show this range
      </Button>
    </form>
  );
}

function toIso(value: FormDataEntryValue | null): string | undefined {
  return typeof value === 'string' && value !== '' ? new Date(value).toISOString() : undefined;
}

function toLocal(iso: string | undefined): string {
  if (iso === undefined) return '';
  const date = new Date(iso);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}
