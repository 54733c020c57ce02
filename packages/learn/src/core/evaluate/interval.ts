/** Intervals by resampling rows, or whole groups of rows that belong together (Efron and Tibshirani 1993, ch. 13). */
import { drawBelow } from '../random/counter.ts';

export interface Interval {
  readonly value: number;
  /** The middle 95 % of the resampled values. */
  readonly low: number;
  readonly high: number;
}

export interface ResampleOptions {
  /** Resamples; 1,000 when absent. */
  readonly resamples?: number;
  readonly seed?: number;
  /** Rows of one group are drawn together: those of one author, match or video. */
  readonly groups?: ArrayLike<number>;
}

/**
 * The statistics' values on the data and in resamples of them. `statistics` gets how often each row is taken, undefined for the data as
 * they are. Resamples in which a statistic is no number (no positive was drawn) are left out of its interval.
 */
export function bootstrap<K extends string>(
  rows: number,
  statistics: (counts: Uint32Array | undefined) => Record<K, number>,
  { resamples = 1000, seed = 1, groups }: ResampleOptions = {},
): Record<K, Interval> {
  const values = statistics(undefined);
  const drawn = {} as Record<K, number[]>;
  for (const name in values) drawn[name] = [];
  const units = groups === undefined ? rows : 1 + Array.from(groups).reduce((most, group) => Math.max(most, group), -1);
  const taken = new Uint32Array(units);
  const counts = groups === undefined ? taken : new Uint32Array(rows);
  for (let resample = 0; resample < resamples; resample++) {
    taken.fill(0);
    for (let i = 0; i < units; i++) taken[drawBelow(seed + resample * 0x61c88647, i, units)]!++;
    if (groups !== undefined) for (let row = 0; row < rows; row++) counts[row] = taken[groups[row]!]!;
    const again = statistics(counts);
    for (const name in values) if (!Number.isNaN(again[name])) drawn[name].push(again[name]);
  }
  const intervals = {} as Record<K, Interval>;
  for (const name in values) intervals[name] = middle(values[name], drawn[name]);
  return intervals;
}

function middle(value: number, drawn: number[]): Interval {
  drawn.sort((a, b) => a - b);
  const at = (share: number): number => drawn[Math.round(share * (drawn.length - 1))] ?? Number.NaN;
  return { value, low: at(0.025), high: at(0.975) };
}
