/** Parquet values, as DuckDB gives them, in the representation of JSON that the rest of Lapwing uses. */
import {
  DuckDBArrayType,
  DuckDBArrayValue,
  DuckDBBlobValue,
  DuckDBDecimalValue,
  DuckDBListType,
  DuckDBListValue,
  DuckDBMapType,
  DuckDBMapValue,
  DuckDBStructType,
  DuckDBStructValue,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampSecondsValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBType,
  DuckDBTypeId,
  DuckDBUnionType,
  DuckDBUnionValue,
  type DuckDBValue,
  type DuckDBValueConverter,
} from '@duckdb/node-api';
import type { JsonObject, JsonValue } from '@lapwing/sml';
import { setOwn } from '../envelope/lossless.ts';
import { inRange } from '../envelope/time.ts';
import { floatOf, integerOf } from './fields.ts';

/**
 * Integers of any width stay integers, floats and decimals are floats, timestamps are ISO 8601 text in UTC with milliseconds, lists and
 * arrays are lists, structs and maps are objects (a map's keys as text), binary is Base64, everything else (dates, times, intervals, UUIDs,
 * enums) is its text. What JSON cannot hold (NaN, infinity) is null.
 */
export const parquetValue: DuckDBValueConverter<JsonValue> = (value, type) => convert(value, type);

function convert(value: DuckDBValue, type: DuckDBType): JsonValue {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'bigint':
      return integerOf(value);
    case 'number':
      return isFloat(type) ? floatOf(value) : value;
    case 'object':
      return value === null ? null : convertObject(value, type);
    default:
      return null;
  }
}

function isFloat(type: DuckDBType): boolean {
  return type.typeId === DuckDBTypeId.DOUBLE || type.typeId === DuckDBTypeId.FLOAT;
}

function convertObject(
  value: Exclude<DuckDBValue, string | boolean | bigint | number | null>,
  type: DuckDBType,
): JsonValue {
  if (value instanceof DuckDBTimestampValue || value instanceof DuckDBTimestampTZValue)
    return isoTime(value.micros, 1000n);
  if (value instanceof DuckDBTimestampNanosecondsValue) return isoTime(value.nanos, 1_000_000n);
  if (value instanceof DuckDBTimestampMillisecondsValue) return isoTime(value.millis, 1n);
  if (value instanceof DuckDBTimestampSecondsValue) return isoTime(value.seconds * 1000n, 1n);
  if (value instanceof DuckDBDecimalValue) return floatOf(value.toDouble());
  if (value instanceof DuckDBBlobValue) return Buffer.from(value.bytes).toString('base64');
  if (value instanceof DuckDBListValue && type instanceof DuckDBListType) {
    return value.items.map((item) => convert(item, type.valueType));
  }
  if (value instanceof DuckDBArrayValue && type instanceof DuckDBArrayType) {
    return value.items.map((item) => convert(item, type.valueType));
  }
  if (value instanceof DuckDBStructValue && type instanceof DuckDBStructType) {
    const object: JsonObject = {};
    for (const [key, item] of Object.entries(value.entries)) setOwn(object, key, convert(item, type.typeForEntry(key)));
    return object;
  }
  if (value instanceof DuckDBMapValue && type instanceof DuckDBMapType) {
    const object: JsonObject = {};
    for (const entry of value.entries) setOwn(object, String(entry.key), convert(entry.value, type.valueType));
    return object;
  }
  if (value instanceof DuckDBUnionValue && type instanceof DuckDBUnionType) {
    return convert(value.value, type.memberTypeForTag(value.tag));
  }
  return value.toString();
}

/** ISO 8601 text of a count of units, or null for the infinities and years that it cannot write. */
function isoTime(units: bigint, unitsPerMilli: bigint): string | null {
  const below = units % unitsPerMilli < 0n ? 1n : 0n;
  const millis = inRange(Number(units / unitsPerMilli - below));
  return millis === null ? null : new Date(millis).toISOString();
}
