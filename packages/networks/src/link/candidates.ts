/** Who might be whom: pairs that are worth comparing, found without comparing all. */
import { CANDIDATES, MAX_SHARERS } from './limits.ts';
import type { Vectors } from './measures.ts';
import type { Profile } from './profile.ts';
import { dot, type Sparse } from './sparse.ts';

/**
 * Candidates of each of the accounts asked about, ascending: those that had a key in common; those of the most similar content, by
 * features that few have; those of the most similar style and posting hours. `among` says who may be one.
 */
export function candidatesOf(
  profiles: readonly Profile[],
  vectors: Vectors,
  asked: readonly number[],
  among: readonly number[],
  most = CANDIDATES,
): number[][] {
  const byKey = keyIndex(profiles, among);
  const content = (
    ['characters content', 'words content', 'tags content', 'mentions content', 'domains content'] as const
  ).map((measure) => new ContentIndex(vectors[measure], among));
  return asked.map((account) => {
    const found = new Set<number>();
    for (const key of keysOf(profiles[account]!)) for (const other of byKey.get(key) ?? []) found.add(other);
    for (const index of content) for (const other of index.nearest(account, most)) found.add(other);
    for (const measure of ['marks style', 'words style', 'hours'] as const) {
      for (const other of nearest(vectors[measure], account, among, most)) found.add(other);
    }
    found.delete(account);
    return [...found].sort((a, b) => a - b);
  });
}

/** Names and hashed values as one text each. */
function* keysOf({ keys }: Profile): Generator<string> {
  for (const [name, values] of Object.entries(keys)) for (const value of values) yield `${name}\n${value}`;
}

/** Holders of keys, without those that so many have that they say nothing. */
function keyIndex(profiles: readonly Profile[], among: readonly number[]): Map<string, number[]> {
  const holders = new Map<string, number[]>();
  for (const account of among) {
    for (const key of keysOf(profiles[account]!)) {
      const of = holders.get(key);
      if (of === undefined) holders.set(key, [account]);
      else of.push(account);
    }
  }
  for (const [key, of] of holders) if (of.length > MAX_SHARERS) holders.delete(key);
  return holders;
}

class ContentIndex {
  readonly #vectors: readonly Sparse[];
  readonly #holders = new Map<number, { readonly account: number; readonly value: number }[]>();

  constructor(vectors: readonly Sparse[], among: readonly number[]) {
    this.#vectors = vectors;
    for (const account of among) {
      const { feature, value } = vectors[account]!;
      for (let i = 0; i < feature.length; i++) {
        const of = this.#holders.get(feature[i]!);
        if (of === undefined) this.#holders.set(feature[i]!, [{ account, value: value[i]! }]);
        else if (of.length <= MAX_SHARERS) of.push({ account, value: value[i]! });
      }
    }
  }

  /** By the part of the similarity that features of at most `MAX_SHARERS` accounts make. */
  nearest(account: number, most: number): number[] {
    const sum = new Map<number, number>();
    const { feature, value } = this.#vectors[account]!;
    for (let i = 0; i < feature.length; i++) {
      const holders = this.#holders.get(feature[i]!);
      if (holders === undefined || holders.length > MAX_SHARERS) continue;
      for (const of of holders) {
        if (of.account !== account) sum.set(of.account, (sum.get(of.account) ?? 0) + of.value * value[i]!);
      }
    }
    return top([...sum], most);
  }
}

function nearest(vectors: readonly Sparse[], account: number, among: readonly number[], most: number): number[] {
  const own = vectors[account]!;
  return top(
    among.filter((other) => other !== account).map((other) => [other, dot(own, vectors[other]!)]),
    most,
  );
}

function top(scored: readonly (readonly [number, number])[], most: number): number[] {
  return scored
    .toSorted(([a, x], [b, y]) => y - x || a - b)
    .slice(0, most)
    .map(([account]) => account);
}
