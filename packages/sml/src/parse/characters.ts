/** Classes of characters, and columns. */

const NAME_START = 1;
const NAME_PART = 2;
const DIGIT = 4;

const CLASSES = (() => {
  const classes = new Uint8Array(128);
  for (let code = 0; code < 128; code++) {
    const character = String.fromCharCode(code);
    if (/[A-Za-z_]/.test(character)) classes[code] = NAME_START | NAME_PART;
    if (/[0-9]/.test(character)) classes[code] = NAME_PART | DIGIT;
  }
  return classes;
})();

/** An ASCII character that may start a name. */
export function startsName(code: number): boolean {
  return code < 128 && (CLASSES[code]! & NAME_START) !== 0;
}

/** An ASCII character that may continue a name. */
export function continuesName(code: number): boolean {
  return code < 128 && (CLASSES[code]! & NAME_PART) !== 0;
}

export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

export function isHexDigit(code: number): boolean {
  return isDigit(code) || (code >= 65 && code <= 70) || (code >= 97 && code <= 102);
}

/** What the tokenizer takes into one name before it looks closer: any character beyond ASCII belongs. */
export function maybeName(code: number): boolean {
  return code >= 128 || continuesName(code);
}

export function isLineBreak(code: number): boolean {
  return code === 10 || code === 13;
}

const SURROGATE_FIRST = 0xd800;
const SURROGATE_LAST = 0xdfff;

/** Bytes beyond the first that a UTF-16 unit adds in UTF-8; a pair of surrogates is four bytes, two for each. */
export function extraBytes(unit: number): number {
  if (unit < 0x80) return 0;
  if (unit < 0x800) return 1;
  return unit >= SURROGATE_FIRST && unit <= SURROGATE_LAST ? 1 : 2;
}

/** The start of the line that holds `offset`, or `floor` if that is later. */
export function lineStartOf(text: string, offset: number, floor = 0): number {
  let start = offset;
  while (start > floor && !isLineBreak(text.charCodeAt(start - 1))) start--;
  return start;
}

/** The end of the line that holds `offset`, before its line break. */
export function lineEndOf(text: string, offset: number): number {
  let end = offset;
  while (end < text.length && !isLineBreak(text.charCodeAt(end))) end++;
  return end;
}

/** Code points in `text` from `start` to `end`. */
export function codePoints(text: string, start: number, end: number): number {
  let count = 0;
  for (let i = start; i < end; i++) {
    const unit = text.charCodeAt(i);
    const pairs = unit >= 0xd800 && unit < 0xdc00 && i + 1 < end && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00;
    if (pairs) i++;
    count++;
  }
  return count;
}

const HEX_DIGITS = 4;

/** `U+00A0`, as CPython's messages name a character. */
export function codePointLabel(codePoint: number): string {
  return `U+${codePoint.toString(16).toUpperCase().padStart(HEX_DIGITS, '0')}`;
}
