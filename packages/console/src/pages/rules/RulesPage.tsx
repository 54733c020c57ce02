/** Every rule with what it does and how often it fires, and the state of the ruleset. */
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { type SortingState, type Updater, useTable } from '@tanstack/react-table';
import { ArrowDown, ArrowUp, PencilLine } from 'lucide-react';
import { useMemo, useRef } from 'react';
import { timeSeriesQuery } from '../../api/events.ts';
import { rolloutQuery } from '../../api/rollout.ts';
import { rulesetQuery, rulesQuery } from '../../api/rules.ts';
import { Kbd } from '../../kit/Button.tsx';
import { SearchField } from '../../kit/Field.tsx';
import { PageHead, Panel } from '../../kit/Panel.tsx';
import { Empty, Failed, Loading } from '../../kit/States.tsx';
import { useShortcuts } from '../../lib/keys.ts';
import { useNewest } from '../shared/useNewest.ts';
import { BackfillNotice } from './BackfillNotice.tsx';
import { columns, type RuleRow, rightAligned, tableModel } from './columns.tsx';
import { DraftsPanel } from './DraftsPanel.tsx';
import { RulesetPanel } from './RulesetPanel.tsx';
import { CandidatePanel } from './rollout/CandidatePanel.tsx';
import { ProposalsPanel } from './rollout/ProposalsPanel.tsx';
import { StateDialog } from './rollout/StateDialog.tsx';
import { VersionsPanel } from './rollout/VersionsPanel.tsx';
import '../../kit/table.css';
import '../shared/filters.css';
import './rules.css';
import './rollout/rollout.css';

export function RulesPage() {
  const search = useSearch({ from: '/inside/rules' });
  const navigate = useNavigate({ from: '/rules' });
  const rules = useQuery(rulesQuery);
  const rollout = useQuery(rolloutQuery);
  const inForce = useQuery(rulesetQuery).data?.active.hash ?? null;
  const course = useQuery(timeSeriesQuery('rule'));
  const { newest } = useNewest();
  const box = useRef<HTMLInputElement>(null);
  const go = useNavigate();
  useShortcuts(
    useMemo(
      () => [
        { keys: '/', label: 'Find a rule', run: () => box.current?.focus() },
        { keys: 'e', label: 'Edit rules', run: () => void go({ to: '/rules/editor', search: {} }) },
      ],
      [go],
    ),
  );

  const find = (search.find ?? '').toLowerCase();
  const rows = useMemo(
    () =>
      (rules.data?.items ?? [])
        .filter((rule) => `${rule.name} ${rule.description} ${rule.path}`.toLowerCase().includes(find))
        .map(
          (rule): RuleRow => ({
            ...rule,
            newest,
            staged: rollout.data?.rules.find((one) => one.name === rule.name) ?? null,
            course: course.data?.series.find((one) => one.name === rule.name)?.counts ?? [],
          }),
        ),
    [rules.data, rollout.data, course.data, newest, find],
  );
  const sorting = useMemo<SortingState>(
    () => [{ id: search.sort ?? 'hits', desc: (search.dir ?? 'desc') === 'desc' }],
    [search.sort, search.dir],
  );
  const onSorting = (updater: Updater<SortingState>): void => {
    const next = (typeof updater === 'function' ? updater(sorting) : updater)[0];
    if (next !== undefined)
      void navigate({
        search: (before) => ({ ...before, sort: next.id, dir: next.desc ? 'desc' : 'asc' }),
        replace: true,
      });
  };

  return (
    <div className="page">
      <PageHead
        title="Rules"
        actions={
          <Link to="/rules/editor" className="btn btn-primary">
            <PencilLine size={14} aria-hidden /> Edit rules <Kbd>e</Kbd>
          </Link>
        }
      />
      <RulesetPanel />
      <BackfillNotice />
      <DraftsPanel />
      <ProposalsPanel />
      {inForce !== null && <CandidatePanel inForce={inForce} />}
      <Panel
        title="All rules"
        note={rules.data === undefined ? undefined : `${rows.length} of ${rules.data.items.length}`}
        flush
        actions={
          <SearchField
            ref={box}
            label="Find a rule"
            value={search.find ?? ''}
            onChange={(event) =>
              void navigate({ search: (before) => ({ ...before, find: event.target.value }), replace: true })
            }
          />
        }
      >
        {rules.isError && rules.data === undefined ? (
          <Failed error={rules.error} onRetry={() => void rules.refetch()} />
        ) : rules.data === undefined ? (
          <Loading rows={10} />
        ) : rows.length === 0 ? (
          <Empty title={find === '' ? 'The ruleset has no rules yet' : 'No rule matches'}>
            {find === ''
              ? 'A rule is a named Rule(…) in one of the files above.'
              : 'Names, descriptions and files are searched.'}
          </Empty>
        ) : (
          <RulesTable rows={rows} sorting={sorting} onSorting={onSorting} />
        )}
      </Panel>
      <VersionsPanel />
      {search.state !== undefined && (
        <StateDialog
          rule={search.state}
          onClose={() => void navigate({ search: ({ state: _, ...before }) => before, replace: true })}
        />
      )}
    </div>
  );
}

interface RulesTableProps {
  readonly rows: RuleRow[];
  readonly sorting: SortingState;
  readonly onSorting: (updater: Updater<SortingState>) => void;
}

function RulesTable({ rows, sorting, onSorting }: RulesTableProps) {
  const table = useTable({
    features: tableModel,
    columns,
    data: rows,
    state: { sorting },
    onSortingChange: onSorting,
    enableSortingRemoval: false,
    enableMultiSort: false,
  });
  return (
    <div className="scroll-x">
      <table className="table rules-table">
        <thead>
          {table.getHeaderGroups().map((group) => (
            <tr key={group.id}>
              {group.headers.map((header) => {
                const sorted = header.column.getIsSorted();
                return (
                  <th
                    key={header.id}
                    scope="col"
                    className={rightAligned.has(header.id) ? 'right' : ''}
                    aria-sort={sorted === false ? undefined : sorted === 'asc' ? 'ascending' : 'descending'}
                  >
                    {header.column.getCanSort() ? (
                      <button
                        type="button"
                        className="sort"
                        data-active={sorted !== false || undefined}
                        onClick={header.column.getToggleSortingHandler()}
                      >
                        <table.FlexRender header={header} />
                        {sorted === 'asc' && <ArrowUp size={12} aria-hidden />}
                        {sorted === 'desc' && <ArrowDown size={12} aria-hidden />}
                      </button>
                    ) : (
                      <table.FlexRender header={header} />
                    )}
                  </th>
                );
              })}
            </tr>
          ))}
        </thead>
        <tbody>
          {table.getRowModel().rows.map((row) => (
            <tr key={row.id}>
              {row.getAllCells().map((cell) => (
                <td key={cell.id} className={rightAligned.has(cell.column.id) ? 'right num' : ''}>
                  <table.FlexRender cell={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
