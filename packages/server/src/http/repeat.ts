/** Decisions of the past, repeated exactly: from the journaled event and the results that its calls had then. */
import { decodePayload } from '@lapwing/pipeline';
import {
  type Action,
  type Decision,
  type Host,
  type Observation,
  observationsFromJson,
  type Ruleset,
} from '@lapwing/sml';
import type { StoredEvent } from '@lapwing/warehouse';
import type { System } from '../system/system.ts';

export interface RepeatedDecision {
  readonly ruleset: Ruleset;
  readonly action: Action;
  readonly observations: readonly (Observation | undefined)[];
  readonly decision: Decision;
}

/** Null where the journal does not hold the event any more. Rejects where the ruleset of that time is gone. */
export async function repeatDecision(system: System, stored: StoredEvent): Promise<RepeatedDecision | null> {
  const { position } = stored;
  const entry = await system.journal.get(position);
  if (entry === null || entry.kind !== 'event') return null;
  const ruleset = await system.pipeline.rulesetByHash(stored.rulesetHash);
  const action = decodePayload(entry.payload);
  const observations = observationsFromJson(stored.observations);
  // What the brakes or a rule's state kept back then is not in the row.
  const { verdicts, labelMutations } = stored;
  const decision = { ...ruleset.evaluate(action, NO_SERVICES, { position, observations }), verdicts, labelMutations };
  return { ruleset, action, observations, decision };
}

/** A repetition has the results of all calls: it may not make any. */
const NO_SERVICES: Host = {
  service: (key) => {
    throw new Error(`a repeated decision asked for ${key.name}`);
  },
};
