/** Entries of the newest version or a past one: searched, filtered by expiry, with who brought each and why. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Trash2 } from 'lucide-react';
import { useMemo, useRef, useState } from 'react';
import type { List, ListEntry } from '../../api/list-types.ts';
import { entriesQuery } from '../../api/lists.ts';
import { Button, IconButton, Segmented } from '../../kit/Button.tsx';
import { SearchField } from '../../kit/Field.tsx';
import { Badge, Panel } from '../../kit/Panel.tsx';
import { Empty, Failed, Loading } from '../../kit/States.tsx';
import { Ago } from '../../kit/Time.tsx';
import { formatCount } from '../../lib/format.ts';
import { useShortcuts } from '../../lib/keys.ts';
import { RemoveDialog } from './RemoveDialog.tsx';
import '../../kit/table.css';

type Status = 'all' | 'live' | 'expired';
const statuses: readonly { readonly value: Status; readonly label: string }[] = [
  { value: 'all', label: 'All' },
  { value: 'live', label: 'In force' },
  { value: 'expired', label: 'Expired' },
];

export function EntriesPanel({ list }: { readonly list: List }) {
  const search = useSearch({ from: '/inside/lists/$name' });
  const navigate = useNavigate({ from: '/lists/$name' });
  const box = useRef<HTMLInputElement>(null);
  const [removing, setRemoving] = useState<string | null>(null);
  useShortcuts(useMemo(() => [{ keys: '/', label: 'Find an entry', run: () => box.current?.focus() }], []));
  const status = statuses.find(({ value }) => value === search.status)?.value ?? 'all';
  const version = search.version ?? '';
  const filter = { search: search.search ?? '', status, version };
  const query = useInfiniteQuery(entriesQuery(list.name, filter));
  const pages = query.data?.pages ?? [];
  const items = pages.flatMap((page) => page.items);
  const [first] = pages;
  const isPast = version !== '' && version !== String(list.version);
  const set = (change: Record<string, string>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  return (
    <Panel
      title="Entries"
      note={first === undefined ? undefined : formatCount(first.total)}
      flush
      actions={
        <>
          <Segmented
            label="By expiry"
            choices={statuses}
            value={status}
            onChange={(value) => set({ status: value === 'all' ? '' : value })}
          />
          <SearchField
            ref={box}
            label="Find an entry"
            value={filter.search}
            onChange={(event) => set({ search: event.target.value })}
          />
        </>
      }
    >
      {isPast && (
        <p className="list-past" role="status">
          <Badge tone="amber">version {version}</Badge> Rules see version {list.version}.
          <Button small onClick={() => set({ version: '' })}>
            Back to the newest
          </Button>
        </p>
      )}
      {query.isError && first === undefined ? (
        <Failed error={query.error} onRetry={() => void query.refetch()} />
      ) : first === undefined ? (
        <Loading rows={8} />
      ) : items.length === 0 ? (
        <Empty title={filter.search === '' && status === 'all' ? 'The list is empty' : 'No entry matches'}>
          {filter.search === '' && status === 'all'
            ? 'Add entries by hand, or import a file.'
            : 'Values and notes are searched.'}
        </Empty>
      ) : (
        <>
          <EntriesTable items={items} now={first.at} onRemove={isPast ? null : setRemoving} />
          {query.hasNextPage && (
            <div className="list-more">
              <Button disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                Show more of {formatCount(first.total)}
              </Button>
            </div>
          )}
        </>
      )}
      {removing !== null && <RemoveDialog name={list.name} value={removing} onClose={() => setRemoving(null)} />}
    </Panel>
  );
}

interface EntriesTableProps {
  readonly items: readonly ListEntry[];
  readonly now: string;
  readonly onRemove: ((value: string) => void) | null;
}

function EntriesTable({ items, now, onRemove }: EntriesTableProps) {
  return (
    <div className="scroll-x">
      <table className="table list-entries">
        <thead>
          <tr>
            <th scope="col">Value</th>
            <th scope="col">Expires</th>
            <th scope="col">Added</th>
            <th scope="col">
              <span className="visually-hidden">Remove</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map(({ value, note, expiresAt, expired, since }) => (
            <tr key={value}>
              <td>
                <span className={expired ? 'mono wrap-any list-expired' : 'mono wrap-any'}>{value}</span>
                {note !== '' && <span className="muted list-note">{note}</span>}
              </td>
              <td>{expiresAt === null ? <span className="faint">never</span> : <Ago iso={expiresAt} now={now} />}</td>
              <td title={`Version ${since.version}: ${since.reason}`}>
                <Ago iso={since.at} /> <span className="muted">by {since.by}</span>
                <span className="muted list-note">{since.reason}</span>
              </td>
              <td className="right">
                {onRemove !== null && (
                  <IconButton
                    label={`Remove ${value}`}
                    icon={<Trash2 size={14} />}
                    small
                    onClick={() => onRemove(value)}
                  />
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
