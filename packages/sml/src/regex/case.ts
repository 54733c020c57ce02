/** Case as Python's `re` ignores it: simple one-to-one lower case, plus letters that share an upper case. */

/** Simple lower case of a code point. Only U+0130 has a longer full mapping, and its first code point is the simple one. */
export function simpleLower(code: number): number {
  if (code < 0x80) return code >= 0x41 && code <= 0x5a ? code + 32 : code;
  return String.fromCodePoint(code).toLowerCase().codePointAt(0) ?? code;
}

export function asciiLower(code: number): number {
  return code >= 0x41 && code <= 0x5a ? code + 32 : code;
}

/** Upper case as `re` knows it: the first code point of the full mapping (`ß` → `S`). */
export function simpleUpper(code: number): number {
  return String.fromCodePoint(code).toUpperCase().codePointAt(0) ?? code;
}

/** Whether ignoring case makes any difference to the code point itself. */
export function isCased(code: number): boolean {
  if (code < 0x80) return (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a);
  return simpleLower(code) !== code || simpleUpper(code) !== code;
}

const casedPages: (readonly number[] | undefined)[] = [];

/** The code points of a page (256 of them) to which case makes a difference; looked up once, as classes may span all pages. */
export function casedLetters(page: number): readonly number[] {
  let letters = casedPages[page];
  if (letters === undefined) {
    letters = Array.from({ length: 256 }, (_, low) => page * 256 + low).filter(isCased);
    casedPages[page] = letters;
  }
  return letters;
}

/**
 * Lower-case letters that share an upper case (Unicode data), which makes them equal when case is ignored; the one that stands
 * for all of them first.
 */
// biome-ignore format: a table
const SHARED_UPPER_CASE = [
  'iı', 'sſ', 'μµ', 'ι\u0345\u1fbe', '\u0390\u1fd3', '\u03b0\u1fe3', 'βϐ', 'εϵ', 'θϑ', 'κϰ', 'πϖ', 'ρϱ', 'σς', 'φϕ',
  'вᲀ', 'дᲁ', 'оᲂ', 'сᲃ', 'тᲄᲅ', 'ъᲆ', 'ѣᲇ', 'ꙋ\u1c88', 'ṡẛ', 'ﬆﬅ',
].map((group) => Array.from(group, (letter) => letter.codePointAt(0) ?? 0));

const BY_LETTER = new Map(SHARED_UPPER_CASE.flatMap((group) => group.map((letter) => [letter, group])));

/** The lower-case letters that count as equal to this one, itself among them. */
export function caseEquivalents(lower: number): readonly number[] {
  return BY_LETTER.get(lower) ?? [lower];
}
