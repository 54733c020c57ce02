/** The functions that generated code calls, by the names that it calls them. */
import type { JsonObject, JsonValue } from '../functions/declaration.ts';
import { type JsonCall, makeEntity, readJson } from '../functions/json-data.ts';
import { hasType } from '../json/coerce.ts';
import { isJsonObject } from '../json/parse.ts';
import { findFirst, type JsonPath, PathFailure } from '../json/path.ts';
import type { SmlType } from '../types/types.ts';
import { type FailAt, OPERATIONS } from '../values/arithmetic.ts';
import { compare, contains, containsItem, equals, truthy } from '../values/compare.ts';
import { experimentFields, pythonStr, type RuleNames } from '../values/format.ts';
import { limits as valueLimits } from '../values/limits.ts';
import { comparable, makeFloat } from '../values/numbers.ts';
import {
  EntityValue,
  ExperimentValue,
  FAILED,
  IntegralFloat,
  type Outcome,
  RuleValue,
  TimeDeltaValue,
  type Value,
} from '../values/values.ts';

const EMPTY: JsonObject = Object.freeze(Object.create(null));

type Read = (
  value: JsonValue | undefined,
  call: JsonCall,
  required: boolean,
  coerce: boolean,
  fail: FailAt,
  site: number,
) => Outcome;

const readAny: Read = (value, call, required, coerce, fail, site) =>
  readJson(call, value, required, coerce, fail, site);
const readStr: Read = (value, call, required, coerce, fail, site) =>
  typeof value === 'string' ? value : readJson(call, value, required, coerce, fail, site);
const readInt: Read = (value, call, required, coerce, fail, site) =>
  typeof value === 'number' && Number.isInteger(value) ? value : readJson(call, value, required, coerce, fail, site);
const readFloat: Read = (value, call, required, coerce, fail, site) =>
  typeof value === 'number' ? value : readJson(call, value, required, coerce, fail, site);
const readBool: Read = (value, call, required, coerce, fail, site) =>
  typeof value === 'boolean' ? value : readJson(call, value, required, coerce, fail, site);

function readPath(
  path: JsonPath,
  value: JsonValue | undefined,
  call: JsonCall,
  required: boolean,
  coerce: boolean,
  fail: FailAt,
  site: number,
): Outcome {
  let found: JsonValue | undefined;
  try {
    found = value === undefined ? undefined : findFirst(path, value);
  } catch (error) {
    if (error instanceof PathFailure) return fail(site, error.kind, error.message);
    throw error;
  }
  return readJson(call, found, required, coerce, fail, site);
}

/** The value inside an entity, rule, timedelta or experiment; anything else is itself. */
export function unwrapValue(value: Value): Value {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof EntityValue) return value.id;
  if (value instanceof RuleValue) return value.value;
  if (value instanceof TimeDeltaValue) return makeFloat(value.seconds);
  return value instanceof ExperimentValue ? experimentFields(value) : value;
}

function order(test: (a: number | bigint, b: number | bigint) => boolean): (left: Value, right: Value) => boolean {
  return (left, right) => {
    const a = comparable(left);
    const b = comparable(right);
    // Only None is no number here, and nothing is less or greater than None.
    return a !== null && b !== null && test(a, b);
  };
}

/** The library for one ruleset: printing needs the names of its rules. */
export function createLibrary(rules: RuleNames, fail: FailAt) {
  return {
    FAILED,
    NO_FEATURES: Object.freeze({}),
    EMPTY,
    RuleValue,
    fail,
    ...OPERATIONS,
    equals,
    truthy,
    compare,
    contains,
    makeEntity,
    readAny,
    readStr,
    readInt,
    readFloat,
    readBool,
    readPath,
    less: order((a, b) => a < b),
    lessOrEqual: order((a, b) => a <= b),
    greater: order((a, b) => a > b),
    greaterOrEqual: order((a, b) => a >= b),
    object: (value: JsonValue | undefined): JsonObject => (isJsonObject(value) ? value : EMPTY),
    ownField: (object: JsonObject, name: string) => (Object.hasOwn(object, name) ? object[name] : undefined),
    unwrap: unwrapValue,
    /** An exported value whose type is not known before it is there. */
    exported: (value: Outcome): Outcome => (value === FAILED ? value : unwrapValue(value)),
    /** Membership in a list. */
    isIn: (needle: Value, list: readonly Value[]) =>
      needle === null ? list.includes(null) : containsItem(needle, list),
    print: (value: Value) => pythonStr(value, rules),
    limitText: (text: string, site: number): Outcome =>
      text.length <= valueLimits.textLength
        ? text
        : fail(site, 'LimitExceeded', `a text of more than ${valueLimits.textLength} characters`),
    /** A dynamic result against the annotation that it was given. */
    checked: (value: Outcome, type: SmlType, site: number): Outcome => {
      if (value === FAILED || isOfType(value, type)) return value;
      return fail(site, 'InvalidDynamicReturnType', 'the result is not of the annotated type');
    },
  };
}

export type Library = ReturnType<typeof createLibrary>;

function isOfType(value: Value, type: SmlType): boolean {
  if (type.kind === 'entity') return value instanceof EntityValue;
  if (type.kind === 'any') return true;
  return (isJsonLike(value) && hasType(type, value)) || !isJsonLike(value);
}

function isJsonLike(value: Value): value is Value & JsonValue {
  return typeof value !== 'object' || value === null || value instanceof IntegralFloat || Array.isArray(value);
}
