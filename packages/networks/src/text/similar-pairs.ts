/**
 * All pairs of sets with a Jaccard similarity of at least a threshold, exactly: two such sets share one of their rarest elements
 * (prefix filtering: Chaudhuri, Ganti and Kaushik 2006; Bayardo, Ma and Srikant 2007).
 */
import { NetworksError } from '../core/errors.ts';
import { GrowingUint32 } from '../core/growing.ts';
import type { Shares } from '../core/shares.ts';
import { MAX_SIMILAR_PAIRS } from './limits.ts';

/** Sets similar to set `s`, itself not among them: `other[start[s] … start[s + 1])`, ascending. */
export interface SimilarSets {
  readonly start: Uint32Array;
  readonly other: Uint32Array;
}

/** Empty sets are similar to none. Throws a NetworksError where there are more than `MAX_SIMILAR_PAIRS`. */
export function similarSets(sets: readonly (readonly string[])[], threshold: number): SimilarSets {
  if (!(threshold > 0 && threshold <= 1)) throw new NetworksError('the similarity must be above 0 and at most 1');
  const ranked = byRarity(sets);
  const order = Uint32Array.from(ranked.keys()).sort((a, b) => ranked[a]!.length - ranked[b]!.length || a - b);
  const index = new Map<number, number[]>();
  const seenBy = new Int32Array(sets.length).fill(-1);
  const [from, to] = [new GrowingUint32(), new GrowingUint32()];
  for (const set of order) {
    const its = ranked[set]!;
    // The overlap that a set no longer than this one needs at least, and so the elements one of which it must share.
    const prefix = its.length - Math.ceil(threshold * its.length - ROUNDING) + 1;
    for (let i = 0; i < prefix && i < its.length; i++) {
      const holders = index.get(its[i]!) ?? [];
      for (const other of holders) {
        if (seenBy[other] === set) continue;
        seenBy[other] = set;
        const shorter = ranked[other]!;
        if (shorter.length < threshold * its.length - ROUNDING || !areSimilar(shorter, its, threshold)) continue;
        if (from.length === MAX_SIMILAR_PAIRS) {
          throw new NetworksError(`more than ${MAX_SIMILAR_PAIRS} pairs of similar texts: ask for more similarity`);
        }
        from.push(set);
        to.push(other);
      }
      holders.push(set);
      index.set(its[i]!, holders);
    }
  }
  return bothWays(sets.length, from.finish(), to.finish());
}

/**
 * The same for sets that lie within a window of each other, by comparing these: faster where the window is short. Null where there are
 * more than `mostPairs` of them. Objects of the shares are the sets.
 */
export function similarSetsNear(
  sets: readonly (readonly string[])[],
  threshold: number,
  { object, timeMillis }: Pick<Shares, 'object' | 'timeMillis'>,
  windowMillis: number,
  mostPairs: number,
): SimilarSets | null {
  const order = Uint32Array.from(object.keys()).sort((a, b) => timeMillis[a]! - timeMillis[b]! || a - b);
  let pairs = 0;
  for (let i = 0, first = 0; i < order.length; i++) {
    while (timeMillis[order[i]!]! - timeMillis[order[first]!]! > windowMillis) first++;
    pairs += i - first;
  }
  if (pairs > mostPairs) return null;
  const ranked = byRarity(sets);
  const known = new Set<number>();
  const [from, to] = [new GrowingUint32(), new GrowingUint32()];
  for (let i = 0, first = 0; i < order.length; i++) {
    while (timeMillis[order[i]!]! - timeMillis[order[first]!]! > windowMillis) first++;
    for (let j = first; j < i; j++) {
      const [a, b] = [object[order[i]!]!, object[order[j]!]!];
      const [x, y] = [ranked[a]!, ranked[b]!];
      if (a === b || Math.min(x.length, y.length) < threshold * Math.max(x.length, y.length) - ROUNDING) continue;
      if (x.length === 0 || !areSimilar(x, y, threshold)) continue;
      const key = Math.max(a, b) * sets.length + Math.min(a, b);
      if (known.has(key)) continue;
      known.add(key);
      from.push(a);
      to.push(b);
    }
  }
  return bothWays(sets.length, from.finish(), to.finish());
}

const ROUNDING = 1e-9;

/** Each set as numbers of its elements, the rarest lowest, ascending. */
function byRarity(sets: readonly (readonly string[])[]): Uint32Array[] {
  const count = new Map<string, number>();
  for (const set of sets) for (const element of set) count.set(element, (count.get(element) ?? 0) + 1);
  const rank = new Map(
    [...count].sort(([a, x], [b, y]) => x - y || (a < b ? -1 : 1)).map(([element], number) => [element, number]),
  );
  return sets.map((set) => Uint32Array.from(new Set(set), (element) => rank.get(element) ?? 0).sort());
}

function areSimilar(a: Uint32Array, b: Uint32Array, threshold: number): boolean {
  let common = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const [x, y] = [a[i]!, b[j]!];
    if (x === y) common++;
    if (x <= y) i++;
    if (y <= x) j++;
  }
  // As a quotient, as the definition reads, so that rounding decides alike.
  return common / (a.length + b.length - common) >= threshold;
}

function bothWays(sets: number, from: Uint32Array, to: Uint32Array): SimilarSets {
  const start = new Uint32Array(sets + 1);
  for (let pair = 0; pair < from.length; pair++) {
    start[from[pair]! + 1]!++;
    start[to[pair]! + 1]!++;
  }
  for (let set = 0; set < sets; set++) start[set + 1]! += start[set]!;
  const next = start.slice(0, sets);
  const other = new Uint32Array(start[sets]!);
  for (let pair = 0; pair < from.length; pair++) {
    other[next[from[pair]!]!++] = to[pair]!;
    other[next[to[pair]!]!++] = from[pair]!;
  }
  for (let set = 0; set < sets; set++) other.subarray(start[set], start[set + 1]).sort();
  return { start, other };
}
