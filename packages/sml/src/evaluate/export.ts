/** A decision as the reference exports it: flat JSON of features, with its own features under `__` names. */
import type { JsonObject, JsonValue } from '../functions/declaration.ts';
import { pythonRepr, type RuleNames } from '../values/format.ts';
import {
  type EffectValue,
  EntityValue,
  ExperimentValue,
  FAILED,
  IntegralFloat,
  type Outcome,
  RuleValue,
  TimeDeltaValue,
  type Value,
} from '../values/values.ts';
import { printEffect, rulesOf } from './print-effect.ts';
import type { Decision, FiredEffect, Ruleset } from './ruleset.ts';
import { isLabel, isVerdict } from './state.ts';

export interface ExportOptions {
  /** Adds `__action_id` and `__timestamp`. */
  readonly envelope?: boolean;
}

/**
 * The features of one event. Lossless JSON (write it with `stringifyJson`): failed and None are null, features of files that
 * were not reached are absent, effects and rules inside of values are printed as the reference prints them.
 */
export function exportFeatures(ruleset: Ruleset, decision: Decision, options: ExportOptions = {}): JsonObject {
  const exported: JsonObject = {};
  const { action } = decision;
  if (options.envelope === true) {
    exported['__action_id'] = action.actionId ?? action.id;
    exported['__timestamp'] = isoformat(action.timeMillis);
  }
  exported['__error_count'] = decision.errorCount;
  const labels = decision.effects.flatMap(({ effect }) =>
    isLabel(effect) ? [`${effect.entity.type}/${effect.label}/${effect.effect === 'label-add' ? 1 : 0}`] : [],
  );
  if (labels.length > 0) exported['__entity_label_mutations'] = labels;
  if (decision.verdicts.length > 0) exported['__verdicts'] = [...decision.verdicts];
  for (const [name, texts] of effectFeatures(ruleset, decision)) exported[name] = texts;
  ruleset.features.forEach((feature, index) => {
    const value = decision.values[index];
    if (value !== undefined) exported[feature.name] = exportValue(value, ruleset.rules, decision.effects);
  });
  return exported;
}

/** The effects fired, printed, by the class names that the reference gives them. */
export function exportEffects(ruleset: Ruleset, decision: Decision): Record<string, string[]> {
  const byClass: Record<string, string[]> = {};
  for (const { effect } of decision.effects) {
    const { className, text } = printEffect(effect, rulesOf(effect, decision.effects), ruleset.rules);
    const list = byClass[className] ?? [];
    list.push(text);
    byClass[className] = list;
  }
  return byClass;
}

/** Features that plugins' effects list themselves under. */
function effectFeatures(ruleset: Ruleset, decision: Decision): ReadonlyMap<string, string[]> {
  const features = new Map<string, string[]>();
  for (const { effect, site } of decision.effects) {
    if (isVerdict(effect) || isLabel(effect)) continue;
    const feature = ruleset.effectFeature(site);
    if (feature === undefined) continue;
    const list = features.get(feature.name) ?? [];
    list.push(feature.text(effect));
    features.set(feature.name, list);
  }
  return features;
}

/** One value as JSON. */
export function exportValue(value: Outcome, rules: RuleNames, fired: readonly FiredEffect[] = []): JsonValue {
  if (value === FAILED || value === null) return null;
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'object' || value instanceof IntegralFloat) return value;
  if (Array.isArray(value)) return value.map((item: Value) => exportValue(item, rules, fired));
  if (isEffect(value)) return printEffect(value, rulesOf(value, fired), rules).text;
  if (value instanceof EntityValue) return `${value.type}/${value.id}`;
  return pythonRepr(value, rules);
}

function isEffect(value: Value): value is EffectValue {
  return (
    typeof value === 'object' &&
    value !== null &&
    'effect' in value &&
    !(value instanceof RuleValue || value instanceof TimeDeltaValue || value instanceof ExperimentValue)
  );
}

/** `datetime.isoformat()` of a time in UTC. */
function isoformat(timeMillis: number): string {
  const text = new Date(timeMillis).toISOString();
  return timeMillis % 1000 === 0 ? text.replace('.000Z', '+00:00') : text.replace('Z', '000+00:00');
}
