/** Which events a question is about. */

import type { Column } from '../columns/schema.ts';
import { quoteName, quoteText } from '../duckdb/quote.ts';
import { WarehouseError } from '../errors.ts';
import type { Predicate } from '../translate/predicate.ts';
import type { TimeRange } from './view.ts';

export interface Filter extends TimeRange {
  /** From `translateQuery`. */
  readonly where?: Predicate | undefined;
  readonly action?: string | undefined;
  /** Name of a rule that must have been true. */
  readonly rule?: string | undefined;
}

/** Everything of a filter but its predicate, as an SQL condition. */
export function plainSql(filter: Omit<Filter, 'where'>): string {
  const { action, rule, fromMillis, toMillis } = filter;
  const conditions: string[] = [];
  if (fromMillis !== undefined) conditions.push(`__time >= ${timeSql(fromMillis)}`);
  if (toMillis !== undefined) conditions.push(`__time < ${timeSql(toMillis)}`);
  if (action !== undefined) conditions.push(`__action = ${quoteText(action)}`);
  if (rule !== undefined) conditions.push(`list_contains(__hits, ${quoteText(rule)})`);
  return conditions.length === 0 ? 'true' : conditions.join(' AND ');
}

/** A time as an SQL literal. Throws a WarehouseError (`invalid`) on a time outside of what a TIMESTAMP holds. */
export function timeSql(millis: number): string {
  if (!(Math.abs(millis) <= 8.64e15)) throw new WarehouseError('invalid', `not a time: ${millis}`);
  return `make_timestamp(CAST(${Math.round(millis * 1000)} AS BIGINT))`;
}

/**
 * Whether a column is this id, as a condition that is NULL where the column is. The id comes from outside, as text: it is turned
 * into the column's type, so that the files' statistics can still be used; a text that is no such value matches nothing.
 */
export function equalsIdSql(column: Column, id: string): string {
  const name = quoteName(column.name);
  switch (column.type.kind) {
    case 'bigint':
    case 'decimal': {
      const bound = column.type.kind === 'bigint' ? 2n ** 63n : 10n ** 38n;
      const integer = /^-?(0|[1-9]\d*)$/.test(id) ? BigInt(id) : null;
      return integer === null || integer >= bound || integer < -bound ? 'false' : `${name} = ${integer}`;
    }
    case 'varchar':
      return `${name} = ${quoteText(id)}`;
    case 'list':
      return `list_contains(CAST(${name} AS VARCHAR[]), ${quoteText(id)})`;
    default:
      return `CAST(${name} AS VARCHAR) = ${quoteText(id)}`;
  }
}

/** Events that concern an entity: any of these columns is its id. */
export function anyIsIdSql(columns: readonly Column[], id: string): string {
  if (columns.length === 0) return 'false';
  return `(${columns.map((column) => `coalesce(${equalsIdSql(column, id)}, false)`).join(' OR ')})`;
}
