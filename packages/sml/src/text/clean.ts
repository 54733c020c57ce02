/** The steps of `StringClean`. Each is a function of the text; their order is the caller's. */

import { codePointLength } from './code-points.ts';
import type { LookAlikes } from './look-alikes.ts';
import { WHITESPACE } from './whitespace.ts';

export type NormalForm = 'NFC' | 'NFKC' | 'NFD' | 'NFKD';

export const isNormalForm = (form: string): form is NormalForm => ['NFC', 'NFKC', 'NFD', 'NFKD'].includes(form);

/** Flags, emoticons, pictographs, transport signs: one blank for a run of them. */
export function removeEmoji(text: string): string {
  return text.replace(/[\u{1f1e0}-\u{1f1ff}\u{1f300}-\u{1f5ff}\u{1f600}-\u{1f6ff}]+/gu, ' ');
}

/** Regional letters (`🇦`) are in the range of emoji, and are read as letters before emoji are removed. */
export function regionalLetters(text: string): string {
  return text.replace(/[\u{1f1e6}-\u{1f1ff}]/gu, (flag) =>
    String.fromCharCode(0x61 + (flag.codePointAt(0) ?? 0) - 0x1f1e6),
  );
}

const SPACES = new RegExp(`[${WHITESPACE}]+`, 'g');

/** Every run of whitespace becomes the given text. */
export function replaceSpaces(text: string, replacement: '' | ' '): string {
  return text.replace(SPACES, replacement);
}

/** `|7` is 17, and threes beside a letter are e. */
export function readLeet(text: string): string {
  // The class is Python's [A-z] with case ignored: it holds the signs between Z and a, and letters equal to s, k and i.
  const threes = /([A-zİıſ\u212a]?)(3+)([A-zİıſ\u212a]?)/g;
  return text
    .replace(/\|(\p{Nd})/gu, '1$1')
    .replace(threes, (all, before: string, run: string, after: string) =>
      before === '' && after === '' ? all : before + 'e'.repeat(run.length) + after,
    );
}

/** Look-alikes become their letters. */
export function replaceLookAlikes(text: string, table: LookAlikes): string {
  let out = '';
  for (const character of text.replaceAll('ℹ\ufe0e', 'i')) out += table.get(character) ?? character;
  return out;
}

/** The normal form; where it has another length, the first code point of each character's own normal form. */
export function normalizeKeepingLength(text: string, form: NormalForm): string {
  const normal = text.normalize(form);
  if (codePointLength(normal) === codePointLength(text)) return normal;
  let out = '';
  for (const character of text) out += String.fromCodePoint(character.normalize(form).codePointAt(0) ?? 0);
  return out;
}

/** Without symbols and punctuation of any script. */
export function removePunctuation(text: string): string {
  return text.replace(/[\p{S}\p{P}]/gu, '');
}
