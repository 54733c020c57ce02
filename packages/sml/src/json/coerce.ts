/** What a JSON value becomes under a declared type: the check, then Python's conversions. */
import type { JsonValue } from '../functions/declaration.ts';
import type { SmlType } from '../types/types.ts';
import { pythonStr } from '../values/format.ts';
import { isInt, makeFloat, makeInt, parsePythonFloat, parsePythonInt } from '../values/numbers.ts';
import { IntegralFloat, type Value } from '../values/values.ts';

/** How a conversion can fail, by the exception that Python raises. A ValueError ends a union's search, a TypeError does not. */
type CoercionFailure = 'TypeError' | 'ValueError' | 'OverflowError';
export type Coercion = { readonly value: Value } | { readonly failure: CoercionFailure };

/** True where the value is of the type as it stands. bool is no int; an int is a float, and stays an int. */
export function hasType(type: SmlType, value: JsonValue): value is Extract<JsonValue, Value> {
  switch (type.kind) {
    case 'str':
      return typeof value === 'string';
    case 'int':
      return isInt(value);
    case 'float':
      return typeof value === 'number' || typeof value === 'bigint' || value instanceof IntegralFloat;
    case 'bool':
      return typeof value === 'boolean';
    case 'none':
      return value === null;
    case 'list':
      return Array.isArray(value) && value.every((item) => hasType(type.item, item));
    case 'union':
      return type.members.some((member) => hasType(member, value));
    default:
      return false;
  }
}

/** Converts a value to the type; what already has it is returned as it is. */
export function coerceJson(type: SmlType, value: JsonValue): Coercion {
  if (hasType(type, value)) return { value };
  switch (type.kind) {
    case 'bool':
      return { value: jsonTruth(value) };
    case 'str':
      return value === null ? typeError : { value: pythonStr(value) };
    case 'int':
      return toInt(value);
    case 'float':
      return toFloat(value);
    case 'list':
      return Array.isArray(value) ? coerceList(type.item, value) : typeError;
    case 'union':
      return coerceUnion(type.members, value);
    default:
      return typeError;
  }
}

const typeError: Coercion = { failure: 'TypeError' };
const valueError: Coercion = { failure: 'ValueError' };

function coerceList(item: SmlType, values: readonly JsonValue[]): Coercion {
  const list: Value[] = [];
  for (const value of values) {
    const coerced = coerceJson(item, value);
    if ('failure' in coerced) return coerced;
    list.push(coerced.value);
  }
  return { value: list };
}

function coerceUnion(members: readonly SmlType[], value: JsonValue): Coercion {
  for (const member of members) {
    const coerced = coerceJson(member, value);
    if (!('failure' in coerced) || coerced.failure !== 'TypeError') return coerced;
  }
  return typeError;
}

/** Python's truth of a JSON value. */
function jsonTruth(value: JsonValue): boolean {
  if (value === null || value === false || value === 0 || value === '') return false;
  if (value instanceof IntegralFloat) return value.value !== 0;
  if (Array.isArray(value)) return value.length > 0;
  return typeof value !== 'object' || Object.keys(value).length > 0;
}

/** `int(value)`, for what is neither int nor bool. */
function toInt(value: JsonValue): Coercion {
  if (typeof value === 'string') {
    const parsed = parsePythonInt(value);
    return parsed === undefined ? valueError : { value: parsed };
  }
  const float = value instanceof IntegralFloat ? value.value : value;
  if (typeof float !== 'number') return typeError;
  if (Number.isNaN(float)) return valueError;
  if (!Number.isFinite(float)) return { failure: 'OverflowError' };
  // `+ 0` makes -0.5 the int 0.
  return {
    value: Number.isSafeInteger(Math.trunc(float)) ? Math.trunc(float) + 0 : makeInt(BigInt(Math.trunc(float))),
  };
}

/** `float(value)`, for what is neither number nor bool. */
function toFloat(value: JsonValue): Coercion {
  if (typeof value !== 'string') return typeError;
  const parsed = parsePythonFloat(value);
  return parsed === undefined ? valueError : { value: typeof parsed === 'number' ? makeFloat(parsed) : parsed };
}
