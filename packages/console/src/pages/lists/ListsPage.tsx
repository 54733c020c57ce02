/** All lists: what is in them, who answers for them, which rules look into them, and which ones are missing. */
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo, useRef } from 'react';
import type { ListItem } from '../../api/list-types.ts';
import { listsQuery } from '../../api/lists.ts';
import { Button } from '../../kit/Button.tsx';
import { SearchField } from '../../kit/Field.tsx';
import { Badge, PageHead, Panel } from '../../kit/Panel.tsx';
import { Empty, Failed, Loading } from '../../kit/States.tsx';
import { Ago } from '../../kit/Time.tsx';
import { formatCount } from '../../lib/format.ts';
import { useShortcuts } from '../../lib/keys.ts';
import { kindLabel } from './kinds.ts';
import { MissingLists } from './MissingLists.tsx';
import { NewListDialog } from './NewListDialog.tsx';
import '../../kit/table.css';
import './lists.css';

export function ListsPage() {
  const search = useSearch({ from: '/inside/lists' });
  const navigate = useNavigate({ from: '/lists' });
  const { data, error, refetch } = useQuery(listsQuery);
  const box = useRef<HTMLInputElement>(null);
  const make = useCallback(
    (name: string) =>
      void navigate({ search: (before) => ({ ...before, new: name === '' ? '1' : `=${name}` }), replace: true }),
    [navigate],
  );
  useShortcuts(
    useMemo(
      () => [
        { keys: '/', label: 'Find a list', run: () => box.current?.focus() },
        { keys: 'n', label: 'New list', run: () => make('') },
      ],
      [make],
    ),
  );
  const find = (search.find ?? '').toLowerCase();
  const shown = (data?.items ?? []).filter(({ name, description, owner, kind }) =>
    `${name} ${description} ${owner} ${kindLabel(kind)}`.toLowerCase().includes(find),
  );
  return (
    <div className="page">
      <PageHead
        title="Lists"
        actions={
          <Button tone="primary" hint="n" onClick={() => make('')}>
            New list
          </Button>
        }
      />
      {data !== undefined && data.missing.length > 0 && <MissingLists missing={data.missing} onMake={make} />}
      <Panel
        title="All lists"
        note={data === undefined ? undefined : `${shown.length} of ${data.items.length}`}
        flush
        actions={
          <SearchField
            ref={box}
            label="Find a list"
            value={search.find ?? ''}
            onChange={(event) =>
              void navigate({ search: (before) => ({ ...before, find: event.target.value }), replace: true })
            }
          />
        }
      >
        {data === undefined ? (
          error === null ? (
            <Loading rows={6} />
          ) : (
            <Failed error={error} onRetry={() => void refetch()} />
          )
        ) : shown.length === 0 ? (
          <Empty
            title={find === '' ? 'There is no list yet' : 'No list matches'}
            action={find === '' ? <Button onClick={() => make('')}>New list</Button> : undefined}
          >
            {find === ''
              ? 'Rules look words, domains, addresses, hashes and entities up in lists, which change without an edit of the rules.'
              : 'Names, descriptions, owners and kinds are searched.'}
          </Empty>
        ) : (
          <ListsTable items={shown} />
        )}
      </Panel>
      {search.new !== undefined && (
        <NewListDialog
          name={search.new.startsWith('=') ? search.new.slice(1) : ''}
          onClose={() => void navigate({ search: ({ new: _, ...before }) => before, replace: true })}
        />
      )}
    </div>
  );
}

function ListsTable({ items }: { readonly items: readonly ListItem[] }) {
  return (
    <div className="scroll-x">
      <table className="table lists-table">
        <thead>
          <tr>
            <th scope="col">List</th>
            <th scope="col">Kind</th>
            <th scope="col" className="right">
              Entries
            </th>
            <th scope="col">Used by</th>
            <th scope="col">Owner</th>
            <th scope="col">Changed</th>
          </tr>
        </thead>
        <tbody>
          {items.map(({ name, kind, entries, description, usedBy, owner, changed, importing }) => (
            <tr key={name}>
              <td>
                <span className="lists-name">
                  <Link to="/lists/$name" params={{ name }} search={{}} className="value">
                    {name}
                  </Link>
                  {description !== '' && <span className="muted">{description}</span>}
                </span>
              </td>
              <td>
                <Badge>{kindLabel(kind)}</Badge> {importing !== null && <Badge tone="blue">importing</Badge>}
              </td>
              <td className="right num">{formatCount(entries)}</td>
              <td>{usedBy.length === 0 ? <span className="faint">no rule</span> : <span>{usedBy.join(', ')}</span>}</td>
              <td>{owner}</td>
              <td title={changed.reason}>
                <Ago iso={changed.at} /> <span className="muted">by {changed.by}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
