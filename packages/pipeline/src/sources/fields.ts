/** Declared types of fields, and the conversion of a column's values to them. */
import { IntegralFloat, type JsonValue, parseJsonValue } from '@lapwing/sml';
import { ENVELOPE_LIMITS } from '../envelope/limits.ts';
import { nestsDeeperThan } from '../envelope/lossless.ts';
import { compileTimeFormat } from './time-format.ts';

/**
 * - `str`: text as it is; numbers and booleans as JSON prints them.
 * - `int`: an integer of any size. `float`: a number; integral ones stay floats (`5` becomes `5.0`).
 * - `bool`: true/false, t/f, yes/no, y/n, 1/0 in any case.
 * - `json`: text that is JSON.
 * - `time`: any time that the envelope accepts, as ISO 8601 text in UTC with milliseconds.
 *
 * Empty text is null for every type but `str`; null stays null.
 */
export const FIELD_TYPES = ['str', 'int', 'float', 'bool', 'json', 'time'] as const;
export type FieldType = (typeof FIELD_TYPES)[number];

/** The value as `type`, or undefined where it is none. */
export function convertField(type: FieldType, value: JsonValue): JsonValue | undefined {
  if (value === null) return null;
  if (value === '' && type !== 'str') return null;
  switch (type) {
    case 'str':
      return toText(value);
    case 'int':
      return toInteger(value);
    case 'float':
      return toFloat(value);
    case 'bool':
      return toBoolean(value);
    case 'json':
      return typeof value === 'string' ? toJson(value) : value;
    case 'time':
      return toTime(value);
  }
}

function toText(value: JsonValue): JsonValue | undefined {
  if (typeof value === 'string') return value;
  if (value instanceof IntegralFloat) return `${value.value}.0`;
  return typeof value === 'object' ? undefined : String(value);
}

const INTEGER = /^[+-]?\d{1,400}$/;
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,4})?$/;

function toInteger(value: JsonValue): JsonValue | undefined {
  if (typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value))) return value;
  if (value instanceof IntegralFloat) return integerOf(BigInt(value.value));
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  if (!INTEGER.test(text)) return undefined;
  const number = Number(text);
  // Adding 0 turns -0 into 0: integers have no negative zero.
  return Number.isSafeInteger(number) ? number + 0 : BigInt(text.startsWith('+') ? text.slice(1) : text);
}

/** A safe integer as a number, any other as a bigint. */
export function integerOf(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** A finite float in the language's representation; JSON has no others, so they become null. */
export function floatOf(value: number): number | IntegralFloat | null {
  if (!Number.isFinite(value)) return null;
  return Number.isInteger(value) ? new IntegralFloat(value) : value;
}

function toFloat(value: JsonValue): JsonValue | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return floatOf(Number(value));
  if (value instanceof IntegralFloat) return value;
  if (typeof value !== 'string' || !DECIMAL.test(value.trim())) return undefined;
  return floatOf(Number(value)) ?? undefined;
}

const TRUE = new Set(['true', 't', 'yes', 'y', '1']);
const FALSE = new Set(['false', 'f', 'no', 'n', '0']);

function toBoolean(value: JsonValue): JsonValue | undefined {
  if (typeof value === 'boolean') return value;
  const text = typeof value === 'string' ? value.trim().toLowerCase() : typeof value === 'number' ? String(value) : '';
  if (TRUE.has(text)) return true;
  return FALSE.has(text) ? false : undefined;
}

function toJson(text: string): JsonValue | undefined {
  // The value comes to lie two levels deep, in the envelope's data.
  if (nestsDeeperThan(text, ENVELOPE_LIMITS.nestingDepth - 2)) return undefined;
  try {
    return parseJsonValue(text);
  } catch {
    return undefined;
  }
}

const anyTime = compileTimeFormat('auto');

function toTime(value: JsonValue): JsonValue | undefined {
  const millis = anyTime?.(value) ?? null;
  return millis === null ? undefined : new Date(millis).toISOString();
}
