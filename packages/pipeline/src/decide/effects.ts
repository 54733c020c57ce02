/** From what a decision fired to effects that can be applied: identity, rules, reasons and bodies. */
import type { Effect, EffectBody, EffectRule, effectId } from '@lapwing/enforcement';
import {
  type Decision,
  type EffectValue,
  EntityValue,
  type FiredEffect,
  IntegralFloat,
  type LabelEffect,
  type ObservedFailure,
  type Ruleset,
  TimeDeltaValue,
  type VerdictEffect,
} from '@lapwing/sml';
import { failureOf } from './failure.ts';

/** How an effect gets its id. */
export type IdentifyEffect = typeof effectId;

/** For effects that are never applied outside: their ids are empty, and what two calls say alike stays two effects. */
export const unidentified: IdentifyEffect = () => '';

/** Levels of objects and lists in a plugin's effect: more is no message to anyone, or a value that holds itself. */
const FIELD_DEPTH_MAX = 16;

/** The effects of a decision that apply, in the order in which they fired. One that cannot be written down is reported and left out. */
export function effectsOf(
  ruleset: Ruleset,
  decision: Decision,
  position: number,
  identify: IdentifyEffect,
  report: (failure: ObservedFailure) => void,
): readonly Effect[] {
  if (decision.effects.length === 0) return [];
  const { action } = decision;
  const effects: Effect[] = [];
  const ids = new Set<string>();
  for (const fired of decision.effects) {
    if (!fired.applies) continue;
    try {
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
    } catch (error) {
      report(failureOf(error));
    }
  }
  return effects;
}

function effectRule(ruleset: Ruleset, index: number, features: FiredEffect['ruleFeatures'][number]): EffectRule {
  const { name, version, description } = ruleset.rules[index]!;
  return { name, version, reason: fill(description, features), features };
}

/** The description's template (as of Python's `str.format`) with the names that were interpolated filled in. */
function fill(template: string, features: Readonly<Record<string, string>>): string {
  return template.replaceAll(/\{\{|\}\}|\{([^{}]+)\}/gu, (whole, name: string | undefined) => {
    if (name === undefined) return whole.slice(0, 1);
    return Object.hasOwn(features, name) ? (features[name] ?? whole) : whole;
  });
}

function bodyOf(effect: EffectValue, timeMillis: number): EffectBody {
  if (isLabelEffect(effect)) {
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
  if (isVerdictEffect(effect)) return { kind: 'verdict', verdict: effect.verdict };
  const { effect: name, ...fields } = effect;
  return { kind: 'plugin', name, fields: plainFields(fields, 1) };
}

export function isLabelEffect(effect: EffectValue): effect is LabelEffect {
  return effect.effect === 'label-add' || effect.effect === 'label-remove';
}

export function isVerdictEffect(effect: EffectValue): effect is VerdictEffect {
  return effect.effect === 'verdict';
}

/** A label effect as `Decision.labelMutations` has it; null for others. */
export function labelMutationOf(effect: EffectValue): string | null {
  if (!isLabelEffect(effect)) return null;
  const { entity, label } = effect;
  return `${entity.type}/${entity.id}/${label}/${effect.effect === 'label-add' ? 1 : 0}`;
}

/** A plugin's fields as JSON: entities with type and id, durations in seconds; what JSON cannot say is left out. */
function plainFields(fields: object, depth: number): Readonly<Record<string, unknown>> {
  if (depth > FIELD_DEPTH_MAX) throw new RangeError(`an effect nests deeper than ${FIELD_DEPTH_MAX} levels`);
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, plain(value, depth)]));
}

function plain(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return typeof value === 'symbol' ? undefined : value;
  if (value instanceof EntityValue) return { type: value.type, id: String(value.id) };
  if (value instanceof IntegralFloat) return value.value;
  if (value instanceof TimeDeltaValue) return value.seconds;
  if (!Array.isArray(value)) return plainFields(value, depth + 1);
  if (depth >= FIELD_DEPTH_MAX) throw new RangeError(`an effect nests deeper than ${FIELD_DEPTH_MAX} levels`);
  return value.map((item) => plain(item, depth + 1) ?? null);
}
