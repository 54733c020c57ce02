/** Runs on several threads, and runs that go on where another was stopped: the same result, to the last bit. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkFlips } from '../src/core/pipeline/flips.ts';
import { runScoring } from '../src/core/pipeline/run.ts';
import { select } from '../src/core/pipeline/selection.ts';
import { CRH, NMR } from '../src/core/status.ts';
import { OUTPUT_FILES, writeOutputs } from '../src/outputs/write.ts';
import { platformBuilder, simulatePlatform } from '../src/simulation/platform.ts';
import { checkpointsIn } from '../src/threads/checkpoints.ts';
import { scoreOnThreads } from '../src/threads/score.ts';

const NOW = 1_786_000_000_000;
const dataset = platformBuilder(
  simulatePlatform({ seed: 8, raters: 130, notes: 220, ratings: 4500, now: NOW }),
).build();
let home: string;
let expected: string[];

async function texts(directory: string): Promise<string[]> {
  return Promise.all(Object.values(OUTPUT_FILES).map((name) => readFile(join(directory, name), 'utf8')));
}

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'lapwing-notes-'));
  await writeOutputs(join(home, 'plain'), dataset, runScoring(dataset, { now: NOW }));
  expected = await texts(join(home, 'plain'));
});
afterAll(() => rm(home, { recursive: true, force: true }));

test.each([1, 2])('%d threads write the same bytes', async (threads) => {
  const stages: string[] = [];
  const result = await scoreOnThreads(dataset, { now: NOW, threads, onStage: (name) => stages.push(name) });
  await writeOutputs(join(home, `on-${threads}`), dataset, result!);
  expect(await texts(join(home, `on-${threads}`))).toEqual(expected);
  expect(stages).toContain('MFCoreScorer');
  expect(stages.at(-1)).toBe('done');
});

describe('a run that is stopped', () => {
  const kept = (name: string) => checkpointsIn(join(home, name), dataset, {});
  const run = (name: string, more: object = {}) =>
    scoreOnThreads(dataset, { now: NOW, checkpoints: kept(name), ...more });

  test('ends at once, keeps what is done, and goes on from there to the same bytes', async () => {
    const controller = new AbortController();
    let begun = 0;
    const stop = () => {
      if (++begun === 6) controller.abort(new Error('enough'));
    };
    await expect(run('stopped', { threads: 2, signal: controller.signal, onStage: stop })).rejects.toThrow('enough');
    const before = await readdir(join(home, 'stopped'));
    expect(before).toContain('similarity.checkpoint');
    expect(before.length).toBeLessThan(20);
    const result = await run('stopped');
    await writeOutputs(join(home, 'resumed'), dataset, result!);
    expect(await texts(join(home, 'resumed'))).toEqual(expected);
  });

  test('phase by phase, too', async () => {
    expect(await run('phases', { phase: 'pss' })).toBeNull();
    await expect(run('phases', { phase: 'final' })).rejects.toThrow(/run the phase "prescoring" first/);
    expect(await run('phases', { phase: 'prescoring' })).toBeNull();
    await writeOutputs(join(home, 'phased'), dataset, (await run('phases', { phase: 'final' }))!, ['scoredNotes']);
    await writeOutputs(join(home, 'phased'), dataset, (await run('phases', { phase: 'contributor' }))!, [
      'helpfulnessScores',
    ]);
    expect((await readdir(join(home, 'phased'))).sort()).toEqual(['helpfulness_scores.tsv', 'scored_notes.tsv']);
    expect(await readFile(join(home, 'phased', 'scored_notes.tsv'), 'utf8')).toBe(expected[0]);
    expect(await readFile(join(home, 'phased', 'helpfulness_scores.tsv'), 'utf8')).toBe(expected[1]);
  });

  test('checkpoints that are damaged, of other data or of other options do not count', async () => {
    const checkpoints = kept('damaged');
    await checkpoints.save('something', { a: Float64Array.of(1, Number.NaN) });
    expect(await checkpoints.load('something')).toEqual({ a: Float64Array.of(1, Number.NaN) });
    expect(await checkpointsIn(join(home, 'damaged'), dataset, { seed: 2 }).load('something')).toBeNull();
    const fewer = select(dataset, { share: 0.5 });
    expect(await checkpointsIn(join(home, 'damaged'), fewer, {}).load('something')).toBeNull();
    const file = join(home, 'damaged', 'something.checkpoint');
    const bytes = await readFile(file);
    await writeFile(file, bytes.subarray(0, bytes.length - 1));
    expect(await checkpoints.load('something')).toBeNull();
    await checkpoints.clear();
    expect(await readdir(home)).not.toContain('damaged');
  });
});

describe('what is left out', () => {
  test('later notes and ratings', () => {
    const { notes, ratings } = dataset;
    const until = notes.createdAt[120]!;
    const early = select(dataset, { until });
    expect(early.ratings.count).toBe(ratings.createdAt.filter((at) => at <= until).length);
    expect(early.ratings.createdAt.every((at) => at <= until)).toBe(true);
    expect(runScoring(early, { now: NOW }).meta.status.length).toBe(notes.count);
  });

  test('ratings after a first status', () => {
    const first = Float64Array.from(dataset.history.firstNonNmrAt);
    const note = dataset.notes.count - 1;
    first[note] = dataset.notes.createdAt[note]!;
    const changed = { ...dataset, history: { ...dataset.history, firstNonNmrAt: first } };
    const kept = select(changed, { hoursAfterFirstStatus: 1 }).ratings;
    const times = (of: typeof kept) => of.createdAt.subarray(of.noteStart[note], of.noteStart[note + 1]);
    const soon = first[note] + 3_600_000;
    expect([...times(kept)]).toEqual([...times(dataset.ratings)].filter((at) => at < soon));
    expect(dataset.ratings.count - kept.count).toBe(times(dataset.ratings).length - times(kept).length);
    expect(kept.count).toBeLessThan(dataset.ratings.count);
  });

  test('all but a share, the same for the same seed', () => {
    const half = select(dataset, { share: 0.5, seed: 1 }).ratings;
    expect(half.count / dataset.ratings.count).toBeCloseTo(0.5, 1);
    expect(select(dataset, { share: 0.5, seed: 1 }).ratings).toEqual(half);
    expect(select(dataset, { share: 0.5, seed: 2 }).ratings).not.toEqual(half);
    expect(select(dataset, {})).toBe(dataset);
  });
});

test('scorers that may not speak leave their columns empty', () => {
  const only = runScoring(dataset, { now: NOW, scorers: ['MFCoreScorer', 'MFGroupScorer'] });
  expect(only.families.core.notes.status.some((status) => status !== 0)).toBe(true);
  expect(only.families.expansion.notes.status.every((status) => status === 0)).toBe(true);
  expect(only.families.group.notes.status).toEqual(runScoring(dataset, { now: NOW }).families.group.notes.status);
});

test('a delay of learning leaves the raters of the last hours unknown', () => {
  const all = runScoring(dataset, { now: NOW });
  const delayed = runScoring(dataset, { now: NOW, learningDelayHours: 24 * 40 });
  const ratings = (run: typeof all) => run.fits[0]!.fits.find(({ stage }) => stage === 'first round')!.ratings;
  expect(ratings(delayed)).toBeLessThan(ratings(all));
});

test('too many changes at once are refused', () => {
  const count = dataset.notes.count;
  const status = (of: number) => new Uint8Array(count).fill(of);
  expect(() => checkFlips(dataset, status(NMR), NOW, null)).not.toThrow();
  expect(() => checkFlips(dataset, status(CRH), NOW, null)).toThrow(
    /220 unlocked notes with new ratings became helpful, where 0 were: 2\.20 is over 1\.2/,
  );
  const before = { ...dataset, history: { ...dataset.history, current: status(CRH) } };
  expect(() => checkFlips(before, status(NMR), NOW, NOW)).toThrow(/without new ratings are no longer helpful/);
});
