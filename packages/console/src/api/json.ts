/**
 * JSON without loss: an id beyond 2^53 stays exact as a bigint, on the way in and on the way out.
 */
import { isInteger, parse, stringify } from 'lossless-json';

/** What a feature, an argument or a raw event may hold. */
export type Json = null | boolean | number | bigint | string | Json[] | { [key: string]: Json };

/** A number that a double holds exactly stays a number; any other integer becomes a bigint. */
function parseNumber(text: string): number | bigint {
  const value = Number(text);
  return isInteger(text) && !Number.isSafeInteger(value) ? BigInt(text) : value;
}

/** Parse a server's answer. Throws `SyntaxError` where the text is not JSON. */
export function parseJson(text: string): unknown {
  return parse(text, null, parseNumber);
}

/** Write a value as JSON; bigints as integers. */
export function writeJson(value: unknown, indent?: number): string {
  return stringify(value, null, indent) ?? 'null';
}

/** Whether a parsed value consists of JSON only. */
export function isJson(value: unknown): value is Json {
  switch (typeof value) {
    case 'boolean':
    case 'number':
    case 'bigint':
    case 'string':
      return true;
    case 'object':
      if (value === null) return true;
      return Array.isArray(value) ? value.every(isJson) : Object.values(value).every(isJson);
    default:
      return false;
  }
}
