/**
 * What of a decision acts, by the states of its rules: the rest is what would have happened, recorded beside it.
 *
 * - G1 An effect that several rules fired acts for those of them that may; in shadow it stands for the others.
 * - G2 What acts and what is in shadow together are what fired, but for rules that are drafts or disabled.
 */
import { type Decision, type EffectValue, EntityValue, FAILED, type FiredEffect, type Ruleset } from '@lapwing/sml';
import type { StateSetting } from '../control/rollout-entries.ts';
import { isLabelEffect, isVerdictEffect, labelMutationOf } from '../decide/effects.ts';
import { isWithinShare, type Unit } from './bucket.ts';
import { declaredOf } from './declared.ts';

/** A ruleset's rules by what they may do. */
export interface GatePlan {
  /** By the rule's index; null where all are live. */
  readonly settings: readonly StateSetting[] | null;
  readonly names: readonly string[];
  /** Entity features that may stand for the event's actor, the preferred one first. */
  readonly actors: readonly { readonly index: number; readonly type: string }[];
}

export interface Gated {
  /** The decision, reduced to what acts. */
  readonly decision: Decision;
  readonly hits: readonly number[];
  readonly shadowHits: readonly number[];
  /** Effects in shadow, as a decision of their own. */
  readonly shadow: Decision;
}

/** Further restriction of who is acted on; null for none. */
export type Among = ((unit: Unit) => boolean) | null;

export function planGate(ruleset: Ruleset, stateOf: (rule: string) => StateSetting): GatePlan {
  const settings = ruleset.rules.map(({ name }) => stateOf(name));
  const { actor } = declaredOf(ruleset);
  const entities = ruleset.features.flatMap(({ index, name, entityType }) =>
    entityType === null ? [] : [{ index, name, type: entityType }],
  );
  const rank = (name: string, type: string) => (name === actor ? 0 : type === 'User' ? 1 : 2);
  return {
    settings: settings.every(({ state }) => state === 'live') ? null : settings,
    names: ruleset.rules.map(({ name }) => name),
    actors: entities.sort((a, b) => rank(a.name, a.type) - rank(b.name, b.type)),
  };
}

/** Split a decision. Where nothing restricts it, it is returned as it is. */
export function gate(plan: GatePlan, decision: Decision, hits: readonly number[], among: Among): Gated {
  if ((plan.settings === null && among === null) || (hits.length === 0 && decision.effects.length === 0)) {
    return { decision, hits, shadowHits: [], shadow: withoutEffects(decision) };
  }
  const actor = actorOf(plan, decision);
  const acts = (rule: number, unit: Unit): boolean => {
    if (among !== null && !among(unit)) return false;
    const setting = plan.settings?.[rule];
    if (setting === undefined || setting.state === 'live') return true;
    return setting.state === 'canary' && isWithinShare(plan.names[rule]!, unit, setting.percent ?? 0);
  };
  const isRecorded = (rule: number): boolean => {
    const state = plan.settings?.[rule]?.state;
    return state !== 'draft' && state !== 'disabled';
  };
  const acting: FiredEffect[] = [];
  const shadow: FiredEffect[] = [];
  const fired = new Set<number>();
  const acted = new Set<number>();
  for (const effect of decision.effects) {
    const unit = unitOf(effect.effect) ?? actor;
    const mayAct = effect.rules.map((rule) => isRecorded(rule) && acts(rule, unit));
    keepRules(effect, (i) => mayAct[i]!, acting);
    keepRules(effect, (i) => !mayAct[i]! && isRecorded(effect.rules[i]!), shadow);
    effect.rules.forEach((rule, i) => {
      fired.add(rule);
      if (mayAct[i]!) acted.add(rule);
    });
  }
  // A rule hits live where any of its effects acts; one without effects goes by whom the event is of.
  const isLive = (rule: number) => (fired.has(rule) ? acted.has(rule) : acts(rule, actor));
  const recorded = hits.filter(isRecorded);
  return {
    decision: withEffects(decision, acting),
    hits: recorded.filter(isLive),
    shadowHits: recorded.filter((rule) => !isLive(rule)),
    shadow: withEffects(decision, shadow),
  };
}

/** The entity that an effect names: a label's, or the first of a plugin's fields. */
function unitOf(effect: EffectValue): Unit | null {
  if (isLabelEffect(effect)) return unitOfEntity(effect.entity);
  for (const field of Object.values(effect)) if (field instanceof EntityValue) return unitOfEntity(field);
  return null;
}

const unitOfEntity = ({ type, id }: EntityValue): Unit => `${type}/${id}`;

/** Whom the event is of; the event itself, where none of its entities is known. */
function actorOf({ actors }: GatePlan, { values, action }: Decision): Unit {
  for (const { index, type } of actors) {
    const value = values[index];
    if (value === undefined || value === null || value === FAILED || typeof value === 'object' || value === '')
      continue;
    return `${type}/${value}`;
  }
  return `event/${action.id}`;
}

function keepRules(effect: FiredEffect, keep: (i: number) => boolean, into: FiredEffect[]): void {
  const rules = effect.rules.filter((_, i) => keep(i));
  if (rules.length === 0) return;
  if (rules.length === effect.rules.length) into.push(effect);
  else into.push({ ...effect, rules, ruleFeatures: effect.ruleFeatures.filter((_, i) => keep(i)) });
}

function withoutEffects(decision: Decision): Decision {
  return { ...decision, effects: [], verdicts: [], labelMutations: [] };
}

/** The decision with these effects alone; they keep their order. */
function withEffects(decision: Decision, effects: readonly FiredEffect[]): Decision {
  if (effects.length === decision.effects.length && effects.every((effect, i) => effect === decision.effects[i])) {
    return decision;
  }
  const verdicts: string[] = [];
  const labelMutations: string[] = [];
  for (const { effect } of effects) {
    if (isVerdictEffect(effect)) verdicts.push(effect.verdict);
    const mutation = labelMutationOf(effect);
    if (mutation !== null) labelMutations.push(mutation);
  }
  return { ...decision, effects, verdicts, labelMutations };
}
