/** The tables as Kysely sees them; the migrations are what makes them. */
import type { Generated, GeneratedAlways } from 'kysely';

/** An effect of rules, or a label change by a person (then `person` is set). */
export interface EffectTable {
  readonly seq: GeneratedAlways<number>;
  /** 16 bytes. */
  readonly id: Uint8Array;
  readonly kind: string;
  readonly position: number;
  readonly time_ms: number;
  readonly event_id: string | null;
  readonly action: string | null;
  readonly ruleset: number | null;
  /** JSON: the rules with versions, reasons and features. */
  readonly rules: string | null;
  /** JSON: what a verdict or a plugin's effect says. */
  readonly detail: string | null;
  /** From here to `outcome`: label changes only. */
  readonly change: string | null;
  readonly entity_type: string | null;
  readonly entity_id: string | null;
  readonly label: string | null;
  readonly expires_at_ms: number | null;
  readonly outcome: string | null;
  readonly person: string | null;
  readonly reason: string | null;
  /** Of an effect that was held: when it was released, in event time and in the journal. */
  readonly applied_ms: number | null;
  readonly applied_position: number | null;
  /** The batch, where this is a label put back by one; then `person` is who undid. */
  readonly undo: string | null;
}

/** Every effect names its ruleset; the hash is stored once. */
interface RulesetTable {
  readonly id: GeneratedAlways<number>;
  readonly hash: string;
}

interface LabelCurrentTable {
  readonly entity_type: string;
  readonly entity_id: string;
  readonly label: string;
  readonly status: string;
  readonly manual: number;
  readonly since_ms: number;
  readonly expires_at_ms: number | null;
}

export interface OutboxTable {
  readonly id: GeneratedAlways<number>;
  readonly sink: string;
  readonly effect_id: string;
  readonly state: Generated<string>;
  readonly attempts: Generated<number>;
  readonly created_ms: number;
  readonly due_ms: number;
  readonly last_error: string | null;
  readonly body: string;
}

/** Rows of `effect` by kind; label changes by people are of kind `manual` here. */
interface TallyTable {
  readonly kind: string;
  readonly count: number;
}

interface ProgressTable {
  readonly name: string;
  readonly position: number;
}

export interface HeldTable {
  readonly seq: GeneratedAlways<number>;
  /** 16 bytes, of the effect. */
  readonly id: Uint8Array;
  readonly position: number;
  readonly held_ms: number;
  readonly selector: string;
  readonly rule: string;
  readonly cause: string;
  readonly detail: string;
  /** As text. */
  readonly effect: string;
  readonly state: string;
  readonly decided_ms: number | null;
  readonly decided_by: string | null;
  readonly decided_reason: string | null;
}

interface HeldBeyondTable {
  readonly rule: string;
  readonly cause: string;
  readonly count: number;
}

export interface AlertTable {
  readonly seq: GeneratedAlways<number>;
  readonly id: string;
  readonly kind: string;
  readonly rule: string | null;
  readonly version: string | null;
  readonly owner: string | null;
  readonly position: number;
  readonly at_ms: number;
  readonly message: string;
  /** JSON. */
  readonly figures: string;
  readonly seen_ms: number | null;
  readonly seen_by: string | null;
  readonly seen_reason: string | null;
}

export interface BrakeLogTable {
  readonly position: number;
  readonly at_ms: number;
  readonly person: string;
  readonly reason: string;
  readonly kind: string;
  /** JSON. */
  readonly detail: string;
}

export interface UndoTable {
  readonly id: string;
  readonly position: number;
  readonly at_ms: number;
  readonly person: string;
  readonly reason: string;
  /** JSON. */
  readonly scope: string;
  readonly from_ms: number;
  readonly to_ms: number;
  readonly state: string;
  readonly ended_ms: number | null;
  readonly pass: number;
  readonly cursor: number;
  /** Of the last chunk's journal entry: chunks before it are in. */
  readonly last_position: number;
  readonly effects: number;
  readonly verdicts: number;
  readonly plugins: number;
  readonly unreadable: number;
  readonly reversed: number;
  readonly other_reason: number;
  readonly person_decided: number;
  readonly nothing_left: number;
}

interface UndoLabelTable {
  readonly seq: GeneratedAlways<number>;
  readonly undo: string;
  readonly position: number;
  readonly entity_type: string;
  readonly entity_id: string;
  readonly label: string;
  readonly outcome: string;
  readonly effects: number;
}

/** Effects that were taken back; `rule` is whose part of it, or empty for all. */
interface ReversalTable {
  readonly effect: Uint8Array;
  readonly rule: string;
  readonly undo: string;
}

export interface Tables {
  readonly held_effect: HeldTable;
  readonly held_beyond: HeldBeyondTable;
  readonly alert: AlertTable;
  readonly brake_log: BrakeLogTable;
  readonly undo: UndoTable;
  readonly undo_label: UndoLabelTable;
  readonly reversal: ReversalTable;
  readonly effect: EffectTable;
  readonly ruleset: RulesetTable;
  readonly label_current: LabelCurrentTable;
  readonly outbox: OutboxTable;
  readonly tally: TallyTable;
  readonly progress: ProgressTable;
}
