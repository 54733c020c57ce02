/** Strings counted, cut and ordered in code points, as Python's `str` does (JavaScript counts UTF-16 units). */

const isLowSurrogate = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff;
const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;

/** `len(s)`. */
export function codePointLength(text: string): number {
  let pairs = 0;
  for (let i = 1; i < text.length; i++) {
    if (isLowSurrogate(text.charCodeAt(i)) && isHighSurrogate(text.charCodeAt(i - 1))) pairs++;
  }
  return text.length - pairs;
}

/** UTF-16 offset of code point number `index`, or the text's length where it has fewer. */
function codePointOffset(text: string, index: number): number {
  let offset = 0;
  for (let seen = 0; seen < index && offset < text.length; seen++) {
    const pair =
      isHighSurrogate(text.charCodeAt(offset)) &&
      offset + 1 < text.length &&
      isLowSurrogate(text.charCodeAt(offset + 1));
    offset += pair ? 2 : 1;
  }
  return offset;
}

/** `s[start:end]` for 0 ≤ start ≤ end. */
export function sliceCodePoints(text: string, start: number, end: number): string {
  const from = codePointOffset(text, start);
  return text.slice(from, from + codePointOffset(text.slice(from), end - start));
}

/** `s[:-count]` for count > 0. */
export function dropLastCodePoints(text: string, count: number): string {
  return sliceCodePoints(text, 0, Math.max(0, codePointLength(text) - count));
}

/** Order by code point. UTF-16 order differs where astral characters meet U+E000–U+FFFF. */
export function compareCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x === y) continue;
    const xSurrogate = x >= 0xd800 && x <= 0xdfff;
    const ySurrogate = y >= 0xd800 && y <= 0xdfff;
    if (xSurrogate !== ySurrogate) return xSurrogate ? 1 : -1;
    return x - y;
  }
  return a.length - b.length;
}
