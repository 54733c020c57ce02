/** Matching of two sides so that the sum of weights is as large as possible. */
import { MAX_ASSIGNMENT } from './limits.ts';

export interface WeightedPair {
  readonly left: number;
  readonly right: number;
  /** Above 0. */
  readonly weight: number;
}

/**
 * Pairs of which no two have an end in common, with the largest sum of weights (Hungarian method, in each connected part). Parts with
 * more than `MAX_ASSIGNMENT` on a side are matched greedily, the heaviest pair first.
 */
export function matchByWeight(pairs: readonly WeightedPair[]): WeightedPair[] {
  return parts(pairs).flatMap((part) => {
    const lefts = [...new Set(part.map(({ left }) => left))];
    const rights = [...new Set(part.map(({ right }) => right))];
    if (part.length === 1) return part;
    return Math.max(lefts.length, rights.length) > MAX_ASSIGNMENT ? greedy(part) : assign(part, lefts, rights);
  });
}

/** Pairs that have ends in common, directly or through others. */
function parts(pairs: readonly WeightedPair[]): WeightedPair[][] {
  const [byLeft, byRight] = [groups(pairs, ({ left }) => left), groups(pairs, ({ right }) => right)];
  const seen = new Set<WeightedPair>();
  const found: WeightedPair[][] = [];
  for (const pair of pairs) {
    if (seen.has(pair)) continue;
    seen.add(pair);
    const part = [pair];
    for (const { left, right } of part) {
      for (const other of [...byLeft.get(left)!, ...byRight.get(right)!]) {
        if (seen.has(other)) continue;
        seen.add(other);
        part.push(other);
      }
    }
    found.push(part);
  }
  return found;
}

function groups(pairs: readonly WeightedPair[], key: (pair: WeightedPair) => number): Map<number, WeightedPair[]> {
  const by = new Map<number, WeightedPair[]>();
  for (const pair of pairs) {
    const group = by.get(key(pair));
    if (group === undefined) by.set(key(pair), [pair]);
    else group.push(pair);
  }
  return by;
}

function greedy(pairs: readonly WeightedPair[]): WeightedPair[] {
  const [left, right] = [new Set<number>(), new Set<number>()];
  return pairs
    .toSorted((a, b) => b.weight - a.weight || a.left - b.left || a.right - b.right)
    .filter((pair) => {
      if (left.has(pair.left) || right.has(pair.right)) return false;
      left.add(pair.left);
      right.add(pair.right);
      return true;
    });
}

/** The Hungarian method with potentials, on a square matrix whose missing pairs weigh nothing. */
function assign(pairs: readonly WeightedPair[], lefts: readonly number[], rights: readonly number[]): WeightedPair[] {
  const size = Math.max(lefts.length, rights.length);
  const row = new Map(lefts.map((left, i) => [left, i]));
  const column = new Map(rights.map((right, i) => [right, i]));
  const cost = new Float64Array(size * size);
  const at = new Map<number, WeightedPair>();
  for (const pair of pairs) {
    const place = row.get(pair.left)! * size + column.get(pair.right)!;
    cost[place] = -pair.weight;
    at.set(place, pair);
  }
  const rowOf = hungarian(cost, size);
  return Array.from(rowOf, (of, j) => at.get(of * size + j)).filter((pair) => pair !== undefined);
}

/** Row of each column in an assignment of least cost. */
function hungarian(cost: Float64Array, size: number): Int32Array {
  // Rows and columns from 1 on; column 0 holds the row that is being placed.
  const [u, v] = [new Float64Array(size + 1), new Float64Array(size + 1)];
  const rowOf = new Int32Array(size + 1);
  const from = new Int32Array(size + 1);
  for (let row = 1; row <= size; row++) {
    rowOf[0] = row;
    let column = 0;
    const least = new Float64Array(size + 1).fill(Number.POSITIVE_INFINITY);
    const isUsed = new Uint8Array(size + 1);
    do {
      isUsed[column] = 1;
      const of = rowOf[column]!;
      let delta = Number.POSITIVE_INFINITY;
      let next = 0;
      for (let j = 1; j <= size; j++) {
        if (isUsed[j] === 1) continue;
        const reduced = cost[(of - 1) * size + j - 1]! - u[of]! - v[j]!;
        if (reduced < least[j]!) [least[j], from[j]] = [reduced, column];
        if (least[j]! < delta) [delta, next] = [least[j]!, j];
      }
      for (let j = 0; j <= size; j++) {
        if (isUsed[j] === 1) {
          u[rowOf[j]!]! += delta;
          v[j]! -= delta;
        } else least[j]! -= delta;
      }
      column = next;
    } while (rowOf[column] !== 0);
    while (column !== 0) {
      rowOf[column] = rowOf[from[column]!]!;
      column = from[column]!;
    }
  }
  return rowOf.slice(1).map((row) => row - 1);
}
