/** What a decision came to, as plain data that two runs can be compared by. */
import type { AppliedEffect, Effect, ManualLabelChange } from '@lapwing/enforcement';
import { exportFeatures, observationsToJson, stringifyJson } from '@lapwing/sml';
import type { Decided, ListChanged } from '../../src/index.ts';

export interface DecidedOutcome {
  readonly eventId: string;
  readonly ingestedAtMillis: number;
  readonly rulesetHash: string;
  readonly features: string;
  readonly observations: string;
  readonly hits: readonly string[];
  readonly verdicts: readonly string[];
  readonly labelMutations: readonly string[];
  readonly errors: readonly string[];
  readonly effects: readonly AppliedEffect[];
  readonly shadowHits: readonly string[];
  readonly shadow: readonly Effect[];
  /** What the candidate made of it. */
  readonly candidate: unknown;
}

export type StoredOutcome = DecidedOutcome | ManualLabelChange | ListChanged;

export function outcomeOf(decided: Decided): DecidedOutcome {
  const { ruleset, decision, hits, effects, ingestedAtMillis, shadowHits, shadow, candidate } = decided;
  return {
    eventId: decision.action.id,
    ingestedAtMillis,
    rulesetHash: ruleset.program.hash,
    features: stringifyJson(exportFeatures(ruleset, decision)),
    observations: observationsToJson(decision.observations),
    hits: hits.map((index) => ruleset.rules[index]?.name ?? ''),
    verdicts: decision.verdicts,
    labelMutations: decision.labelMutations,
    errors: decision.errors.map(({ kind, message }) => `${kind}: ${message}`),
    effects,
    shadowHits: shadowHits.map((index) => ruleset.rules[index]?.name ?? ''),
    shadow,
    candidate:
      candidate === null
        ? null
        : {
            hash: candidate.ruleset.program.hash,
            features: stringifyJson(exportFeatures(candidate.ruleset, candidate.decision)),
            hits: candidate.hits.map((index) => candidate.ruleset.rules[index]?.name ?? ''),
            acted: candidate.acted.map((index) => candidate.ruleset.rules[index]?.name ?? ''),
            effects: candidate.effects,
          },
  };
}
