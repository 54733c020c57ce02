/** String tokens: prefixes and where a literal ends. What it means is in `string-values.ts`. */
import { isLineBreak } from './characters.ts';

const PREFIXES: ReadonlySet<string> = new Set(['b', 'u', 'r', 'f', 'br', 'rb', 'fr', 'rf']);
const MAX_PREFIX_LENGTH = 2;

/** The length of the string prefix that `text` has from `start` to `end`; 0 where it is none. */
export function stringPrefixLength(text: string, start: number, end: number): number {
  const length = end - start;
  return length <= MAX_PREFIX_LENGTH && PREFIXES.has(text.slice(start, end).toLowerCase()) ? length : 0;
}

export interface ScannedString {
  /** After the closing quotes; where the literal is not closed, the end of its line or of the text. */
  readonly end: number;
  readonly closed: boolean;
  readonly triple: boolean;
  /** Line breaks inside. */
  readonly lines: number;
}

/** Find the end of the literal whose opening quote is at `quote`. */
export function scanString(text: string, quote: number, limit: number): ScannedString {
  const code = text.charCodeAt(quote);
  const triple = text.charCodeAt(quote + 1) === code && text.charCodeAt(quote + 2) === code;
  let at = quote + (triple ? 3 : 1);
  let lines = 0;
  while (at < limit) {
    const current = text.charCodeAt(at);
    if (current === code) {
      if (!triple) return { end: at + 1, closed: true, triple, lines };
      if (text.charCodeAt(at + 1) === code && text.charCodeAt(at + 2) === code && at + 2 < limit) {
        return { end: at + 3, closed: true, triple, lines };
      }
      at++;
    } else if (current === 92) {
      at++;
      if (at < limit && isLineBreak(text.charCodeAt(at))) {
        at += lineBreakLength(text, at);
        lines++;
      } else if (at < limit) {
        at++;
      }
    } else if (isLineBreak(current)) {
      if (!triple) return { end: at, closed: false, triple, lines };
      at += lineBreakLength(text, at);
      lines++;
    } else {
      at++;
    }
  }
  // A line break at the very end begins no further line.
  const ended = lines > 0 && isLineBreak(text.charCodeAt(limit - 1));
  return { end: limit, closed: false, triple, lines: ended ? lines - 1 : lines };
}

function lineBreakLength(text: string, at: number): number {
  return text.charCodeAt(at) === 13 && text.charCodeAt(at + 1) === 10 ? 2 : 1;
}
