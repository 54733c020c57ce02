/** The columns of one segment or file: the fixed ones, then one per feature. */
import { BIGINT, type ColumnType, columnList, printColumnType, TIMESTAMP, VARCHAR } from './column-type.ts';

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
}

export interface Schema {
  readonly columns: readonly Column[];
  /** Equal for equal schemas. */
  readonly key: string;
}

/** What every row has. No feature can have these names: names with a leading underscore are never exported (sml.md §1.7). */
export const FIXED_COLUMNS: readonly Column[] = [
  { name: '__position', type: BIGINT },
  { name: '__event_id', type: VARCHAR },
  { name: '__action', type: VARCHAR },
  { name: '__time', type: TIMESTAMP },
  { name: '__ingested', type: TIMESTAMP },
  { name: '__ruleset', type: VARCHAR },
  { name: '__verdicts', type: columnList(VARCHAR) },
  { name: '__labels', type: columnList(VARCHAR) },
  { name: '__hits', type: columnList(VARCHAR) },
  { name: '__observations', type: VARCHAR },
  { name: '__error_count', type: BIGINT },
];

/**
 * Beside the features: what their columns cannot say of a row's values, as JSON (see `exact.ts`). Not one of the fixed columns,
 * because files of earlier versions lack it.
 */
export const EXACT_COLUMN: Column = { name: '__exact', type: VARCHAR };

export const isFixedColumn = (name: string): boolean => FIXED_COLUMNS.some((column) => column.name === name);

/** A schema of the fixed columns and these; names must be distinct without regard to case. */
export function schemaOf(features: readonly Column[]): Schema {
  const columns = [...FIXED_COLUMNS, ...features];
  return { columns, key: JSON.stringify(columns.map((column) => [column.name, printColumnType(column.type)])) };
}
