/** What is computed over the events of a group. */
import type { Column } from '../columns/schema.ts';
import { quoteName } from '../duckdb/quote.ts';
import { WarehouseError } from '../errors.ts';

export type Measure =
  | { readonly kind: 'count' }
  /** Different values; of a list, different items. */
  | { readonly kind: 'distinct'; readonly feature: string }
  /** Of numbers; events without one, and NaN, are passed over. */
  | { readonly kind: 'sum' | 'mean' | 'min' | 'max'; readonly feature: string }
  /** `percent` from 0 to 100, between neighbouring values by linear interpolation. */
  | { readonly kind: 'percentile'; readonly feature: string; readonly percent: number };

/** The name of a measure as a column: `count`, `distinct UserId`, `p95 Likes`. */
export function measureName(measure: Measure): string {
  switch (measure.kind) {
    case 'count':
      return 'count';
    case 'percentile':
      return `p${measure.percent} ${measure.feature}`;
    default:
      return `${measure.kind} ${measure.feature}`;
  }
}

/** A measure as an SQL aggregate, and the column that it reads. Throws a WarehouseError (`invalid`) where it makes no sense. */
export function measureSql(
  measure: Measure,
  columns: readonly Column[],
  columnNames: ReadonlyMap<string, string>,
): { readonly sql: string; readonly column: Column | null } {
  if (measure.kind === 'count') return { sql: 'count(*)', column: null };
  const name = columnNames.get(measure.feature);
  const column = columns.find((candidate) => candidate.name === name);
  if (column === undefined) {
    throw new WarehouseError('invalid', `no stored event has a feature ${JSON.stringify(measure.feature)}`);
  }
  const sql = quoteName(column.name);
  if (measure.kind === 'distinct') {
    const list = column.type.kind === 'list';
    return { sql: list ? `coalesce(len(list_distinct(flatten(list(${sql})))), 0)` : `count(DISTINCT ${sql})`, column };
  }
  const number = numberSql(column, measure.feature);
  switch (measure.kind) {
    case 'sum':
    case 'min':
    case 'max':
      return { sql: `${measure.kind}(${number})`, column };
    case 'mean':
      return { sql: `avg(${number})`, column };
    case 'percentile': {
      const { percent } = measure;
      if (!(percent >= 0 && percent <= 100)) throw new WarehouseError('invalid', `no percentile: ${percent}`);
      return { sql: `quantile_cont(CAST(${number} AS DOUBLE), ${percent / 100})`, column };
    }
    default:
      return measure satisfies never;
  }
}

function numberSql(column: Column, feature: string): string {
  const sql = quoteName(column.name);
  switch (column.type.kind) {
    case 'bigint':
    case 'decimal':
      return sql;
    case 'double':
      return `CASE WHEN NOT isnan(${sql}) THEN ${sql} END`;
    case 'boolean':
      return `CAST(${sql} AS INTEGER)`;
    default:
      throw new WarehouseError('invalid', `${feature} holds no numbers: ask for its distinct values, or group by it`);
  }
}
