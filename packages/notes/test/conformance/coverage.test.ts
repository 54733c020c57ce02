/** The reputation scorer from the ratings alone: the reference's optimiser stops a little before the optimum that is found here. */
import { expect, test } from 'vitest';
import { scoreReputation } from '../../src/core/models/reputation.ts';
import { preprocess } from '../../src/core/preprocess.ts';
import { STATUS_NAMES } from '../../src/core/status.ts';
import { compare, loadGolden, noteOf, number, table, WHY, withGolden } from '../support/golden.ts';

test.skipIf(withGolden.skip)(`coverage columns of 3,000 notes ${WHY}`, async () => {
  const dataset = await loadGolden('100k locked');
  const { rows } = preprocess(dataset);
  const { intercept, factor, status, reputation } = scoreReputation(dataset, rows, rows, 1);
  const scored = table('full_main_synth100kL/scored_notes.tsv.gz').map((row) => {
    return { row, note: noteOf(dataset, row['noteId']!) };
  });
  const column = (values: Float64Array, name: string) =>
    compare(scored.map(({ row, note }) => [values[note]!, number(row[name])]));
  const intercepts = column(intercept, 'coverageNoteIntercept');
  expect(intercepts).toMatchObject({ count: 2599, oneSided: 0 });
  expect(intercepts.max).toBeLessThan(0.005);
  expect(column(factor, 'coverageNoteFactor1').max).toBeLessThan(0.005);
  const differing = scored.filter(({ row, note }) => STATUS_NAMES[status[note]!]! !== row['coverageRatingStatus']);
  expect(differing.length).toBeLessThanOrEqual(1);
  for (const { note } of differing) expect(Math.abs(intercept[note]! - 0.28)).toBeLessThan(0.003);
  const raters = compare(
    table('full_main_synth100kL/helpfulness_scores.tsv.gz').map((row) => {
      const who = dataset.participants.ids.find(row['raterParticipantId']!);
      return [reputation[who]!, number(row['raterHelpfulnessReputation'])];
    }),
  );
  expect(raters.oneSided).toBe(0);
  expect(raters.max).toBeLessThan(0.02);
});
