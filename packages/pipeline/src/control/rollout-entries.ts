/** Control entries of rollouts: who put which rule or ruleset into which state, and why. */

/**
 * What a rule or ruleset version may be in:
 *
 * - `draft`: there, and nothing else: neither acts nor is recorded
 * - `shadow`: evaluated and recorded, never acts
 * - `canary`: acts on a share of entities, always the same ones; recorded for the others
 * - `live`: acts
 * - `disabled`: as a draft, after it had been more
 */
export const ROLLOUT_STATES = ['draft', 'shadow', 'canary', 'live', 'disabled'] as const;
export type RolloutState = (typeof ROLLOUT_STATES)[number];

export interface StateSetting {
  readonly state: RolloutState;
  /** Of entities, over 0 and below 100, in steps of 0.01; null but for a canary. */
  readonly percent: number | null;
}

/** What can be asked for, and done at once or after a second person has approved it. */
export type RolloutAction =
  | (StateSetting & {
      readonly kind: 'rule';
      readonly rule: string /** The version that the person looked at. */;
      readonly version: string;
    })
  | {
      readonly kind: 'candidate';
      readonly hash: string;
      readonly state: 'shadow' | 'canary' | 'live';
      readonly percent: number | null;
    };

export type RolloutChange =
  | RolloutAction
  /** The candidate stops; its counters are forgotten. */
  | { readonly kind: 'withdraw'; readonly hash: string }
  | { readonly kind: 'propose'; readonly action: RolloutAction; readonly approvalsNeeded: 1 | 2 }
  /** The last approval does what was proposed; for a candidate that goes live, its activation is the last approval. */
  | { readonly kind: 'approve'; readonly proposal: number }
  | { readonly kind: 'reject'; readonly proposal: number };

export interface RolloutEntry {
  readonly type: 'rollout';
  /** By the clock: what people do has no event time of its own. */
  readonly atMillis: number;
  readonly by: string;
  readonly reason: string;
  readonly change: RolloutChange;
}

/** From this position on a second ruleset is evaluated on every event, beside the one in force. Holds the files, as an activation does. */
export interface CandidateEntry {
  readonly type: 'candidate';
  readonly atMillis: number;
  readonly by: string;
  readonly reason: string;
  readonly hash: string;
  readonly files: Readonly<Record<string, string>>;
  /** `fork`: it begins with what the rules in force remember; `empty`: with nothing. */
  readonly counters: 'fork' | 'empty';
}
