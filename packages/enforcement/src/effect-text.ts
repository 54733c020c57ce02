/** Effects as text, for the journal and for the store of held effects. */
import type { Effect, EffectBody, EffectRule } from './effects.ts';
import { EnforcementError } from './errors.ts';
import { parse, stringify } from './json.ts';

export function effectText(effect: Effect): string {
  return stringify(effect);
}

/** Throws an EnforcementError `unreadable` where the text is none of `effectText`. */
export function effectFromText(text: string): Effect {
  const value = parse(text);
  if (!isEffect(value)) throw new EnforcementError('unreadable', 'a held effect cannot be read');
  return value;
}

function isEffect(value: unknown): value is Effect {
  if (!isRecord(value)) return false;
  const { id, position, eventId, action, timeMillis, rulesetHash, rules, body } = value;
  return (
    [id, eventId, action, rulesetHash].every((held) => typeof held === 'string') &&
    typeof position === 'number' &&
    typeof timeMillis === 'number' &&
    Array.isArray(rules) &&
    rules.every(isRule) &&
    isBody(body)
  );
}

function isRule(value: unknown): value is EffectRule {
  if (!isRecord(value)) return false;
  const { name, version, reason, features } = value;
  return [name, version, reason].every((held) => typeof held === 'string') && isRecord(features);
}

function isBody(value: unknown): value is EffectBody {
  if (!isRecord(value)) return false;
  switch (value['kind']) {
    case 'label':
      return ['change', 'entityType', 'entityId', 'label'].every((key) => typeof value[key] === 'string');
    case 'verdict':
      return typeof value['verdict'] === 'string';
    case 'plugin':
      return typeof value['name'] === 'string' && isRecord(value['fields']);
    default:
      return false;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
