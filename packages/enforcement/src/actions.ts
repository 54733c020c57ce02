/**
 * The action contract: what enforcement can do to an account, a post, a link or a device. Types alone, so that whoever carries actions
 * out (a platform, the simulator) depends on nothing else. The words are the reduced vocabulary of visibility filtering (Twitter 2023:
 * actions on content) and abuse enforcement (2026: actions on accounts).
 *
 * - A1 An action says how long it lasts; `null` is until somebody ends it.
 * - A2 An action is reversible: its end gives back what it took, but for time.
 * - A3 An action names what decided it, so that it can be explained, counted and undone.
 */

/** Actions on content, mildest first. */
export type ContentActionKind =
  | 'allow'
  | 'downrank'
  | 'avoid_ads'
  | 'notice'
  | 'nudge'
  | 'section_low_quality'
  | 'section_abusive'
  | 'limit_engagement'
  | 'label'
  | 'downrank_feed'
  | 'interstitial'
  | 'tombstone'
  | 'drop';

/**
 * Actions on accounts, mildest first. `limit_reach` shows posts to followers only, `rate_limit` leaves a few acts an hour, `challenge`
 * stops an account until it has passed a test, `read_only` until the end.
 */
export type AccountActionKind =
  | 'allow'
  | 'label'
  | 'limit_reach'
  | 'challenge'
  | 'rate_limit'
  | 'read_only'
  | 'suspend';

export type ActionKind = ContentActionKind | AccountActionKind;

export type Challenge = 'captcha' | 'email' | 'phone' | 'liveness';

export interface ActionTarget {
  readonly type: 'account' | 'post' | 'link' | 'device';
  /** As events name it; of a link, its host. */
  readonly id: string;
}

export interface EnforcementAction {
  readonly kind: ActionKind;
  readonly target: ActionTarget;
  /** What decided it: a rule, a model, a person. */
  readonly source: string;
  /** For the person concerned. */
  readonly reason: string;
  /** Milliseconds since the epoch at which it ends; null is until it is ended. */
  readonly expiresAtMillis: number | null;
  readonly appealable: boolean;
  /** What has to be passed, for `challenge`. */
  readonly challenge?: Challenge;
  /** The label's name, for `label`. */
  readonly label?: string;
}
