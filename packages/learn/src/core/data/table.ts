/** Tables of features: columns of numbers and of categories, as trees and dense models read them. */
import { LearnError } from '../errors.ts';

export interface NumberColumn {
  readonly name: string;
  readonly kind: 'number';
  /** NaN is missing; infinities are values. */
  readonly values: Float32Array;
}

export interface CategoryColumn {
  readonly name: string;
  readonly kind: 'category';
  /** Places in `names`; -1 is missing. */
  readonly values: Int32Array;
  readonly names: readonly string[];
}

export type Column = NumberColumn | CategoryColumn;

export interface Table {
  readonly rows: number;
  readonly columns: readonly Column[];
}

/** Throws a LearnError where a column's length, name or codes are not what a table has. */
export function checkTable({ rows, columns }: Table): void {
  const names = new Set<string>();
  for (const column of columns) {
    const { name, values } = column;
    if (names.has(name)) throw new LearnError(`two columns are named ${name}`);
    names.add(name);
    if (values.length !== rows) throw new LearnError(`column ${name} has ${values.length} values for ${rows} rows`);
    if (column.kind === 'number') continue;
    if (new Set(column.names).size !== column.names.length) {
      throw new LearnError(`column ${name} has a category twice`);
    }
    for (let row = 0; row < rows; row++) {
      const code = column.values[row]!;
      if (code < -1 || code >= column.names.length) {
        throw new LearnError(`column ${name}, row ${row}: there is no category ${code}`);
      }
    }
  }
}

/** The rows of these numbers, in their order; a number may come more than once. */
export function pickTableRows(table: Table, picked: ArrayLike<number>): Table {
  const pick = <T extends Float32Array | Int32Array>(from: T, to: T): T => {
    for (let i = 0; i < picked.length; i++) to[i] = from[picked[i]!]!;
    return to;
  };
  const columns = table.columns.map((column): Column => {
    if (column.kind === 'number') return { ...column, values: pick(column.values, new Float32Array(picked.length)) };
    return { ...column, values: pick(column.values, new Int32Array(picked.length)) };
  });
  return { rows: picked.length, columns };
}
