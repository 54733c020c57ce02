/** The identity of an effect (E3): the same event, rules and effect give the same id, in a replay too. */
import { hash } from 'node:crypto';
import type { EffectBody, EffectRule, ManualLabelChange } from './effects.ts';
import { stringify } from './json.ts';

const HEX_DIGITS = 32;

/**
 * 128 bits of SHA-256 as 32 hex digits, over the event, the rules that fired it (in any order) and the effect itself.
 * The event's journal position and the reason's text are not part of it: neither makes it another effect.
 */
export function effectId(
  eventId: string,
  rules: readonly Pick<EffectRule, 'name' | 'version'>[],
  body: EffectBody,
): string {
  const versions = rules.map(({ name, version }) => `${JSON.stringify(name)}@${version}`).sort();
  return digest(['effect', eventId, versions, canonical(body)]);
}

/** The id under which a person's label change is delivered. */
export function manualChangeId(change: ManualLabelChange): string {
  const { position, atMillis, by, entityType, entityId, label } = change;
  return digest(['manual', position, atMillis, by, change.change, entityType, entityId, label]);
}

function digest(parts: unknown): string {
  return hash('sha256', stringify(parts), 'hex').slice(0, HEX_DIGITS);
}

/** The same value with the keys of its objects in order. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return Object.fromEntries(entries.map(([key, held]) => [key, canonical(held)]));
}
