/** The identity of an effect (E3): the same event, rules and effect give the same id, in a replay too. */
import { hash } from 'node:crypto';
import type { EffectBody, EffectRule, ManualLabelChange } from './effects.ts';
import { stringify } from './json.ts';

/** Each half of an id: 64 bits. */
const HALF_HEX_DIGITS = 16;

/**
 * 128 bits as 32 hex digits. The first half is a hash of the event's id, so that an index of effects by id finds those of an
 * event; the second is one of the event, the rules that fired it (in any order) and the effect itself. The event's position and
 * the reason's text are no part of it: neither makes it another effect.
 */
export function effectId(
  eventId: string,
  rules: readonly Pick<EffectRule, 'name' | 'version'>[],
  body: EffectBody,
): string {
  const versions = rules.map(({ name, version }) => `${JSON.stringify(name)}@${version}`).sort();
  return eventPrefix(eventId) + half(stringify(['effect', eventId, versions, canonical(body)]));
}

/** What the ids of an event's effects begin with: 16 hex digits. */
export function eventPrefix(eventId: string): string {
  return half(eventId);
}

/** The id under which a person's label change is stored and delivered. */
export function manualChangeId(change: ManualLabelChange): string {
  const { position, atMillis, by, entityType, entityId, label } = change;
  const parts = stringify(['manual', position, atMillis, by, change.change, entityType, entityId, label]);
  return hash('sha256', parts, 'hex').slice(0, 2 * HALF_HEX_DIGITS);
}

/** The id under which an undo batch's change of one label is stored and delivered. */
export function reversalId(
  undo: string,
  position: number,
  entityType: string,
  entityId: string,
  label: string,
): string {
  return hash('sha256', stringify(['undo', undo, position, entityType, entityId, label]), 'hex').slice(
    0,
    2 * HALF_HEX_DIGITS,
  );
}

function half(text: string): string {
  return hash('sha256', text, 'hex').slice(0, HALF_HEX_DIGITS);
}

/** The same value with the keys of its objects in order. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return Object.fromEntries(entries.map(([key, held]) => [key, canonical(held)]));
}
