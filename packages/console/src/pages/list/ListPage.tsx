/** One list: its entries, trying values on it, its versions, and the rules that look into it. */
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { Download, Upload } from 'lucide-react';
import { useCallback, useMemo } from 'react';
import type { List } from '../../api/list-types.ts';
import { exportAddress, listQuery } from '../../api/lists.ts';
import { Button } from '../../kit/Button.tsx';
import { Menu } from '../../kit/Menu.tsx';
import { Badge, Facts, PageHead } from '../../kit/Panel.tsx';
import { Failed, Loading } from '../../kit/States.tsx';
import { Ago } from '../../kit/Time.tsx';
import { formatCount } from '../../lib/format.ts';
import { useShortcuts } from '../../lib/keys.ts';
import { kindHint, kindLabel } from '../lists/kinds.ts';
import { AddDialog } from './AddDialog.tsx';
import { EntriesPanel } from './EntriesPanel.tsx';
import { ImportDialog } from './ImportDialog.tsx';
import { TestPanel } from './TestPanel.tsx';
import { VersionsPanel } from './VersionsPanel.tsx';
import './list.css';

export function ListPage() {
  const { name } = useParams({ from: '/inside/lists/$name' });
  const { data, error, refetch } = useQuery(listQuery(name));
  if (data !== undefined) return <Loaded list={data} />;
  return (
    <div className="page">
      <PageHead title={name} />
      {error === null ? <Loading rows={8} /> : <Failed error={error} onRetry={() => void refetch()} />}
    </div>
  );
}

function Loaded({ list }: { readonly list: List }) {
  const { name, kind, entries, version, owner, changed, description, maxDistance, refusal } = list;
  const search = useSearch({ from: '/inside/lists/$name' });
  const navigate = useNavigate({ from: '/lists/$name' });
  const open = useCallback(
    (what: string) => void navigate({ search: (before) => ({ ...before, open: what }), replace: true }),
    [navigate],
  );
  const close = useCallback(
    () => void navigate({ search: ({ open: _, ...before }) => before, replace: true }),
    [navigate],
  );
  useShortcuts(
    useMemo(
      () => [
        { keys: 'a', label: 'Add entries', run: () => open('add') },
        { keys: 'i', label: 'Import a file', run: () => open('import') },
      ],
      [open],
    ),
  );
  return (
    <div className="page">
      <PageHead
        title={
          <span className="row">
            <span className="mono">{name}</span> <Badge>{kindLabel(kind)}</Badge>
          </span>
        }
        actions={
          <>
            <ExportMenu name={name} version={search.version ?? ''} />
            <Button hint="i" onClick={() => open('import')}>
              <Upload size={14} aria-hidden /> Import
            </Button>
            {refusal === null && (
              <Button tone="primary" hint="a" onClick={() => open('add')}>
                Add entries
              </Button>
            )}
          </>
        }
      >
        <p className="muted">{description === '' ? kindHint(kind) : description}</p>
        {refusal !== null && (
          <p className="list-refusal">You can look into it, try values and see what a file would change: {refusal}.</p>
        )}
        <Facts
          items={[
            [
              'Entries',
              <span key="e" className="num">
                {formatCount(entries)}
              </span>,
            ],
            [
              'Version',
              <span key="v" className="num">
                {version}
              </span>,
            ],
            ['Owner', owner],
            [
              'Changed',
              <span key="c" title={changed.reason}>
                <Ago iso={changed.at} /> <span className="muted">by {changed.by}</span>
              </span>,
            ],
            ...(kind === 'images' ? [['Bits that may differ', maxDistance] as const] : []),
            ['Used by', <UsedBy key="u" uses={list.uses} />],
          ]}
        />
        {list.importing !== null && (
          <p role="status">
            <Badge tone="blue">importing</Badge> {list.importing.by} is importing: {list.importing.reason}. Rules see
            the list as it is below until the import is complete.
          </p>
        )}
      </PageHead>
      <div className="list-grid">
        <EntriesPanel list={list} />
        <div className="stack">
          <TestPanel list={list} />
          <VersionsPanel list={list} />
        </div>
      </div>
      {search.open === 'add' && <AddDialog list={list} onClose={close} />}
      {search.open === 'import' && <ImportDialog list={list} onClose={close} />}
    </div>
  );
}

function UsedBy({ uses }: Pick<List, 'uses'>) {
  if (uses.length === 0) return <span className="faint">no rule in force</span>;
  return (
    <span className="list-uses">
      {uses.map(({ path, line, rules }) => (
        <span key={`${path}:${line}`} title={`${path}:${line}`}>
          {rules.length === 0 ? (
            <span className="mono">
              {path}:{line}
            </span>
          ) : (
            rules.join(', ')
          )}
        </span>
      ))}
    </span>
  );
}

function ExportMenu({ name, version }: { readonly name: string; readonly version: string }) {
  return (
    <Menu
      label="Export"
      button={
        <>
          <Download size={14} aria-hidden /> Export
        </>
      }
    >
      {[
        ['csv', 'CSV, with expiry and notes'],
        ['ndjson', 'NDJSON, with expiry and notes'],
        ['text', 'Text, values alone'],
      ].map(([format = '', label]) => (
        <a key={format} className="menu-item" href={exportAddress(name, format, version)} download>
          {label}
        </a>
      ))}
    </Menu>
  );
}
