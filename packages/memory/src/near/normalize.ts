/**
 * The part of a text that makes it the same message: links, mentions and numbers are what a template fills in, and case, marks,
 * punctuation and spacing are what an evader varies.
 */
import { NEAR_TEXT_UNITS } from '../limits.ts';

const LINK = /\b(?:https?:\/\/|www\.)\S+/gi;
const MENTION = /(?<![\p{L}\p{N}_])@[\p{L}\p{N}_.:-]+/gu;
const DIGITS = /\p{N}+/gu;
const MARKS = /\p{M}+/gu;
const REST = /[^\p{L}0]+/gu;

/** Of the first NEAR_TEXT_UNITS units: lower-case letters and one `0` for each number, single spaces between; '' where nothing is left. */
export function normalizeMessage(text: string): string {
  const plain = text.slice(0, NEAR_TEXT_UNITS).replace(LINK, ' ').replace(MENTION, ' ').normalize('NFKD').toLowerCase();
  return plain.replace(MARKS, '').replace(DIGITS, '0').replace(REST, ' ').trim();
}
