/** Splits into rows to learn from and rows to be judged on. None of them lets a row be on both sides. */
import { bitsOf, shuffled } from '../random/counter.ts';

export interface Split {
  readonly train: Uint32Array;
  readonly test: Uint32Array;
}

/** k parts with the same share of each class, as nearly as counts allow; each part is the test once. */
export function stratifiedFolds(classes: ArrayLike<number>, folds: number, seed: number): Split[] {
  const part = new Uint8Array(classes.length);
  const dealt = new Map<number, number>();
  for (const row of shuffled(classes.length, seed)) {
    const count = dealt.get(classes[row]!) ?? 0;
    part[row] = count % folds;
    dealt.set(classes[row]!, count + 1);
  }
  return foldsOf(part, folds);
}

/** k parts such that rows of one group (an author, a match, a video) are in one part. */
export function groupFolds(groups: readonly string[], folds: number, seed: number): Split[] {
  const numbers = new Map<string, number>();
  for (const group of groups) if (!numbers.has(group)) numbers.set(group, numbers.size);
  const order = shuffled(numbers.size, seed);
  return foldsOf(
    Uint8Array.from(groups, (group) => order[numbers.get(group) ?? 0]! % folds),
    folds,
  );
}

/** Each group is the test once, in the order of first appearance. */
export function leaveOneGroupOut(groups: readonly string[]): (Split & { readonly group: string })[] {
  return [...new Set(groups)].map((group) => ({ ...splitBy(groups.length, (row) => groups[row] === group), group }));
}

/** The last `testShare` of rows in time are the test. Rows of the same time as the first of them stay on the training side. */
export function splitByTime(timeMillis: ArrayLike<number>, testShare: number): Split {
  const sorted = Float64Array.from(timeMillis).sort();
  const cut = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * (1 - testShare)))] ?? 0;
  return splitBy(timeMillis.length, (row) => timeMillis[row]! > cut);
}

/** A share of groups, by the hash of their name: stable when rows are added. */
export function splitByGroup(groups: readonly string[], testShare: number, seed: number): Split {
  return splitBy(groups.length, (row) => bitsOf(seed, hashOf(groups[row]!)) / 2 ** 32 < testShare);
}

function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

function foldsOf(part: Uint8Array, folds: number): Split[] {
  return Array.from({ length: folds }, (_, fold) => splitBy(part.length, (row) => part[row] === fold));
}

function splitBy(rows: number, inTest: (row: number) => boolean): Split {
  const [train, test]: [number[], number[]] = [[], []];
  for (let row = 0; row < rows; row++) (inTest(row) ? test : train).push(row);
  return { train: Uint32Array.from(train), test: Uint32Array.from(test) };
}
