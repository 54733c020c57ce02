/** Texts as sets of numbered words; equal texts are one document. */
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
  const start: number[] = [0];
  const word: number[] = [];
  for (const [text, given] of texts.entries()) {
    const its = wordsOf(given);
    const compares = its.length >= minWords;
    // A line break is in no word.
    const key = compares ? its.join(' ') : `\n${given.trim().toLowerCase()}`;
    const known = documents.get(key);
    of[text] = known ?? documents.size;
    if (known !== undefined) continue;
    documents.set(key, documents.size);
    if (compares) for (const number of numbered(its, words)) word.push(number);
    start.push(word.length);
  }
  return { count: documents.size, of, start: Uint32Array.from(start), word: Uint32Array.from(word) };
}

function numbered(its: readonly string[], words: Map<string, number>): Uint32Array {
  const numbers = Uint32Array.from(its, (text) => {
    const known = words.get(text);
    if (known !== undefined) return known;
    words.set(text, words.size);
    return words.size - 1;
  }).sort();
  let kept = 0;
  for (const number of numbers) if (kept === 0 || numbers[kept - 1] !== number) numbers[kept++] = number;
  return numbers.subarray(0, kept);
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
