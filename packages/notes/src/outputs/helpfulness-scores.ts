/** `helpfulness_scores.tsv`: what is known of each contributor, in the reference's columns (notes.md §A.2). */
import type { Dataset } from '../core/data/dataset.ts';
import type { FamilyRaters } from '../core/pipeline/families.ts';
import type { RunResult } from '../core/pipeline/run.ts';
import { booleanText, floatText, integerText, singleText } from './numbers.ts';
import type { OutputColumn, OutputTable } from './table.ts';

const ORDER =
  `raterParticipantId coreRaterIntercept coreRaterFactor1 crhCrnhRatioDifference meanNoteScore raterAgreeRatio
successfulRatingHelpfulCount successfulRatingNotHelpfulCount successfulRatingTotal unsuccessfulRatingHelpfulCount
unsuccessfulRatingNotHelpfulCount unsuccessfulRatingTotal ratingsAwaitingMoreRatings ratedAfterDecision
notesCurrentlyRatedHelpful notesCurrentlyRatedNotHelpful notesAwaitingMoreRatings enrollmentState
successfulRatingNeededToEarnIn authorTopNotHelpfulTagValues timestampOfLastStateChange aboveHelpfulnessThreshold
isEmergingWriter aggregateRatingReceivedTotal timestampOfLastEarnOut groupRaterIntercept groupRaterFactor1 modelingGroup
raterHelpfulnessReputation numberOfTimesEarnedOut expansionRaterIntercept expansionRaterFactor1 expansionPlusRaterIntercept
expansionPlusRaterFactor1 multiGroupRaterIntercept multiGroupRaterFactor1 modelingMultiGroup coreWithTopicsRaterIntercept
coreWithTopicsRaterFactor1 coreFirstRoundRaterIntercept coreFirstRoundRaterFactor1 crhTotal14d crnhTotal14d nmrTotal14d
crhTotal90d crnhTotal90d nmrTotal90d`.split(/\s+/);

export function helpfulnessTable({ participants }: Dataset, result: RunResult): OutputTable {
  const { raters, authors, contributors, families, core } = result;
  const { agreement } = raters;
  const { helpfulness, known, firstRound } = core.prescoring;
  const texts = new Map<string, OutputColumn['text']>();
  const ifRated = (name: string, value: (who: number) => number) => {
    texts.set(name, (who) => (raters.rated[who] === 1 ? floatText(value(who)) : ''));
  };
  const ifWrote = (name: string, values: Float64Array) => {
    texts.set(name, (who) => (authors.wrote[who] === 1 ? floatText(values[who]!) : ''));
  };
  const whole = (name: string, values: Float64Array) => {
    texts.set(name, (who) => integerText(values[who]!));
  };
  const judged = (name: string, values: Float64Array | undefined) => {
    texts.set(name, (who) => floatText(values?.[who] ?? Number.NaN));
  };
  texts.set('raterParticipantId', (who) => participants.ids.text(who));
  for (const [name, family] of Object.entries(families)) raterColumns(name, family.raters, texts);
  texts.set('coreFirstRoundRaterIntercept', (who) => singleText(firstRound.raters.intercept[who]!));
  texts.set('coreFirstRoundRaterFactor1', (who) => singleText(firstRound.raters.factor[who]!));
  texts.set('raterHelpfulnessReputation', (who) => singleText(result.coverage?.reputation[who] ?? Number.NaN));
  judged('crhCrnhRatioDifference', helpfulness?.authorRatio);
  judged('meanNoteScore', helpfulness?.authorMean);
  judged('raterAgreeRatio', helpfulness?.agreeRatio);
  texts.set('aboveHelpfulnessThreshold', (who) =>
    known[who] === 1 ? booleanText(helpfulness?.helpful[who] === 1) : '',
  );
  ifRated('successfulRatingHelpfulCount', (who) => agreement.successfulHelpful[who]!);
  ifRated('successfulRatingNotHelpfulCount', (who) => agreement.successfulNotHelpful[who]!);
  ifRated('successfulRatingTotal', (who) => agreement.successfulHelpful[who]! + agreement.successfulNotHelpful[who]!);
  ifRated('unsuccessfulRatingHelpfulCount', (who) => agreement.unsuccessfulHelpful[who]!);
  ifRated('unsuccessfulRatingNotHelpfulCount', (who) => agreement.unsuccessfulNotHelpful[who]!);
  ifRated(
    'unsuccessfulRatingTotal',
    (who) => agreement.unsuccessfulHelpful[who]! + agreement.unsuccessfulNotHelpful[who]!,
  );
  ifRated('ratingsAwaitingMoreRatings', (who) => raters.awaiting[who]!);
  ifRated('ratedAfterDecision', (who) => raters.afterDecision[who]!);
  ifWrote('notesCurrentlyRatedHelpful', authors.notes.crh);
  ifWrote('notesCurrentlyRatedNotHelpful', authors.notes.crnh);
  ifWrote('notesAwaitingMoreRatings', authors.notes.nmr);
  ifWrote('aggregateRatingReceivedTotal', authors.ratingsReceived);
  texts.set('enrollmentState', (who) => String(contributors.state[who]));
  whole('successfulRatingNeededToEarnIn', contributors.neededToEarnIn);
  texts.set('authorTopNotHelpfulTagValues', (who) => authors.topTags[who]!);
  whole('timestampOfLastStateChange', contributors.stateChangedAt);
  texts.set('timestampOfLastEarnOut', (who) => floatText(contributors.earnedOutAt[who]!));
  whole('numberOfTimesEarnedOut', contributors.timesEarnedOut);
  texts.set('isEmergingWriter', (who) => booleanText(authors.emerging[who] === 1));
  texts.set('modelingGroup', memberText(families.group.raters));
  texts.set('modelingMultiGroup', memberText(families.multiGroup.raters));
  for (const [days, counts] of [
    ['14d', authors.last14Days],
    ['90d', authors.last90Days],
  ] as const) {
    whole(`crhTotal${days}`, counts.crh);
    whole(`crnhTotal${days}`, counts.crnh);
    whole(`nmrTotal${days}`, counts.nmr);
  }
  const columns = ORDER.map((name) => ({ name, text: texts.get(name) ?? (() => '') }));
  return { columns, rows: contributorsOf(participants.count, result) };
}

/** Those who rated before a status, or wrote. */
function* contributorsOf(count: number, { raters, authors }: RunResult): Iterable<number> {
  for (let who = 0; who < count; who++) if (raters.rated[who] === 1 || authors.wrote[who] === 1) yield who;
}

function raterColumns(name: string, raters: FamilyRaters, texts: Map<string, OutputColumn['text']>): void {
  texts.set(`${name}RaterIntercept`, (who) => singleText(raters.intercept[who]!));
  texts.set(`${name}RaterFactor1`, (who) => singleText(raters.factor[who]!));
}

function memberText({ member }: FamilyRaters): OutputColumn['text'] {
  return (who) => (member[who] === 0 ? '' : floatText(member[who]!));
}
