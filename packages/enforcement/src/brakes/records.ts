/** What became of control entries about brakes and undoing, for the effect store: in the order of the journal, once. */
import type { AppliedEffect, EffectBody } from '../effects.ts';
import type { BrakeChange, MadeChange } from './changes.ts';

export type ControlRecord = BrakeRecord | ReleaseRecord | DropRecord | SeenRecord | UndoBegin | UndoChunk | UndoEnd;

interface Recorded extends MadeChange {
  readonly position: number;
}

export interface BrakeRecord extends Recorded {
  readonly type: 'brakes';
  readonly change: BrakeChange;
  /** False where there was nothing to change. */
  readonly changed: boolean;
}

/** Held effects that a person released: they applied at this position. */
export interface ReleaseRecord extends Recorded {
  readonly type: 'release';
  readonly effects: readonly AppliedEffect[];
}

export interface DropRecord extends Recorded {
  readonly type: 'drop';
  readonly ids: readonly string[];
}

/** Alerts that a person has seen to. */
export interface SeenRecord extends Recorded {
  readonly type: 'seen';
  readonly ids: readonly string[];
}

/** Whose doings are undone. */
export type UndoScope =
  | { readonly of: 'rule'; readonly rule: string; readonly version: string | null }
  | { readonly of: 'ruleset'; readonly hash: string }
  | { readonly of: 'person'; readonly person: string };

export interface UndoRequest {
  readonly id: string;
  readonly scope: UndoScope;
  /** In event time, both inclusive; of when the effects took place. */
  readonly fromMillis: number;
  readonly toMillis: number;
}

export interface UndoBegin extends Recorded {
  readonly type: 'undo-begin';
  readonly request: UndoRequest;
}

/**
 * - `reversed` the label is as if the effects had not been.
 * - `other-reason` it still is what it was, because something else says so too; only the reason is gone.
 * - `person-decided` a person has decided about the label, and that stays.
 * - `nothing-left` it had expired or was changed back already.
 * - `changed-meanwhile` it changed while the batch was prepared; a later chunk takes it up again.
 */
export type UndoOutcome = 'reversed' | 'other-reason' | 'person-decided' | 'nothing-left' | 'changed-meanwhile';

/** One label of one entity, taken back. */
export interface UndoneLabel {
  readonly entityType: string;
  readonly entityId: string;
  readonly label: string;
  readonly effects: readonly UndoneEffect[];
  readonly outcome: UndoOutcome;
  /** What the label is now, where this changed it; null is that there is none. */
  readonly now: {
    readonly status: 'added' | 'removed';
    readonly manual: boolean;
    readonly expiresAtMillis: number | null;
  } | null;
  /** What others have to be told, if anything. */
  readonly told: 'added' | 'removed' | 'merged' | null;
}

export interface UndoneEffect {
  readonly id: string;
  /** Whose part of it; null for all of it. */
  readonly rule: string | null;
}

/** What a chunk found besides labels to take back. */
export interface UndoTally {
  /** That cannot be undone, by kind. */
  readonly verdicts: number;
  readonly plugins: number;
  /** Labels whose history is too long, or does not give what is there now. */
  readonly unreadable: number;
}

export interface UndoChunk extends Recorded {
  readonly type: 'undo-chunk';
  readonly id: string;
  /** Where the next chunk goes on. */
  readonly cursor: UndoCursor;
  readonly tally: UndoTally;
  readonly labels: readonly UndoneLabel[];
}

export interface UndoCursor {
  /** A later pass takes up what changed during the one before. */
  readonly pass: number;
  readonly sequence: number;
}

export interface UndoEnd extends Recorded {
  readonly type: 'undo-end';
  readonly id: string;
  readonly state: 'done' | 'cancelled';
}

/** Whether what an effect did can be taken back (E7): a verdict was the answer to a question, and a plugin's effect is done elsewhere. */
export function isReversible(kind: EffectBody['kind']): boolean {
  switch (kind) {
    case 'label':
      return true;
    case 'verdict':
    case 'plugin':
      return false;
  }
}
