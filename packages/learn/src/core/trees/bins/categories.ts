/** Which bin a category has. */
import type { CategoryColumn } from '../../data/table.ts';

export interface CategoryBins {
  /** The categories with bins of their own: that of `names[i]` is i + 1. */
  readonly names: readonly string[];
  /** All others that were seen in training share one more bin after them. Without it, what was never seen is taken for missing. */
  readonly other: boolean;
}

/** Bins for the most frequent categories among these rows; of equally frequent ones, that with the lower code goes first. */
export function categoryBinsOf(
  { values, names }: CategoryColumn,
  rows: ArrayLike<number>,
  maxBins: number,
): CategoryBins {
  const counts = new Uint32Array(names.length);
  for (let i = 0; i < rows.length; i++) {
    const code = values[rows[i]!]!;
    if (code >= 0) counts[code]!++;
  }
  const seen = [...counts.keys()].filter((code) => counts[code]! > 0);
  seen.sort((a, b) => counts[b]! - counts[a]! || a - b);
  const other = seen.length > maxBins;
  return { names: seen.slice(0, other ? maxBins - 1 : maxBins).map((code) => names[code]!), other };
}

/** The bin of each code of a column with these names; at -1, which is missing, and for what has no bin, 0. */
export function binsOfCodes({ names, other }: CategoryBins, codes: readonly string[]): Uint8Array {
  const bins = new Map(names.map((name, index) => [name, index + 1]));
  const rest = other ? names.length + 1 : 0;
  return Uint8Array.from(codes, (name) => bins.get(name) ?? rest);
}

export function countOfBins({ names, other }: CategoryBins): number {
  return names.length + (other ? 1 : 0);
}
