/**
 * JSON in and out without loss, at the speed of the built-in parser where that is lossless too: integers beyond 2^53 are bigints
 * and `5.0` is an IntegralFloat, as everywhere in Lapwing.
 */
import { IntegralFloat, type JsonObject, type JsonValue, parseJson, stringifyJson } from '@lapwing/sml';

/**
 * A number token that JSON.parse would change: 16 digits or more (beyond 2^53, or a fraction that rounds to an integer),
 * an integral float, an exponent, or -0. Tokens follow `:`, `,`, `[`, white space or the start; a match inside a string costs only speed.
 */
const LOSSY_NUMBER = /(?:^|[:,[\s])-?(?:[\d.]{16}|\d+\.0+(?!\d)|[\d.]+[eE]|(?<=-)0)/;
/** An escape that may be an unpaired surrogate; raw UTF-8 cannot hold one. */
const SURROGATE_ESCAPE = /\\u[dD][89a-fA-F]/;

/** Parse one JSON text; unpaired surrogates become U+FFFD. Throws a SyntaxError. */
export function parseLossless(text: string): JsonValue {
  const value: JsonValue = LOSSY_NUMBER.test(text) ? parseJson(text) : JSON.parse(text);
  return SURROGATE_ESCAPE.test(text) ? wellFormed(value) : value;
}

/** Print a value so that `parseLossless` gives it back. */
export function stringifyLossless(value: JsonValue): string {
  return isPlain(value) ? JSON.stringify(value) : stringifyJson(value);
}

/** True where JSON.stringify prints the value without loss. */
function isPlain(value: JsonValue): boolean {
  if (typeof value !== 'object' || value === null) return typeof value !== 'bigint';
  if (Array.isArray(value)) {
    for (const item of value) if (!isPlain(item)) return false;
    return true;
  }
  if (value instanceof IntegralFloat) return false;
  for (const key in value) if (!isPlain(value[key] as JsonValue)) return false;
  return true;
}

/** The value with every unpaired surrogate, in keys too, replaced by U+FFFD. */
export function wellFormed(value: JsonValue): JsonValue {
  if (typeof value === 'string') return value.toWellFormed();
  if (typeof value !== 'object' || value === null || value instanceof IntegralFloat) return value;
  if (Array.isArray(value)) return value.map(wellFormed);
  const result: JsonObject = {};
  for (const [key, item] of Object.entries(value)) setOwn(result, key.toWellFormed(), wellFormed(item));
  return result;
}

/** Set a property, `__proto__` included, as a property of the object itself. */
export function setOwn(object: JsonObject, key: string, value: JsonValue): void {
  if (key !== '__proto__') object[key] = value;
  else Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
}

/** True where the text nests objects and lists deeper than `limit`; looks at brackets outside of strings only. */
export function nestsDeeperThan(text: string, limit: number): boolean {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x22) {
      i = endOfString(text, i);
    } else if (code === 0x7b || code === 0x5b) {
      if (++depth > limit) return true;
    } else if (code === 0x7d || code === 0x5d) {
      depth--;
    }
  }
  return false;
}

/** Index of the quote that closes the string opened at `open`, or of the text's end. */
function endOfString(text: string, open: number): number {
  let close = text.indexOf('"', open + 1);
  while (close !== -1) {
    let backslashes = 0;
    while (text.charCodeAt(close - 1 - backslashes) === 0x5c) backslashes++;
    if (backslashes % 2 === 0) return close;
    close = text.indexOf('"', close + 1);
  }
  return text.length;
}
