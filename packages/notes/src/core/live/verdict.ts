/**
 * The status of a note between batch runs, with its reason in words. The rules are those of the core scorer that depend on ratings alone
 * (notes.md §2.8: enough ratings, thresholds, both sides); filters by tags and by similar raters join at the next batch run.
 */
import type { Thresholds } from '../scorers/definition.ts';
import type { StatusName } from '../status.ts';
import type { Posterior } from './certainty.ts';

interface SideEvidence {
  count: number;
  /** Twice the sum of the labels. */
  labels: number;
  /** Helpful less not helpful ratings. */
  net: number;
}

export interface LiveEvidence {
  ratings: number;
  readonly negative: SideEvidence;
  readonly positive: SideEvidence;
}

export interface LiveVerdict {
  readonly status: StatusName;
  /** One sentence. */
  readonly why: string;
}

const MIN_RATINGS = 5;
const MIN_NET = 4;
const MAX_NET_FOR_BALANCE = 10;
const MIN_SHARE = 0.05;

export function liveVerdict(
  evidence: LiveEvidence,
  { intercept, factor }: Posterior,
  misleading: boolean,
  before: StatusName,
  limit: Thresholds,
): LiveVerdict {
  if (evidence.ratings < MIN_RATINGS) {
    return {
      status: 'NEEDS_MORE_RATINGS',
      why: `has ${evidence.ratings} of the ${MIN_RATINGS} ratings that a status needs`,
    };
  }
  if (Number.isNaN(intercept)) {
    return { status: 'NEEDS_MORE_RATINGS', why: 'none of its raters has agreed with enough statuses to count yet' };
  }
  const shown = intercept.toFixed(2);
  const notHelpfulAt = limit.crnhIntercept + limit.crnhMultiplier * Math.abs(factor);
  if (intercept <= notHelpfulAt) {
    return {
      status: 'CURRENTLY_RATED_NOT_HELPFUL',
      why: `raters of both sides find it unhelpful: ${shown} is at or below ${notHelpfulAt.toFixed(2)}`,
    };
  }
  if (bothSidesObject(evidence)) {
    return { status: 'CURRENTLY_RATED_NOT_HELPFUL', why: 'on both sides few ratings are helpful' };
  }
  if (!misleading) {
    const rejected = intercept < limit.notMisleading;
    return rejected
      ? {
          status: 'CURRENTLY_RATED_NOT_HELPFUL',
          why: `it says the post is not misleading, and raters disagree: ${shown} is below ${limit.notMisleading}`,
        }
      : { status: 'NEEDS_MORE_RATINGS', why: 'it says the post is not misleading; such notes are not shown' };
  }
  const holds = before === 'CURRENTLY_RATED_HELPFUL' ? limit.crh - limit.inertia : limit.crh;
  if (intercept < holds) {
    const side = Math.abs(factor) > limit.factor ? ': mostly one side likes it' : '';
    return { status: 'NEEDS_MORE_RATINGS', why: `${shown} is below the ${holds.toFixed(2)} of helpful notes${side}` };
  }
  if (Math.abs(factor) > limit.factor) {
    return {
      status: 'NEEDS_MORE_RATINGS',
      why: `one side likes it far more: its factor ${factor.toFixed(2)} is beyond ${limit.factor}`,
    };
  }
  return balanced(evidence, shown);
}

function bothSidesObject({ negative, positive }: LiveEvidence): boolean {
  if (Math.min(negative.count, positive.count) < 3) return false;
  const means = [negative, positive].map(({ labels, count }) => Math.fround(labels / 2 / count)) as [number, number];
  const most = Math.fround(0.4);
  const mean = Math.fround(Math.fround(means[0] + means[1]) / 2);
  return means[0] <= most && means[1] <= most && mean <= Math.fround(0.3);
}

function balanced({ negative, positive }: LiveEvidence, intercept: string): LiveVerdict {
  const net = Math.max(0, Math.min(negative.net, positive.net));
  const lacking = negative.net <= positive.net ? 'negative' : 'positive';
  if (net < MIN_NET) {
    return {
      status: 'NEEDS_YOUR_HELP',
      why: `needs raters of the other side: ${net} of ${MIN_NET} net helpful ratings from raters with a ${lacking} factor`,
    };
  }
  if (net < MAX_NET_FOR_BALANCE && net / (negative.count + positive.count) < MIN_SHARE) {
    return {
      status: 'NEEDS_YOUR_HELP',
      why: 'needs raters of the other side: fewer than one in twenty of its net helpful ratings is theirs',
    };
  }
  return { status: 'CURRENTLY_RATED_HELPFUL', why: `raters of both sides find it helpful: ${intercept}` };
}
