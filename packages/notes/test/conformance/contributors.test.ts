/** Contributor counts and states, given the reference's final statuses: exact (notes.md §2.14). */
import { expect, test } from 'vitest';
import { authorCounts, raterCounts, recentRatingCounts } from '../../src/core/contributors/counts.ts';
import { contributorState, earnedOutTimes } from '../../src/core/contributors/state.ts';
import { countTags } from '../../src/core/meta/explanation.ts';
import { preprocess } from '../../src/core/preprocess.ts';
import { countByNote } from '../../src/core/scorers/prescore.ts';
import { statusOf } from '../../src/core/status.ts';
import { loadGolden, number, table, WHY, withGolden } from '../support/golden.ts';

const NOW = 1_786_000_000_000;

test.skipIf(withGolden.skip)(`2,908 contributors of a full run ${WHY}`, async () => {
  const dataset = await loadGolden('100k locked');
  const { rows } = preprocess(dataset);
  const scored = table('full_main_synth100kL/scored_notes.tsv.gz');
  const status = Uint8Array.from(scored, (row) => statusOf(row['finalRatingStatus']!));
  const latest = Float64Array.from(table('full_main_synth100kL/note_status_history.tsv.gz'), (row) =>
    number(row['timestampMillisOfLatestNonNMRStatus']),
  );
  const raters = raterCounts(dataset, rows, status, latest);
  const earnedOutAt = earnedOutTimes(dataset.participants, NOW);
  const authors = authorCounts(dataset, rows, {
    status,
    coreIntercept: Float64Array.from(scored, (row) => number(row['coreNoteIntercept'])),
    ratingCount: countByNote(dataset, rows),
    tags: countTags(dataset, rows),
    earnedOutAt,
    now: NOW,
  });
  const state = contributorState(dataset.participants, raters, authors, earnedOutAt, NOW);
  const { agreement } = raters;
  const ifRated = (values: Float64Array) => (who: number) => (raters.rated[who] === 1 ? values[who]! : Number.NaN);
  const ifWrote = (values: Float64Array) => (who: number) => (authors.wrote[who] === 1 ? values[who]! : Number.NaN);
  const columns: Record<string, (who: number) => number> = {
    successfulRatingHelpfulCount: ifRated(agreement.successfulHelpful),
    successfulRatingNotHelpfulCount: ifRated(agreement.successfulNotHelpful),
    unsuccessfulRatingHelpfulCount: ifRated(agreement.unsuccessfulHelpful),
    unsuccessfulRatingNotHelpfulCount: ifRated(agreement.unsuccessfulNotHelpful),
    ratingsAwaitingMoreRatings: ifRated(raters.awaiting),
    ratedAfterDecision: ifRated(raters.afterDecision),
    notesCurrentlyRatedHelpful: ifWrote(authors.notes.crh),
    notesCurrentlyRatedNotHelpful: ifWrote(authors.notes.crnh),
    notesAwaitingMoreRatings: ifWrote(authors.notes.nmr),
    aggregateRatingReceivedTotal: ifWrote(authors.ratingsReceived),
    enrollmentState: (who) => state.state[who]!,
    successfulRatingNeededToEarnIn: (who) => state.neededToEarnIn[who]!,
    timestampOfLastStateChange: (who) => state.stateChangedAt[who]!,
    timestampOfLastEarnOut: (who) => state.earnedOutAt[who]!,
    numberOfTimesEarnedOut: (who) => state.timesEarnedOut[who]!,
    crhTotal14d: (who) => authors.last14Days.crh[who]!,
    crnhTotal14d: (who) => authors.last14Days.crnh[who]!,
    nmrTotal14d: (who) => authors.last14Days.nmr[who]!,
    crhTotal90d: (who) => authors.last90Days.crh[who]!,
    crnhTotal90d: (who) => authors.last90Days.crnh[who]!,
    nmrTotal90d: (who) => authors.last90Days.nmr[who]!,
  };
  const expected = table('full_main_synth100kL/helpfulness_scores.tsv.gz');
  const who = expected.map((row) => dataset.participants.ids.find(row['raterParticipantId']!));
  expect(who.length).toBe(2908);
  for (const [name, value] of Object.entries(columns)) {
    expect([name, who.map(value)]).toEqual([name, expected.map((row) => number(row[name]))]);
  }
  expect(who.map((index) => authors.topTags[index])).toEqual(
    expected.map((row) => row['authorTopNotHelpfulTagValues']),
  );
  expect(who.map((index) => authors.emerging[index] === 1)).toEqual(
    expected.map((row) => row['isEmergingWriter'] === 'True'),
  );
  const recent = recentRatingCounts(dataset, rows, NOW);
  expect([...recent]).toEqual(
    table('full_main_synth100kL/aux_note_info.tsv.gz').map((row) => number(row['numRatingsLast28'])),
  );
});
