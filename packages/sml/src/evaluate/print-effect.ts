/** Effects as text, as the reference prints its dataclasses. */
import { reprString } from '../text/python-format.ts';
import { pythonRepr, type RuleNames, reprEntity, reprRule, reprTimeDelta } from '../values/format.ts';
import { type EffectValue, EntityValue, RuleValue, TimeDeltaValue, type Value } from '../values/values.ts';
import type { FiredEffect, LabelEffect } from './ruleset.ts';
import { isLabel, isVerdict } from './state.ts';

/** The rules that fired an effect. One effect in several WhenRules collects the rules of all of them, as in the reference. */
export function rulesOf(effect: EffectValue, fired: readonly FiredEffect[]): RuleValue[] {
  return fired
    .filter((other) => other.effect === effect)
    .flatMap(({ rules, ruleFeatures }) =>
      rules.map((rule, index) => new RuleValue(rule, true, ruleFeatures[index] ?? {})),
    );
}

export function printEffect(
  effect: EffectValue,
  rules: readonly RuleValue[],
  names: RuleNames,
): { readonly className: string; readonly text: string } {
  const list = `rules=[${rules.map((rule) => reprRule(rule, names)).join(', ')}]`;
  if (isVerdict(effect)) {
    return { className: 'VerdictEffect', text: `VerdictEffect(${list}, verdict=${reprString(effect.verdict)})` };
  }
  if (isLabel(effect)) return { className: 'LabelEffect', text: `LabelEffect(${list}, ${labelFields(effect, names)})` };
  const className = `${effect.effect.replace(/(?:^|-)(.)/g, (_, letter: string) => letter.toUpperCase())}Effect`;
  const fields = Object.entries(effect).filter(([name]) => name !== 'effect');
  const printed = fields.map(([name, value]: [string, Value]) => `${snakeCase(name)}=${printField(value, names)}`);
  return { className, text: `${className}(${[list, ...printed].join(', ')})` };
}

function labelFields(effect: LabelEffect, names: RuleNames): string {
  const { applyIf } = effect;
  const status = effect.effect === 'label-add' ? '<LabelStatus.ADDED: 1>' : '<LabelStatus.REMOVED: 0>';
  const rule = applyIf === null ? 'None' : reprRule(asRule(applyIf), names);
  return [
    `entity=${reprEntity(effect.entity)}`,
    `status=${status}`,
    `name=${reprString(effect.label)}`,
    `expires_after=${seconds(effect.expiresAfterSeconds)}`,
    `delay_action_by=${seconds(effect.delayActionBySeconds)}`,
    `dependent_rule=${rule}`,
    `suppressed=${effect.suppressed ? 'True' : 'False'}`,
  ].join(', ');
}

function asRule(rule: NonNullable<LabelEffect['applyIf']>): RuleValue {
  return rule instanceof RuleValue ? rule : new RuleValue(rule.ruleIndex, rule.value);
}

function seconds(value: number | null): string {
  return value === null ? 'None' : reprTimeDelta(value);
}

function printField(value: Value, names: RuleNames): string {
  if (value instanceof EntityValue) return reprEntity(value);
  return value instanceof TimeDeltaValue ? reprTimeDelta(value.seconds) : pythonRepr(value, names);
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
