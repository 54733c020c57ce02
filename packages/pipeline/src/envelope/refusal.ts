/**
 * Why an event was not taken. A refusal is data: a code for programs, a sentence for people, and the JSON path of the
 * offending value. The codes are part of the API; a code is never reused for something else.
 *
 * | code | the event … |
 * |---|---|
 * | `too-large` | is larger than `eventBytes`, as it arrived or as it would be journaled |
 * | `invalid-utf8` | holds bytes that are not UTF-8 |
 * | `invalid-json` | is not one JSON text |
 * | `too-deep` | nests deeper than `nestingDepth` |
 * | `not-an-object` | is JSON, but not an object |
 * | `missing-action` | names no action |
 * | `missing-time` | has no time |
 * | `missing-data` | has no `data` |
 * | `wrong-type` | has a value of the wrong type at `path` |
 * | `bad-action` | has an empty, over-long or ill-formed action name |
 * | `bad-id` | has an empty or over-long id, or one with control characters |
 * | `bad-time` | has a time that cannot be read or lies outside the years 1 to 9999 |
 * | `future-time` | has a time more than `futureSkewMillis` after the receiver's clock |
 * | `bad-record` | stands on a line that cannot be read (CSV quotes or columns, a Parquet value) |
 * | `missing-column` | lacks a column or path that the mapping requires |
 *
 * What is accepted on purpose: any time in the past (decisions go by event time), a time up to `futureSkewMillis` ahead, as it is (never
 * clamped: a changed time would not be reproducible), duplicate keys (the last wins), unknown keys of the
 * envelope (ignored), unpaired surrogates (each becomes U+FFFD, since UTF-8 cannot hold them).
 */
import { IntegralFloat } from '@lapwing/sml';

export type RefusalCode =
  | 'too-large'
  | 'invalid-utf8'
  | 'invalid-json'
  | 'too-deep'
  | 'not-an-object'
  | 'missing-action'
  | 'missing-time'
  | 'missing-data'
  | 'wrong-type'
  | 'bad-action'
  | 'bad-id'
  | 'bad-time'
  | 'future-time'
  | 'bad-record'
  | 'missing-column';

export interface Refusal {
  readonly code: RefusalCode;
  /** One sentence, lower-case, without a full stop; quotes at most a short piece of the event. */
  readonly message: string;
  /** JSON path (`$.data.action_id`) or column name of the offending value; null where the event is refused as a whole. */
  readonly path: string | null;
}

export function refuse(
  code: RefusalCode,
  message: string,
  path: string | null = null,
): { ok: false; refusal: Refusal } {
  return { ok: false, refusal: { code, message, path } };
}

/** A short, quoted piece of a value for a message. */
export function excerpt(value: unknown): string {
  const text = typeof value === 'string' ? JSON.stringify(value) : describe(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

function describe(value: unknown): string {
  if (value === null) return 'null';
  if (value instanceof IntegralFloat) return `${value.value}.0`;
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  return String(value);
}
