/** What events can be grouped by. */
import type { Column } from '../columns/schema.ts';
import { isFixedColumn } from '../columns/schema.ts';
import { quoteName } from '../duckdb/quote.ts';
import { WarehouseError } from '../errors.ts';

export type Group = 'none' | 'rule' | 'action' | 'verdict' | { readonly feature: string };

export interface GroupSql {
  /** The group's name, as text. */
  readonly value: string;
  /** What follows the table in FROM. */
  readonly join: string;
  /** Columns that the question needs. */
  readonly columns: readonly Column[];
}

/**
 * An event counts once per rule that it hit (and once per item of a list feature), and not at all where it hit none; an event
 * without the feature counts under null. `index` tells several groups of one question apart. Throws a WarehouseError (`invalid`) on a feature that was never stored.
 */
export function groupSql(
  group: Group,
  columns: readonly Column[],
  columnNames: ReadonlyMap<string, string>,
  index = 0,
): GroupSql {
  const item = `__item${index}`;
  const each = (list: string) => `, unnest(${list}) AS __each${index}(${item})`;
  const needing = (name?: string) => columns.filter((column) => isFixedColumn(column.name) || column.name === name);
  switch (group) {
    case 'none':
      return { value: "'events'", join: '', columns: needing() };
    case 'action':
      return { value: '__action', join: '', columns: needing() };
    case 'rule':
      return { value: item, join: each('__hits'), columns: needing() };
    case 'verdict':
      return { value: item, join: each('__verdicts'), columns: needing() };
    default: {
      const name = columnNames.get(group.feature);
      const column = columns.find((candidate) => candidate.name === name);
      if (column === undefined) {
        throw new WarehouseError('invalid', `no stored event has a feature ${JSON.stringify(group.feature)}`);
      }
      const quoted = quoteName(column.name);
      return column.type.kind === 'list'
        ? { value: `CAST(${item} AS VARCHAR)`, join: each(quoted), columns: needing(name) }
        : { value: `CAST(${quoted} AS VARCHAR)`, join: '', columns: needing(name) };
    }
  }
}
