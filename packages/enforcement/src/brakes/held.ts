/** Effects that did not apply by themselves, and alerts: what the brakes leave for people. */
import { hash } from 'node:crypto';
import type { Effect } from '../effects.ts';

export type HoldCause = 'halt' | 'protected' | 'emergency' | 'cap';

export interface HeldEffect {
  readonly effect: Effect;
  readonly cause: HoldCause;
  /** The rule whose brake it was; of several, the first. */
  readonly rule: string;
  /** What was in the way, as a sentence. */
  readonly detail: string;
  /** When, in event time. */
  readonly heldAtMillis: number;
  /** Held effects wait for a person, refused ones are on record only. */
  readonly state: 'held' | 'refused';
}

export type AlertKind = 'emergency' | 'anomaly' | 'cap';

export interface Alert {
  readonly id: string;
  readonly kind: AlertKind;
  /** null for all rules together. */
  readonly rule: string | null;
  readonly version: string | null;
  /** Whom to tell, as the rule's file names them. */
  readonly owner: string | null;
  readonly position: number;
  readonly atMillis: number;
  readonly message: string;
  readonly figures: Readonly<Record<string, number | string>>;
}

/** Deterministic, so that a replay raises the same one. */
export function alertId(kind: AlertKind, rule: string | null, position: number): string {
  return hash('sha256', JSON.stringify(['alert', kind, rule, position]), 'hex').slice(0, 32);
}
