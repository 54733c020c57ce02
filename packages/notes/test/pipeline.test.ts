/** The whole algorithm on a made-up platform: it does not depend on the order of rows or on ids, and its outputs can be its next inputs. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DatasetBuilder } from '../src/core/data/builder.ts';
import type { Dataset } from '../src/core/data/dataset.ts';
import { seededRandom } from '../src/core/numbers.ts';
import { JOBS, scoreJob } from '../src/core/pipeline/jobs.ts';
import { type FamilyName, prepare, type RunResult, runScoring } from '../src/core/pipeline/run.ts';
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
const RUN = { now: NOW };

let dataset: Dataset;
let result: RunResult;
let home: string;

beforeAll(async () => {
  dataset = platformBuilder(simulatePlatform(OPTIONS)).build();
  result = runScoring(dataset, RUN);
  home = await mkdtemp(join(tmpdir(), 'lapwing-notes-'));
});
afterAll(() => rm(home, { recursive: true, force: true }));

interface Renaming {
  readonly person?: (id: string) => string;
  readonly note?: (id: bigint) => bigint;
  readonly shuffle?: boolean;
}

/** The platform with its ratings in another order, or with people and notes renamed. */
function rebuilt({ person = (id) => id, note = (id) => id, shuffle = false }: Renaming): Dataset {
  const platform = simulatePlatform(OPTIONS);
  const random = seededRandom(9);
  const ratings = [...platform.ratings].map((rating) => ({ ...rating, rater: person(rating.rater), key: random() }));
  if (shuffle) ratings.sort((a, b) => a.key - b.key);
  return platformBuilder({
    ...platform,
    people: platform.people.map((one) => ({ ...one, id: person(one.id) })).reverse(),
    notes: platform.notes.map((one) => ({ ...one, id: note(one.id), author: person(one.author) })),
    ratings,
  }).build();
}

const mirrored = (id: string) => id.split('').reverse().join('');
/** The last note becomes the first, and so on. */
const HIGHEST = 2n ** 62n;

/** The largest distance of numbers of a note of ours and the same note of theirs; infinite where one side alone has a number. */
function largestGap(ours: Float64Array, theirs: Float64Array, placeOf: (note: number) => number): number {
  return ours.reduce((most, value, note) => {
    const other = theirs[placeOf(note)]!;
    if (Number.isNaN(value) || Number.isNaN(other))
      return Number.isNaN(value) === Number.isNaN(other) ? most : Infinity;
    return Math.max(most, Math.abs(value - other));
  }, 0);
}

function expectSame(other: RunResult, placeOf: (note: number) => number): void {
  expect(result.meta.status.map((_, note) => other.meta.status[placeOf(note)]!)).toEqual(result.meta.status);
  for (const [name, { notes }] of Object.entries(result.families)) {
    const theirs = other.families[name as FamilyName].notes;
    expect(
      notes.rules.map((_, note) => theirs.rules[placeOf(note)]!),
      name,
    ).toEqual(notes.rules);
    for (const column of ['intercept', 'factor', 'interceptMax', 'withoutHighVolume', 'withoutCorrelated'] as const)
      expect(largestGap(notes[column], theirs[column], placeOf), `${name} ${column}`).toBeLessThan(1e-9);
  }
  const [ours, theirs] = [result.core.result.lowDiligence!, other.core.result.lowDiligence!];
  expect(largestGap(ours, theirs, placeOf)).toBeLessThan(1e-9);
}

test('there is something to decide', () => {
  expect(result.meta.status.filter((status) => status === CRNH).length).toBeGreaterThan(10);
  expect(result.families.core.notes.status.filter((status) => status === CRH).length).toBeGreaterThan(3);
});

test('the order of rows changes nothing at all', () => {
  const shuffled = rebuilt({ shuffle: true });
  expect(shuffled).toEqual(dataset);
});

test('other ids for people change no status, and no number by more than 1e-9', () => {
  expectSame(runScoring(rebuilt({ person: mirrored }), RUN), (note) => note);
});

test('other ids for notes change no status, and no number by more than 1e-9', () => {
  const renamed = runScoring(rebuilt({ note: (id) => HIGHEST - id }), RUN);
  expectSame(renamed, (note) => dataset.notes.count - 1 - note);
});

test('the sign of the axis changes no status, and no number by more than 1e-9', () => {
  const { input } = prepare(dataset, RUN);
  const { params, ...rest } = result.core.prescoring;
  const negated = (values: Float64Array) => values.map((value) => -value);
  const flipped = {
    ...rest,
    params: {
      ...params,
      noteFactor: negated(params.noteFactor),
      raters: { ...params.raters, factor: negated(params.raters.factor) },
    },
  };
  const [other] = scoreJob(dataset, JOBS[0]!, flipped, input);
  expect(other!.result.status).toEqual(result.core.result.status);
  expect(other!.result.rules).toEqual(result.core.result.rules);
  const same = (note: number) => note;
  expect(largestGap(result.core.result.intercept, other!.result.intercept, same)).toBeLessThan(1e-9);
  expect(largestGap(result.core.result.factor, negated(other!.result.factor), same)).toBeLessThan(1e-9);
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
