/** Texts inside a block: a word with the number of UTF-16 units, then two units in each half of the words that follow. */
import { TOP_VALUE_UNITS } from '../limits.ts';
import type { KeyedState } from './state.ts';

/** Words that a text of so many units takes. */
export const textWords = (units: number): number => 1 + Math.ceil(units / 4);

export const TOP_TEXT_WORDS = textWords(TOP_VALUE_UNITS);

/** Write a text at a word, cut to `most` units and never within a surrogate pair. */
export function writeText(state: KeyedState, at: number, text: string, most: number): void {
  let { length } = text;
  if (length > most) {
    const last = text.charCodeAt(most - 1);
    length = last >= 0xd800 && last <= 0xdbff ? most - 1 : most;
  }
  state.words[at] = length;
  const half = (at + 1) * 2;
  for (let i = 0; i < length; i += 2) {
    const next = i + 1 < length ? text.charCodeAt(i + 1) : 0;
    state.halves[half + i / 2] = text.charCodeAt(i) | (next << 16);
  }
}

export function readText(state: KeyedState, at: number): string {
  const length = state.words[at]!;
  const half = (at + 1) * 2;
  const units: number[] = [];
  for (let i = 0; i < length; i++) units.push((state.halves[half + (i >> 1)]! >>> ((i & 1) * 16)) & 0xffff);
  return String.fromCharCode(...units);
}
