/** The whole algorithm from input files to output files, against the reference's complete run (notes.md §3.3, end to end). */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Dataset } from '../../src/core/data/dataset.ts';
import { type RunResult, runScoring } from '../../src/core/pipeline/run.ts';
import { STATUS_NAMES } from '../../src/core/status.ts';
import { compareScoredNotes } from '../../src/diff/compare.ts';
import { readOutput } from '../../src/diff/read.ts';
import { OUTPUT_FILES, writeOutputs } from '../../src/outputs/write.ts';
import {
  compare,
  GOLDEN,
  loadGolden,
  number,
  type Row,
  table,
  WHY,
  withGolden,
  withReferenceTopics,
} from '../support/golden.ts';

const NOW = 1_786_000_000_000;

describe.skipIf(withGolden.skip)(`all scorers on 99,834 ratings ${WHY}`, () => {
  let dataset: Dataset;
  let result: RunResult;
  let scored: Row[];
  let home: string;

  beforeAll(async () => {
    dataset = withReferenceTopics(await loadGolden('100k locked'), '100k locked');
    // The reference's run did without the search for similar raters.
    result = runScoring(dataset, { now: NOW, similarity: false });
    scored = table('full_main_synth100kL/scored_notes.tsv.gz');
    home = await mkdtemp(join(tmpdir(), 'lapwing-notes-'));
    await writeOutputs(home, dataset, result);
  }, 600_000);
  afterAll(() => rm(home, { recursive: true, force: true }));

  test('at least 98.5 % of the final statuses are equal', () => {
    const equal = scored.filter((row, note) => STATUS_NAMES[result.meta.status[note]!] === row['finalRatingStatus']);
    expect(equal.length / scored.length).toBeGreaterThanOrEqual(0.985);
  });

  test('every scorer speaks about exactly the notes that the reference’s does', () => {
    for (const [name, { notes }] of Object.entries(result.families)) {
      const ours = scored.map((_, note) => notes.status[note] !== 0);
      expect([name, ours]).toEqual([name, scored.map((row) => row[`${name}RatingStatus`] !== '')]);
    }
  });

  test('intercepts of every scorer are close', () => {
    for (const [name, { notes }] of Object.entries(result.families)) {
      const found = compare(scored.map((row, note) => [notes.intercept[note]!, number(row[`${name}NoteIntercept`])]));
      expect(found.oneSided, name).toBeLessThanOrEqual(1);
      expect(found.median, name).toBeLessThan(0.01);
    }
  });

  test('every difference in status has a reason that names its stage', async () => {
    const comparison = compareScoredNotes(
      await readOutput(home, OUTPUT_FILES.scoredNotes),
      await readOutput(join(GOLDEN, 'full_main_synth100kL'), OUTPUT_FILES.scoredNotes),
    );
    expect(comparison.notes).toBe(3000);
    for (const { reason } of comparison.statuses)
      expect(reason).toMatch(/^(core|coreWithTopics|expansion|gaussian|topic|across scorers)/);
  });

  test.each(Object.values(OUTPUT_FILES))('%s has the reference’s columns and rows', async (name) => {
    const ours = (await readFile(join(home, name), 'utf8')).trimEnd().split('\n');
    const theirs = table(`full_main_synth100kL/${name}.gz`);
    expect(ours[0]!.split('\t')).toEqual(Object.keys(theirs[0]!));
    const ids = theirs.map((row) => Object.values(row)[0]);
    const found = ours.slice(1).map((line) => line.split('\t')[0]);
    // Whose ratings came before a status depends on the statuses: a few contributors more or fewer.
    if (name === OUTPUT_FILES.helpfulnessScores) expect(Math.abs(found.length - ids.length)).toBeLessThanOrEqual(3);
    else expect(found).toEqual(ids);
  });

  test('columns that depend on nothing fitted are equal as text', async () => {
    const theirs = await readOutput(join(GOLDEN, 'full_main_synth100kL'), OUTPUT_FILES.scoredNotes);
    const ours = await readOutput(home, OUTPUT_FILES.scoredNotes);
    const { columns } = compareScoredNotes(ours, theirs);
    const differing = new Set(columns.map(({ column }) => column));
    for (const column of [
      ...[
        'noteId',
        'classification',
        'createdAtMillis',
        'numRatings',
        'timestampMillisOfCurrentStatus',
        'modelingGroup',
      ],
      ...['modelingMultiGroup', 'noteTopic', 'rescoringActiveRules', 'timestampMinuteOfFinalScoringOutput'],
    ]) {
      expect(differing.has(column), column).toBe(false);
    }
  });
});
