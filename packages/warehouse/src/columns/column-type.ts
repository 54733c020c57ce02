/**
 * Types of stored columns and how two of them become one.
 *
 * `widen` is the join of a lattice, so the order in which files appear does not change the result:
 *
 *     bigint < decimal < double < varchar < json        boolean < varchar
 *     list<a> ∨ list<b> = list<a ∨ b>                   list ∨ scalar = json
 *
 * `decimal` is DECIMAL(38,0): integers that BIGINT cannot hold. `json` is JSON text in a VARCHAR: unions of several types.
 */

type ScalarKind = 'boolean' | 'bigint' | 'decimal' | 'double' | 'varchar' | 'json' | 'timestamp';
export type ColumnType = { readonly kind: ScalarKind } | { readonly kind: 'list'; readonly item: ColumnType };

export const BOOLEAN: ColumnType = { kind: 'boolean' };
export const BIGINT: ColumnType = { kind: 'bigint' };
export const DECIMAL: ColumnType = { kind: 'decimal' };
export const DOUBLE: ColumnType = { kind: 'double' };
export const VARCHAR: ColumnType = { kind: 'varchar' };
export const JSON_TEXT: ColumnType = { kind: 'json' };
export const TIMESTAMP: ColumnType = { kind: 'timestamp' };
export const columnList = (item: ColumnType): ColumnType => ({ kind: 'list', item });

const SQL: Readonly<Record<ScalarKind, string>> = {
  boolean: 'BOOLEAN',
  bigint: 'BIGINT',
  decimal: 'DECIMAL(38,0)',
  double: 'DOUBLE',
  varchar: 'VARCHAR',
  json: 'VARCHAR',
  timestamp: 'TIMESTAMP',
};

/** The type in SQL: `BIGINT`, `VARCHAR[]`. */
export function sqlType(type: ColumnType): string {
  return type.kind === 'list' ? `${sqlType(type.item)}[]` : SQL[type.kind];
}

/** The type as the manifest keeps it: `bigint`, `varchar[]`. The inverse of `parseColumnType`. */
export function printColumnType(type: ColumnType): string {
  return type.kind === 'list' ? `${printColumnType(type.item)}[]` : type.kind;
}

/** Read a type of the manifest. Throws a RangeError on a text that `printColumnType` does not write. */
export function parseColumnType(text: string): ColumnType {
  if (text.endsWith('[]')) return columnList(parseColumnType(text.slice(0, -2)));
  for (const kind of ['boolean', 'bigint', 'decimal', 'double', 'varchar', 'json', 'timestamp'] as const) {
    if (kind === text) return { kind };
  }
  throw new RangeError(`unknown column type ${JSON.stringify(text)}`);
}

export function sameColumnType(a: ColumnType, b: ColumnType): boolean {
  return printColumnType(a) === printColumnType(b);
}

const NUMERIC: readonly string[] = ['bigint', 'decimal', 'double'];

/** The narrowest type that holds the values of both (see the lattice above). */
export function widen(a: ColumnType, b: ColumnType): ColumnType {
  if (sameColumnType(a, b)) return a;
  if (a.kind === 'list' && b.kind === 'list') return columnList(widen(a.item, b.item));
  if (a.kind === 'list' || b.kind === 'list' || a.kind === 'json' || b.kind === 'json') return JSON_TEXT;
  const [x, y] = [NUMERIC.indexOf(a.kind), NUMERIC.indexOf(b.kind)];
  if (x >= 0 && y >= 0) return x > y ? a : b;
  return VARCHAR;
}

/** SQL that turns a value of type `from` into the wider type `to`; `to` must be `widen(from, …)`. */
export function widenSql(sql: string, from: ColumnType, to: ColumnType): string {
  if (sameColumnType(from, to)) return sql;
  // JSON text is the one wider type that a cast does not reach.
  if (to.kind === 'json') return `CAST(to_json(${sql}) AS VARCHAR)`;
  if (from.kind === 'list' && to.kind === 'list') {
    return `list_transform(${sql}, lambda x : ${widenSql('x', from.item, to.item)})`;
  }
  return `CAST(${sql} AS ${sqlType(to)})`;
}
