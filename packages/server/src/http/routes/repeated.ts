/** The answer to an event that was decided before: the same as it was then. */
import { labelMutationOf } from '@lapwing/pipeline';
import type { Decision } from '@lapwing/sml';
import type { StoredEvent } from '@lapwing/warehouse';
import type { System } from '../../system/system.ts';
import { decisionView } from '../decision-view.ts';
import { featureValue } from '../feature-value.ts';
import { repeatDecision } from '../repeat.ts';

export async function repeatedDecision(system: System, position: number, eventId: string): Promise<unknown> {
  const stored = await storedAt(system, position);
  const repeated = stored === null ? null : await repeatDecision(system, stored);
  if (stored !== null && repeated !== null) {
    const effects = await system.effects.effectsOfEvent(eventId);
    const { ruleset } = repeated;
    const decision = whatActed(repeated.decision, stored);
    return decisionView({ position, duplicate: true, ruleset, decision, hits: stored.hits, effects });
  }
  // The journal has dropped the event: the row is what is left.
  return {
    eventId,
    position,
    duplicate: true,
    verdicts: stored?.verdicts ?? [],
    rules: (stored?.hits ?? []).map((name) => ({ name, reason: null })),
    labels: stored?.labelMutations ?? [],
    features: stored === null ? {} : await featuresOf(system, stored),
    errorCount: stored?.errorCount ?? 0,
    rulesetHash: stored?.rulesetHash ?? null,
  };
}

/** A repetition evaluates all rules; what of it acted depends on the states that they were in, and the row has it. */
function whatActed(decision: Decision, { verdicts, labelMutations }: StoredEvent): Decision {
  const acted = new Set(labelMutations);
  const effects = decision.effects.filter(({ effect }) => {
    const mutation = labelMutationOf(effect);
    return mutation === null || acted.has(mutation);
  });
  return { ...decision, effects, verdicts, labelMutations };
}

async function featuresOf(system: System, stored: StoredEvent): Promise<Record<string, unknown>> {
  const { features } = await system.pipeline.rulesetByHash(stored.rulesetHash);
  const entries = features.map((feature) => [feature.name, featureValue(stored, feature)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== null));
}

/** A row is in the warehouse a few milliseconds after its event is durable. */
async function storedAt(system: System, position: number): Promise<StoredEvent | null> {
  const stored = await system.warehouse.eventAt(position);
  if (stored !== null) return stored;
  await system.pipeline.committed(position);
  return system.warehouse.eventAt(position);
}
