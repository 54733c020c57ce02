/** The tables as Kysely sees them; the migrations are what makes them. */
import type { Generated, GeneratedAlways } from 'kysely';

export interface EffectTable {
  readonly seq: GeneratedAlways<number>;
  readonly id: string;
  readonly position: number;
  readonly event_id: string;
  readonly action: string;
  readonly time_ms: number;
  readonly ruleset_hash: string;
  readonly kind: string;
  readonly outcome: string | null;
  /** JSON: the rules with versions, reasons and features. */
  readonly rules: string;
  /** JSON: the effect's body. */
  readonly body: string;
}

export interface LabelHistoryTable {
  readonly seq: GeneratedAlways<number>;
  readonly position: number;
  readonly at_ms: number;
  readonly change: string;
  readonly entity_type: string;
  readonly entity_id: string;
  readonly label: string;
  readonly expires_at_ms: number | null;
  readonly outcome: string;
  readonly manual: number;
  readonly by: string;
  readonly reason: string;
  readonly event_id: string | null;
  readonly effect_id: string | null;
}

export interface LabelCurrentTable {
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

export interface ProgressTable {
  readonly name: string;
  readonly position: number;
}

export interface Tables {
  readonly effect: EffectTable;
  readonly label_history: LabelHistoryTable;
  readonly label_current: LabelCurrentTable;
  readonly outbox: OutboxTable;
  readonly progress: ProgressTable;
}
