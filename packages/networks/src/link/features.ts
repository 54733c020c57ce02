/** Pairs of accounts as numbers that a model weighs. */
import { NEIGHBOURHOOD } from './limits.ts';
import { MEASURES, similarity, type Vectors } from './measures.ts';
import type { Profile } from './profile.ts';

/** How similar two are by each measure, how much more than to their other candidates, and what the rarest common key says. */
export const FEATURES: readonly string[] = [
  ...MEASURES,
  ...MEASURES.map((measure) => `${measure}, beyond others`),
  'shared key',
];

export interface CandidatePair {
  readonly a: number;
  readonly b: number;
  readonly features: Float64Array;
  readonly sharedKeys: readonly SharedKey[];
}

export interface SharedKey {
  readonly name: string;
  /** Hashed. */
  readonly value: string;
  /** Accounts that had it. */
  readonly accounts: number;
}

/** `candidates[i]` are those of `asked[i]`. */
export function pairsOf(
  profiles: readonly Profile[],
  vectors: Vectors,
  asked: readonly number[],
  candidates: readonly (readonly number[])[],
): CandidatePair[][] {
  const holders = keyHolders(profiles);
  const plain = asked.map((a, i) =>
    candidates[i]!.map((b) => ({ a, b, measures: MEASURES.map((measure) => similarity(vectors, measure, a, b)) })),
  );
  const near = MEASURES.map((_, m) => neighbourhoods(plain.flat().map(({ a, b, measures }) => [a, b, measures[m]!])));
  return plain.map((of) =>
    of.map(({ a, b, measures }) => {
      const sharedKeys = commonKeys(profiles[a]!, profiles[b]!, holders);
      const beyond = measures.map((value, m) => value - (near[m]!(a) + near[m]!(b)) / 2);
      const rarest = sharedKeys.reduce((most, { accounts }) => Math.max(most, Math.log(profiles.length / accounts)), 0);
      return { a, b, features: Float64Array.of(...measures, ...beyond, rarest), sharedKeys };
    }),
  );
}

/** The mean of an account's largest similarities: who is like everybody is like nobody (Conneau et al. 2018). */
function neighbourhoods(pairs: readonly (readonly [number, number, number])[]): (account: number) => number {
  const of = new Map<number, number[]>();
  const push = (account: number, value: number) => {
    const values = of.get(account);
    if (values === undefined) of.set(account, [value]);
    else values.push(value);
  };
  for (const [a, b, value] of pairs) {
    push(a, value);
    push(b, value);
  }
  const mean = new Map<number, number>();
  for (const [account, values] of of) {
    const largest = values.sort((x, y) => y - x).slice(0, NEIGHBOURHOOD);
    mean.set(account, largest.reduce((sum, value) => sum + value, 0) / largest.length);
  }
  return (account) => mean.get(account) ?? 0;
}

function keyHolders(profiles: readonly Profile[]): ReadonlyMap<string, number> {
  const holders = new Map<string, number>();
  for (const { keys } of profiles) {
    for (const [name, values] of Object.entries(keys)) {
      for (const value of new Set(values))
        holders.set(`${name}\n${value}`, (holders.get(`${name}\n${value}`) ?? 0) + 1);
    }
  }
  return holders;
}

/** Rarest first. */
function commonKeys(a: Profile, b: Profile, holders: ReadonlyMap<string, number>): SharedKey[] {
  return Object.entries(a.keys)
    .flatMap(([name, values]) => {
      const theirs = new Set(b.keys[name]);
      return [...new Set(values)]
        .filter((value) => theirs.has(value))
        .map((value) => ({ name, value, accounts: holders.get(`${name}\n${value}`) ?? 2 }));
    })
    .sort((x, y) => x.accounts - y.accounts);
}
