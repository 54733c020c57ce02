/** From what a decision fired to effects that can be applied: identity, rules, reasons and bodies. */
import type { Effect, EffectBody, EffectRule, effectId } from '@lapwing/enforcement';
import {
  type Decision,
  type EffectValue,
  EntityValue,
  type FiredEffect,
  type LabelEffect,
  type Ruleset,
  type VerdictEffect,
} from '@lapwing/sml';

/** How an effect gets its id. */
export type IdentifyEffect = typeof effectId;

/** For effects that are never applied outside: their ids are empty, and what two calls say alike stays two effects. */
export const unidentified: IdentifyEffect = () => '';

/** The effects of a decision that apply, in the order in which they fired. */
export function effectsOf(
  ruleset: Ruleset,
  decision: Decision,
  position: number,
  identify: IdentifyEffect,
): readonly Effect[] {
  if (decision.effects.length === 0) return [];
  const { action } = decision;
  const effects: Effect[] = [];
  const ids = new Set<string>();
  for (const fired of decision.effects) {
    if (!fired.applies) continue;
    const rules = fired.rules.map((index, i) => effectRule(ruleset, index, fired.ruleFeatures[i] ?? {}));
    const body = bodyOf(fired.effect, action.timeMillis);
    const id = identify(action.id, rules, body);
    // Two calls that say the same for the same rules are one effect.
    if (id !== '' && ids.has(id)) continue;
    ids.add(id);
    effects.push({
      id,
      position,
      eventId: action.id,
      action: action.name,
      timeMillis: action.timeMillis,
      rulesetHash: ruleset.program.hash,
      rules,
      body,
    });
  }
  return effects;
}

function effectRule(ruleset: Ruleset, index: number, features: FiredEffect['ruleFeatures'][number]): EffectRule {
  const { name, version, description } = ruleset.rules[index]!;
  return { name, version, reason: fill(description, features), features };
}

/** The description's template with the names that were interpolated filled in. */
function fill(template: string, features: Readonly<Record<string, string>>): string {
  return template.replaceAll(/\{(\w+)\}/gu, (whole, name: string) =>
    Object.hasOwn(features, name) ? features[name]! : whole,
  );
}

function bodyOf(effect: EffectValue, timeMillis: number): EffectBody {
  if (isLabel(effect)) {
    const { entity, label, expiresAfterSeconds } = effect;
    return {
      kind: 'label',
      change: effect.effect === 'label-add' ? 'add' : 'remove',
      entityType: entity.type,
      entityId: String(entity.id),
      label,
      expiresAtMillis: expiresAfterSeconds === null ? null : timeMillis + expiresAfterSeconds * 1000,
    };
  }
  if (isVerdict(effect)) return { kind: 'verdict', verdict: effect.verdict };
  const { effect: name, ...fields } = effect;
  return { kind: 'plugin', name, fields: plain(fields) };
}

function isLabel(effect: EffectValue): effect is LabelEffect {
  return effect.effect === 'label-add' || effect.effect === 'label-remove';
}

function isVerdict(effect: EffectValue): effect is VerdictEffect {
  return effect.effect === 'verdict';
}

/** A plugin's fields as JSON: entities are written with type and id. */
function plain(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      value instanceof EntityValue ? { type: value.type, id: String(value.id) } : value,
    ]),
  );
}
