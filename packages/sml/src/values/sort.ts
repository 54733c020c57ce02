/** `sorted()` over run-time values. */
import { compareCodePoints } from '../text/code-points.ts';
import { IntegralFloat, type Value } from './values.ts';

type Order = (a: Value, b: Value) => number;

/** A sorted copy (stable, also in reverse), or Python's message where the items have no common order. */
export function sortValues(list: readonly Value[], reverse: boolean): readonly Value[] | string {
  if (list.length < 2) return list;
  const names = [...new Set(list.map(pythonTypeName))];
  const numeric = names.every((name) => name === 'int' || name === 'float' || name === 'bool');
  const [first = '', second = first] = names;
  if (!numeric && (names.length > 1 || first !== 'str')) {
    return `'<' not supported between instances of '${second}' and '${first}'`;
  }
  const order: Order = numeric
    ? compareNumbers
    : (a, b) => compareCodePoints(typeof a === 'string' ? a : '', typeof b === 'string' ? b : '');
  return [...list].sort(reverse ? (a, b) => order(b, a) : order);
}

function compareNumbers(a: Value, b: Value): number {
  const x = numeric(a);
  const y = numeric(b);
  return x < y ? -1 : x > y ? 1 : 0;
}

function numeric(value: Value): number | bigint {
  if (typeof value === 'number' || typeof value === 'bigint') return value;
  if (value instanceof IntegralFloat) return value.value;
  return value === true ? 1 : 0;
}

/** `type(value).__name__`. */
function pythonTypeName(value: Value): string {
  if (value === null) return 'NoneType';
  switch (typeof value) {
    case 'boolean':
      return 'bool';
    case 'string':
      return 'str';
    case 'bigint':
      return 'int';
    case 'number':
      return Number.isSafeInteger(value) ? 'int' : 'float';
    default:
      if (value instanceof IntegralFloat) return 'float';
      return Array.isArray(value) ? 'list' : value.constructor.name.replace(/Value$/, 'T');
  }
}
