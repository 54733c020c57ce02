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
}
