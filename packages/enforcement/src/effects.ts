/**
 * Applied effects: what rules did, exactly once.
 *
 * - F1 An effect has one id (event, rule version, effect). Applying it again changes nothing (E3).
 * - F2 Effects, label history, outbox entries and the applied position are written in one transaction.
 * - F3 Deliveries to others are at least once, under the effect's id as idempotency key.
 */

/** An effect on its way to being applied; `id` is made by `effectId`. */
export interface Effect {
  readonly id: string;
  readonly position: number;
  readonly eventId: string;
  readonly action: string;
  readonly timeMillis: number;
  readonly rulesetHash: string;
  readonly rules: readonly EffectRule[];
  readonly body: EffectBody;
}

export interface EffectRule {
  readonly name: string;
  readonly version: string;
  /** The description with its names filled in: the reason that a person reads. */
  readonly reason: string;
  readonly features: Readonly<Record<string, string>>;
}

export type EffectBody =
  | {
      readonly kind: 'label';
      readonly change: 'add' | 'remove';
      readonly entityType: string;
      readonly entityId: string;
      readonly label: string;
      readonly expiresAtMillis: number | null;
    }
  | { readonly kind: 'verdict'; readonly verdict: string }
  /** An effect that a plugin declared; delivered as it is. */
  | { readonly kind: 'plugin'; readonly name: string; readonly fields: Readonly<Record<string, unknown>> };

/** What became of a label change in the label state model (sml.md §1.9). */
export type LabelOutcome =
  | 'added'
  | 'removed'
  | 'merged'
  | 'cannot-override-manual'
  | 'conflicting-mutation'
  | 'invalid-label-name'
  | 'invalid-entity-id';

/** An effect with, for labels, the outcome that the label state (memory) decided. */
export interface AppliedEffect {
  readonly effect: Effect;
  readonly labelOutcome: LabelOutcome | null;
}

/** A label change by a person; the journal holds it too. */
export interface ManualLabelChange {
  readonly position: number;
  readonly atMillis: number;
  readonly by: string;
  readonly reason: string;
  readonly change: 'add' | 'remove';
  readonly entityType: string;
  readonly entityId: string;
  readonly label: string;
  readonly expiresAtMillis: number | null;
  readonly outcome: LabelOutcome;
}
