/** The whole algorithm on a made-up platform: it does not depend on the order of rows or on ids, and its outputs can be its next inputs. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DatasetBuilder } from '../src/core/data/builder.ts';
import type { Dataset } from '../src/core/data/dataset.ts';
import { seededRandom } from '../src/core/numbers.ts';
import { type RunResult, runScoring } from '../src/core/pipeline/run.ts';
import { CRH, CRNH, NMR } from '../src/core/status.ts';
import { compareScoredNotes } from '../src/diff/compare.ts';
import { readOutput } from '../src/diff/read.ts';
import { readStatusHistory } from '../src/formats/inputs.ts';
import { loadDataset } from '../src/formats/load.ts';
import { OUTPUT_FILES, writeOutputs } from '../src/outputs/write.ts';
import { writePlatform } from '../src/simulation/files.ts';
import { platformBuilder, simulatePlatform } from '../src/simulation/platform.ts';

const NOW = 1_786_000_000_000;
const OPTIONS = { seed: 3, raters: 220, notes: 260, ratings: 9000, now: NOW };
const RUN = { now: NOW, diligence: null };

let dataset: Dataset;
let result: RunResult;
let home: string;

beforeAll(async () => {
  dataset = platformBuilder(simulatePlatform(OPTIONS)).build();
  result = runScoring(dataset, RUN);
  home = await mkdtemp(join(tmpdir(), 'lapwing-notes-'));
});
afterAll(() => rm(home, { recursive: true, force: true }));

/** The platform with its ratings in another order and people renamed. */
function rebuilt(rename: (id: string) => string, shuffle: boolean): Dataset {
  const platform = simulatePlatform(OPTIONS);
  const random = seededRandom(9);
  const ratings = [...platform.ratings].map((rating) => ({ ...rating, rater: rename(rating.rater), key: random() }));
  if (shuffle) ratings.sort((a, b) => a.key - b.key);
  return platformBuilder({
    ...platform,
    people: platform.people.map((person) => ({ ...person, id: rename(person.id) })).reverse(),
    notes: platform.notes.map((note) => ({ ...note, author: rename(note.author) })),
    ratings,
  }).build();
}

test('there is something to decide', () => {
  expect(result.meta.status.filter((status) => status === CRNH).length).toBeGreaterThan(10);
  expect(result.families.core.notes.status.filter((status) => status === CRH).length).toBeGreaterThan(3);
});

test('the order of rows changes nothing at all', () => {
  const shuffled = rebuilt((id) => id, true);
  expect(shuffled).toEqual(dataset);
});

test('other ids for people change no status, and no number by more than 1e-9', () => {
  const renamed = runScoring(
    rebuilt((id) => id.split('').reverse().join(''), false),
    RUN,
  );
  expect(renamed.meta.status).toEqual(result.meta.status);
  for (const name of ['core', 'expansionPlus', 'group'] as const) {
    const ours = result.families[name].notes;
    const theirs = renamed.families[name].notes;
    expect(theirs.rules).toEqual(ours.rules);
    for (let note = 0; note < dataset.notes.count; note++) {
      if (Number.isNaN(ours.intercept[note]!)) expect(theirs.intercept[note]).toBeNaN();
      else expect(Math.abs(theirs.intercept[note]! - ours.intercept[note]!)).toBeLessThan(1e-9);
    }
  }
});

test('written to files and read again, the platform is the same', async () => {
  const paths = await writePlatform(await mkdtemp(join(home, 'inputs-')), simulatePlatform(OPTIONS));
  const read = await loadDataset(paths, { strictColumns: true });
  expect(read.ratings).toEqual(dataset.ratings);
  expect(read.notes).toEqual(dataset.notes);
  expect(read.participants.group).toEqual(dataset.participants.group);
});

describe('data on which little can be decided', () => {
  test.each([
    { raters: 3, notes: 2, ratings: 4 },
    { raters: 40, notes: 30, ratings: 400 },
  ])('$notes notes need more ratings', (size) => {
    const small = platformBuilder(simulatePlatform({ seed: 1, now: NOW, ...size })).build();
    expect([...new Set(runScoring(small, { now: NOW }).meta.status)]).toEqual([NMR]);
  });

  test('nothing at all', () => {
    expect(runScoring(new DatasetBuilder().build(), { now: NOW }).meta.status.length).toBe(0);
  });
});

describe('outputs', () => {
  test('an output does not differ from itself, and its status history can be read', async () => {
    await writeOutputs(home, dataset, result);
    const output = await readOutput(home, OUTPUT_FILES.scoredNotes);
    const comparison = compareScoredNotes(output, output);
    expect(comparison).toMatchObject({ notes: 260, statuses: [], scorersOnly: [], columns: [] });
    const builder = new DatasetBuilder();
    expect(await readStatusHistory(join(home, OUTPUT_FILES.statusHistory), builder)).toBe(260);
  });

  test('a difference is explained by the scorer that decides and its rules', async () => {
    const note = result.families.core.notes.rules.findIndex((rules) => rules === 1 + 2);
    const helpful = Uint8Array.from(dataset.ratings.helpful);
    helpful.fill(0, dataset.ratings.noteStart[note], dataset.ratings.noteStart[note + 1]);
    const changed = { ...dataset, ratings: { ...dataset.ratings, helpful } };
    const other = await mkdtemp(join(home, 'other-'));
    await writeOutputs(home, dataset, result);
    await writeOutputs(other, changed, runScoring(changed, RUN));
    const { statuses, scorersOnly } = compareScoredNotes(
      await readOutput(home, OUTPUT_FILES.scoredNotes),
      await readOutput(other, OUTPUT_FILES.scoredNotes),
    );
    const found = [...statuses, ...scorersOnly].find(({ noteId }) => noteId === dataset.notes.ids.text(note));
    expect(found?.reason).toMatch(/^[a-zA-Z]+: intercept 0\.\d+ and -0\.\d+; .*B alone: GeneralCRNH \(v1\.0\)/);
    const core = found?.scorers.find(({ scorer }) => scorer === 'core');
    expect(core?.onlyInA).toEqual(['GeneralCRH (v1.0)']);
    expect(core?.onlyInB).toContain('GeneralCRNH (v1.0)');
  });
});
