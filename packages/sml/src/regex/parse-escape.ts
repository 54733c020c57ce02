/** Escapes, inside and outside of classes. */

import { codePointOfName } from '../parse/unicode-names.ts';
import { reprString } from '../text/python-format.ts';
import type { Anchor } from './ast.ts';
import type { Category, CategoryName } from './char-set.ts';
import { type Tokenizer, tokenLength } from './tokenizer.ts';

export type Escape =
  | { readonly kind: 'literal'; readonly code: number }
  | { readonly kind: 'category'; readonly category: Category }
  | { readonly kind: 'anchor'; readonly at: Anchor }
  | { readonly kind: 'group'; readonly group: number };

const DIGITS = '0123456789';
const OCTAL = '01234567';
const HEX = '0123456789abcdefABCDEF';
const LETTER = /^[A-Za-z]$/;

const CONTROL: Readonly<Record<string, number>> = { a: 7, b: 8, f: 12, n: 10, r: 13, t: 9, v: 11, '\\': 92 };
const CATEGORY: Readonly<Record<string, CategoryName>> = { w: 'word', d: 'digit', s: 'space' };

/** An escape inside of `[…]`. */
export function parseClassEscape(source: Tokenizer, token: string, ascii: boolean): Escape {
  const letter = escapedOf(token);
  const control = CONTROL[letter];
  if (control !== undefined) return { kind: 'literal', code: control };
  const category = categoryEscape(letter, ascii);
  if (category !== null) return category;
  const numeric = numericEscape(source, token);
  if (numeric !== null) return numeric;
  if (OCTAL.includes(letter)) return octal(source, token + source.getWhile(2, OCTAL));
  return plainEscape(source, token);
}

/** An escape outside of classes. `checkGroup` throws for a group that may not be referred to here. */
export function parseEscape(
  source: Tokenizer,
  token: string,
  ascii: boolean,
  checkGroup: (group: number, text: string) => void,
): Escape {
  const letter = escapedOf(token);
  const anchor = anchorEscape(letter, ascii);
  if (anchor !== null) return { kind: 'anchor', at: anchor };
  const category = categoryEscape(letter, ascii);
  if (category !== null) return category;
  const control = CONTROL[letter];
  if (control !== undefined) return { kind: 'literal', code: control };
  const numeric = numericEscape(source, token);
  if (numeric !== null) return numeric;
  if (letter === '0') return octal(source, token + source.getWhile(2, OCTAL));
  if (DIGITS.includes(letter)) return octalOrGroup(source, token, checkGroup);
  return plainEscape(source, token);
}

const escapedOf = (token: string): string => token.slice(1);

function categoryEscape(letter: string, ascii: boolean): Escape | null {
  const name = CATEGORY[letter.toLowerCase()];
  if (name === undefined) return null;
  return { kind: 'category', category: { name, negate: letter !== letter.toLowerCase(), ascii } };
}

function anchorEscape(letter: string, ascii: boolean): Anchor | null {
  switch (letter) {
    case 'A':
      return 'text-start';
    case 'Z':
      return 'text-end';
    case 'b':
      return ascii ? 'ascii-word' : 'word';
    case 'B':
      return ascii ? 'ascii-not-word' : 'not-word';
    default:
      return null;
  }
}

const HEX_LENGTH: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/** `\xhh`, `\uhhhh`, `\Uhhhhhhhh`, `\N{…}`. */
function numericEscape(source: Tokenizer, token: string): Escape | null {
  const letter = escapedOf(token);
  if (letter === 'N') return namedEscape(source);
  const digits = HEX_LENGTH[letter];
  if (digits === undefined) return null;
  const full = token + source.getWhile(digits, HEX);
  if (full.length !== digits + 2) throw source.error(`incomplete escape ${full}`, full.length);
  const code = Number.parseInt(full.slice(2), 16);
  if (code > 0x10ffff) throw source.error(`bad escape ${full}`, full.length);
  return { kind: 'literal', code };
}

/** `\N{EM DASH}`. */
function namedEscape(source: Tokenizer): Escape {
  if (!source.match('{')) throw source.error('missing {');
  const name = source.getUntil('}', 'character name');
  const code = codePointOfName(name);
  if (code !== undefined) return { kind: 'literal', code };
  throw source.error(`undefined character name ${reprString(name)}`, tokenLength(name) + '\\N{}'.length);
}

function octal(source: Tokenizer, token: string): Escape {
  const code = Number.parseInt(token.slice(1), 8);
  if (code > 0o377) {
    throw source.error(`octal escape value ${token} outside of range 0-0o377`, token.length);
  }
  return { kind: 'literal', code };
}

/** `\1` is a group, `\123` three octal digits, `\12` again a group. */
function octalOrGroup(source: Tokenizer, token: string, checkGroup: (group: number, text: string) => void): Escape {
  let full = token;
  if (source.next !== null && DIGITS.includes(source.next)) {
    full += source.get();
    const isOctal = /^\\[0-7]{2}$/.test(full) && source.next !== null && OCTAL.includes(source.next);
    if (isOctal) return octal(source, full + source.get());
  }
  const group = Number(full.slice(1));
  checkGroup(group, full);
  return { kind: 'group', group };
}

function plainEscape(source: Tokenizer, token: string): Escape {
  const letter = escapedOf(token);
  if (LETTER.test(letter) || DIGITS.includes(letter)) throw source.error(`bad escape ${token}`, tokenLength(token));
  return { kind: 'literal', code: letter.codePointAt(0) ?? 0 };
}
