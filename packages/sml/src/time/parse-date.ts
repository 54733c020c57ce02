/**
 * Dates as people and programs write them, read as Python's `dateutil.parser.parse` reads them:
 *
 * - ISO 8601 in its extended and basic forms (`2026-01-02T03:04:05.678Z`, `20260102T030405`), RFC 2822, and mixes;
 * - English names of months and weekdays (`Fri, 2 Jan 2026`, `Jan 2nd 2026 at 3pm`), 12-hour clocks, `10h36m28.5s`;
 * - numbers in any order that is unambiguous, else month, day, year (`01/02/2026` is January 2nd);
 * - two-digit years within fifty years of the event; what is missing comes from the event's day at midnight.
 *
 * Offsets and zone names are read and ignored. Not accepted: digits other than 0–9, ISO week dates, words in other languages.
 */
import { clock, type Fields, readNumber, toHour24 } from './clock.ts';
import { halfOf, isJump, isUtc, isZone, monthOf, weekdayOf } from './names.ts';
import { tokenizeDate } from './tokens.ts';
import { daysInMonth, NotADate, YearMonthDay } from './year-month-day.ts';

/** `micros` is microseconds since the epoch. */
export type ParsedDate =
  | { readonly ok: true; readonly micros: number }
  | { readonly ok: false; readonly kind: 'ParserError'; readonly message: string };

/** Longer text is no date, and would only cost time. */
const MAX_LENGTH = 256;
const NUMBER = /^[0-9]+(?:\.[0-9]*)?$/;

/** Parse a date; `nowMillis` is the time of the event. */
export function parseDate(text: string, nowMillis: number): ParsedDate {
  const refuse = (why: string): ParsedDate => ({
    ok: false,
    kind: 'ParserError',
    message: `${why}: ${text.slice(0, MAX_LENGTH)}`,
  });
  if (text.length > MAX_LENGTH) return refuse('Unknown string format');
  try {
    const fields = readFields(tokenizeDate(text), new Date(nowMillis));
    if (Object.values(fields).every((value) => value === null)) return refuse('String does not contain a date');
    return build(fields, new Date(nowMillis), refuse);
  } catch (error) {
    if (error instanceof NotADate) return refuse('Unknown string format');
    throw error;
  }
}

function readFields(tokens: string[], now: Date): Fields {
  const fields: Fields = clock();
  const date = new YearMonthDay();
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] ?? '';
    if (NUMBER.test(token)) i = readNumber(tokens, i, fields, date);
    else if (weekdayOf(token) !== null) fields.weekday = weekdayOf(token);
    else if (monthOf(token) !== null) i = readMonth(tokens, i, date, now);
    else if (halfOf(token) !== null) applyHalf(fields, halfOf(token) ?? 0);
    else if (fields.hour !== null && fields.zone === null && fields.offset === null && isZone(token)) {
      readZone(fields, token, tokens[i + 1] === '+' || tokens[i + 1] === '-');
    } else if (fields.hour !== null && (token === '+' || token === '-')) i = readOffset(tokens, i, fields);
    else if (!isJump(token)) throw new NotADate();
  }
  Object.assign(fields, date.resolve());
  if (fields.year !== null && !date.century) fields.year = nearYear(fields.year, now.getUTCFullYear());
  return fields;
}

/** A month's name and what belongs to it: `Jan-01-99`, `Jan of 01`. */
function readMonth(tokens: readonly string[], at: number, date: YearMonthDay, now: Date): number {
  date.add(monthOf(tokens[at]) ?? 0, 'month');
  const separator = tokens[at + 1];
  if (separator === '-' || separator === '/') {
    date.add(required(tokens, at + 2));
    if (tokens[at + 3] !== separator) return at + 2;
    date.add(required(tokens, at + 4));
    return at + 4;
  }
  const isOf = tokens[at + 4] !== undefined && separator === ' ' && tokens[at + 2]?.toLowerCase() === 'of';
  if (!isOf || tokens[at + 3] !== ' ') return at;
  const year = tokens[at + 4] ?? '';
  if (/^[0-9]+$/.test(year)) date.add(String(nearYear(Number(year), now.getUTCFullYear())), 'year');
  return at + 4;
}

function applyHalf(fields: Fields, half: number): void {
  if (fields.hour === null || fields.hour > 12) throw new NotADate();
  fields.hour = toHour24(fields.hour, half);
}

/** A zone's name. `GMT+3` goes on with an offset, which then stands for the whole. */
function readZone(fields: Fields, name: string, offsetFollows: boolean): void {
  const utc = isUtc(name);
  fields.zone = utc && offsetFollows ? null : name;
  fields.offset = utc && !offsetFollows ? 0 : null;
}

/** `+05:00`, `+0500`, `+5`, with a zone's name in parentheses after it. */
function readOffset(tokens: readonly string[], at: number, fields: Fields): number {
  const digits = required(tokens, at + 1);
  let end = at + 1;
  if (digits.length !== 4) {
    if (tokens[at + 2] === ':' && tokens[at + 3] !== undefined) {
      if (!/^[0-9]+$/.test(tokens[at + 3] ?? '')) throw new NotADate();
      end = at + 3;
    } else if (digits.length > 2) throw new NotADate();
  }
  if (!/^[0-9]+$/.test(digits)) throw new NotADate();
  fields.offset = 0;
  const [jump, open, name = '', close] = tokens.slice(end + 1, end + 5);
  const named =
    isJump(jump) && open === '(' && close === ')' && name.length >= 3 && fields.zone === null && isZone(name);
  if (!named) return end;
  fields.zone = name;
  return end + 4;
}

function required(tokens: readonly string[], at: number): string {
  const token = tokens[at];
  if (token === undefined) throw new NotADate();
  return token;
}

/** A two-digit year as the nearest within fifty years. */
function nearYear(year: number, current: number): number {
  if (year >= 100) return year;
  const full = year + Math.floor(current / 100) * 100;
  if (full >= current + 50) return full - 100;
  return full < current - 50 ? full + 100 : full;
}

function build(fields: Fields, now: Date, refuse: (why: string) => ParsedDate): ParsedDate {
  const year = fields.year ?? now.getUTCFullYear();
  const month = fields.month ?? now.getUTCMonth() + 1;
  if (year < 1 || year > 9999) return refuse(`year ${year} is out of range`);
  if (month < 1 || month > 12) return refuse('month must be in 1..12');
  const last = daysInMonth(year, month);
  const day = fields.day ?? Math.min(now.getUTCDate(), last);
  const [hour, minute, second] = [fields.hour ?? 0, fields.minute ?? 0, fields.second ?? 0];
  if (day < 1 || day > last) return refuse('day is out of range for month');
  if (hour > 23) return refuse('hour must be in 0..23');
  if (minute > 59) return refuse('minute must be in 0..59');
  if (second > 59) return refuse('second must be in 0..59');
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second, 0);
  if (fields.weekday !== null && fields.day === null) {
    // A weekday alone is the next such day, today included.
    date.setUTCDate(date.getUTCDate() + ((fields.weekday - ((date.getUTCDay() + 6) % 7) + 7) % 7));
  }
  return { ok: true, micros: date.getTime() * 1000 + (fields.microsecond ?? 0) };
}
