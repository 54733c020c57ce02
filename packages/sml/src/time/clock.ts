/** Numbers of a written date: what a number means follows from its length and its neighbours. */
import { halfOf, isJump, monthOf, unitOf } from './names.ts';
import { NotADate, type YearMonthDay } from './year-month-day.ts';

/** What a date said; null where it said nothing. */
export interface Fields {
  year: number | null;
  month: number | null;
  day: number | null;
  weekday: number | null;
  hour: number | null;
  minute: number | null;
  second: number | null;
  microsecond: number | null;
  zone: string | null;
  offset: number | null;
}

export const clock = (): Fields => ({
  year: null,
  month: null,
  day: null,
  weekday: null,
  hour: null,
  minute: null,
  second: null,
  microsecond: null,
  zone: null,
  offset: null,
});

/** An hour of a 12-hour clock; `half` 1 is p.m. */
export function toHour24(hour: number, half: number): number {
  if (hour < 12 && half === 1) return hour + 12;
  return hour === 12 && half === 0 ? 0 : hour;
}

/** Reads the number at `at`; the index of the last token that belongs to it. */
export function readNumber(tokens: readonly string[], at: number, fields: Fields, date: YearMonthDay): number {
  const text = tokens[at] ?? '';
  const next = tokens[at + 1];
  const { length } = text;
  const hasDot = text.includes('.');
  if (date.values.length === 3 && (length === 2 || length === 4) && fields.hour === null) {
    if (next === undefined || (next !== ':' && unitOf(next) === null)) {
      fields.hour = digits(text, 0, 2);
      if (length === 4) fields.minute = digits(text, 2, 4);
      return at;
    }
  }
  if (length === 6 || (length > 6 && text.indexOf('.') === 6)) {
    if (date.values.length === 0 && !hasDot) {
      for (const start of [0, 2, 4]) date.add(text.slice(start, start + 2));
      return at;
    }
    fields.hour = digits(text, 0, 2);
    fields.minute = digits(text, 2, 4);
    setSeconds(fields, text.slice(4));
    return at;
  }
  if (length === 8 || length === 12 || length === 14) return readCompact(text, at, fields, date);
  const unitAt = findUnit(tokens, at);
  if (unitAt !== null) {
    const unit = unitOf(tokens[unitAt]) ?? 0;
    setUnit(fields, text, unitAt > at ? unit : unit + 1);
    return Math.max(at, unitAt);
  }
  if (next === ':' && tokens[at + 2] !== undefined) return readClock(tokens, at, fields);
  if (next === '-' || next === '/' || next === '.') return readSeparated(tokens, at, next, date);
  const half = halfOf(tokens[at + 2]);
  if (next === undefined || isJump(next)) {
    if (half === null) date.add(Number(text));
    else fields.hour = toHour24(whole(text), half);
    return half === null ? at + 1 : at + 2;
  }
  const direct = halfOf(next);
  if (direct !== null && Number(text) < 24) {
    fields.hour = toHour24(whole(text), direct);
    return at + 1;
  }
  if (!date.couldBeDay(Number(text))) throw new NotADate();
  date.add(Number(text));
  return at;
}

/** `YYYYMMDD`, `YYYYMMDDhhmm`, `YYYYMMDDhhmmss`. */
function readCompact(text: string, at: number, fields: Fields, date: YearMonthDay): number {
  date.add(text.slice(0, 4), 'year');
  date.add(text.slice(4, 6));
  date.add(text.slice(6, 8));
  if (text.length > 8) {
    fields.hour = digits(text, 8, 10);
    fields.minute = digits(text, 10, 12);
    if (text.length > 12) fields.second = digits(text, 12, text.length);
  }
  return at;
}

/** `hh:mm[:ss[.ffffff]]`; a fraction of a minute is seconds. */
function readClock(tokens: readonly string[], at: number, fields: Fields): number {
  fields.hour = whole(tokens[at] ?? '');
  setMinutes(fields, tokens[at + 2] ?? '');
  if (tokens[at + 3] !== ':' || tokens[at + 4] === undefined) return at + 2;
  setSeconds(fields, tokens[at + 4] ?? '');
  return at + 4;
}

/** `01-02-2026`, `1/Jan/2026`, `1.2`. */
function readSeparated(tokens: readonly string[], at: number, separator: string, date: YearMonthDay): number {
  date.add(tokens[at] ?? '');
  const second = tokens[at + 2];
  if (second === undefined || isJump(second)) return at + 1;
  addNumberOrMonth(date, second, true);
  if (tokens[at + 3] !== separator) return at + 2;
  const third = tokens[at + 4];
  if (third === undefined) throw new NotADate();
  addNumberOrMonth(date, third, false);
  return at + 4;
}

function addNumberOrMonth(date: YearMonthDay, token: string, numberFirst: boolean): void {
  const month = monthOf(token);
  if (month !== null) date.add(month, 'month');
  else if (!numberFirst || /^[0-9]+$/.test(token)) date.add(token);
  else throw new NotADate();
}

/** Where the unit of a number stands: after it, or before it in `12h04`. */
function findUnit(tokens: readonly string[], at: number): number | null {
  const isUnit = (index: number): boolean => index >= 0 && unitOf(tokens[index]) !== null;
  if (isUnit(at + 1)) return at + 1;
  if (tokens[at + 1] === ' ' && isUnit(at + 2)) return at + 2;
  if (isUnit(at - 1)) return at - 1;
  return at > 1 && at === tokens.length - 1 && tokens[at - 1] === ' ' && isUnit(at - 2) ? at - 2 : null;
}

function setUnit(fields: Fields, text: string, unit: number): void {
  if (unit === 0) {
    fields.hour = whole(text);
    const minutes = sixtieths(text);
    if (minutes !== null) fields.minute = minutes;
  } else if (unit === 1) setMinutes(fields, text);
  else if (unit === 2) setSeconds(fields, text);
}

function setMinutes(fields: Fields, text: string): void {
  fields.minute = whole(text);
  fields.second = sixtieths(text);
}

function setSeconds(fields: Fields, text: string): void {
  const match = /^([0-9]+)(?:\.([0-9]*))?$/.exec(text);
  if (match === null) throw new NotADate();
  fields.second = Number(match[1]);
  fields.microsecond = match[2] === undefined ? 0 : Number(match[2].padEnd(6, '0').slice(0, 6));
}

/** The whole part of a number as written. */
function whole(text: string): number {
  if (!/^[0-9]+(?:\.[0-9]*)?$/.test(text)) throw new NotADate();
  return Math.trunc(Number(text));
}

/** The fraction in sixtieths, by its decimal digits; null where it is zero. */
function sixtieths(text: string): number | null {
  const fraction = (text.split('.')[1] ?? '').replace(/0+$/, '');
  return fraction === '' ? null : Number((60n * BigInt(fraction)) / 10n ** BigInt(fraction.length));
}

function digits(text: string, start: number, end: number): number {
  const part = text.slice(start, end);
  if (!/^[0-9]+$/.test(part)) throw new NotADate();
  return Number(part);
}
