/** When people are awake and in the mood: how activity goes up and down over a day and a week, in their own time zone. */

import type { Dice } from '../random/dice.ts';
import { exponential } from '../random/distributions.ts';

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Activity by local hour, 1 at the evening's peak: nearly nobody at four, a first peak at noon. The shape is that of public timelines. */
const BY_HOUR = [
  0.25, 0.14, 0.08, 0.05, 0.04, 0.07, 0.16, 0.34, 0.5, 0.58, 0.62, 0.66, 0.74, 0.7, 0.64, 0.63, 0.66, 0.73, 0.82, 0.92,
  1, 0.96, 0.76, 0.48,
];
const MEAN_BY_HOUR = BY_HOUR.reduce((sum, value) => sum + value, 0) / BY_HOUR.length;
/** Saturdays and Sundays: a little more. */
const WEEKEND = 1.15;

/** Relative activity at a moment, at most `WEEKEND`. */
function activityAt(timeMillis: number, utcOffsetHours: number): number {
  const local = timeMillis + utcOffsetHours * HOUR;
  const hour = Math.floor(local / HOUR) % 24;
  const weekday = (Math.floor(local / DAY) + 4) % 7;
  return (BY_HOUR[hour] ?? 0) * (weekday === 0 || weekday === 6 ? WEEKEND : 1);
}

/** The local hour, 0 to 23. */
export function localHour(timeMillis: number, utcOffsetHours: number): number {
  return Math.floor((timeMillis + utcOffsetHours * HOUR) / HOUR) % 24;
}

/**
 * The next moment after `timeMillis` at which someone who is active `perDay` times a day acts: a Poisson process with the rhythm as
 * its rate, by thinning (Lewis and Shedler 1979).
 */
export function nextMoment(random: Dice, timeMillis: number, perDay: number, utcOffsetHours: number): number {
  const meanAtPeak = (DAY * MEAN_BY_HOUR) / (perDay * WEEKEND);
  let time = timeMillis;
  do time += exponential(random, meanAtPeak);
  while (random.unit() * WEEKEND > activityAt(time, utcOffsetHours));
  return Math.ceil(time);
}
