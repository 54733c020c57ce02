/**
 * Lossless JSON: ints beyond 2^53 are bigints, `5.0` and `1e3` are IntegralFloats, texts are well-formed. Most events hold no
 * such number, and a look at the text tells: they are read by the native parser.
 */
import type { JsonObject, JsonValue } from '../functions/declaration.ts';
import { IntegralFloat } from '../values/values.ts';
import { JsonError } from './error.ts';
import { limits } from './limits.ts';
import { JsonReader } from './reader.ts';

/**
 * A number token that the native parser would change: 16 or more digits; an exponent; a fraction of zeros, or one that
 * may round to an integer; `-0`. Looks from each digit back for the `:`, `,` or `[` before a token, since digits are rarer.
 */
const LOSSY_NUMBER =
  /\d(?<=[:,[]\s*-?\d)(?:\d{15}|\d{10,}\.\d|\d*\.(?:0+(?!\d)|0{5}|9{5})|\d*(?:\.\d+)?[eE][+-]?\d|(?<=-0)\s*(?=[,\]}]))/;

/** An escaped surrogate without its other half. */
const LONE_SURROGATE =
  /\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F][0-9a-fA-F]{2}/;

/** What is a number as a whole has nothing before its token. */
const LIST_OR_OBJECT = /^\s*[[{]/;

/** Any JSON value. Throws a JsonError. */
export function parseJsonValue(text: string): JsonValue {
  if (!LIST_OR_OBJECT.test(text) || LOSSY_NUMBER.test(text) || (text.includes('\\u') && LONE_SURROGATE.test(text)))
    return new JsonReader(text).read();
  let value: JsonValue;
  try {
    value = JSON.parse(text);
  } catch {
    // The own reader says where; the native message quotes the text, which may be personal data.
    return new JsonReader(text).read();
  }
  if (text.length > 2 * limits.depth && isDeep(text) && depthOf(value, limits.depth) > limits.depth) {
    throw new JsonError(`nested deeper than ${limits.depth}`, -1);
  }
  return value;
}

/** A JSON object. Throws a JsonError. */
export function parseJson(text: string): JsonObject {
  const value = parseJsonValue(text);
  if (!isJsonObject(value)) throw new JsonError('not a JSON object', -1);
  return value;
}

const decoder = new TextDecoder('utf-8', { fatal: true });

/** A JSON object from UTF-8. Throws a JsonError. */
export function parseJsonBytes(bytes: Uint8Array): JsonObject {
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch {
    throw new JsonError('not valid UTF-8', -1);
  }
  return parseJson(text);
}

/** True for a JSON object, as opposed to a list, a scalar or an IntegralFloat. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof IntegralFloat);
}

/** Cheap and conservative: could brackets be nested beyond the limit at all? */
function isDeep(text: string): boolean {
  let open = 0;
  for (let at = text.indexOf('['); at !== -1 && open <= limits.depth; at = text.indexOf('[', at + 1)) open++;
  for (let at = text.indexOf('{'); at !== -1 && open <= limits.depth; at = text.indexOf('{', at + 1)) open++;
  return open > limits.depth;
}

function depthOf(value: JsonValue, room: number): number {
  if (typeof value !== 'object' || value === null || room < 0) return 0;
  let deepest = 0;
  for (const item of Object.values(value)) deepest = Math.max(deepest, depthOf(item, room - 1));
  return deepest + 1;
}
