/** What the envelope needs of JSON beside lossless parsing: fast lossless printing, safe keys, and a look at the nesting before parsing. */
import { IntegralFloat, type JsonObject, type JsonValue, stringifyJson } from '@lapwing/sml';

/** Print a value so that `parseJsonValue` gives it back; with the built-in printer where that loses nothing. */
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

/** Set a property, `__proto__` included, as a property of the object itself. */
export function setOwn(object: JsonObject, key: string, value: JsonValue): void {
  if (key !== '__proto__') object[key] = value;
  else Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
}

/** True where the text nests objects and lists deeper than `limit`; looks at brackets outside of strings only. */
export function nestsDeeperThan(text: string, limit: number): boolean {
  if (!hasMoreBrackets(text, limit)) return false;
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

/** True where the text holds more than `limit` opening brackets, wherever they stand: nearly no event does. */
function hasMoreBrackets(text: string, limit: number): boolean {
  let count = 0;
  for (const bracket of ['{', '[']) {
    for (let at = text.indexOf(bracket); at !== -1; at = text.indexOf(bracket, at + 1)) {
      if (++count > limit) return true;
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
