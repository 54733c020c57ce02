/** How hard an action hits an innocent person. */
import type { ActionKind } from '@lapwing/enforcement/actions';

/**
 * Per hour of its duration: 0 for what they do not notice, 1 for being shut out. The weights are this scoreboard's own: an order and
 * rough distances, so that a thousand hours of limited reach and three hundred of suspension are about as bad.
 */
export const SEVERITY: Readonly<Record<ActionKind, number>> = {
  allow: 0,
  avoid_ads: 0,
  notice: 0.02,
  nudge: 0.02,
  label: 0.05,
  downrank: 0.05,
  section_low_quality: 0.05,
  section_abusive: 0.1,
  limit_engagement: 0.1,
  downrank_feed: 0.1,
  interstitial: 0.1,
  tombstone: 0.2,
  drop: 0.2,
  limit_reach: 0.3,
  challenge: 0.3,
  rate_limit: 0.4,
  read_only: 0.7,
  suspend: 1,
};

/** Whether a text names an action of the contract. */
export function isActionKind(text: string): text is ActionKind {
  return Object.hasOwn(SEVERITY, text);
}

/** Actions on an account that say "there is something wrong with it". */
export function accuses(kind: ActionKind): boolean {
  return SEVERITY[kind] >= SEVERITY.label;
}
