/**
 * Where applied effects live. SQLite is the embedded store; another one keeps the same promises (F1 to F3, see effects.ts).
 *
 * - F4 Applying batches that overlap, in order, leaves the same rows as applying each effect once.
 */
import type {
  Alert,
  AlertKind,
  BrakeChange,
  ControlRecord,
  HeldEffect,
  HoldCause,
  MadeChange,
  UndoCursor,
  UndoOutcome,
  UndoRequest,
  UndoTally,
} from './brakes/index.ts';
import type { AppliedEffect, Effect, EffectBody, EffectRule, LabelOutcome, ManualLabelChange } from './effects.ts';

export interface EffectBatch {
  readonly effects: readonly AppliedEffect[];
  readonly manual: readonly ManualLabelChange[];
  readonly held?: readonly HeldEffect[];
  readonly alerts?: readonly Alert[];
  readonly records?: readonly ControlRecord[];
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
  /** The batch that put the label back, where this is one's doing. */
  readonly undo: string | null;
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
  readonly brakes: BrakeStore;
  readonly undo: UndoStore;
  /** Take out what is older, in event time: settled held effects and alerts that were seen to; verdicts and effects of plugins. */
  prune(request: PruneRequest): Promise<Pruned>;
  close(): Promise<void>;
}

export interface PruneRequest {
  readonly settledBefore: number;
  /** Labels stay: their history and undo rest on them. Null keeps all. */
  readonly effectsBefore: number | null;
}

/** Rows that are gone. */
export interface Pruned {
  readonly held: number;
  readonly alerts: number;
  readonly effects: number;
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

/** What a held effect has come to. */
export type HeldState = 'held' | 'refused' | 'released' | 'dropped';

export interface StoredHeld {
  /** Order in which they were held: the cursor of pages. */
  readonly sequence: number;
  readonly effect: Effect;
  readonly heldAtMillis: number;
  readonly rule: string;
  readonly cause: HoldCause;
  readonly detail: string;
  readonly state: HeldState;
  readonly decided: MadeChange | null;
}

export interface HeldFilter {
  readonly state: HeldState;
  readonly rule?: string;
  readonly cause?: HoldCause;
}

export interface StoredAlert extends Alert {
  readonly sequence: number;
  /** Who saw to it, if anybody. */
  readonly seen: MadeChange | null;
}

export interface AlertFilter {
  readonly rule?: string;
  /** Seen to or not; both when absent. */
  readonly seen?: boolean;
}

export interface BrakeLogEntry extends MadeChange {
  readonly position: number;
  readonly kind: BrakeChange['kind'];
  readonly change: BrakeChange;
}

export interface UndoBatch extends MadeChange, UndoRequest {
  readonly position: number;
  readonly state: 'running' | 'done' | 'cancelled';
  readonly endedAtMillis: number | null;
  readonly cursor: UndoCursor;
  /** Looked at and settled, those that cannot be undone included. */
  readonly effects: number;
  readonly tally: UndoTally;
  readonly outcomes: Readonly<Record<Exclude<UndoOutcome, 'changed-meanwhile'>, number>>;
}

export interface UndoneLabelView {
  readonly sequence: number;
  readonly entityType: string;
  readonly entityId: string;
  readonly label: string;
  readonly outcome: UndoOutcome;
  /** How many effects on it were taken back. */
  readonly effects: number;
}

/** An effect or a person's change that a batch may be about. */
export interface UndoCandidate {
  readonly id: string;
  readonly kind: EffectBody['kind'];
  readonly entityType: string | null;
  readonly entityId: string | null;
  readonly label: string | null;
}

/** One thing that was done to a label, in the order in which it was. */
export interface LabelDeed {
  readonly id: string;
  readonly position: number;
  /** When it took place: for effects that were held, their release. */
  readonly atMillis: number;
  readonly released: boolean;
  readonly change: 'add' | 'remove';
  readonly expiresAtMillis: number | null;
  readonly rulesetHash: string | null;
  readonly rules: readonly EffectRule[];
  /** Where a person did it. */
  readonly person: string | null;
  readonly reason: string;
  /** Rules whose part was taken back, or null for all of it. */
  readonly reversed: ReadonlySet<string> | null;
}

/** What the brakes left for people, and what they made of it. */
export interface BrakeStore {
  /** Newest first. */
  held(filter: HeldFilter, page: Page): Promise<StoredHeld[]>;
  /** Oldest first, those behind `after` up to `through`. */
  heldInOrder(
    filter: HeldFilter,
    page: { readonly after: number; readonly through: number; readonly limit: number },
  ): Promise<StoredHeld[]>;
  heldById(id: string): Promise<StoredHeld | null>;
  heldOfEvent(eventId: string): Promise<StoredHeld[]>;
  /** How many are in a state, by rule and cause. */
  heldCounts(state: HeldState): Promise<{ readonly rule: string; readonly cause: HoldCause; readonly count: number }[]>;
  /** How many were held while there was no room for more, by rule and cause: they are counted, and in no list. */
  heldBeyond(): Promise<{ readonly rule: string; readonly cause: HoldCause; readonly count: number }[]>;
  alerts(filter: AlertFilter, page: Page): Promise<StoredAlert[]>;
  /** Of the ids, those of alerts that nobody has seen to. */
  openAlerts(ids: readonly string[]): Promise<string[]>;
  /** How many wait for somebody. */
  openAlertCount(): Promise<number>;
  alertCounts(): Promise<ReadonlyMap<AlertKind, number>>;
  log(page: Page): Promise<BrakeLogEntry[]>;
}

/** What undoing needs to know, and what came of it. */
export interface UndoStore {
  list(page: Page): Promise<UndoBatch[]>;
  batch(id: string): Promise<UndoBatch | null>;
  labels(id: string, page: Page): Promise<UndoneLabelView[]>;
  /**
   * What the batch is about among the next effects behind `after`, as far as it has not been taken back; `scannedTo` is where to go
   * on, null at the end.
   */
  candidates(
    batch: UndoRequest & { readonly position: number },
    after: number,
  ): Promise<{ readonly found: readonly UndoCandidate[]; readonly scannedTo: number | null }>;
  /** Everything that was done to a label, or null where that is more than `limit`. */
  deeds(entityType: string, entityId: string, label: string, limit: number): Promise<LabelDeed[] | null>;
  /** The last sequence there is, as the end of scanning. */
  lastSequence(): Promise<number>;
}
