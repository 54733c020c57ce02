/**
 * Observations as text: what `memory` and `impure` calls came to in one decision. With them the decision can be repeated and
 * explained exactly. The form is a JSON object from site index to `[value]`, `"failed"`, or `{kind, message}`. A value that JSON has
 * no form for is an object of one key: `{"entity": [type, id]}`, `{"seconds": n}`, `{"float": "nan"}`.
 */
import {
  EntityValue,
  FAILED,
  IntegralFloat,
  isJsonObject,
  type JsonValue,
  type Observation,
  ObservedFailure,
  parseJson,
  type Ruleset,
  stringifyJson,
  TimeDeltaValue,
  type Value,
} from '@lapwing/sml';

/** Sites of which `include` holds, or all; `''` where there is nothing to write. */
export function encodeObservations(
  observations: readonly (Observation | undefined)[],
  include: (site: number) => boolean = () => true,
): string {
  let text = '';
  for (let site = 0; site < observations.length; site++) {
    const observation = observations[site];
    if (observation === undefined || !include(site)) continue;
    // Counts are by far the most; they need no general printer.
    const isCount = typeof observation === 'number' && Number.isSafeInteger(observation);
    text += `${text === '' ? '{' : ','}"${site}":${isCount ? `[${observation}]` : stringifyJson(encodeOne(observation))}`;
  }
  return text === '' ? '' : `${text}}`;
}

/** Throws a JsonError or TypeError where the text is not what `encodeObservations` writes. */
export function decodeObservations(text: string): (Observation | undefined)[] {
  const observations: (Observation | undefined)[] = [];
  if (text === '') return observations;
  const object = parseJson(text);
  if (!isJsonObject(object)) throw new TypeError('observations are not an object');
  for (const [site, value] of Object.entries(object)) observations[Number(site)] = decodeOne(value);
  return observations;
}

/** True where events of this ruleset may have to wait for something outside; their results are then journaled. */
export function waitsForLookups(ruleset: Ruleset): boolean {
  return ruleset.observationSites.some((site) => site.asynchronous);
}

function encodeOne(observation: Observation): JsonValue {
  if (observation === FAILED) return 'failed';
  if (observation instanceof ObservedFailure) return { kind: observation.kind, message: observation.message };
  const value = encodeValue(observation);
  // Rules, effects and places in experiments are no result of such a call; a function that returns one is shown as failed.
  return value === undefined ? { kind: 'TypeError', message: 'the call returned what cannot be recorded' } : [value];
}

function encodeValue(value: Value): JsonValue | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : { float: String(value) };
  if (typeof value !== 'object' || value === null || value instanceof IntegralFloat) return value;
  if (value instanceof EntityValue) return { entity: [value.type, value.id] };
  if (value instanceof TimeDeltaValue) {
    const { seconds } = value;
    return { seconds: Number.isInteger(seconds) ? new IntegralFloat(seconds) : seconds };
  }
  if (!Array.isArray(value)) return undefined;
  const items: JsonValue[] = [];
  for (const item of value) {
    const encoded = encodeValue(item);
    if (encoded === undefined) return undefined;
    items.push(encoded);
  }
  return items;
}

function decodeOne(value: JsonValue): Observation {
  if (value === 'failed') return FAILED;
  if (Array.isArray(value) && value[0] !== undefined) return decodeValue(value[0]);
  if (isJsonObject(value) && typeof value['kind'] === 'string' && typeof value['message'] === 'string') {
    return new ObservedFailure(value['kind'], value['message']);
  }
  throw new TypeError('an observation is of no known form');
}

function decodeValue(value: JsonValue): Value {
  if (Array.isArray(value)) return value.map(decodeValue);
  if (!isJsonObject(value)) return value;
  const { entity, seconds, float } = value;
  if (Array.isArray(entity)) {
    const [type, id] = entity;
    if (typeof type === 'string' && (typeof id === 'string' || typeof id === 'number' || typeof id === 'bigint')) {
      return new EntityValue(type, id);
    }
  }
  if (typeof seconds === 'number') return new TimeDeltaValue(seconds);
  if (seconds instanceof IntegralFloat) return new TimeDeltaValue(seconds.value);
  if (typeof float === 'string') return Number(float);
  throw new TypeError('an observed value is of no known form');
}
