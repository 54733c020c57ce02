/** The interval in which hits are collected over time: fine enough for a chart, coarse enough to be cheap. */
import { TIMELINE_INTERVALS } from './limits.ts';
import type { Range } from './range.ts';

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
const INTERVALS: readonly number[] = [MINUTE, 5 * MINUTE, 15 * MINUTE, 60 * MINUTE, 360 * MINUTE, DAY];

/** Where the length of the range is not known beforehand, a day. */
export function intervalFor(
  { fromMillis, toMillis }: Range,
  held: { readonly oldestMillis: number; readonly latestMillis: number } | null,
): number {
  const from = Math.max(fromMillis, held?.oldestMillis ?? Number.NEGATIVE_INFINITY);
  const to = Math.min(toMillis, held?.latestMillis ?? Number.POSITIVE_INFINITY);
  if (!Number.isFinite(from) || !Number.isFinite(to)) return DAY;
  return INTERVALS.findLast((interval) => interval * TIMELINE_INTERVALS <= to - from) ?? MINUTE;
}
