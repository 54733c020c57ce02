/**
 * Counts unordered pairs of raters without a hash table: pairs are packed into doubles, gathered, sorted and run-length counted. Where
 * they would not fit, the raters are split into ranges and the pairs of one range are counted at a time.
 */
import { limits } from '../../limits.ts';

export interface PairCounts {
  /** `first * raterCount + second`, first < second, ascending. */
  readonly keys: Float64Array;
  readonly counts: Uint32Array;
}

/** Calls `pair` for every pair of one group; the same pair may come again within a group and counts once. */
export type PairSource = (pair: (a: number, b: number) => void) => void;

/**
 * In how many groups (posts) each pair occurs, for the pairs with at least `minimum`. `groups` runs over all groups, and is called
 * once to count and once for each range.
 */
export function countPairs(
  raterCount: number,
  groups: (each: (source: PairSource) => void) => void,
  keep: (a: number, b: number, count: number) => boolean,
): PairCounts {
  const perRater = new Float64Array(raterCount);
  groups((source) => {
    source((a, b) => {
      perRater[Math.min(a, b)]!++;
    });
  });
  const keys: number[] = [];
  const counts: number[] = [];
  for (let from = 0; from < raterCount; ) {
    let total = perRater[from]!;
    let to = from + 1;
    while (to < raterCount && total + perRater[to]! <= limits.pairs) total += perRater[to++]!;
    if (total > 0) countRange(raterCount, groups, from, to, total, keep, keys, counts);
    from = to;
  }
  return { keys: Float64Array.from(keys), counts: Uint32Array.from(counts) };
}

function countRange(
  raterCount: number,
  groups: (each: (source: PairSource) => void) => void,
  from: number,
  to: number,
  total: number,
  keep: (a: number, b: number, count: number) => boolean,
  keys: number[],
  counts: number[],
): void {
  const found = new Float64Array(total);
  let count = 0;
  groups((source) => {
    const first = count;
    source((a, b) => {
      const low = Math.min(a, b);
      if (low >= from && low < to) found[count++] = low * raterCount + Math.max(a, b);
    });
    count = first + uniqueSorted(found.subarray(first, count));
  });
  const sorted = found.subarray(0, count).sort();
  for (let start = 0; start < count; ) {
    let end = start + 1;
    while (end < count && sorted[end] === sorted[start]) end++;
    const key = sorted[start]!;
    if (keep(Math.floor(key / raterCount), key % raterCount, end - start)) {
      keys.push(key);
      counts.push(end - start);
    }
    start = end;
  }
}

/** Sorts in place and moves distinct values to the front; returns how many. */
function uniqueSorted(values: Float64Array): number {
  values.sort();
  let kept = 0;
  for (let index = 0; index < values.length; index++) {
    if (index === 0 || values[index] !== values[kept - 1]) values[kept++] = values[index]!;
  }
  return kept;
}
