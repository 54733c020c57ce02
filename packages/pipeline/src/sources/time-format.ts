/** Formats of a time column. All are UTC where the text gives no offset. */
import type { JsonValue } from '@lapwing/sml';
import { IntegralFloat } from '@lapwing/sml';
import { inRange, parseEpochNumber, parseIsoTime, parseOffset, utcMillis } from '../envelope/time.ts';

/** `auto`: ISO 8601 text, or a number (also as text) of seconds or milliseconds by size, as in the envelope. */
export const TIME_FORMATS = ['auto', 'iso', 'epoch_seconds', 'epoch_millis', 'epoch_micros'] as const;

/** Milliseconds since the epoch, or null where the value is no such time. */
export type TimeReader = (value: JsonValue) => number | null;

/** The reader for one of {@link TIME_FORMATS} or a strptime pattern (a text with `%`); null where the format is neither. */
export function compileTimeFormat(format: string): TimeReader | null {
  switch (format) {
    case 'auto':
      return (value) =>
        typeof value === 'string' && !NUMBER.test(value) ? parseIsoTime(value) : epoch(value, parseEpochNumber);
    case 'iso':
      return (value) => (typeof value === 'string' ? parseIsoTime(value) : null);
    case 'epoch_seconds':
      return (value) => epoch(value, (number) => inRange(Math.floor(Number(number) * 1000)));
    case 'epoch_millis':
      return (value) => epoch(value, (number) => inRange(Math.floor(Number(number))));
    case 'epoch_micros':
      return (value) => epoch(value, (number) => inRange(Math.floor(Number(number) / 1000)));
    default:
      return compilePattern(format);
  }
}

const NUMBER = /^-?\d{1,20}(?:\.\d{1,9})?$/;

function epoch(value: JsonValue, read: (number: number | bigint) => number | null): number | null {
  if (typeof value === 'number' || typeof value === 'bigint') return read(value);
  if (value instanceof IntegralFloat) return read(value.value);
  return typeof value === 'string' && NUMBER.test(value) ? read(Number(value)) : null;
}

/** Directives of strptime: what each matches. */
const DIRECTIVES: Readonly<Record<string, string>> = {
  Y: '(?<Y>\\d{4})',
  m: '(?<m>\\d{1,2})',
  d: '(?<d>\\d{1,2})',
  H: '(?<H>\\d{1,2})',
  I: '(?<I>\\d{1,2})',
  p: '(?<p>[AaPp][Mm])',
  M: '(?<M>\\d{1,2})',
  S: '(?<S>\\d{1,2})',
  f: '(?<f>\\d{1,9})',
  z: '(?<z>[Zz]|[+-]\\d\\d:?\\d\\d)',
  b: '(?<b>[A-Za-z]{3})',
  a: '[A-Za-z]{3}',
  '%': '%',
};

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

function compilePattern(format: string): TimeReader | null {
  const seen = new Set<string>();
  let source = '';
  for (let i = 0; i < format.length; i++) {
    const char = format.charAt(i);
    if (char !== '%') {
      source += char.replace(/[.*+?^${}()|[\]\\/]/, '\\$&');
      continue;
    }
    const directive = format.charAt(++i);
    const match = DIRECTIVES[directive];
    if (match === undefined || (directive !== '%' && directive !== 'a' && seen.has(directive))) return null;
    seen.add(directive);
    source += match;
  }
  if (!seen.has('Y') || !seen.has('d') || !(seen.has('m') || seen.has('b'))) return null;
  const pattern = new RegExp(`^${source}$`);
  return (value) => {
    const groups = typeof value === 'string' ? pattern.exec(value)?.groups : undefined;
    return groups === undefined ? null : millisOf(groups);
  };
}

function millisOf(groups: Readonly<Record<string, string | undefined>>): number | null {
  const month = groups['b'] === undefined ? Number(groups['m']) : MONTHS.indexOf(groups['b'].toLowerCase()) + 1;
  const midnight = utcMillis(Number(groups['Y']), month, Number(groups['d']));
  const offset = parseOffset(groups['z']);
  const hour = hourOf(groups);
  const minute = Number(groups['M'] ?? 0);
  const second = Number(groups['S'] ?? 0);
  if (midnight === null || offset === null || hour === null || minute > 59 || second > 60) return null;
  const millis = Number((groups['f'] ?? '0').padEnd(3, '0').slice(0, 3));
  return inRange(midnight + ((hour * 60 + minute - offset) * 60 + second) * 1000 + millis);
}

function hourOf(groups: Readonly<Record<string, string | undefined>>): number | null {
  if (groups['I'] === undefined) {
    const hour = Number(groups['H'] ?? 0);
    return hour > 23 ? null : hour;
  }
  const hour = Number(groups['I']);
  if (hour < 1 || hour > 12) return null;
  return (hour % 12) + (groups['p']?.toLowerCase() === 'pm' ? 12 : 0);
}
