/** What the warehouse stores: one row per decided event. */
import type { Feature, Outcome } from '@lapwing/sml';

/** A batch of rows decided by one ruleset; `values` of each row are parallel to `features`. */
export interface RowBatch {
  readonly features: readonly Feature[];
  readonly rulesetHash: string;
  readonly rows: readonly Row[];
}

export interface Row {
  /** Journal position: the row's identity; a row is stored once however often it is offered (W1). */
  readonly position: number;
  readonly eventId: string;
  readonly action: string;
  readonly timeMillis: number;
  readonly ingestedAtMillis: number;
  readonly values: readonly (Outcome | undefined)[];
  readonly verdicts: readonly string[];
  readonly labelMutations: readonly string[];
  /** Names of the rules that were true. */
  readonly hits: readonly string[];
  /** Results of stateful and impure calls, as JSON; what an exact explanation later needs. */
  readonly observations: string;
  readonly errorCount: number;
  /** What rules did in shadow; absent where nothing was to be recorded. */
  readonly shadow?: ShadowRow;
}

/** What would have happened beside what did; labels as in `labelMutations`. */
export interface ShadowRow {
  /** Names of the rules that were true and did not act. */
  readonly hits: readonly string[];
  readonly verdicts: readonly string[];
  readonly labels: readonly string[];
  /** What a second ruleset, evaluated beside the one in force, made of the event; null where there was none. */
  readonly candidate: {
    readonly hash: string;
    readonly hits: readonly string[];
    /** Those of its hits that acted, it being a canary; they are among the row's hits too. */
    readonly acted: readonly string[];
    readonly verdicts: readonly string[];
    readonly labels: readonly string[];
  } | null;
}
