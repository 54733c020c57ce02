/** More than one factor: one is the exact model, a planted second one is found, and a missing one is not made up. */
import { describe, expect, test } from 'vitest';
import { fitModel } from '../src/core/factorisation/fit.ts';
import { type RatingMatrix, withRaterSide } from '../src/core/factorisation/matrix.ts';
import { fitFactors } from '../src/core/factors/fit.ts';
import { selectFactors } from '../src/core/factors/select.ts';
import { seededRandom } from '../src/core/numbers.ts';

/** Ratings by views on `strengths.length` axes; each note speaks to each axis as strongly as said. */
function planted(strengths: readonly number[], seed: number): RatingMatrix {
  const random = seededRandom(seed);
  const [noteCount, raterCount, perNote] = [200, 100, 50];
  const sign = () => (random() < 0.5 ? -1 : 1);
  const views = Array.from({ length: raterCount }, () => strengths.map(sign));
  const raterOf = new Int32Array(noteCount * perNote);
  const labelByNote = new Uint8Array(noteCount * perNote);
  const noteStart = Int32Array.from({ length: noteCount + 1 }, (_, note) => note * perNote);
  for (let note = 0; note < noteCount; note++) {
    // The noise is wide enough that what is expected of a rating follows the axes as a straight line does.
    const quality = 0.4 + 0.2 * random();
    const lean = strengths.map((strength) => strength * sign());
    const first = Math.floor(random() * raterCount);
    const raters = Array.from(
      { length: perNote },
      (_, index) => (first + index * 2 - (index * 2 >= raterCount ? raterCount - 1 : 0)) % raterCount,
    );
    raters
      .sort((a, b) => a - b)
      .forEach((rater, index) => {
        const liking =
          quality + lean.reduce((sum, at, axis) => sum + at * views[rater]![axis]!, 0) + 1.2 * (random() - 0.5);
        raterOf[note * perNote + index] = rater;
        labelByNote[note * perNote + index] = liking > 0.6 ? 2 : liking > 0.4 ? 1 : 0;
      });
  }
  const numbers = (length: number) => Int32Array.from({ length }, (_, index) => index);
  return withRaterSide({
    count: raterOf.length,
    noteCount,
    raterCount,
    notes: numbers(noteCount),
    raters: numbers(raterCount),
    noteStart,
    raterOf,
    labelByNote,
  });
}

test('with one factor it ends where the exact solver ends', () => {
  const matrix = planted([0.25], 3);
  const exact = fitModel(matrix);
  const fit = fitFactors(matrix, { factors: 1, starts: 3 });
  expect(fit.loss).toBeGreaterThan(exact.objective - 1e-9);
  expect(fit.loss - exact.objective).toBeLessThan(1e-5);
  expect(fit.mu).toBeCloseTo(exact.mu, 2);
});

describe('selection', () => {
  test('finds a second axis where there is one, and none where there is not', () => {
    const [one, two] = [
      selectFactors(planted([0.25], 5), { most: 2, folds: 2 }),
      selectFactors(planted([0.25, 0.25], 6), { most: 3, folds: 2 }),
    ];
    expect(one.chosen).toBe(1);
    expect(two.chosen).toBe(2);
    expect(two.figures[2]!.error).toBeLessThan(two.figures[1]!.error);
    expect(two.figures[2]!.gain).toBeGreaterThan(2 * two.figures[2]!.gainError);
  });

  test('finds no axis in ratings that have none', () => {
    expect(selectFactors(planted([0], 7), { most: 1, folds: 2 }).chosen).toBe(0);
  });
});
