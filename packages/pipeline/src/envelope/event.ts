/**
 * An accepted event and its canonical form: the bytes that the journal holds.
 *
 * The payload is the plain envelope as compact JSON in UTF-8, keys in this order:
 * `{"id":…,"action":…,"time":…,"data":{…}}` and `"secret_data":{…}` before the closing brace where there is any. `time` is in
 * milliseconds since the epoch, or ISO 8601 text where a number that small would mean seconds. So a payload is itself an event that
 * `parseEvent` reads to the same event.
 */
import { type Action, isJsonObject, type JsonObject, parseJson } from '@lapwing/sml';
import { actionIdOf } from './identity.ts';
import { stringifyLossless } from './lossless.ts';
import type { PayloadForm } from './native-json.ts';
import { parseIsoTime, SECONDS_BELOW } from './time.ts';

/** An accepted event: the action that rules see, and its journal payload. */
export interface Event extends Action {
  readonly payload: Uint8Array;
}

/** The canonical form without the id: what a derived id is computed from, and what the id is put in front of. */
export function canonicalBody(
  name: string,
  timeMillis: number,
  data: JsonObject,
  secretData: JsonObject | null,
): string {
  const time = Math.abs(timeMillis) < SECONDS_BELOW ? `"${new Date(timeMillis).toISOString()}"` : timeMillis;
  const secret = secretData === null ? '' : `,"secret_data":${stringifyLossless(secretData)}`;
  return `"action":${JSON.stringify(name)},"time":${time},"data":${stringifyLossless(data)}${secret}}`;
}

/** The journal payload of an event whose body is `body`. */
export function encodePayload(id: string, body: string): Uint8Array {
  return Buffer.from(`{"id":${JSON.stringify(id)},${body}`, 'utf8');
}

/**
 * The action in a journal payload. Payloads are written by `encodePayload` and checksummed by the journal, so only their
 * shape is checked. Throws a JsonError or TypeError where it is not that of a payload.
 */
export function decodePayload(payload: Uint8Array): Action {
  const text = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString('utf8');
  return actionOf(parseJson(text));
}

/** As `decodePayload`, of the payload from `start` to `end` of a buffer, by its form. */
export function decodeFormed(bytes: Buffer, start: number, end: number, form: PayloadForm): Action {
  const text = bytes.toString(form === 'ascii' ? 'latin1' : 'utf8', start, end);
  return actionOf(form === 'lossless' ? parseJson(text) : JSON.parse(text));
}

function actionOf({ id, action, time, data, secret_data: secretData }: JsonObject): Action {
  const timeMillis = typeof time === 'string' ? parseIsoTime(time) : time;
  if (typeof id !== 'string' || typeof action !== 'string' || typeof timeMillis !== 'number' || !isJsonObject(data)) {
    throw new TypeError('journal payload is not an event envelope');
  }
  return {
    id,
    actionId: actionIdOf(id),
    name: action,
    timeMillis,
    data,
    secretData: isJsonObject(secretData) ? secretData : null,
  };
}

/** The event time of a journal payload, milliseconds since the epoch, without parsing the rest. Throws as {@link decodePayload}. */
export function payloadTime(payload: Uint8Array): number {
  const afterId = endOfString(payload, ID_AT);
  const afterAction = endOfString(payload, afterId + ACTION_KEY);
  let at = afterAction + TIME_KEY;
  const negative = payload[at] === MINUS;
  if (negative) at++;
  let millis = 0;
  let digits = 0;
  for (; digits < 16; digits++) {
    const digit = payload[at + digits]! - ZERO;
    if (!(digit >= 0 && digit <= 9)) break;
    millis = millis * 10 + digit;
  }
  // Times near the epoch are text; what looks like neither is told by reading it whole.
  if (digits === 0 || payload[at + digits] !== COMMA) return decodePayload(payload).timeMillis;
  return negative ? -millis : millis;
}

const ID_AT = '{"id":'.length;
const ACTION_KEY = ',"action":'.length;
const TIME_KEY = ',"time":'.length;
const [MINUS, ZERO, COMMA, QUOTE, BACKSLASH] = [0x2d, 0x30, 0x2c, 0x22, 0x5c];

/** The index after a JSON string that begins at `start`. */
function endOfString(bytes: Uint8Array, start: number): number {
  let at = start + 1;
  while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
  return at + 1;
}
