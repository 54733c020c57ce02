/** Which events a backtest counts: a range of event time. */
import { parseIsoTime } from '../envelope/time.ts';

/** `since`: so long before the newest event. Open ends are null. `from` is within the range, `to` is not. */
export type RangeSpec =
  | { readonly kind: 'since'; readonly millis: number }
  | { readonly kind: 'between'; readonly fromMillis: number | null; readonly toMillis: number | null };

export interface Range {
  readonly fromMillis: number;
  readonly toMillis: number;
}

const UNITS: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
};

/** `7d`, `36h`, `90m`, `30s` or `2w` in milliseconds; null where the text is none. */
export function parseDuration(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?)([smhdw])$/.exec(text.trim());
  if (match === null) return null;
  const millis = Number(match[1]) * UNITS[match[2]!]!;
  return millis > 0 && Number.isSafeInteger(Math.round(millis)) ? Math.round(millis) : null;
}

/** ISO 8601, a date alone is its midnight in UTC; null where the text is none. */
export function parseRangeTime(text: string): number | null {
  return parseIsoTime(text.trim());
}

/** The range itself, once the newest event time is known. */
export function resolveRange(spec: RangeSpec, newestMillis: number): Range {
  switch (spec.kind) {
    case 'since':
      return { fromMillis: newestMillis - spec.millis, toMillis: Number.POSITIVE_INFINITY };
    case 'between':
      return {
        fromMillis: spec.fromMillis ?? Number.NEGATIVE_INFINITY,
        toMillis: spec.toMillis ?? Number.POSITIVE_INFINITY,
      };
  }
}

export function isWithin({ fromMillis, toMillis }: Range, timeMillis: number): boolean {
  return timeMillis >= fromMillis && timeMillis < toMillis;
}
