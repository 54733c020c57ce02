/**
 * Parse and validate one event: the Osprey envelope
 * `{"send_time", "data": {"action_id", "action_name", "data": {…}, "secret_data"?}}` or the plain one
 * `{"id"?, "action", "time", "data": {…}, "secret_data"?}`. Everything after this trusts what it returns.
 *
 * An object with `action` is plain; without it, one with `send_time` or with `action_name` inside `data` is Osprey's.
 */
import { IntegralFloat, isJsonObject, type JsonValue, parseJsonValue } from '@lapwing/sml';
import { canonicalBody, type Event, encodePayload } from './event.ts';
import { actionIdOf, actionNameProblem, contentId, idProblem } from './identity.ts';
import { ENVELOPE_LIMITS, type EnvelopeLimits } from './limits.ts';
import { nestsDeeperThan } from './lossless.ts';
import { excerpt, type Refusal, refuse } from './refusal.ts';
import { parseEpochNumber, parseIsoTime } from './time.ts';
import { decodeUtf8, startsWithByteOrderMark } from './utf8.ts';

export interface ParseOptions {
  /** The receiver's clock, milliseconds since the epoch; only for refusing times far in the future. */
  readonly nowMillis: number;
  /** The id of an event that names none; without it the id is derived from the content (`contentId`). */
  readonly fallbackId?: string;
  readonly limits?: EnvelopeLimits;
}

export type ParsedEvent =
  | { readonly ok: true; readonly event: Event }
  | { readonly ok: false; readonly refusal: Refusal };

/** Parse one event from UTF-8 bytes (a leading byte order mark is skipped). */
export function parseEventBytes(bytes: Uint8Array, options: ParseOptions): ParsedEvent {
  const limits = options.limits ?? ENVELOPE_LIMITS;
  if (bytes.byteLength > limits.eventBytes) return tooLarge(limits);
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = decodeUtf8(buffer, startsWithByteOrderMark(buffer) ? 3 : 0, buffer.length);
  if (text === null) return refuse('invalid-utf8', 'the event holds bytes that are not UTF-8');
  return parseEventText(text, options);
}

/** Parse one event from JSON text. */
export function parseEventText(json: string, options: ParseOptions): ParsedEvent {
  const limits = options.limits ?? ENVELOPE_LIMITS;
  // UTF-8 cannot hold unpaired surrogates: what is decided now must be what the journal gives back.
  const text = json.toWellFormed();
  if (text.length > limits.eventBytes) return tooLarge(limits);
  if (nestsDeeperThan(text, limits.nestingDepth)) {
    return refuse('too-deep', `the event nests deeper than ${limits.nestingDepth} levels`);
  }
  let value: JsonValue;
  try {
    value = parseJsonValue(text);
  } catch (error) {
    return refuse('invalid-json', `the event is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  return parseEventValue(value, options);
}

/** Parse one event that is JSON already: parsed losslessly, well-formed and within the nesting depth. */
export function parseEventValue(value: JsonValue, options: ParseOptions): ParsedEvent {
  if (!isJsonObject(value)) return refuse('not-an-object', `an event is a JSON object, not ${excerpt(value)}`, '$');
  const inner = value['data'];
  if (value['action'] === undefined && isJsonObject(inner)) {
    if (value['send_time'] !== undefined || inner['action_name'] !== undefined) {
      return readEnvelope(
        {
          id: inner['action_id'],
          action: inner['action_name'],
          time: value['send_time'],
          data: inner['data'],
          secretData: inner['secret_data'],
        },
        OSPREY_PATHS,
        options,
      );
    }
  }
  return readEnvelope(
    {
      id: value['id'],
      action: value['action'],
      time: value['time'],
      data: inner,
      secretData: value['secret_data'],
    },
    PLAIN_PATHS,
    options,
  );
}

/** The parts of an envelope before validation; undefined or null where absent (`data` only where undefined). */
export interface EnvelopeParts {
  readonly id: JsonValue | undefined;
  readonly action: JsonValue | undefined;
  readonly time: JsonValue | undefined;
  readonly data: JsonValue | undefined;
  readonly secretData: JsonValue | undefined;
}

/** Where each part was found, for refusals. */
export type EnvelopePaths = Readonly<Record<keyof EnvelopeParts, string>>;

const PLAIN_PATHS: EnvelopePaths = {
  id: '$.id',
  action: '$.action',
  time: '$.time',
  data: '$.data',
  secretData: '$.secret_data',
};

const OSPREY_PATHS: EnvelopePaths = {
  id: '$.data.action_id',
  action: '$.data.action_name',
  time: '$.send_time',
  data: '$.data.data',
  secretData: '$.data.secret_data',
};

function readEnvelope(parts: EnvelopeParts, paths: EnvelopePaths, options: ParseOptions): ParsedEvent {
  const { time } = parts;
  if (isAbsent(parts.action)) return refuse('missing-action', 'the event names no action', paths.action);
  if (isAbsent(time)) return refuse('missing-time', 'the event has no time', paths.time);
  const timeMillis = readTime(time);
  if (timeMillis === undefined) return wrongType('the time', 'ISO 8601 text or a number', time, paths.time);
  if (timeMillis === null) return refuse('bad-time', `${excerpt(time)} is no time of the years 1 to 9999`, paths.time);
  return buildEvent(parts, timeMillis, paths, options);
}

/** Validate the parts of an envelope whose time is known, wherever they came from, and make the event. */
export function buildEvent(
  parts: Omit<EnvelopeParts, 'time'>,
  timeMillis: number,
  paths: EnvelopePaths,
  options: ParseOptions,
): ParsedEvent {
  const limits = options.limits ?? ENVELOPE_LIMITS;
  const { action, data } = parts;
  if (typeof action !== 'string') return wrongType('the action name', 'text', action, paths.action);
  const actionProblem = actionNameProblem(action, limits);
  if (actionProblem !== null) return refuse('bad-action', actionProblem, paths.action);
  if (timeMillis > options.nowMillis + limits.futureSkewMillis) {
    const hours = limits.futureSkewMillis / 3_600_000;
    const time = new Date(timeMillis).toISOString();
    return refuse('future-time', `${time} is more than ${hours} hours in the future`, paths.time);
  }

  if (data === undefined) return refuse('missing-data', 'the event has no data', paths.data);
  if (!isJsonObject(data)) return wrongType('the data', 'an object', data, paths.data);
  const secretData = parts.secretData ?? null;
  if (secretData !== null && !isJsonObject(secretData)) {
    return wrongType('the secret data', 'an object', secretData, paths.secretData);
  }

  const body = canonicalBody(action, timeMillis, data, secretData);
  const id = readId(parts.id) ?? options.fallbackId ?? contentId(body);
  if (id === false) return wrongType('the id', 'text or an integer', parts.id, paths.id);
  const problem = idProblem(id, limits);
  if (problem !== null) return refuse('bad-id', problem, paths.id);

  const payload = encodePayload(id, body);
  if (payload.byteLength > limits.eventBytes) return tooLarge(limits);
  return { ok: true, event: { id, actionId: actionIdOf(id), name: action, timeMillis, data, secretData, payload } };
}

function isAbsent(value: JsonValue | undefined): value is null | undefined {
  return value === undefined || value === null;
}

/** The id as text, undefined where there is none, false where it is neither text nor an integer. */
function readId(value: JsonValue | undefined): string | undefined | false {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  return typeof value === 'bigint' || Number.isInteger(value) ? String(value) : false;
}

/** Milliseconds; null where the value is no time; undefined where it is not even of a type that holds one. */
function readTime(value: JsonValue): number | null | undefined {
  if (typeof value === 'string') return parseIsoTime(value);
  if (typeof value === 'number' || typeof value === 'bigint') return parseEpochNumber(value);
  if (value instanceof IntegralFloat) return parseEpochNumber(value.value);
  return undefined;
}

function wrongType(what: string, expected: string, value: JsonValue | undefined, path: string) {
  return refuse('wrong-type', `${what} must be ${expected}, not ${excerpt(value)}`, path);
}

function tooLarge(limits: EnvelopeLimits) {
  return refuse('too-large', `the event is larger than ${limits.eventBytes} bytes`);
}
