/** Functions of the language that SQL can express with the same meaning. */
import { quoteText } from '../duckdb/quote.ts';
import { LONG_TEXT_CHARACTERS } from '../limits.ts';
import type { Unsure } from './arithmetic.ts';
import { toRe2 } from './regex/to-re2.ts';
import { grown, plain, type SqlValue, strict, Untranslatable } from './sql-value.ts';

/** A call's arguments, already translated. */
export interface CallArguments {
  /** Say that SQL's answer is not to be trusted for some rows. */
  readonly doubt: Unsure;
  /** The argument, or undefined where it was left out. */
  get(name: string): SqlValue | undefined;
  /** An argument that must be there. */
  need(name: string): SqlValue;
  /** A constant list of texts. */
  texts(name: string): readonly string[];
}

/** What a call comes to; `superset` instead of an exact value: true wherever the call is true, NULL where it fails. */
type CallSql = SqlValue | { readonly superset: string; readonly reason: string };

type Translate = (call: CallArguments) => CallSql;

export const FUNCTIONS: ReadonlyMap<string, Translate> = new Map<string, Translate>([
  ['StringLength', (call) => int(`length(${text(call, 's').sql})`, text(call, 's'))],
  ['StringToLower', lower],
  ['StringStartsWith', (call) => bool2('starts_with', text(call, 's'), text(call, 'start'))],
  ['StringEndsWith', (call) => bool2('ends_with', text(call, 's'), text(call, 'end'))],
  ['StringStrip', (call) => strip('trim', call)],
  ['StringLStrip', (call) => strip('ltrim', call)],
  ['StringRStrip', (call) => strip('rtrim', call)],
  ['StringReplace', replace],
  ['StringSlice', slice],
  ['StringJoin', join],
  ['StringSplit', split],
  ['ListLength', (call) => int(`len(${list(call, 'list').sql})`, list(call, 'list'))],
  ['ListRead', read],
  ['RegexMatch', (call) => regexMatch(call)],
  ['RegexMatchMap', regexMatchMap],
  ['CountRegexMatches', countRegexMatches],
  ['ResolveOptional', resolve],
  ['ForceString', force],
  ['GetActionName', () => ({ sql: '__action', type: { kind: 'str' }, nullIs: 'never' })],
  ['TimeDelta', timeDelta],
  ['HashMd5', (call) => str(`md5(${text(call, 'input').sql})`, text(call, 'input'))],
  ['HashSha1', (call) => str(`sha1(${text(call, 'input').sql})`, text(call, 'input'))],
  ['HashSha256', (call) => str(`sha256(${text(call, 'input').sql})`, text(call, 'input'))],
  ['DidAddLabel', (call) => labelChange(call, 1)],
  ['DidRemoveLabel', (call) => labelChange(call, 0)],
  ['DidDeclareVerdict', declaredVerdict],
]);

const str = (sql: string, ...from: readonly SqlValue[]): SqlValue => ({
  sql,
  type: { kind: 'str' },
  nullIs: strict(...from),
});
const bool = (sql: string, ...from: readonly SqlValue[]): SqlValue => ({
  sql,
  type: { kind: 'bool' },
  nullIs: strict(...from),
});
const int = (sql: string, ...from: readonly SqlValue[]): SqlValue => ({
  sql,
  type: { kind: 'int', bits: 32 },
  nullIs: strict(...from),
});
const bool2 = (name: string, a: SqlValue, b: SqlValue): SqlValue => bool(`${name}(${a.sql}, ${b.sql})`, a, b);

function text(call: CallArguments, name: string): SqlValue {
  const value = plain(call.need(name));
  if (value.type.kind !== 'str') throw new Untranslatable(`${name} is not a str`);
  return value;
}

function list(call: CallArguments, name: string): SqlValue {
  const value = plain(call.need(name));
  if (value.type.kind !== 'list') throw new Untranslatable(`${name} is not a list`);
  return value;
}

function constantText(call: CallArguments, name: string): string {
  const { literal } = text(call, name);
  if (typeof literal !== 'string') throw new Untranslatable(`${name} is not a literal`);
  return literal;
}

function constantInt(call: CallArguments, name: string, missing: number): number {
  const value = call.get(name);
  if (value === undefined) return missing;
  if (typeof value.literal !== 'number' || !Number.isSafeInteger(value.literal)) {
    throw new Untranslatable(`${name} is not a literal`);
  }
  return value.literal;
}

function constantFlag(call: CallArguments, name: string): boolean {
  const value = call.get(name);
  if (value === undefined) return false;
  if (typeof value.literal !== 'boolean') throw new Untranslatable(`${name} is not a literal`);
  return value.literal;
}

/**
 * Letters that every version of Unicode lowers alike and one by one: Latin (without İ), Greek (without Σ, which depends on its
 * neighbours), Cyrillic and Armenian; and characters that have no case.
 */
const LOWERED_ALIKE = String.raw`\x{0}-\x{12f}\x{131}-\x{217}\x{370}-\x{3a2}\x{3a4}-\x{3f6}\x{400}-\x{50f}\x{531}-\x{556}\x{561}-\x{587}\x{590}-\x{109f}\x{2000}-\x{20ff}\x{3000}-\x{9fff}\x{ac00}-\x{d7a3}\x{fe00}-\x{fe0f}\x{1f000}-\x{1faff}`;

function lower(call: CallArguments): SqlValue {
  const s = text(call, 's');
  call.doubt(`regexp_matches(${s.sql}, '[^${LOWERED_ALIKE}]')`, 'letters of some scripts have another case in SQL');
  return str(`lower(${s.sql})`, s);
}

/** Python's whitespace, as characters. */
const WHITESPACE = [
  ...'\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000',
  ...Array.from({ length: 11 }, (_, i) => String.fromCharCode(0x2000 + i)),
].join('');

function strip(name: string, call: CallArguments): SqlValue {
  const s = text(call, 's');
  const chars = call.get('chars');
  if (chars === undefined || chars.type.kind === 'none') return str(`${name}(${s.sql}, ${quoteText(WHITESPACE)})`, s);
  return str(`${name}(${s.sql}, ${quoteText(constantText(call, 'chars'))})`, s);
}

function replace(call: CallArguments): SqlValue {
  const [s, replacement] = [text(call, 's'), text(call, 'new')];
  const old = constantText(call, 'old');
  if (old === '') throw new Untranslatable('an empty text is found everywhere');
  const { literal } = replacement;
  if (typeof literal !== 'string') throw new Untranslatable('the text may become too long for a function');
  const times = Math.max(1, Math.ceil(literal.length / old.length));
  const growth = grown(...Array<SqlValue>(times).fill(s));
  return { ...str(`replace(${s.sql}, ${quoteText(old)}, ${replacement.sql})`, s, replacement), growth };
}

function slice(call: CallArguments): SqlValue {
  const s = text(call, 's');
  const [start, end] = [constantInt(call, 'start', 0), constantInt(call, 'end', 0)];
  if (start < 0 || end < start || end > 0x7fffffff) throw new Untranslatable('no such slice');
  return str(`substring(${s.sql}, ${start + 1}, ${end - start})`, s);
}

function join(call: CallArguments): SqlValue {
  const items = list(call, 'iterable');
  if (items.type.kind !== 'list' || items.type.item.kind !== 'str') throw new Untranslatable('only texts are joined');
  const separator = quoteText(constantText(call, 's'));
  // An empty list joins to the empty text, for which DuckDB says NULL.
  const sql = `CASE WHEN len(${items.sql}) = 0 THEN '' WHEN list_count(${items.sql}) = len(${items.sql})
    THEN array_to_string(${items.sql}, ${separator}) END`;
  call.doubt(`strlen(${sql}) > ${LONG_TEXT_CHARACTERS}`, 'a long text may be too long for a function');
  // None among the items fails.
  return { sql, type: { kind: 'str' }, nullIs: 'failed' };
}

function split(call: CallArguments): SqlValue {
  const s = text(call, 's');
  if (constantInt(call, 'maxsplit', -1) >= 0) throw new Untranslatable('a limited number of splits');
  const separator = call.get('sep');
  if (separator === undefined || separator.type.kind === 'none' || constantText(call, 'sep') === '') {
    throw new Untranslatable('a split without separator');
  }
  const sql = `string_split(${s.sql}, ${separator.sql})`;
  return { sql, type: { kind: 'list', item: { kind: 'str' } }, nullIs: strict(s) };
}

function read(call: CallArguments): SqlValue {
  const items = list(call, 'list');
  if (items.type.kind !== 'list' || items.type.item.kind !== 'str') throw new Untranslatable('items are printed');
  const index = constantInt(call, 'index', 0);
  // DuckDB counts from 1, and from -1 at the end. A None among the items is printed.
  const at = index < 0 ? index : index + 1;
  const inside = `${index < 0 ? -index : index + 1} <= len(${items.sql})`;
  const sql = `CASE WHEN ${inside} THEN coalesce(list_extract(${items.sql}, ${at}), 'None') END`;
  return { sql, type: { kind: 'str' }, nullIs: 'failed' };
}

function pattern(source: string, call: CallArguments) {
  return toRe2(source, constantFlag(call, 'case_insensitive'));
}

const matchesSql = (subject: string, re2: string): string => `regexp_matches(${subject}, ${quoteText(re2)})`;

function regexMatch(call: CallArguments): CallSql {
  const target = text(call, 'target');
  const { re2, inexact } = pattern(constantText(call, 'pattern'), call);
  if (inexact === null) return bool(matchesSql(target.sql, re2), target);
  return { superset: matchesSql(target.sql, re2), reason: inexact };
}

function exactPattern(source: string, call: CallArguments): string {
  const { re2, inexact } = pattern(source, call);
  if (inexact !== null) throw new Untranslatable(inexact);
  return re2;
}

function regexMatchMap(call: CallArguments): SqlValue {
  const items = list(call, 'target');
  if (items.type.kind !== 'list' || items.type.item.kind !== 'str') throw new Untranslatable('only texts are matched');
  const matches = matchesSql('x', exactPattern(constantText(call, 'pattern'), call));
  const mode = call.get('mode') === undefined ? 'any' : constantText(call, 'mode');
  const matching = `len(list_filter(${items.sql}, lambda x : ${matches}))`;
  return bool(mode === 'all' ? `(${matching} = len(${items.sql}))` : `(${matching} > 0)`, items);
}

function countRegexMatches(call: CallArguments): SqlValue {
  const target = text(call, 'target');
  const counts = call
    .texts('patterns')
    .map((source) => `CAST(${matchesSql(target.sql, exactPattern(source, call))} AS INTEGER)`);
  return int(`CASE WHEN ${target.sql} IS NOT NULL THEN ${['0', ...counts].join(' + ')} END`, target);
}

/** A value that failed or is None is `<None>`. */
function force(call: CallArguments): SqlValue {
  const s = call.need('s');
  if (s.type.kind === 'none') return { sql: "'<None>'", type: { kind: 'str' }, nullIs: 'never' };
  return { sql: `coalesce(${text(call, 's').sql}, '<None>')`, type: { kind: 'str' }, nullIs: 'never' };
}

const UNITS = { weeks: 604_800, days: 86_400, hours: 3600, minutes: 60, seconds: 1 } as const;

/** A constant number of seconds; it compares with other time deltas as they do, by their seconds. */
function timeDelta(call: CallArguments): SqlValue {
  const seconds = Object.entries(UNITS).reduce((sum, [unit, width]) => sum + width * constantInt(call, unit, 0), 0);
  if (!Number.isSafeInteger(seconds)) throw new Untranslatable('a time delta beyond 2^53 seconds');
  return { sql: `CAST(${seconds} AS DOUBLE)`, type: { kind: 'float' }, nullIs: 'never', literal: seconds };
}

/** A value that failed or is None becomes the default; without one, the call fails. */
function resolve(call: CallArguments): SqlValue {
  const value = plain(call.need('optional_value'));
  const given = call.get('default_value');
  const fallback = given === undefined ? undefined : plain(given);
  if (fallback === undefined || fallback.type.kind === 'none') return { ...value, nullIs: strict(value) };
  if (
    JSON.stringify(value.type) !== JSON.stringify(fallback.type) &&
    !(value.type.kind === 'int' && fallback.type.kind === 'int')
  ) {
    throw new Untranslatable('value and default are of different types');
  }
  const type =
    value.type.kind === 'int' && fallback.type.kind === 'int'
      ? { kind: 'int' as const, bits: Math.max(value.type.bits, fallback.type.bits) }
      : value.type;
  return { sql: `coalesce(${value.sql}, ${fallback.sql})`, type, nullIs: strict(fallback) };
}

/** Rows hold `Type/id/label/1` (added) or `/0` (removed); the id may hold anything, type and label no slash. */
function labelChange(call: CallArguments, change: 0 | 1): SqlValue {
  const [type, label] = [constantText(call, 'entity_type'), constantText(call, 'label_name')];
  const start = quoteText(`${type}/`);
  const end = quoteText(`/${label}/${change}`);
  const least = [...type, ...label].length + 4;
  const test = `starts_with(x, ${start}) AND ends_with(x, ${end}) AND length(x) >= ${least}`;
  return bool(`(len(list_filter(__labels, lambda x : ${test})) > 0)`);
}

function declaredVerdict(call: CallArguments): SqlValue {
  return bool(`list_contains(__verdicts, ${quoteText(constantText(call, 'verdict'))})`);
}
