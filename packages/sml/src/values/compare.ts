/** Equality, order, membership and truth of run-time values, as Python has them. */
import type { FailAt } from './arithmetic.ts';
import { comparable } from './numbers.ts';
import { EntityValue, IntegralFloat, type Outcome, RuleValue, TimeDeltaValue, type Value } from './values.ts';

/** `left == right`. Numbers compare exactly across kinds, lists item by item, entities by type and id. */
export function equals(left: Value, right: Value): boolean {
  if (left === right) return true;
  if (left === null || right === null) return false;
  if (typeof left === 'string' || typeof right === 'string') return false;
  const a = comparable(left);
  if (a !== null) {
    const b = comparable(right);
    // Order is exact between a bigint and a number, and false for NaN.
    return b !== null && a <= b && a >= b;
  }
  if (typeof left !== 'object' || typeof right !== 'object') return false;
  return equalObjects(left, right);
}

function equalObjects(left: object, right: object): boolean {
  if (Array.isArray(left)) {
    return (
      Array.isArray(right) && left.length === right.length && left.every((item, index) => equals(item, right[index]))
    );
  }
  if (left instanceof EntityValue) {
    return right instanceof EntityValue && left.type === right.type && equals(left.id, right.id);
  }
  if (left instanceof RuleValue) {
    return right instanceof RuleValue && left.ruleIndex === right.ruleIndex && left.value === right.value;
  }
  if (left instanceof TimeDeltaValue) return right instanceof TimeDeltaValue && left.seconds === right.seconds;
  return sameFields(left, right);
}

/** Dataclass equality, for experiments and effects. */
function sameFields(left: object, right: object): boolean {
  if (left.constructor !== right.constructor) return false;
  const a = Object.entries(left);
  const b = new Map<string, Value>(Object.entries(right));
  return a.length === b.size && a.every(([key, value]) => b.has(key) && equals(value, b.get(key) ?? null));
}

/** `<`, `<=`, `>`, `>=` on numbers. None on either side is False; anything else that has no order is a TypeError. */
export function compare(
  operator: '<' | '<=' | '>' | '>=',
  left: Value,
  right: Value,
  fail: FailAt,
  site: number,
): Outcome {
  if (left === null || right === null) return false;
  const a = comparable(left);
  const b = comparable(right);
  if (a === null || b === null) return fail(site, 'TypeError', `'${operator}' not supported between these values`);
  switch (operator) {
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
  }
}

/** `needle in haystack`. None is in None and in lists that hold it, and in nothing else. */
export function contains(needle: Value, haystack: Value, fail: FailAt, site: number): Outcome {
  if (needle === null) return haystack === null || (Array.isArray(haystack) && haystack.includes(null));
  if (haystack === null) return false;
  if (typeof haystack === 'string') {
    if (typeof needle === 'string') return haystack.includes(needle);
    return fail(site, 'TypeError', "'in <string>' requires string as left operand");
  }
  if (!Array.isArray(haystack)) return fail(site, 'TypeError', 'argument is not iterable');
  return containsItem(needle, haystack);
}

/** `needle in list` for a needle that is not None. */
export function containsItem(needle: Value, list: readonly Value[]): boolean {
  if (typeof needle === 'string') return list.includes(needle);
  for (const item of list) if (equals(needle, item)) return true;
  return false;
}

/** Python's truth of a value. A rule is its result. */
export function truthy(value: Value): boolean {
  if (typeof value === 'boolean') return value;
  if (value === null || value === 0 || value === '') return false;
  if (Array.isArray(value)) return value.length > 0;
  if (value instanceof IntegralFloat) return value.value !== 0;
  if (value instanceof RuleValue) return value.value;
  return true;
}
