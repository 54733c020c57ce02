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

/**
 * What rules did in shadow: there only in files whose rows have any of it, NULL in all others. `__candidate` is the hash of the
 * ruleset that was evaluated beside the one in force, NULL where there was none.
 */
export const SHADOW_COLUMNS: readonly Column[] = [
  { name: '__shadow_hits', type: columnList(VARCHAR) },
  { name: '__shadow_verdicts', type: columnList(VARCHAR) },
  { name: '__shadow_labels', type: columnList(VARCHAR) },
  { name: '__candidate', type: VARCHAR },
  { name: '__candidate_hits', type: columnList(VARCHAR) },
  { name: '__candidate_acted', type: columnList(VARCHAR) },
  { name: '__candidate_verdicts', type: columnList(VARCHAR) },
  { name: '__candidate_labels', type: columnList(VARCHAR) },
];

export const isShadowColumn = (name: string): boolean => SHADOW_COLUMNS.some((column) => column.name === name);

export const isFixedColumn = (name: string): boolean => FIXED_COLUMNS.some((column) => column.name === name);

/** A schema of the fixed columns, these, and those of shadow where they are wanted; names must be distinct without regard to case. */
export function schemaOf(features: readonly Column[], withShadow = false): Schema {
  const columns = [...FIXED_COLUMNS, ...features, ...(withShadow ? SHADOW_COLUMNS : [])];
  return { columns, key: JSON.stringify(columns.map((column) => [column.name, printColumnType(column.type)])) };
}
