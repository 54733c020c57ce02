/**
 * Where applied effects live. SQLite is the embedded store; another one keeps the same promises (F1 to F3, see effects.ts).
 *
 * - F4 Applying batches that overlap, in order, leaves the same rows as applying each effect once.
 */
import type { AppliedEffect, Effect, LabelOutcome, ManualLabelChange } from './effects.ts';

export interface EffectBatch {
  readonly effects: readonly AppliedEffect[];
  readonly manual: readonly ManualLabelChange[];
  /** Everything up to and including this journal position is in this batch or an earlier one. */
  readonly through: number;
}

export interface ApplyResult {
  /** Effects and manual changes that were new. */
  readonly applied: number;
  /** Those that had been applied before. */
  readonly repeated: number;
}

export interface StoredEffect {
  /** Order in which effects and label changes were applied: the cursor of pages. */
  readonly sequence: number;
  readonly effect: Effect;
  readonly labelOutcome: LabelOutcome | null;
}

export interface LabelChange {
  /** As of effects. */
  readonly sequence: number;
  readonly position: number;
  readonly atMillis: number;
  readonly change: 'add' | 'remove';
  readonly entityType: string;
  readonly entityId: string;
  readonly label: string;
  readonly expiresAtMillis: number | null;
  readonly outcome: LabelOutcome;
  readonly manual: boolean;
  /** The rules' names, or the person. */
  readonly by: string;
  readonly reason: string;
  readonly eventId: string | null;
  /** Of the effect, or under which a person's change is delivered. */
  readonly effectId: string;
}

export interface CurrentLabel {
  readonly label: string;
  readonly status: 'added' | 'removed';
  readonly manual: boolean;
  readonly sinceMillis: number;
  readonly expiresAtMillis: number | null;
}

export interface EffectCounts {
  readonly labelEffects: number;
  readonly verdictEffects: number;
  readonly pluginEffects: number;
  /** By people. */
  readonly manualLabelChanges: number;
  /** Entities with at least one label that is added and has not expired. */
  readonly entitiesLabelled: number;
}

/** Newest first; `before` is the last sequence of the page before. */
export interface Page {
  readonly limit: number;
  readonly before?: number;
}

export interface EffectStore {
  /** Apply a batch in one transaction (F2). What was applied before changes nothing (F1). */
  apply(batch: EffectBatch): Promise<ApplyResult>;
  /** The highest `through` applied, or -1. */
  appliedThrough(): Promise<number>;
  effectsOfEvent(eventId: string): Promise<StoredEffect[]>;
  /** Effects that changed or tried to change the entity's labels. */
  effectsOfEntity(entityType: string, entityId: string, page: Page): Promise<StoredEffect[]>;
  labelHistory(entityType: string, entityId: string, page: Page): Promise<LabelChange[]>;
  /** The entity's labels at a time: expired ones are not among them. */
  labelsOf(entityType: string, entityId: string, atMillis: number): Promise<CurrentLabel[]>;
  counts(atMillis: number): Promise<EffectCounts>;
  readonly outbox: Outbox;
  close(): Promise<void>;
}

/** A delivery that the caller has claimed. */
export interface Delivery {
  readonly id: number;
  readonly sink: string;
  /** Idempotency key of the delivery. */
  readonly effectId: string;
  readonly body: string;
  /** Including the one that is about to be made. */
  readonly attempts: number;
}

export type DeliveryState = 'pending' | 'claimed' | 'dead';

export interface OutboxEntry {
  readonly id: number;
  readonly sink: string;
  readonly effectId: string;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly createdAtMillis: number;
  /** When it is tried next; for dead letters, when it was given up. */
  readonly dueAtMillis: number;
  readonly lastError: string | null;
}

/** Deliveries to come. An entry leaves it when it was delivered or dropped. */
export interface Outbox {
  /** Take up to `limit` due deliveries; those not settled return `leaseMillis` later, or when the store is opened again. */
  claim(sink: string, limit: number, nowMillis: number, leaseMillis: number): Promise<Delivery[]>;
  delivered(id: number): Promise<void>;
  retryAt(id: number, dueAtMillis: number, error: string): Promise<void>;
  /** Give a claimed delivery back as if it had not been tried. */
  unclaim(id: number, nowMillis: number): Promise<void>;
  bury(id: number, nowMillis: number, error: string): Promise<void>;
  /** When the sink's next delivery is due, or null. */
  nextDue(sink: string): Promise<number | null>;
  list(filter: { readonly state?: DeliveryState; readonly sink?: string }, page: Page): Promise<OutboxEntry[]>;
  /** Try a dead letter again, from its first attempt on. False when there is no such dead letter. */
  retry(id: number, nowMillis: number): Promise<boolean>;
  /** Forget a dead letter. False when there is no such dead letter. */
  drop(id: number): Promise<boolean>;
  counts(): Promise<{ readonly pending: number; readonly dead: number }>;
}
