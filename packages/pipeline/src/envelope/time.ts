/**
 * Times of events: ISO 8601 text or a number since the epoch, to milliseconds.
 *
 * - Text: `2025-01-01T00:00:00.000000000Z`; a space may stand for the `T`; seconds, the fraction (1 to 9 digits, cut to
 *   milliseconds) and the time of day may be absent; without an offset it is UTC. Second 60 (a leap second) is the next minute's first.
 * - Numbers: below 100,000,000,000 in size they are seconds (until the year 5138), otherwise milliseconds (which therefore cannot
 *   express 1966-10-31 to 1973-03-03; write text for those).
 */

/** Years 1 to 9999: what four digits, SQL timestamps and calendars can write. */
export const EARLIEST_MILLIS = -62_135_596_800_000;
const LATEST_MILLIS = 253_402_300_799_999;

/** Numbers of smaller magnitude are seconds, others milliseconds. */
export const SECONDS_BELOW = 100_000_000_000;

const ISO =
  /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(?: ?([Zz]|[+-]\d\d(?::?\d\d)?))?)?$/;

/** Milliseconds since the epoch of ISO 8601 text, or null where it is none. */
export function parseIsoTime(text: string): number | null {
  const match = ISO.exec(text);
  if (match === null) return null;
  const year = Number(match[1]);
  const month = Number(match[2]);
  const day = Number(match[3]);
  const hour = Number(match[4] ?? 0);
  const minute = Number(match[5] ?? 0);
  const second = Number(match[6] ?? 0);
  if (hour > 23 || minute > 59 || second > 60) return null;
  const fraction = match[7];
  const millis = fraction === undefined ? 0 : Number(fraction.slice(0, 3).padEnd(3, '0'));
  const offset = parseOffset(match[8]);
  if (offset === null) return null;
  const midnight = utcMillis(year, month, day);
  if (midnight === null) return null;
  return inRange(midnight + ((hour * 60 + minute - offset) * 60 + second) * 1000 + millis);
}

/** Milliseconds of a calendar day's midnight in UTC, or null where there is no such day. */
export function utcMillis(year: number, month: number, day: number): number | null {
  if (month < 1 || month > 12 || day < 1 || day > 31) return null;
  // Date.UTC reads the years 0 to 99 as 1900 to 1999, so count from a year of the same leap cycle: 400 years are 146,097 days.
  const millis = Date.UTC(year + 400, month - 1, day) - 146_097 * 86_400_000;
  // Date.UTC rolls 30 February over into March.
  return day > 28 && new Date(millis).getUTCDate() !== day ? null : millis;
}

/** Minutes east of UTC of `Z`, `+02:00`, `-0930` or `+02`; null where it is none of them. */
export function parseOffset(text: string | undefined): number | null {
  if (text === undefined || text === 'Z' || text === 'z') return 0;
  const hours = Number(text.slice(1, 3));
  const minutes = text.length > 3 ? Number(text.slice(-2)) : 0;
  if (hours > 23 || minutes > 59) return null;
  return (text[0] === '-' ? -1 : 1) * (hours * 60 + minutes);
}

/** Milliseconds since the epoch of a number of seconds or milliseconds (see above), or null where it is out of range. */
export function parseEpochNumber(value: number | bigint): number | null {
  const number = Number(value);
  return inRange(Math.floor(Math.abs(number) < SECONDS_BELOW ? number * 1000 : number));
}

/** `millis`, or null outside of the years 1 to 9999. */
export function inRange(millis: number): number | null {
  return millis >= EARLIEST_MILLIS && millis <= LATEST_MILLIS ? millis : null;
}
