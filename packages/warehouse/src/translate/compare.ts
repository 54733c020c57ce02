/** Equality, order and membership with the meaning of SML (Python's, and sml.md §1.5 and §1.6 for None and failures). */
import { quoteText } from '../duckdb/quote.ts';
import { decided, failingWith, isNumber, plain, type SqlValue, Untranslatable } from './sql-value.ts';

/** `left == right`, which never fails: a failed operand counts as None. */
export function equal(left: SqlValue, right: SqlValue): SqlValue {
  return { sql: equalSql(left, right), type: { kind: 'bool' }, nullIs: 'never' };
}

function equalSql(left: SqlValue, right: SqlValue): string {
  if (right.type.kind === 'none') return `(${left.sql} IS NULL)`;
  if (left.type.kind === 'none') return `(${right.sql} IS NULL)`;
  const bothNone = `(${left.sql} IS NULL AND ${right.sql} IS NULL)`;
  if (left.boxed === 'entity' && right.boxed === 'entity') {
    if (left.entityType !== right.entityType) return bothNone;
  } else {
    plain(left);
    plain(right);
  }
  if (left.type.kind === 'json' || right.type.kind === 'json') return equalJson(left, right);
  if (isNumber(left) && isNumber(right)) {
    if (left.type.kind === 'int' && right.type.kind === 'int') return same(left, right);
    return `coalesce(${compareNumbers('=', left, right)}, ${bothNone})`;
  }
  if (left.type.kind === 'list' && right.type.kind === 'list') {
    const kind = left.type.item.kind;
    if (kind === right.type.item.kind && (kind === 'str' || kind === 'bool' || kind === 'int'))
      return same(left, right);
    throw new Untranslatable('lists of these types are compared item by item');
  }
  if (left.type.kind === right.type.kind) return same(left, right);
  const kinds = [left.type.kind, right.type.kind];
  if (kinds.includes('bool') && (kinds.includes('int') || kinds.includes('float'))) {
    throw new Untranslatable('True and 1 are equal, but not in SQL');
  }
  return bothNone;
}

const same = (left: SqlValue, right: SqlValue): string => `(${left.sql} IS NOT DISTINCT FROM ${right.sql})`;

/** A union's JSON text and a literal: every text that the literal's equals may have. */
function equalJson(left: SqlValue, right: SqlValue): string {
  const [json, other] = left.type.kind === 'json' ? [left, right] : [right, left];
  const { literal } = other;
  if (typeof literal === 'boolean') return `coalesce(${json.sql} = '${literal}', false)`;
  // Both writers of JSON text agree on everything but control characters.
  if (typeof literal === 'string' && !/\p{Cc}/u.test(literal)) {
    return `coalesce(${json.sql} = ${quoteText(JSON.stringify(literal))}, false)`;
  }
  if (typeof literal === 'number' && Number.isSafeInteger(literal) && Math.abs(literal) < 1e15) {
    const texts = [`'${literal}'`, `'${literal}.0'`, ...(literal === 0 ? ["'-0.0'"] : [])];
    return `coalesce(${json.sql} IN (${texts.join(', ')}), false)`;
  }
  throw new Untranslatable('a value of several types is compared with more than a literal');
}

export type Order = '<' | '<=' | '>' | '>=';

/** `left < right` and its like: None gives False, a failed operand fails. */
export function order(operator: Order, a: SqlValue, b: SqlValue): SqlValue {
  const [left, right] = [decided(plain(a)), decided(plain(b))];
  const nullIs = left.nullIs === 'failed' || right.nullIs === 'failed' ? 'failed' : 'never';
  const type = { kind: 'bool' } as const;
  if (left.type.kind === 'none' || right.type.kind === 'none')
    return { sql: failingWith([left, right], 'false'), type, nullIs };
  if (!isNumber(left) || !isNumber(right)) throw new Untranslatable('only numbers have an order');
  const sql = compareNumbers(operator, left, right);
  const resolved = left.nullIs === 'never' && right.nullIs === 'never' ? sql : `coalesce(${sql}, false)`;
  return { sql: failingWith([left, right], resolved), type, nullIs };
}

/** A comparison of numbers, exact across int and float, false for NaN; NULL where an operand is. */
function compareNumbers(operator: Order | '=', left: SqlValue, right: SqlValue): string {
  const plain = `(${left.sql} ${operator} ${right.sql})`;
  if (left.type.kind === 'int' && right.type.kind === 'int') return plain;
  if (left.type.kind === 'float' && right.type.kind === 'float') return withoutNaN(plain, left, right);
  const [int, float] = left.type.kind === 'int' ? [left, right] : [right, left];
  const asDoubles = withoutNaN(`(${asDouble(left)} ${operator} ${asDouble(right)})`, float);
  if (int.type.kind === 'int' && int.type.bits <= 53) return asDoubles;
  // Beyond 2^53 a float is an integer, and an int as a float may not be itself.
  const asIntegers = `(${asHugeint(left)} ${operator} ${asHugeint(right)})`;
  return `CASE WHEN abs(${float.sql}) >= 9007199254740992 AND abs(${float.sql}) < 1.7e38 THEN ${asIntegers} ELSE ${asDoubles} END`;
}

/** DuckDB gives NaN a place in the order and lets it equal itself; Python does not. */
function withoutNaN(comparison: string, ...floats: readonly SqlValue[]): string {
  const tests = floats.filter((float) => float.literal === undefined).map((float) => `NOT isnan(${float.sql})`);
  return tests.length === 0 ? comparison : `(${[comparison, ...tests].join(' AND ')})`;
}

export const asDouble = (value: SqlValue): string =>
  value.type.kind === 'float' ? value.sql : `CAST(${value.sql} AS DOUBLE)`;
export const asHugeint = (value: SqlValue): string => `CAST(${value.sql} AS HUGEINT)`;

/** `needle in haystack` for a text or a stored list. */
export function contains(needle: SqlValue, haystack: SqlValue): SqlValue {
  decided(haystack);
  const type = { kind: 'bool' } as const;
  if (haystack.type.kind === 'none') return { sql: `(${needle.sql} IS NULL)`, type, nullIs: 'never' };
  const found = containsSql(needle, haystack);
  const cases: string[] = [];
  if (haystack.nullIs === 'failed') cases.push(`WHEN ${haystack.sql} IS NULL THEN NULL`);
  if (haystack.nullIs === 'none') cases.push(`WHEN ${haystack.sql} IS NULL THEN ${needle.sql} IS NULL`);
  if (needle.nullIs !== 'never') {
    // Only a list can hold None; `list_count` does not count it.
    const holdsNone = haystack.type.kind === 'list' ? `list_count(${haystack.sql}) < len(${haystack.sql})` : 'false';
    cases.push(`WHEN ${needle.sql} IS NULL THEN ${holdsNone}`);
  }
  const sql = cases.length === 0 ? found : `CASE ${cases.join(' ')} ELSE ${found} END`;
  return { sql, type, nullIs: haystack.nullIs === 'failed' ? 'failed' : 'never' };
}

function containsSql(needle: SqlValue, haystack: SqlValue): string {
  const { type } = haystack;
  if (needle.type.kind === 'none') return 'false';
  plain(needle);
  plain(haystack);
  if (type.kind === 'str' && needle.type.kind === 'str') return `contains(${haystack.sql}, ${needle.sql})`;
  if (type.kind !== 'list') throw new Untranslatable('only texts and lists hold something');
  const { kind } = needle.type;
  if (kind === 'int' && type.item.kind === 'int') {
    return `coalesce(list_contains(CAST(${haystack.sql} AS HUGEINT[]), ${asHugeint(needle)}), false)`;
  }
  if (kind === type.item.kind && kind === 'float') {
    const nan = needle.literal === undefined ? ` AND NOT isnan(${needle.sql})` : '';
    return `(coalesce(list_contains(${haystack.sql}, ${needle.sql}), false)${nan})`;
  }
  if (kind === type.item.kind && (kind === 'str' || kind === 'bool')) {
    return `coalesce(list_contains(${haystack.sql}, ${needle.sql}), false)`;
  }
  throw new Untranslatable('this is compared with the items of a list of another type');
}

/** `needle in [a, b, …]`: equal to one of them, and failed where one of them failed. */
export function containsAny(needle: SqlValue, items: readonly SqlValue[]): SqlValue {
  const nullIs = items.some((item) => item.nullIs === 'failed') ? 'failed' : 'never';
  return { sql: failingWith(items, anyEqual(needle, items)), type: { kind: 'bool' }, nullIs };
}

function anyEqual(needle: SqlValue, items: readonly SqlValue[]): string {
  if (items.length === 0) return 'false';
  const kind = needle.type.kind;
  const simple = needle.boxed === undefined && (kind === 'str' || kind === 'int' || kind === 'bool');
  if (simple && items.every((item) => item.type.kind === kind && item.literal !== undefined)) {
    return `coalesce(${needle.sql} IN (${items.map((item) => item.sql).join(', ')}), false)`;
  }
  return `(${items.map((item) => equalSql(needle, item)).join(' OR ')})`;
}
