/** What trees should be, as slowly and plainly as their definition reads: every split of the raw rows is tried. */
import type { Column, Table } from '../../src/core/data/table.ts';

export interface OracleOptions {
  readonly l2: number;
  readonly minRows: number;
  readonly minChildWeight: number;
}

/** A set of rows with their gradients and hessians. */
interface Sums {
  readonly g: number;
  readonly h: number;
  readonly n: number;
}

export interface OracleSplit {
  readonly gain: number;
  readonly left: readonly number[];
  readonly right: readonly number[];
}

export function sumsOf(rows: readonly number[], gradients: ArrayLike<number>, hessians: ArrayLike<number>): Sums {
  let [g, h] = [0, 0];
  for (const row of rows) {
    g += gradients[row]!;
    h += hessians[row]!;
  }
  return { g, h, n: rows.length };
}

/** Twice what the loss falls by. */
export function gainOf(left: Sums, right: Sums, l2: number): number {
  const score = ({ g, h }: Sums) => (g * g) / (h + l2);
  return score(left) + score(right) - score({ g: left.g + right.g, h: left.h + right.h, n: 0 });
}

/** Every way in which one split by a column can divide the rows. */
export function* divisions(column: Column, rows: readonly number[]): Generator<readonly [number[], number[]]> {
  if (column.kind === 'number') {
    const { values } = column;
    const missing = rows.filter((row) => Number.isNaN(values[row]!));
    const present = rows.filter((row) => !Number.isNaN(values[row]!));
    for (const threshold of new Set(present.map((row) => values[row]!))) {
      const low = present.filter((row) => values[row]! <= threshold);
      const high = present.filter((row) => values[row]! > threshold);
      yield [low, [...high, ...missing]];
      yield [[...low, ...missing], high];
    }
    return;
  }
  const codes = [...new Set(rows.map((row) => column.values[row]!))];
  for (let set = 1; set < 2 ** codes.length - 1; set++) {
    const chosen = new Set(codes.filter((_, index) => ((set >> index) & 1) === 1));
    yield [
      rows.filter((row) => chosen.has(column.values[row]!)),
      rows.filter((row) => !chosen.has(column.values[row]!)),
    ];
  }
}

/** The best split of the rows, or null. */
export function bestSplit(
  table: Table,
  rows: readonly number[],
  gradients: ArrayLike<number>,
  hessians: ArrayLike<number>,
  options: OracleOptions,
): OracleSplit | null {
  let best: OracleSplit | null = null;
  for (const column of table.columns) {
    for (const [left, right] of divisions(column, rows)) {
      const [l, r] = [sumsOf(left, gradients, hessians), sumsOf(right, gradients, hessians)];
      if (l.n < options.minRows || r.n < options.minRows) continue;
      if (l.h < options.minChildWeight || r.h < options.minChildWeight) continue;
      const gain = gainOf(l, r, options.l2);
      if (best === null || gain > best.gain) best = { gain, left, right };
    }
  }
  return best;
}

/** Margins of the rows after boosting the squared error, leaf by leaf. */
export function boostSquared(
  table: Table,
  targets: ArrayLike<number>,
  weights: ArrayLike<number>,
  options: OracleOptions & { readonly rounds: number; readonly learningRate: number; readonly maxLeaves: number },
): Float64Array {
  const all = Array.from({ length: table.rows }, (_, row) => row);
  const total = all.reduce((sum, row) => sum + weights[row]!, 0);
  const start = all.reduce((sum, row) => sum + weights[row]! * targets[row]!, 0) / total;
  const margins = new Float64Array(table.rows).fill(start);
  for (let round = 0; round < options.rounds; round++) {
    const gradients = all.map((row) => weights[row]! * (margins[row]! - targets[row]!));
    let leaves = [{ rows: all, split: bestSplit(table, all, gradients, weights, options) }];
    while (leaves.length < options.maxLeaves) {
      const [next] = leaves
        .filter(({ split }) => (split?.gain ?? 0) > 1e-9)
        .sort((a, b) => b.split!.gain - a.split!.gain);
      if (next === undefined) break;
      const children = [next.split!.left, next.split!.right].map((rows) => ({
        rows: [...rows],
        split: bestSplit(table, rows, gradients, weights, options),
      }));
      leaves = [...leaves.filter((leaf) => leaf !== next), ...children];
    }
    if (leaves.length === 1) break;
    for (const { rows } of leaves) {
      const { g, h } = sumsOf(rows, gradients, weights);
      for (const row of rows) margins[row]! += (options.learningRate * -g) / (h + options.l2);
    }
  }
  return margins;
}
