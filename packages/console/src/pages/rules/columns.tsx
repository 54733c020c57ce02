/** The rules table's columns and how they sort. */

import { Link } from '@tanstack/react-router';
import {
  createColumnHelper,
  createSortedRowModel,
  rowSortingFeature,
  sortFn_alphanumeric,
  sortFn_basic,
  tableFeatures,
} from '@tanstack/react-table';
import { Undo2 } from 'lucide-react';
import type { StagedRule } from '../../api/rollout.ts';
import type { Rule } from '../../api/types.ts';
import { badgeClass } from '../../kit/Panel.tsx';
import { Sparkline } from '../../kit/Sparkline.tsx';
import { Ago } from '../../kit/Time.tsx';
import { formatCount } from '../../lib/format.ts';
import { stateText, stateTone } from './rollout/words.ts';

export interface RuleRow extends Rule {
  /** Hits per bucket over the whole time, for the sparkline. */
  readonly course: readonly number[];
  readonly newest: string | null;
  /** Null until it is known. */
  readonly staged: StagedRule | null;
}

export const tableModel = tableFeatures({
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  sortFns: { alphanumeric: sortFn_alphanumeric, basic: sortFn_basic },
});

const helper = createColumnHelper<typeof tableModel, RuleRow>();
const shortVersion = 8;

export const columns = helper.columns([
  helper.accessor('name', {
    header: 'Rule',
    sortFn: 'alphanumeric',
    cell: ({ row }) => (
      <span className="rules-name">
        <Link to="/events" search={{ rule: row.original.name }} className="value" title="Events where this rule fired">
          {row.original.name}
        </Link>
        <span className="muted">{row.original.description}</span>
      </span>
    ),
  }),
  helper.accessor((rule) => rule.staged?.setting ?? '', {
    id: 'state',
    header: 'State',
    sortFn: 'alphanumeric',
    cell: ({ row: { original } }) =>
      original.staged === null ? (
        <span className="faint">–</span>
      ) : (
        <Link
          to="/rules"
          search={(before) => ({ ...before, state: original.name })}
          className={badgeClass(stateTone[original.staged.state])}
          aria-label={`${stateText(original.staged)}: change the state of ${original.name}`}
        >
          {stateText(original.staged)}
        </Link>
      ),
  }),
  helper.display({
    id: 'course',
    header: 'Hits over time',
    cell: ({ row }) => (
      <Sparkline values={row.original.course} width={130} height={24} label={`${row.original.name}: hits over time`} />
    ),
  }),
  helper.accessor('hits', {
    header: 'Hits',
    sortFn: 'basic',
    sortDescFirst: true,
    cell: (info) => formatCount(info.getValue()),
  }),
  helper.accessor((rule) => rule.lastHit ?? '', {
    id: 'lastHit',
    header: 'Last hit',
    sortFn: 'basic',
    sortDescFirst: true,
    cell: ({ row }) =>
      row.original.lastHit === null ? (
        <span className="faint">never</span>
      ) : (
        <Ago iso={row.original.lastHit} now={row.original.newest} />
      ),
  }),
  helper.accessor((rule) => `${rule.path}:${String(rule.line).padStart(6, '0')}`, {
    id: 'place',
    header: 'Defined in',
    sortFn: 'alphanumeric',
    cell: ({ row }) => (
      <span className="mono">
        <Link
          to="/rules/editor"
          search={{ file: row.original.path, line: String(row.original.line) }}
          title={`Edit ${row.original.name}`}
        >
          {row.original.path}:{row.original.line}
        </Link>
        <span className="place" title={`Version ${row.original.version}`}>
          {row.original.version.slice(0, shortVersion)}
        </span>
      </span>
    ),
  }),
  helper.display({
    id: 'undo',
    header: () => <span className="visually-hidden">Undo</span>,
    cell: ({ row }) => (
      <Link
        to="/brakes"
        search={{ undo: row.original.name }}
        className="btn btn-quiet btn-icon btn-small"
        aria-label={`Undo what ${row.original.name} did`}
        title={`Undo what ${row.original.name} did`}
      >
        <Undo2 size={14} aria-hidden />
      </Link>
    ),
  }),
]);

/** Columns of figures stand right. */
export const rightAligned = new Set(['hits', 'lastHit']);
