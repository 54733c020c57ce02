/** A decision as the API answers with it, new or repeated. */
import type { Effect } from '@lapwing/enforcement';
import { type Decision, EntityValue, exportFeatures, FAILED, pythonStr, type Ruleset } from '@lapwing/sml';

export interface DecisionParts {
  readonly position: number;
  /** True where the event had been decided before. */
  readonly duplicate: boolean;
  readonly ruleset: Ruleset;
  readonly decision: Decision;
  /** Names of the rules that were true. */
  readonly hits: readonly string[];
  /** Whose rules carry the filled-in reasons. */
  readonly effects: readonly { readonly effect: Effect }[];
}

export function decisionView({ position, duplicate, ruleset, decision, hits, effects }: DecisionParts) {
  const reasons = new Map(
    effects.flatMap(({ effect }) => effect.rules.map((rule) => [rule.name, rule.reason] as const)),
  );
  const descriptions = new Map(ruleset.rules.map(({ name, description }) => [name, description]));
  return {
    eventId: decision.action.id,
    position,
    duplicate,
    verdicts: decision.verdicts,
    rules: hits.map((name) => ({
      name,
      reason: reasons.get(name) ?? filled(descriptions.get(name) ?? '', ruleset, decision),
    })),
    labels: decision.labelMutations,
    features: exportFeatures(ruleset, decision),
    errorCount: decision.errorCount,
    rulesetHash: ruleset.program.hash,
  };
}

/** The description of a rule that fired without any effect, with the features that it names. */
function filled(description: string, ruleset: Ruleset, decision: Decision): string {
  return description.replaceAll(/\{(\w+)\}/gu, (whole, name: string) => {
    const feature = ruleset.features.find((other) => other.name === name);
    const value = feature === undefined ? undefined : decision.values[feature.index];
    if (value === undefined || value === FAILED) return whole;
    return value instanceof EntityValue ? String(value.id) : pythonStr(value);
  });
}
