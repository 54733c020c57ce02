/** Control entries about brakes and undoing. */
import type { BrakeChange, MadeChange, UndoCursor, UndoneEffect, UndoRequest, UndoTally } from '@lapwing/enforcement';
import type { PreviousLabelState } from '@lapwing/memory';

export type EnforcementEntry =
  | BrakesEntry
  | ReleaseEntry
  | DropEntry
  | SeenEntry
  | UndoBeginEntry
  | UndoChunkEntry
  | UndoEndEntry;

interface BrakesEntry extends MadeChange {
  readonly type: 'brakes';
  readonly change: BrakeChange;
}

/** Held effects that a person lets through, as text (`effectText`): a replay needs nothing else. */
interface ReleaseEntry extends MadeChange {
  readonly type: 'release';
  readonly effects: readonly string[];
}

/** Held effects that a person wants gone, by their ids. */
interface DropEntry extends MadeChange {
  readonly type: 'drop';
  readonly ids: readonly string[];
}

/** Alerts that a person has seen to. */
interface SeenEntry extends MadeChange {
  readonly type: 'seen';
  readonly ids: readonly string[];
}

interface UndoBeginEntry extends MadeChange {
  readonly type: 'undo-begin';
  readonly request: UndoRequest;
}

export interface UndoChunkEntry extends MadeChange {
  readonly type: 'undo-chunk';
  readonly id: string;
  readonly cursor: UndoCursor;
  readonly tally: UndoTally;
  readonly labels: readonly PlannedReversal[];
}

/** What a label is to be, should it still be what it was when this was planned. */
export interface PlannedReversal {
  readonly entityType: string;
  readonly entityId: string;
  readonly label: string;
  readonly effects: readonly UndoneEffect[];
  readonly expected: LabelContent | null;
  readonly target: LabelContent | null;
}

/** A label's state without when it began. */
export type LabelContent = Pick<PreviousLabelState, 'status' | 'reasons'>;

interface UndoEndEntry extends MadeChange {
  readonly type: 'undo-end';
  readonly id: string;
  readonly state: 'done' | 'cancelled';
}

const TYPES: readonly string[] = ['brakes', 'release', 'drop', 'seen', 'undo-begin', 'undo-chunk', 'undo-end'];

export function isEnforcementEntry(value: { readonly type: unknown }): value is EnforcementEntry {
  return typeof value.type === 'string' && TYPES.includes(value.type);
}
