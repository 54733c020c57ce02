/** Functions of the language that SQL can express with the same meaning. */
import { quoteText } from '../duckdb/quote.ts';
import { toRe2 } from './regex/to-re2.ts';
import { type SqlValue, strict, Untranslatable } from './sql-value.ts';

/** A call's arguments, already translated. */
export interface CallArguments {
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
  ['StringToLower', (call) => str(lowerSql(text(call, 's').sql), text(call, 's'))],
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
  const value = call.need(name);
  if (value.type.kind !== 'str') throw new Untranslatable(`${name} is not a str`);
  return value;
}

function list(call: CallArguments, name: string): SqlValue {
  const value = call.need(name);
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

/** What may stand between a final sigma and its letters: marks, modifiers, and the word-internal punctuation. */
const IGNORABLE = String.raw`\p{M}\p{Lm}\p{Sk}\p{Cf}'’.:·`;

/** DuckDB maps single code points; the full mapping also knows İ, which becomes two, and Σ, which at the end of a word is ς. */
function lowerSql(sql: string): string {
  const finalSigma = quoteText(String.raw`(\p{L}[${IGNORABLE}]*)Σ([${IGNORABLE}]*)([^\p{L}${IGNORABLE}]|\z)`);
  const prepared = `CASE WHEN contains(${sql}, 'Σ') THEN regexp_replace(${sql}, ${finalSigma}, '\\1ς\\2\\3', 'g') ELSE ${sql} END`;
  return `lower(replace(${prepared}, 'İ', 'i̇'))`;
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
  return str(`replace(${s.sql}, ${quoteText(old)}, ${replacement.sql})`, s, replacement);
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

/** A value that failed or is None becomes the default; without one, the call fails. */
function resolve(call: CallArguments): SqlValue {
  const value = call.need('optional_value');
  const fallback = call.get('default_value');
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
