/** Words that a written date may hold, in English. */

const table = (...rows: readonly (readonly string[])[]): ReadonlyMap<string, number> =>
  new Map(rows.flatMap((names, i) => names.map((name) => [name, i] as const)));

const JUMP = new Set([
  ' ',
  '.',
  ',',
  ';',
  '-',
  '/',
  "'",
  'at',
  'on',
  'and',
  'ad',
  'm',
  't',
  'of',
  'st',
  'nd',
  'rd',
  'th',
]);
const WEEKDAYS = table(
  ['mon', 'monday'],
  ['tue', 'tuesday'],
  ['wed', 'wednesday'],
  ['thu', 'thursday'],
  ['fri', 'friday'],
  ['sat', 'saturday'],
  ['sun', 'sunday'],
);
const MONTHS = table(
  ['jan', 'january'],
  ['feb', 'february'],
  ['mar', 'march'],
  ['apr', 'april'],
  ['may'],
  ['jun', 'june'],
  ['jul', 'july'],
  ['aug', 'august'],
  ['sep', 'sept', 'september'],
  ['oct', 'october'],
  ['nov', 'november'],
  ['dec', 'december'],
);
const UNITS = table(['h', 'hour', 'hours'], ['m', 'minute', 'minutes'], ['s', 'second', 'seconds']);
const HALVES = table(['am', 'a'], ['pm', 'p']);
const ZONES = new Set(['UTC', 'GMT', 'Z', 'z']);

const lookUp = (names: ReadonlyMap<string, number>, word: string | undefined): number | null =>
  word === undefined ? null : (names.get(word.toLowerCase()) ?? null);

/** Whether a token may stand between the parts of a date. */
export const isJump = (word: string | undefined): boolean => word !== undefined && JUMP.has(word.toLowerCase());

/** 0 is Monday. */
export const weekdayOf = (word: string | undefined): number | null => lookUp(WEEKDAYS, word);

/** 1 is January. */
export function monthOf(word: string | undefined): number | null {
  const index = lookUp(MONTHS, word);
  return index === null ? null : index + 1;
}

/** 0, 1, 2 for hours, minutes, seconds. */
export const unitOf = (word: string | undefined): number | null => lookUp(UNITS, word);

/** 0 is a.m., 1 is p.m. */
export const halfOf = (word: string | undefined): number | null => lookUp(HALVES, word);

/** Whether a token may be the name of a time zone; its meaning is ignored. */
export const isZone = (word: string): boolean => /^[A-Z]{0,5}$/.test(word) || ZONES.has(word);

export const isUtc = (word: string): boolean => ZONES.has(word) || ['utc', 'gmt'].includes(word.toLowerCase());
