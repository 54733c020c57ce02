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

export interface Tables {
  readonly effect: EffectTable;
  readonly ruleset: RulesetTable;
  readonly label_current: LabelCurrentTable;
  readonly outbox: OutboxTable;
  readonly tally: TallyTable;
  readonly progress: ProgressTable;
}
