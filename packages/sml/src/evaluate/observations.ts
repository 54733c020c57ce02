/** Observations as JSON text, for the journal and the warehouse: a decision can be repeated and explained from it. */
import type { JsonObject, JsonValue } from '../functions/declaration.ts';
import { isJsonObject, parseJsonValue } from '../json/parse.ts';
import { stringifyJson } from '../json/stringify.ts';
import { EntityValue, FAILED, IntegralFloat, TimeDeltaValue, type Value } from '../values/values.ts';
import { type Observation, ObservedFailure } from './ruleset.ts';

/**
 * A list by observation site without the missing tail: plain values as they are; null for sites without an observation;
 * `{"none":true}`, `{"failed":true}`, `{"error":kind,"message":…}`, `{"float":"nan"}`, `{"entity":type,"id":…}`, `{"seconds":…}`.
 */
export function observationsToJson(observations: readonly (Observation | undefined)[]): string {
  const last = observations.findLastIndex((observation) => observation !== undefined);
  let text = '[';
  for (let site = 0; site <= last; site++) {
    const observation = observations[site];
    if (site > 0) text += ',';
    // Counts are by far the most, and every decided event has some: they need no general printer.
    if (typeof observation === 'number' && Number.isSafeInteger(observation)) text += observation;
    else text += observation === undefined ? 'null' : stringifyJson(encode(observation));
  }
  return `${text}]`;
}

/** The inverse. Throws a JsonError, or a TypeError where the text is JSON but no observations. */
export function observationsFromJson(text: string): (Observation | undefined)[] {
  const list = parseJsonValue(text);
  if (!Array.isArray(list)) throw new TypeError('observations are a list');
  return list.map((item) => (item === null ? undefined : decode(item)));
}

function encode(observation: Observation): JsonValue {
  if (observation === FAILED) return { failed: true };
  if (observation instanceof ObservedFailure) return { error: observation.kind, message: observation.message };
  const value = encodeValue(observation);
  // Rules, effects and places in experiments are no result of such a call; a function that returns one is shown as failed.
  return value === undefined ? { error: 'TypeError', message: 'the call returned what cannot be recorded' } : value;
}

/** Undefined for what has no form here. */
function encodeValue(value: Value): JsonValue | undefined {
  if (value === null) return { none: true };
  if (typeof value === 'number') return Number.isFinite(value) ? value : { float: String(value) };
  if (typeof value !== 'object' || value instanceof IntegralFloat) return value;
  if (Array.isArray(value)) {
    const items = value.map((item: Value) => encodeValue(item));
    return items.every((item) => item !== undefined) ? items : undefined;
  }
  if (value instanceof EntityValue) return { entity: value.type, id: value.id };
  if (value instanceof TimeDeltaValue) {
    const { seconds } = value;
    return { seconds: Number.isInteger(seconds) ? new IntegralFloat(seconds) : seconds };
  }
  return undefined;
}

function decode(item: JsonValue): Observation {
  if (!isJsonObject(item)) return decodeValue(item);
  if (item['failed'] === true) return FAILED;
  const { error, message } = item;
  if (typeof error === 'string') return new ObservedFailure(error, typeof message === 'string' ? message : '');
  return decodeValue(item);
}

function decodeValue(item: JsonValue): Value {
  if (Array.isArray(item)) return item.map(decodeValue);
  if (!isJsonObject(item)) return item;
  return decodeObject(item);
}

function decodeObject(item: JsonObject): Value {
  if (item['none'] === true) return null;
  if (typeof item['float'] === 'string') return Number(item['float']);
  const { entity, id, seconds } = item;
  if (typeof entity === 'string' && (typeof id === 'string' || typeof id === 'number' || typeof id === 'bigint')) {
    return new EntityValue(entity, id);
  }
  if (typeof seconds === 'number') return new TimeDeltaValue(seconds);
  if (seconds instanceof IntegralFloat) return new TimeDeltaValue(seconds.value);
  throw new TypeError('an observation of no known form');
}
