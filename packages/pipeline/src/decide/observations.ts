/**
 * Observations as text: what `memory` and `impure` calls came to in one decision. With them the decision can be repeated and
 * explained exactly. The form is a JSON object from site index to `[value]`, `"failed"`, or `{kind, message}`.
 */
import {
  FAILED,
  isJsonObject,
  type JsonValue,
  type Observation,
  ObservedFailure,
  parseJson,
  type Ruleset,
  stringifyJson,
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

/** Throws a TypeError where the text is not what `encodeObservations` writes. */
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
  if (!isJson(observation)) throw new TypeError('an observed call returned a value that is not JSON');
  return [observation];
}

function decodeOne(value: JsonValue): Observation {
  if (value === 'failed') return FAILED;
  if (Array.isArray(value)) return value[0] as Observation;
  if (isJsonObject(value) && typeof value['kind'] === 'string' && typeof value['message'] === 'string') {
    return new ObservedFailure(value['kind'], value['message']);
  }
  throw new TypeError('an observation is of no known form');
}

function isJson(value: unknown): value is JsonValue {
  if (value === null || ['string', 'number', 'boolean', 'bigint'].includes(typeof value)) return true;
  return Array.isArray(value) && value.every(isJson);
}
