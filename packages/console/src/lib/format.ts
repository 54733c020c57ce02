/** Numbers, times and values as people read them. Pure: the clock and zone come from the browser's Intl only. */
import { type Json, writeJson } from '../api/json.ts';

const whole = new Intl.NumberFormat('en-US');
const compact = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 });
const oneDigit = new Intl.NumberFormat('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 });

export function formatCount(value: number): string {
  return whole.format(value);
}

export function formatCompact(value: number): string {
  return value < 10_000 ? whole.format(value) : compact.format(value);
}

export function formatRate(perSecond: number): string {
  return perSecond >= 100 ? whole.format(Math.round(perSecond)) : oneDigit.format(perSecond);
}

/** `12.3 %`; 0 of 0 is 0. */
export function formatShare(part: number, total: number): string {
  return `${oneDigit.format(total === 0 ? 0 : (part / total) * 100)} %`;
}

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const dayOfYear = new Intl.DateTimeFormat('en-GB', { day: '2-digit', month: 'short' });
const fullDay = new Intl.DateTimeFormat('en-GB', { day: '2-digit', month: 'short', year: 'numeric' });

export function formatClock(iso: string): string {
  return clock.format(new Date(iso));
}

/** Day, month and time of day; the year only where it is not this one. */
export function formatTime(iso: string, now: Date = new Date()): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  const day = date.getFullYear() === now.getFullYear() ? dayOfYear : fullDay;
  return `${day.format(date)} ${clock.format(date)}`;
}

const units: readonly (readonly [string, number])[] = [
  ['d', 86_400],
  ['h', 3600],
  ['min', 60],
  ['s', 1],
];

/** `3 d`, `2 h`, `14 min`, `5 s`: the largest unit that fits. */
export function formatDuration(seconds: number): string {
  const size = Math.abs(Math.round(seconds));
  for (const [unit, length] of units) if (size >= length) return `${Math.floor(size / length)} ${unit}`;
  return '0 s';
}

/** A feature's value on one line: strings as they are, everything else as JSON. */
export function formatValue(value: Json): string {
  if (typeof value === 'string') return value;
  if (value === null) return '–';
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  return writeJson(value);
}

/** Ids longer than this are cut in the middle in lists: both ends tell more than one. */
const longId = 18;

export function formatId(id: string): string {
  return id.length <= longId ? id : `${id.slice(0, 4)}…${id.slice(-6)}`;
}
