/** Texts as sets of numbered words; equal texts are one document. */
import { GrowingUint32 } from '../core/growing.ts';
import { wordsOf } from './words.ts';

export interface Documents {
  readonly count: number;
  /** Document of each text. */
  readonly of: Uint32Array;
  /** Words of document `d`, ascending and distinct: `word[start[d] … start[d + 1])`; none of those too short to compare. */
  readonly start: Uint32Array;
  readonly word: Uint32Array;
}

/**
 * Texts of the same words in the same order are one document. Texts of fewer than `minWords` words say too little to be compared:
 * they are as they stand, but for case and whitespace around them.
 */
export function documentsOf(texts: readonly string[], minWords: number): Documents {
  const words = new Map<string, number>();
  const documents = new Map<string, number>();
  const of = new Uint32Array(texts.length);
  const start = new GrowingUint32();
  const word = new GrowingUint32();
  start.push(0);
  for (let text = 0; text < texts.length; text++) {
    const its = wordsOf(texts[text]!);
    const compares = its.length >= minWords;
    // A line break is in no word.
    const key = compares ? its.join(' ') : `\n${texts[text]!.trim().toLowerCase()}`;
    const known = documents.get(key);
    of[text] = known ?? documents.size;
    if (known !== undefined) continue;
    documents.set(key, documents.size);
    if (compares) pushNumbers(its, words, word);
    start.push(word.length);
  }
  return { count: documents.size, of, start: start.finish(), word: word.finish() };
}

/** Texts are short: sorting by insertion takes no array of its own. */
const INSERTION_MAX = 64;

/** Pushes the numbers of words, ascending and distinct. */
function pushNumbers(its: readonly string[], words: Map<string, number>, to: GrowingUint32): void {
  const numbers: number[] = [];
  for (const text of its) {
    let number = words.get(text);
    if (number === undefined) {
      number = words.size;
      words.set(text, number);
    }
    if (its.length > INSERTION_MAX) {
      numbers.push(number);
      continue;
    }
    let at = numbers.length;
    numbers.push(number);
    for (; at > 0 && numbers[at - 1]! > number; at--) numbers[at] = numbers[at - 1]!;
    numbers[at] = number;
  }
  if (its.length > INSERTION_MAX) numbers.sort((a, b) => a - b);
  for (let i = 0; i < numbers.length; i++) if (i === 0 || numbers[i] !== numbers[i - 1]) to.push(numbers[i]!);
}

/** Words that two documents have in common. */
export function commonWords({ start, word }: Documents, a: number, b: number): number {
  let [i, j] = [start[a]!, start[b]!];
  const [aEnd, bEnd] = [start[a + 1]!, start[b + 1]!];
  let common = 0;
  while (i < aEnd && j < bEnd) {
    const [x, y] = [word[i]!, word[j]!];
    if (x === y) common++;
    if (x <= y) i++;
    if (y <= x) j++;
  }
  return common;
}
