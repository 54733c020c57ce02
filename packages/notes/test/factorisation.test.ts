/** The solver: it reaches a stationary point of the loss as written down, lower than plain alternation, whatever the numbering. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expNegative } from '../src/core/exponential.ts';
import { fitModel, withCanonicalSign } from '../src/core/factorisation/fit.ts';
import { type RatingMatrix, ratingMatrix, withRaterSide } from '../src/core/factorisation/matrix.ts';
import { type Parameters, type Regularisation, STANDARD_REGULARISATION } from '../src/core/factorisation/model.ts';
import { solveDiamond, solvePair } from '../src/core/factorisation/pair.ts';
import { blockBounds } from '../src/core/factorisation/sweeps.ts';
import { seededRandom } from '../src/core/numbers.ts';
import { platformBuilder, simulatePlatform } from '../src/simulation/platform.ts';
import { fitOnThreads } from '../src/threads/fit.ts';

interface Entry {
  readonly note: number;
  readonly rater: number;
  readonly label: number;
}

/** Two camps and notes for one, the other, both or none of them. */
function camps(seed: number, notes: number, raters: number): Entry[] {
  const random = seededRandom(seed);
  const side = Array.from({ length: raters }, () => (random() < 0.5 ? -1 : 1));
  const kind = Array.from({ length: notes }, () => ({ lean: random() * 2 - 1, quality: random() }));
  const entries: Entry[] = [];
  for (let note = 0; note < notes; note++) {
    for (let rater = 0; rater < raters; rater++) {
      if (random() > 0.5) continue;
      const liking = kind[note]!.quality + 0.5 * kind[note]!.lean * side[rater]! + 0.2 * (random() - 0.5);
      entries.push({ note, rater, label: liking > 0.55 ? 2 : liking > 0.4 ? 1 : 0 });
    }
  }
  return entries;
}

function matrixOf(entries: readonly Entry[]): RatingMatrix {
  const sorted = [...entries].sort((a, b) => a.note - b.note || a.rater - b.rater);
  const noteCount = Math.max(...sorted.map(({ note }) => note)) + 1;
  const raterCount = Math.max(...sorted.map(({ rater }) => rater)) + 1;
  const noteStart = new Int32Array(noteCount + 1);
  for (const { note } of sorted) noteStart[note + 1]!++;
  for (let note = 0; note < noteCount; note++) noteStart[note + 1]! += noteStart[note]!;
  return withRaterSide({
    count: sorted.length,
    noteCount,
    raterCount,
    notes: Int32Array.from({ length: noteCount }, (_, index) => index),
    raters: Int32Array.from({ length: raterCount }, (_, index) => index),
    noteStart,
    raterOf: Int32Array.from(sorted, ({ rater }) => rater),
    labelByNote: Uint8Array.from(sorted, ({ label }) => label),
  });
}

/** The loss of notes.md §2.5, term by term. */
function loss(entries: readonly Entry[], at: Parameters, lambda: Regularisation): number {
  const mean = (values: Float64Array, of: (value: number, index: number) => number) =>
    values.reduce((sum, value, index) => sum + of(value, index), 0) / values.length;
  let squares = 0;
  for (const { note, rater, label } of entries) {
    const predicted =
      at.mu + at.raterIntercept[rater]! + at.noteIntercept[note]! + at.raterFactor[rater]! * at.noteFactor[note]!;
    squares += (label / 2 - predicted) ** 2;
  }
  const square = (value: number) => value * value;
  return (
    squares / entries.length +
    lambda.raterIntercept * mean(at.raterIntercept, square) +
    lambda.noteIntercept * mean(at.noteIntercept, square) +
    lambda.raterFactor * mean(at.raterFactor, square) +
    lambda.noteFactor * mean(at.noteFactor, square) +
    lambda.diamond * mean(at.noteIntercept, (value, note) => Math.abs(value * at.noteFactor[note]!)) +
    lambda.global * at.mu ** 2
  );
}

const largest = (a: Float64Array, b: Float64Array) =>
  a.reduce((most, value, index) => Math.max(most, Math.abs(value - b[index]!)), 0);

describe('the fit', () => {
  const entries = camps(7, 60, 50);
  const result = withCanonicalSign(fitModel(matrixOf(entries)));

  test('reports the loss as it is written down, and converges', () => {
    expect(result.objective).toBeCloseTo(loss(entries, result, STANDARD_REGULARISATION), 12);
    expect(result.gradientNorm).toBeLessThan(1e-11);
    expect(result.converged).toBe(true);
  });

  test('has no slope in any direction', () => {
    const step = 1e-5;
    for (const name of ['noteIntercept', 'noteFactor', 'raterIntercept', 'raterFactor'] as const) {
      for (let index = 0; index < result[name].length; index += 7) {
        const moved = (by: number) => {
          const values = Float64Array.from(result[name]);
          values[index]! += by;
          return loss(entries, { ...result, [name]: values }, STANDARD_REGULARISATION);
        };
        expect(Math.abs((moved(step) - moved(-step)) / (2 * step))).toBeLessThan(1e-8);
      }
    }
    const moved = (by: number) => loss(entries, { ...result, mu: result.mu + by }, STANDARD_REGULARISATION);
    expect(Math.abs((moved(1e-5) - moved(-1e-5)) / 2e-5)).toBeLessThan(1e-8);
  });

  test('ends in the same optimum from other starts, up to the sign, which is canonical', () => {
    const other = withCanonicalSign(fitModel(matrixOf(entries), { seed: 99 }));
    expect(largest(result.noteIntercept, other.noteIntercept)).toBeLessThan(1e-9);
    expect(largest(result.raterFactor, other.raterFactor)).toBeLessThan(1e-9);
    expect(result.raterFactor.filter((factor) => factor < 0).length * 2).toBeGreaterThanOrEqual(
      result.raterFactor.length,
    );
  });

  test('other numbers for notes and raters change nothing', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), (seed) => {
        const random = seededRandom(seed);
        const shuffled = (count: number) =>
          Array.from({ length: count }, (_, index) => ({ index, key: random() }))
            .sort((a, b) => a.key - b.key)
            .map(({ index }) => index);
        const notes = shuffled(60);
        const raters = shuffled(50);
        const moved = entries.map(({ note, rater, label }) => ({ note: notes[note]!, rater: raters[rater]!, label }));
        const other = withCanonicalSign(fitModel(matrixOf(moved)));
        for (let note = 0; note < 60; note++) {
          expect(Math.abs(other.noteIntercept[notes[note]!]! - result.noteIntercept[note]!)).toBeLessThan(1e-9);
          expect(Math.abs(other.noteFactor[notes[note]!]! - result.noteFactor[note]!)).toBeLessThan(1e-9);
        }
      }),
      { numRuns: 5 },
    );
  });

  test('swapping helpful and not helpful swaps nothing but signs where nothing is regularised towards one side', () => {
    const lambda = { ...STANDARD_REGULARISATION, global: 0 };
    const plain = withCanonicalSign(fitModel(matrixOf(entries), { regularisation: lambda }));
    const flipped = withCanonicalSign(
      fitModel(matrixOf(entries.map((entry) => ({ ...entry, label: 2 - entry.label }))), { regularisation: lambda }),
    );
    expect(flipped.objective).toBeCloseTo(plain.objective, 11);
    expect(flipped.mu + plain.mu).toBeCloseTo(1, 8);
  });

  test('weights of one change nothing', () => {
    const weighted = withCanonicalSign(
      fitModel(matrixOf(entries), { weights: new Float64Array(entries.length).fill(1) }),
    );
    expect(largest(weighted.noteIntercept, result.noteIntercept)).toBeLessThan(1e-9);
  });

  test('without a global intercept there is none', () => {
    expect(fitModel(matrixOf(entries), { globalIntercept: false }).mu).toBe(0);
  });
});

describe('two unknowns', () => {
  const strength = fc.double({ min: 0.1, max: 5, noNaN: true });
  const sum = fc.double({ min: -5, max: 5, noNaN: true });

  test('the solution is where both slopes are zero', () => {
    fc.assert(
      fc.property(strength, sum, strength, sum, sum, (a, b, c, p, q) => {
        fc.pre(a * c - b * b > 0.05);
        const [intercept, factor] = solvePair(a, b, c, p, q);
        expect(a * intercept + b * factor).toBeCloseTo(p, 6);
        expect(b * intercept + c * factor).toBeCloseTo(q, 6);
      }),
    );
  });

  test('the diamond penalty leaves no better point nearby or on a grid', () => {
    fc.assert(
      fc.property(strength, strength, sum, sum, strength, (a, c, p, q, diamond) => {
        const value = (i: number, f: number) =>
          a * i * i + c * f * f - 2 * p * i - 2 * q * f + diamond * Math.abs(i * f);
        const [intercept, factor, best] = solveDiamond(a, 0, c, p, q, diamond);
        expect(best).toBeCloseTo(value(intercept, factor), 9);
        let least = Number.POSITIVE_INFINITY;
        for (let i = -60; i <= 60; i += 2) for (let f = -60; f <= 60; f += 2) least = Math.min(least, value(i, f));
        expect(best).toBeLessThanOrEqual(least + 1e-9);
      }),
      { numRuns: 30 },
    );
  });
});

test('a fit on several threads is the same to the last bit, over several blocks of rows', async () => {
  const platform = simulatePlatform({ seed: 3, raters: 1500, notes: 1500, ratings: 160_000, now: 1_786_000_000_000 });
  const { ratings, participants } = platformBuilder(platform).build(false);
  const matrix = ratingMatrix(
    ratings,
    Int32Array.from({ length: ratings.count }, (_, row) => row),
    participants.count,
  );
  expect(blockBounds(matrix.noteStart, matrix.noteCount).length).toBeGreaterThan(2);
  const here = fitModel(matrix, { gradientNorm: 1e-9 });
  const there = await fitOnThreads(matrix, { gradientNorm: 1e-9 }, 3);
  expect(there).toEqual(here);
  expect(here.gradientNorm).toBeLessThan(1e-9);
});

test('the exponential is that of the library to a few units in the last place', () => {
  fc.assert(
    fc.property(fc.double({ min: -699, max: 0, noNaN: true }), (x) => {
      expect(Math.abs(expNegative(x) / Math.exp(x) - 1)).toBeLessThan(1e-15);
    }),
  );
  expect(expNegative(0)).toBe(1);
  expect(expNegative(Number.NEGATIVE_INFINITY)).toBeLessThan(1e-300);
});
