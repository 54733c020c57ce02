/** Values as JSON text that loses nothing: big integers keep their digits, `5.0` stays a float. */
import { EntityValue, ExperimentValue, IntegralFloat, RuleValue, TimeDeltaValue, type Value } from '@lapwing/sml';

/** JSON text of a value; numbers that JSON does not know (NaN, infinities) and effects are null. */
export function jsonText(value: Value): string {
  const plain = plainValue(value);
  if (plain === null) return 'null';
  if (typeof plain === 'string') return JSON.stringify(plain);
  if (typeof plain === 'boolean' || typeof plain === 'bigint') return String(plain);
  if (typeof plain === 'number') return Number.isFinite(plain) ? String(plain) : 'null';
  if (plain instanceof IntegralFloat) {
    const text = Object.is(plain.value, -0) ? '-0' : String(plain.value);
    return /[e.]/.test(text) ? text : `${text}.0`;
  }
  if (isList(plain)) return `[${plain.map(jsonText).join(',')}]`;
  return 'null';
}

/** What is stored for a value: entities are their id, rules a bool, time deltas seconds, experiments a list of seven strings. */
export function plainValue(value: Value): Value {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  if (value instanceof EntityValue) return value.id;
  if (value instanceof RuleValue) return value.value;
  if (value instanceof TimeDeltaValue) return value.seconds;
  if (value instanceof ExperimentValue) {
    const { name, entity, bucket, bucketIndex, version, revision } = value;
    return [name, String(entity.id), entity.type, bucket, String(bucketIndex), String(version), String(revision)];
  }
  return value;
}

const isList = (value: Value): value is readonly Value[] => Array.isArray(value);
