/**
 * Control entries of the journal: what people and deployments did, in the same order as the events (DESIGN §2). Their payload is
 * JSON with a `type`.
 */
import type { LabelStatus, ListChange } from '@lapwing/memory';
import { type EnforcementEntry, isEnforcementEntry } from './brakes.ts';
import type { CandidateEntry, RolloutEntry } from './rollout-entries.ts';

export type ControlEntry =
  | Activation
  | LabelChangeEntry
  | RolloutEntry
  | CandidateEntry
  | EnforcementEntry
  | ListChange
  | BackfillEntry;

/** From this position on, events are decided by this ruleset. Holds the files, so that a replay needs nothing else. */
export interface Activation {
  readonly type: 'activation';
  readonly hash: string;
  readonly by: string;
  readonly reason: string;
  readonly files: Readonly<Record<string, string>>;
  /** Set where a person put it in force over files that say otherwise: the hash of those, which are passed over until they change. */
  readonly pinnedOver?: string;
  /** Set where it was the candidate: it goes on with the candidate's counters. */
  readonly fromCandidate?: true;
  /** The proposal that this carries out. */
  readonly approves?: number;
}

/** A label changed by a person. */
export interface LabelChangeEntry {
  readonly type: 'label';
  readonly atMillis: number;
  readonly by: string;
  readonly reason: string;
  readonly status: Extract<LabelStatus, 'manually-added' | 'manually-removed'>;
  readonly entityType: string;
  readonly entityId: string;
  readonly label: string;
  readonly expiresAtMillis: number | null;
}

/**
 * Here what the ruleset in force would have counted, had it been there before, joined memory: a function of the journal from
 * `fromPosition` up to this entry.
 */
export interface BackfillEntry {
  readonly type: 'backfill';
  readonly by: string;
  readonly reason: string;
  /** Of the ruleset. */
  readonly hash: string;
  readonly fromPosition: number;
  /** Events before this time are left out; null takes all. */
  readonly sinceMillis: number | null;
  /** The journal no longer held all that the counters may depend on. */
  readonly partial: boolean;
}

const KNOWN: ReadonlySet<string> = new Set<ControlEntry['type']>([
  'activation',
  'label',
  'rollout',
  'candidate',
  'list',
  'backfill',
]);

export function encodeControl(entry: ControlEntry): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(entry));
}

/** Control entries are written by `encodeControl` and checksummed by the journal; one that this version does not know is an error. */
export function decodeControl(payload: Uint8Array): ControlEntry {
  const value: unknown = JSON.parse(new TextDecoder().decode(payload));
  if (typeof value === 'object' && value !== null && 'type' in value) {
    if (KNOWN.has(String(value.type))) return value as ControlEntry;
    if (isEnforcementEntry(value)) return value;
  }
  throw new TypeError('the journal holds a control entry of a kind that this version does not know');
}
