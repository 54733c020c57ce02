/**
 * What a typed column cannot say of a value. A row's `__exact` is a JSON object from features to notes, or NULL where every value
 * is what its column says (which is almost always):
 *
 * - `!` a feature that may be None failed: its NULL is a failure
 * - `i` the numbers of a float feature are ints (Python tells `3` from `3.0`), and a double holds them exactly
 * - `=…` the exact value of a number or of each number of a list, separated by commas
 * - `l` a text or list so long that functions refuse it (after one of the others, or alone)
 */
import { admitsNone, FAILED, IntegralFloat, makeFloat, type Outcome, type SmlType, type Value } from '@lapwing/sml';
import { LONG_LIST_ITEMS, LONG_TEXT_CHARACTERS } from '../limits.ts';

/** A feature that may need a note. */
export interface Watch {
  readonly index: number;
  readonly name: string;
  readonly optional: boolean;
  readonly numbers: Numbers;
}

/** Where a feature's floats are: in a column of doubles, in JSON text (which cannot say NaN), or nowhere. */
type Numbers = 'double' | 'json' | 'none';

/** The features that may need a note. */
export function watched(features: readonly { readonly name: string; readonly type: SmlType }[]): readonly Watch[] {
  return features.flatMap(({ name, type }, index) => {
    const watch = { index, name, optional: admitsNone(type), numbers: numbersOf(type) };
    return watch.optional || watch.numbers !== 'none' || hasLength(type) ? [watch] : [];
  });
}

function numbersOf(type: SmlType): Numbers {
  switch (type.kind) {
    case 'float':
      return 'double';
    case 'list':
      return numbersOf(type.item);
    case 'union': {
      const members = type.members.filter((member) => member.kind !== 'none');
      if (members.length === 1) return numbersOf(members[0]!);
      return members.some((member) => numbersOf(member) !== 'none') ? 'json' : 'none';
    }
    default:
      return 'none';
  }
}

function hasLength(type: SmlType): boolean {
  switch (type.kind) {
    case 'int':
    case 'bool':
    case 'float':
    case 'rule':
    case 'timedelta':
    case 'none':
      return false;
    case 'union':
      return type.members.some(hasLength);
    case 'entity':
      return hasLength(type.id);
    default:
      return true;
  }
}

/** The text of a row's `__exact`, or null. */
export function exactNotes(values: readonly (Outcome | undefined)[], watches: readonly Watch[]): string | null {
  let notes: Record<string, string> | null = null;
  for (const watch of watches) {
    const value = values[watch.index];
    if (value === undefined || value === null) continue;
    const note = value === FAILED ? (watch.optional ? '!' : '') : noteOf(value, watch.numbers);
    if (note === '') continue;
    notes ??= {};
    notes[watch.name] = note;
  }
  return notes === null ? null : JSON.stringify(notes);
}

function noteOf(value: Value, numbers: Numbers): string {
  if (typeof value === 'string') return value.length > LONG_TEXT_CHARACTERS ? 'l' : '';
  if (isList(value)) {
    const long =
      value.length > LONG_LIST_ITEMS ||
      value.some((item) => typeof item === 'string' && item.length > LONG_TEXT_CHARACTERS);
    return (numbers === 'double' ? listNote(value) : '') + (long ? 'l' : '');
  }
  if (numbers === 'none') return '';
  if (numbers === 'json') return typeof value === 'number' && !Number.isFinite(value) ? `=${exactNumber(value)}` : '';
  if (typeof value === 'number') return Number.isInteger(value) ? 'i' : '';
  return typeof value === 'bigint' ? `=${value}` : '';
}

function listNote(list: readonly Value[]): string {
  let ints = 0;
  let exact = true;
  let numbers = 0;
  for (const item of list) {
    if (typeof item === 'bigint') exact = false;
    else if (typeof item === 'number' && Number.isInteger(item)) ints++;
    else if (typeof item !== 'number' && !(item instanceof IntegralFloat)) continue;
    numbers++;
  }
  if (exact && ints === 0) return '';
  return exact && ints === numbers ? 'i' : `=${list.map(exactNumber).join(',')}`;
}

function exactNumber(value: Value): string {
  if (value instanceof IntegralFloat) return `${Object.is(value.value, -0) ? '-0' : value.value}f`;
  return typeof value === 'number' && !Number.isInteger(value) ? `${value}f` : String(value);
}

/** A value that its column holds, with a note beside it. */
export function withNote(value: Value, note: string): Outcome {
  if (note.startsWith('!')) return FAILED;
  if (note.startsWith('i')) return isList(value) ? value.map(asInt) : asInt(value);
  if (!note.startsWith('=')) return value;
  const numbers = note.slice(1).replace(/l$/, '').split(',').map(readNumber);
  return isList(value) ? numbers : (numbers[0] ?? value);
}

const asInt = (value: Value): Value => (value instanceof IntegralFloat ? value.value : value);

function readNumber(text: string): Value {
  if (text === 'null') return null;
  if (text.endsWith('f')) return makeFloat(Number(text.slice(0, -1)));
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : BigInt(text);
}

const isList = (value: Value): value is readonly Value[] => Array.isArray(value);

/** The notes of a row by feature. */
export function readNotes(text: string | null): ReadonlyMap<string, string> {
  if (text === null) return NONE;
  const parsed: unknown = JSON.parse(text);
  if (typeof parsed !== 'object' || parsed === null) return NONE;
  return new Map(Object.entries(parsed).map(([name, note]) => [name, String(note)]));
}

const NONE: ReadonlyMap<string, string> = new Map();

/** SQL that holds where a feature's value is not what SQL takes its column for: its length, or a number that no double holds. */
export function inexactSql(exact: string, name: string, type: SmlType): string | null {
  const key = JSON.stringify(name);
  const tests: string[] = [];
  if (numbersOf(type) !== 'none') tests.push(`contains(${exact}, '${key}:"=')`);
  if (hasLength(type)) tests.push(`contains(${exact}, '${key}:"l')`);
  return tests.length === 0 ? null : tests.join(' OR ');
}
