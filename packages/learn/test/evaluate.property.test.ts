/** Measures against their definitions, tried pair by pair and threshold by threshold. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classReport } from '../src/core/evaluate/confusion.ts';
import { averagePrecision, rankingOf, recallAtBudget, recallAtPrecision, rocAuc } from '../src/core/evaluate/curve.ts';
import { bootstrap } from '../src/core/evaluate/interval.ts';

const judged = fc
  .array(fc.record({ score: fc.integer({ min: 0, max: 6 }), target: fc.constantFrom(0, 1) }), {
    minLength: 2,
    maxLength: 25,
  })
  .filter((rows) => rows.some(({ target }) => target === 1) && rows.some(({ target }) => target === 0))
  .map((rows) => ({ scores: rows.map(({ score }) => score), targets: rows.map(({ target }) => target) }));

describe('curves', () => {
  it('AUC is the share of pairs in order, ties half', () => {
    fc.assert(
      fc.property(judged, ({ scores, targets }) => {
        let [right, pairs] = [0, 0];
        scores.forEach((a, i) => {
          scores.forEach((b, j) => {
            if (targets[i] !== 1 || targets[j] !== 0) return;
            pairs++;
            right += a > b ? 1 : a === b ? 0.5 : 0;
          });
        });
        expect(rocAuc(rankingOf(scores, targets))).toBeCloseTo(right / pairs, 12);
      }),
    );
  });

  it('average precision and recall at a precision follow from every threshold', () => {
    fc.assert(
      fc.property(judged, fc.constantFrom(0.3, 0.5, 0.8, 1), ({ scores, targets }, precision) => {
        const positives = targets.filter((target) => target === 1).length;
        const steps = [...new Set(scores)]
          .sort((a, b) => b - a)
          .map((threshold) => {
            const taken = targets.filter((_, row) => scores[row]! >= threshold);
            const right = taken.filter((target) => target === 1).length;
            return { threshold, precision: right / taken.length, recall: right / positives };
          });
        const area = steps.reduce(
          (sum, step, i) => sum + (step.recall - (steps[i - 1]?.recall ?? 0)) * step.precision,
          0,
        );
        const ranking = rankingOf(scores, targets);
        expect(averagePrecision(ranking)).toBeCloseTo(area, 12);
        const good = steps.filter((step) => step.recall > 0 && step.precision >= precision);
        const most = Math.max(...good.map(({ recall }) => recall), 0);
        expect(recallAtPrecision(ranking, precision)?.recall ?? 0).toBeCloseTo(most, 12);
      }),
    );
  });

  it('recall at a budget is that of the best rows, and the expected share of a tie', () => {
    const ranking = rankingOf([5, 4, 4, 4, 1], [1, 1, 0, 0, 1]);
    expect([0, 1, 2, 4, 5, 9].map((budget) => recallAtBudget(ranking, budget))).toEqual([
      0,
      1 / 3,
      (1 + 1 / 3) / 3,
      2 / 3,
      1,
      1,
    ]);
  });

  it('a weight of two is the row twice', () => {
    fc.assert(
      fc.property(judged, fc.infiniteStream(fc.constantFrom(0, 1, 2)), ({ scores, targets }, counts) => {
        const weights = scores.map(() => counts.next().value ?? 1);
        const rows = weights.flatMap((count, row) => Array.from({ length: count }, () => row));
        const some = (target: number) => rows.some((row) => targets[row] === target);
        fc.pre(some(0) && some(1));
        const repeated = rankingOf(
          rows.map((row) => scores[row]!),
          rows.map((row) => targets[row]!),
        );
        expect(rocAuc(rankingOf(scores, targets), weights)).toBeCloseTo(rocAuc(repeated), 12);
        expect(averagePrecision(rankingOf(scores, targets), weights)).toBeCloseTo(averagePrecision(repeated), 12);
      }),
    );
  });

  it('a score that is no number is an error, not a rank', () => {
    expect(() => rankingOf([1, Number.NaN], [0, 1])).toThrow('row 1 has no score');
  });
});

it('a report counts each class', () => {
  const report = classReport([0, 0, 0, 1, 1, 2], [0, 0, 1, 1, 0, 0], ['a', 'b', 'c']);
  expect(report.confusion).toEqual([
    [2, 1, 0],
    [1, 1, 0],
    [1, 0, 0],
  ]);
  expect(report.accuracy).toBe(0.5);
  expect(report.classes.map(({ precision, recall, support }) => [precision, recall, support])).toEqual([
    [0.5, 2 / 3, 3],
    [0.5, 0.5, 2],
    [0, 0, 1],
  ]);
  const [a, b, c] = [(2 * 0.5 * (2 / 3)) / (0.5 + 2 / 3), 0.5, 0];
  expect(report.macroF1).toBeCloseTo((a + b + c) / 3, 12);
  expect(report.weightedF1).toBeCloseTo((3 * a + 2 * b + c) / 6, 12);
});

describe('intervals', () => {
  const mean = (values: readonly number[]) => (counts: ArrayLike<number> | undefined) => {
    const [sum, rows] = values.reduce(
      ([s, n], value, row) => [s + value * (counts?.[row] ?? 1), n + (counts?.[row] ?? 1)],
      [0, 0],
    );
    return { mean: sum / rows };
  };

  it('cover a mean about as often as they say', () => {
    // 40 draws of ±1, 200 times: of intervals that keep 95 %, fewer than 85 % holding zero would be a chance of one in ten millions.
    let held = 0;
    for (let trial = 0; trial < 200; trial++) {
      let state = (trial + 1) * 0x9e3779b1;
      const values = Array.from({ length: 40 }, () => {
        state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d);
        state = Math.imul(state ^ (state >>> 12), 0x297a2d39);
        state ^= state >>> 15;
        return (state & 1) * 2 - 1;
      });
      const { low, high } = bootstrap(40, mean(values), { resamples: 300, seed: trial }).mean;
      if (low <= 0 && high >= 0) held++;
    }
    expect(held).toBeGreaterThan(170);
    expect(held).toBeLessThan(200);
  });

  it('are wider where rows come in groups that are alike', () => {
    const groups = Array.from({ length: 60 }, (_, row) => Math.floor(row / 10));
    const values = groups.map((group) => group % 2);
    const [alone, together] = [bootstrap(60, mean(values)).mean, bootstrap(60, mean(values), { groups }).mean];
    expect(together.high - together.low).toBeGreaterThan(2 * (alone.high - alone.low));
  });
});
