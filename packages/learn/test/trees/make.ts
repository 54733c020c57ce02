/** Tables for the tests of trees. */
import fc from 'fast-check';
import type { Column, Table } from '../../src/core/data/table.ts';
import { bitsOf } from '../../src/core/random/counter.ts';

export function numbers(name: string, values: ArrayLike<number>): Column {
  return { name, kind: 'number', values: Float32Array.from(values) };
}

export function categories(name: string, values: ArrayLike<number>, names: readonly string[]): Column {
  return { name, kind: 'category', values: Int32Array.from(values), names };
}

export function tableOf(...columns: readonly Column[]): Table {
  return { rows: columns[0]!.values.length, columns };
}

/** Numbers of chance in [0, 1) by a seed. */
export function chance(seed: number): () => number {
  let count = 0;
  return () => bitsOf(seed, count++) / 2 ** 32;
}

export function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(random() + 1e-12)) * Math.cos(2 * Math.PI * random());
}

/** A table of chance with values that repeat, are missing and are infinite, and one of categories; targets that depend on them. */
export function mixedTable(seed: number, rows: number): { readonly table: Table; readonly targets: Float64Array } {
  const random = chance(seed);
  const a = Float32Array.from({ length: rows }, () => (random() < 0.15 ? Number.NaN : Math.round(normal(random) * 20)));
  const b = Float32Array.from({ length: rows }, () => (random() < 0.02 ? Infinity : normal(random)));
  const c = Int32Array.from({ length: rows }, () => Math.floor(random() * 12) - 1);
  const d = Float32Array.from({ length: rows }, () => Math.floor(random() * 3));
  const targets = Float64Array.from({ length: rows }, (_, row) => {
    const z =
      (Number.isNaN(a[row]!) ? 1 : a[row]! / 20) + Math.min(3, b[row]!) * d[row]! - (c[row]! % 3) + normal(random);
    return z > 0 ? 1 : 0;
  });
  const names = Array.from({ length: 11 }, (_, code) => `category ${code}`);
  return { table: tableOf(numbers('a', a), numbers('b', b), categories('c', c, names), numbers('d', d)), targets };
}

/** Small columns of numbers: few distinct values, so that ties, constant and missing ones occur. */
export const smallNumbers = (rows: number): fc.Arbitrary<number[]> =>
  fc.array(fc.constantFrom(Number.NaN, -Infinity, -2, -1.5, -0, 0, 0.1, 1, 3, 1e30, Infinity), {
    minLength: rows,
    maxLength: rows,
  });

/** Targets of chance: sums of them do not tie, so that what decides between splits is no rounding. */
export const targetsOf = (rows: number): fc.Arbitrary<number[]> =>
  fc.integer().map((seed) => {
    const random = chance(seed);
    return Array.from({ length: rows }, () => random() * 10 - 5);
  });
