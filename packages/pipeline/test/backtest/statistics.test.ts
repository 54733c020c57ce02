/** Intervals and shares against published values, and what holds of them always. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jaccard, precisionOf, wilsonInterval } from '../../src/backtest/statistics.ts';

describe('the Wilson interval', () => {
  // Newcombe, Statistics in Medicine 17 (1998), table I, method 3: the score interval without continuity correction.
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
    [29, 29, 0.883, 1],
  ])('of %i in %i is %f to %f', (successes, trials, low, high) => {
    const interval = wilsonInterval(successes, trials);
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  it('of nothing says nothing', () => expect(wilsonInterval(0, 0)).toEqual({ low: 0, high: 1 }));

  const counts = fc
    .integer({ min: 1, max: 1_000_000 })
    .chain((trials) => fc.tuple(fc.integer({ min: 0, max: trials }), fc.constant(trials)));

  it('lies within 0 and 1, holds the share, and mirrors', () => {
    fc.assert(
      fc.property(counts, ([successes, trials]) => {
        const { low, high } = wilsonInterval(successes, trials);
        const mirrored = wilsonInterval(trials - successes, trials);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(successes / trials);
        expect(high).toBeGreaterThanOrEqual(successes / trials);
        expect(mirrored.low).toBeCloseTo(1 - high, 9);
      }),
    );
  });

  it('solves the equation that it comes from: the ends are 1.96 standard errors from the share', () => {
    fc.assert(
      fc.property(counts, ([successes, trials]) => {
        for (const end of Object.values(wilsonInterval(successes, trials))) {
          if (end === 0 || end === 1) continue;
          const deviation = Math.abs(successes / trials - end) / Math.sqrt((end * (1 - end)) / trials);
          expect(deviation).toBeCloseTo(1.959964, 3);
        }
      }),
    );
  });

  it('is narrower with more trials of the same share', () => {
    const width = (n: number) => wilsonInterval(3 * n, 10 * n).high - wilsonInterval(3 * n, 10 * n).low;
    for (let n = 1; n < 1000; n *= 2) expect(width(2 * n)).toBeLessThan(width(n));
  });
});

it('precision counts what was judged: bad, fine and cleared on appeal', () => {
  expect(precisionOf({ bad: 0, fine: 0, 'cleared-on-appeal': 0 })).toBeNull();
  expect(precisionOf({ bad: 6, fine: 1, 'cleared-on-appeal': 1 })).toMatchObject({ value: 0.75, judged: 8 });
});

it('the Jaccard index is that of the sets', () => {
  const set = fc.uniqueArray(fc.integer({ min: 0, max: 12 }));
  fc.assert(
    fc.property(set, set, (a, b) => {
      const both = a.filter((item) => b.includes(item)).length;
      const union = new Set([...a, ...b]).size;
      expect(jaccard(a.length, b.length, both)).toBe(union === 0 ? 0 : both / union);
    }),
  );
});
