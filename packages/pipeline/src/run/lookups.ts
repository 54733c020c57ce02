/**
 * Events whose rules look something up outside: what came back is journaled, so that a replay decides as before without asking
 * again.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Journal } from '@lapwing/journal';
import { ObservedFailure, observationsFromJson, type Ruleset } from '@lapwing/sml';
import type { Decided, Decider, Placed } from '../decide/decide.ts';
import { lookupsToJson } from '../decide/observations.ts';
import { LOOKUP_MILLIS_MAX } from '../limits.ts';

/** What look-ups came to, as the journal holds it: the decision at `position` is repeated with it. */
export interface ObservationEntry {
  readonly position: number;
  readonly observations: string;
  /** Set where the evaluation broke: a repetition is broken in the same way, whatever it would do by itself. */
  readonly broken?: { readonly kind: string; readonly message: string };
}

/**
 * Decide an event whose rules look something up outside, and journal what came back. The outcome may go to the sinks, and to
 * whoever waits for the verdict, once `durableAt` is durable: a replay then finds what this decision saw.
 */
export async function decideWithLookups(
  journal: Journal,
  decider: Decider,
  ruleset: Ruleset,
  placed: Placed,
): Promise<{ readonly decided: Decided; readonly durableAt: number }> {
  const patience = new AbortController();
  const giveUp = sleep(LOOKUP_MILLIS_MAX, undefined, { signal: patience.signal }).catch(() => {});
  const { decided, broken } = await decider.decideAsync(ruleset, placed, giveUp);
  patience.abort();
  const observations = lookupsToJson(ruleset, decided.decision);
  const { position, ingestedAtMillis } = placed;
  const entry: ObservationEntry = { position, observations, ...(broken === null ? {} : { broken }) };
  const payload = new TextEncoder().encode(JSON.stringify(entry));
  await journal.whenWritable();
  return { decided, durableAt: journal.append('observation', payload, ingestedAtMillis) };
}

/** The decision again, from what was journaled of it. */
export function repeatWithLookups(
  decider: Decider,
  ruleset: Ruleset,
  placed: Placed,
  entry: ObservationEntry,
): Decided {
  const { broken, observations } = entry;
  if (broken !== undefined) {
    return decider.repeatBroken(ruleset, placed, new ObservedFailure(broken.kind, broken.message));
  }
  const { action, position, ingestedAtMillis } = placed;
  return decider.decide(ruleset, action, position, ingestedAtMillis, observationsFromJson(observations));
}

/** Throws a TypeError where the payload is no observation entry. */
export function decodeObservationEntry(payload: Uint8Array): ObservationEntry {
  const value: unknown = JSON.parse(new TextDecoder().decode(payload));
  if (isObservationEntry(value)) return value;
  throw new TypeError('the journal holds an observation entry of no known form');
}

function isObservationEntry(value: unknown): value is ObservationEntry {
  if (typeof value !== 'object' || value === null || !('position' in value) || !('observations' in value)) return false;
  if (typeof value.position !== 'number' || typeof value.observations !== 'string') return false;
  if (!('broken' in value)) return true;
  const { broken } = value;
  if (typeof broken !== 'object' || broken === null || !('kind' in broken) || !('message' in broken)) return false;
  return typeof broken.kind === 'string' && typeof broken.message === 'string';
}
