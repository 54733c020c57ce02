/** Methods of Python's `str` that JavaScript lacks or defines otherwise. */
import { isWhitespace } from './whitespace.ts';

type Side = 'both' | 'left' | 'right';

/** `s.strip(chars)`, `lstrip`, `rstrip`; `chars` null strips whitespace, else any of its code points. */
export function strip(text: string, chars: string | null, side: Side): string {
  return chars === null ? stripWhitespace(text, side) : stripSet(text, new Set(chars), side);
}

function stripWhitespace(text: string, side: Side): string {
  let start = 0;
  let end = text.length;
  if (side !== 'right') while (start < end && isWhitespace(text.charCodeAt(start))) start++;
  if (side !== 'left') while (end > start && isWhitespace(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

function stripSet(text: string, set: ReadonlySet<string>, side: Side): string {
  let start = 0;
  let end = text.length;
  while (side !== 'right' && start < end) {
    const character = String.fromCodePoint(text.codePointAt(start) ?? 0);
    if (!set.has(character)) break;
    start += character.length;
  }
  while (side !== 'left' && end > start) {
    const pair = end - start >= 2 && (text.codePointAt(end - 2) ?? 0) > 0xffff;
    const character = text.slice(end - (pair ? 2 : 1), end);
    if (!set.has(character)) break;
    end -= character.length;
  }
  return text.slice(start, end);
}

/** `s.split(None, maxsplit)`: at runs of whitespace, no empty items; a negative `maxsplit` is no limit. */
export function splitWhitespace(text: string, maxsplit: number): string[] {
  const parts: string[] = [];
  let at = 0;
  for (;;) {
    while (at < text.length && isWhitespace(text.charCodeAt(at))) at++;
    if (at === text.length) return parts;
    if (maxsplit >= 0 && parts.length >= maxsplit) {
      parts.push(text.slice(at));
      return parts;
    }
    const start = at;
    while (at < text.length && !isWhitespace(text.charCodeAt(at))) at++;
    parts.push(text.slice(start, at));
  }
}

/** `s.split(sep, maxsplit)` for a separator that is not empty. */
export function splitAt(text: string, separator: string, maxsplit: number): string[] {
  if (maxsplit < 0) return text.split(separator);
  const parts: string[] = [];
  let start = 0;
  while (parts.length < maxsplit) {
    const at = text.indexOf(separator, start);
    if (at < 0) break;
    parts.push(text.slice(start, at));
    start = at + separator.length;
  }
  parts.push(text.slice(start));
  return parts;
}

/** `s.replace(old, new)`: an empty `old` matches around every code point. */
export function replaceAll(text: string, old: string, replacement: string): string {
  if (old !== '') return text.split(old).join(replacement);
  return ['', ...text, ''].join(replacement);
}
