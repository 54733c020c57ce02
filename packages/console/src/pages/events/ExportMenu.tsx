/** All events of the filter as a file. The browser follows a link, so that the file goes to the disk as it comes. */
import { Download } from 'lucide-react';
import { type EventFilter, type ExportFormat, exportAddress } from '../../api/events.ts';
import { Menu } from '../../kit/Menu.tsx';

interface ExportMenuProps {
  readonly filter: EventFilter;
  /** Features shown in the list; none where the list has its standard columns. */
  readonly shown: readonly string[];
}

const choices: readonly { readonly format: ExportFormat; readonly title: string; readonly note: string }[] = [
  { format: 'spreadsheet', title: 'CSV for a spreadsheet', note: 'formulas disarmed' },
  { format: 'csv', title: 'CSV', note: 'exact' },
  { format: 'ndjson', title: 'JSON lines', note: 'exact' },
  { format: 'parquet', title: 'Parquet', note: 'typed' },
];

export function ExportMenu({ filter, shown }: ExportMenuProps) {
  return (
    <Menu label="Export" buttonClass="btn btn-icon" button={<Download size={14} aria-hidden />}>
      <p className="menu-note export-note">
        Every event that matches, with {shown.length === 0 ? 'all features' : `the ${shown.length} features shown`}
      </p>
      {choices.map(({ format, title, note }) => (
        <a key={format} className="menu-item" href={exportAddress(filter, format, shown)} download>
          {title}
          <span className="faint menu-end">{note}</span>
        </a>
      ))}
    </Menu>
  );
}
