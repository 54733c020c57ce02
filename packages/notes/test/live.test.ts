/** Live scoring: equal to batch at a refresh, quick between, sure of what it can be sure of, and able to say why. */
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { addTo, emptySums, type Observation, posterior, probabilityAbove } from '../src/core/certainty/posterior.ts';
import { type Dataset, NOT_MISLEADING } from '../src/core/data/dataset.ts';
import { STANDARD_REGULARISATION } from '../src/core/factorisation/model.ts';
import { LiveScorer } from '../src/core/live/live-scorer.ts';
import { type Preprocessed, preprocess } from '../src/core/preprocess.ts';
import { CORE } from '../src/core/scorers/definition.ts';
import { type Prescoring, prescore } from '../src/core/scorers/prescore.ts';
import { type Scope, scopeOf } from '../src/core/scorers/scope.ts';
import { scoreNotes } from '../src/core/scorers/score.ts';
import { FIRM_REJECT, NMR, STATUS_NAMES } from '../src/core/status.ts';
import { platformBuilder, simulatePlatform } from '../src/simulation/platform.ts';

const NOW = 1_786_000_000_000;
/** Rules that live scoring leaves to the batch: bounds, filters by tags, and guards that need whole fits. */
const BATCH_ALONE = (1 << 3) | (1 << 7) | (1 << 8) | (1 << 9) | (1 << 14) | (1 << 15);

let dataset: Dataset;
let preprocessed: Preprocessed;
let scope: Scope;
let prescoring: Prescoring;

beforeAll(() => {
  dataset = platformBuilder(simulatePlatform({ seed: 11, raters: 300, notes: 400, ratings: 16_000, now: NOW })).build();
  preprocessed = preprocess(dataset);
  scope = scopeOf(dataset, preprocessed.rows, CORE);
  prescoring = prescore(dataset, scope, CORE, { seed: 1, crowd: true, harassment: null, diligence: null });
});

function batch() {
  return scoreNotes(dataset, scope, CORE, prescoring, {
    highVolume: preprocessed.highVolume,
    correlated: new Uint8Array(dataset.participants.count),
    pseudoRaters: false,
    diligence: null,
  });
}

test('replayed in the order of time, then refreshed, every note is where the batch run has it', () => {
  const live = new LiveScorer();
  live.refresh(dataset, prescoring, new Int32Array(0));
  const byTime = [...scope.rows].sort((a, b) => dataset.ratings.createdAt[a]! - dataset.ratings.createdAt[b]!);
  let changes = 0;
  for (const row of byTime) {
    const { changed } = live.rate({
      noteId: dataset.notes.ids.text(dataset.ratings.note[row]!),
      raterId: dataset.participants.ids.text(dataset.ratings.rater[row]!),
      label: dataset.ratings.helpful[row]! as 0 | 1 | 2,
    });
    if (changed !== null) {
      changes++;
      expect(changed.from).not.toBe(changed.to);
      expect(changed.why).not.toBe('');
    }
  }
  expect(changes).toBeGreaterThan(50);
  live.refresh(dataset, prescoring, scope.rows);
  const expected = batch();
  let compared = 0;
  for (let note = 0; note < dataset.notes.count; note++) {
    const score = live.score(dataset.notes.ids.text(note));
    if (score === null) continue;
    if (Number.isNaN(expected.intercept[note]!)) expect(score.intercept).toBeNaN();
    else expect(Math.abs(score.intercept - expected.intercept[note]!)).toBeLessThan(1e-9);
    if (expected.emitted[note] === 0 || (expected.rules[note]! & BATCH_ALONE) !== 0) continue;
    const shown = expected.status[note] === FIRM_REJECT ? NMR : expected.status[note]!;
    expect([score.status, score.why]).toEqual([STATUS_NAMES[shown], score.why]);
    compared++;
  }
  expect(compared).toBeGreaterThan(100);
});

test('between refreshes few statuses differ from those of a batch run on everything', () => {
  const byTime = [...scope.rows].sort((a, b) => dataset.ratings.createdAt[a]! - dataset.ratings.createdAt[b]!);
  const known = Int32Array.from(byTime.slice(0, Math.floor(byTime.length * 0.8))).sort();
  const early = { ...scope, rows: known };
  const before = prescore(dataset, early, CORE, { seed: 1, crowd: true, harassment: null, diligence: null });
  const live = new LiveScorer();
  live.refresh(dataset, before, known);
  for (const row of byTime.slice(known.length)) {
    live.rate({
      noteId: dataset.notes.ids.text(dataset.ratings.note[row]!),
      raterId: dataset.participants.ids.text(dataset.ratings.rater[row]!),
      label: dataset.ratings.helpful[row]! as 0 | 1 | 2,
    });
  }
  const refreshed = new LiveScorer();
  refreshed.refresh(dataset, prescoring, scope.rows);
  let differing = 0;
  let compared = 0;
  for (let note = 0; note < dataset.notes.count; note++) {
    const id = dataset.notes.ids.text(note);
    const now = refreshed.score(id);
    if (now === null || dataset.notes.classification[note] === NOT_MISLEADING) continue;
    compared++;
    if (live.score(id)?.status !== now.status) differing++;
  }
  // A fifth of all ratings came since the raters were last judged.
  expect(compared).toBeGreaterThan(200);
  expect(differing / compared).toBeLessThan(0.1);
});

test('a rating takes far less than 5 ms', () => {
  const live = new LiveScorer();
  live.refresh(dataset, prescoring, scope.rows);
  const startedAt = performance.now();
  for (let index = 0; index < 2000; index++) {
    live.rate({ noteId: dataset.notes.ids.text(index % dataset.notes.count), raterId: `NEW${index}`, label: 2 });
  }
  // Twenty times above what is needed, so that a busy machine does not fail it.
  expect((performance.now() - startedAt) / 2000).toBeLessThan(5);
});

test('a second rating by the same rater replaces the first, and one by a stranger waits', () => {
  const live = new LiveScorer();
  live.refresh(dataset, prescoring, scope.rows);
  const noteId = dataset.notes.ids.text(dataset.ratings.note[scope.rows[0]!]!);
  const before = live.score(noteId)!;
  const trusted = dataset.participants.ids.text(
    prescoring.trusted.findIndex((bit, who) => bit === 1 && !Number.isNaN(prescoring.params.raters.factor[who]!)),
  );
  live.rate({ noteId, raterId: trusted, label: 0 });
  const once = live.rate({ noteId, raterId: trusted, label: 2 });
  const twice = live.rate({ noteId, raterId: trusted, label: 2 });
  expect(twice.intercept).toBeCloseTo(once.intercept, 12);
  expect(twice.ratings).toBe(once.ratings);
  const stranger = live.rate({ noteId, raterId: 'STRANGER', label: 0 });
  expect(stranger.intercept).toBeCloseTo(twice.intercept, 12);
  expect(stranger.ratings).toBe(twice.ratings + 1);
  expect(before.counted).toBeLessThanOrEqual(stranger.counted);
});

test('a note says what it waits for', () => {
  const live = new LiveScorer();
  live.refresh(dataset, prescoring, new Int32Array(0));
  const side = (negative: boolean) =>
    [...prescoring.params.raters.factor.keys()].filter((who) => {
      const factor = prescoring.params.raters.factor[who]!;
      return prescoring.trusted[who] === 1 && Math.abs(factor) > 0.2 && factor < 0 === negative;
    });
  const rate = (who: number, label: 0 | 1 | 2) =>
    live.rate({ noteId: '77', raterId: dataset.participants.ids.text(who), label });
  const left = side(true);
  const right = side(false);
  expect(rate(left[0]!, 2).why).toBe('has 1 of the 5 ratings that a status needs');
  for (const who of left.slice(1, 15)) rate(who, 2);
  for (const who of right.slice(0, 3)) rate(who, 2);
  expect(live.score('77')).toMatchObject({
    status: 'NEEDS_YOUR_HELP',
    why: expect.stringContaining('needs raters of the other side: 3 of 4'),
  });
  const shown = rate(right[3]!, 2);
  expect(shown.changed).toMatchObject({
    from: 'NEEDS_YOUR_HELP',
    to: 'CURRENTLY_RATED_HELPFUL',
    why: expect.stringContaining('both sides'),
  });
  expect(shown.probabilityHelpful).toBeGreaterThan(0.5);
});

describe('with raters fixed', () => {
  const observation = fc.record({
    raterIntercept: fc.double({ min: -0.5, max: 0.5, noNaN: true }),
    raterFactor: fc.double({ min: -1, max: 1, noNaN: true }),
    label: fc.constantFrom(0, 1, 2),
  });
  const solve = (observations: readonly Observation[]) => {
    const sums = emptySums();
    for (const one of observations) addTo(sums, one, 0.15, 1);
    return posterior(sums, STANDARD_REGULARISATION, 10, 0.3);
  };

  test('the prediction of an added rating moves towards it, never away', () => {
    fc.assert(
      fc.property(fc.array(observation, { maxLength: 30 }), observation, (known, added) => {
        const predict = ({ intercept, factor }: { intercept: number; factor: number }) =>
          0.15 + added.raterIntercept + intercept + factor * added.raterFactor;
        const before = predict(solve(known));
        const after = predict(solve([...known, added]));
        expect((after - before) * (added.label / 2 - before)).toBeGreaterThanOrEqual(-1e-12);
      }),
    );
  });

  test('more ratings never make the intercept less certain', () => {
    fc.assert(
      fc.property(fc.array(observation, { maxLength: 30 }), observation, (known, added) => {
        expect(solve([...known, added]).deviation).toBeLessThanOrEqual(solve(known).deviation + 1e-12);
      }),
    );
  });

  test('taking a rating away undoes it', () => {
    fc.assert(
      fc.property(fc.array(observation, { minLength: 1, maxLength: 20 }), (known) => {
        const sums = emptySums();
        for (const one of known) addTo(sums, one, 0.1, 1);
        addTo(sums, known[0]!, 0.1, -1);
        const rest = emptySums();
        for (const one of known.slice(1)) addTo(rest, one, 0.1, 1);
        expect(sums.e).toBeCloseTo(rest.e, 10);
        expect(sums.weight).toBe(rest.weight);
      }),
    );
  });

  test('certainty is a probability that grows with the intercept', () => {
    const at = (intercept: number) => probabilityAbove({ intercept, factor: 0, deviation: 0.1 }, 0.4);
    expect(at(0.4)).toBeCloseTo(0.5, 6);
    expect(at(0.596)).toBeCloseTo(0.975, 4);
    expect(at(0.2)).toBeCloseTo(0.0228, 4);
  });
});
