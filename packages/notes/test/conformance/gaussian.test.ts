/** The Gaussian scorers with the reference's raters: equal to single precision (notes.md §2.10). */
import { expect, test } from 'vitest';
import { gaussianIntercepts, Kernels } from '../../src/core/gaussian/kernel.ts';
import { preprocess } from '../../src/core/preprocess.ts';
import { GAUSSIAN, GAUSSIAN_CORE_WITH_TOPICS } from '../../src/core/scorers/definition.ts';
import { scopeOf } from '../../src/core/scorers/scope.ts';
import { rowsOfRatedNotes } from '../../src/core/scorers/training.ts';
import { compare, loadGolden, noteOf, number, table, WHY, withGolden, withReferenceTopics } from '../support/golden.ts';

test.skipIf(withGolden.skip).each([
  { scorer: GAUSSIAN, column: 'gaussianNoteIntercept', notes: 1644 },
  { scorer: GAUSSIAN_CORE_WITH_TOPICS, column: 'gaussianCoreWithTopicsNoteIntercept', notes: 2625 },
])(`$column of $notes notes ${WHY}`, async ({ scorer, column, notes }) => {
  const dataset = withReferenceTopics(await loadGolden('100k locked'), '100k locked');
  const factor = new Float64Array(dataset.participants.count).fill(Number.NaN);
  for (const row of table('full_main_synth100kL/helpfulness_scores.tsv.gz')) {
    factor[dataset.participants.ids.find(row['raterParticipantId']!)] = number(row['coreRaterFactor1']);
  }
  const scope = scopeOf(dataset, preprocess(dataset).rows, scorer);
  const rated = rowsOfRatedNotes(dataset.ratings, scope.rows, 5);
  const authors = new Uint8Array(dataset.notes.count);
  for (const row of rated) authors[dataset.ratings.note[row]!] = 1;
  const counted = rated.filter((row) => !Number.isNaN(factor[dataset.ratings.rater[row]!]!));
  const intercepts = gaussianIntercepts(dataset, counted, new Kernels(factor), authors);
  const found = compare(
    table('full_main_synth100kL/scored_notes.tsv.gz').map((row) => {
      const note = noteOf(dataset, row['noteId']!);
      return [scope.captured[note] === 1 ? intercepts[note]! : Number.NaN, number(row[column])];
    }),
  );
  expect(found).toMatchObject({ count: notes, oneSided: 0 });
  expect(found.max).toBeLessThan(1e-6);
});
