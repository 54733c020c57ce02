/** The right to write: earned by rating well, lost by writing what raters reject (notes.md §2.14). */
import { ENROLLMENT_STATES, type EnrollmentState, type Participants } from '../data/dataset.ts';
import type { AuthorCounts, RaterCounts } from './counts.ts';

const NEEDED_TO_EARN_IN = 5;
const AT_RISK_NOTES = 2;
const TOP_WRITER_IMPACT = 10;
const TOP_WRITER_SHARE = 0.04;

const code = (state: EnrollmentState) => ENROLLMENT_STATES.indexOf(state);
const EARNED_IN = code('earnedIn');
const AT_RISK = code('atRisk');
const EARNED_OUT = code('earnedOutNoAcknowledge');
const EARNED_OUT_KNOWN = code('earnedOutAcknowledged');
const NEW_USER = code('newUser');
const REMOVED = code('removed');
const API = new Set([code('apiTestUser'), code('apiEarnedIn'), code('apiEarnedOut')]);

export interface ContributorState {
  readonly state: Uint8Array;
  readonly neededToEarnIn: Float64Array;
  readonly stateChangedAt: Float64Array;
  readonly earnedOutAt: Float64Array;
  readonly timesEarnedOut: Float64Array;
  readonly ratingImpact: Float64Array;
  readonly writingImpact: Float64Array;
}

/** Those who have seen that they lost the right start over from now. */
export function earnedOutTimes(participants: Participants, now: number): Float64Array {
  return participants.earnedOutAt.map((at, index) => (participants.state[index] === EARNED_OUT_KNOWN ? now : at));
}

/** Agreements count one, disagreements cost one, and finding a note helpful that is not costs two. */
function ratingImpact({ agreement }: RaterCounts, rater: number): number {
  const { successfulHelpful, successfulNotHelpful, unsuccessfulHelpful, unsuccessfulNotHelpful } = agreement;
  return (
    successfulHelpful[rater]! +
    successfulNotHelpful[rater]! -
    unsuccessfulHelpful[rater]! -
    2 * unsuccessfulNotHelpful[rater]!
  );
}

/** Everyone's state after this run. `earnedOutAt` is that of `earnedOutTimes`. */
export function contributorState(
  participants: Participants,
  raters: RaterCounts,
  authors: AuthorCounts,
  earnedOutAt: Float64Array,
  now: number,
): ContributorState {
  const { count } = participants;
  const result: ContributorState = {
    state: Uint8Array.from(participants.state),
    neededToEarnIn: participants.neededToEarnIn.map((needed) => (Number.isNaN(needed) ? NEEDED_TO_EARN_IN : needed)),
    stateChangedAt: Float64Array.from(participants.stateChangedAt),
    earnedOutAt: Float64Array.from(earnedOutAt),
    timesEarnedOut: Float64Array.from(participants.timesEarnedOut),
    ratingImpact: new Float64Array(count),
    writingImpact: new Float64Array(count),
  };
  for (let who = 0; who < count; who++) {
    result.ratingImpact[who] = ratingImpact(raters, who);
    result.writingImpact[who] = authors.notes.crh[who]! - authors.notes.crnh[who]!;
    if (participants.enrolled[who] === 0) result.state[who] = NEW_USER;
    move(who, authors, result);
    if (result.state[who] !== participants.state[who] && participants.enrolled[who] === 1)
      result.stateChangedAt[who] = now;
  }
  return result;
}

function move(who: number, authors: AuthorCounts, result: ContributorState): void {
  const { state } = result;
  const before = state[who]!;
  const recentNotHelpful = authors.recent.crnh[who]!;
  const isOut = () => state[who] === EARNED_OUT || state[who] === EARNED_OUT_KNOWN;
  let lost = false;
  const lose = () => {
    state[who] = EARNED_OUT_KNOWN;
    result.timesEarnedOut[who]!++;
    lost = true;
  };
  const fixed = before === REMOVED || API.has(before);
  if (!fixed) {
    const outside = state[who] !== EARNED_IN && state[who] !== AT_RISK;
    if (outside && result.ratingImpact[who]! >= result.neededToEarnIn[who]!) state[who] = EARNED_IN;
    const writing = state[who] !== NEW_USER && !isOut();
    if (writing && state[who] !== AT_RISK && recentNotHelpful === AT_RISK_NOTES) state[who] = AT_RISK;
    else if (writing && recentNotHelpful > AT_RISK_NOTES) lose();
    if (state[who] === AT_RISK && recentNotHelpful < AT_RISK_NOTES) state[who] = EARNED_IN;
  }
  const trigger = result.writingImpact[who]! < 0 && recentNotHelpful >= 1;
  if (trigger && !isOut() && state[who] !== NEW_USER && state[who] !== REMOVED) lose();
  if (lost) result.neededToEarnIn[who] = neededAgain(who, authors, result);
}

/** Rating impact after which someone may write again; once more and more for those who lose the right time and again. */
function neededAgain(who: number, authors: AuthorCounts, result: ContributorState): number {
  const base = NEEDED_TO_EARN_IN + Math.max(result.ratingImpact[who]!, 0);
  const { crh, crnh, nmr } = authors.notes;
  const impact = result.writingImpact[who]!;
  const topWriter = impact >= TOP_WRITER_IMPACT && impact / (crh[who]! + crnh[who]! + nmr[who]!) >= TOP_WRITER_SHARE;
  return topWriter ? base : base + NEEDED_TO_EARN_IN * Math.max(result.timesEarnedOut[who]! - 1, 0);
}
