import fc from 'fast-check';
import { expect, test } from 'vitest';
import { exponential, geometric, logNormal, weighted } from '../src/random/distributions.ts';
import { exp, ln, normalQuantile, power } from '../src/random/exact.ts';
import { Stream } from '../src/random/stream.ts';
import { HOUR, nextMoment } from '../src/time/rhythm.ts';
import { Grammar } from '../src/topics/grammar.ts';

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const sample = (count: number, draw: () => number) => Array.from({ length: count }, draw);

test('distributions have the means that they state', () => {
  const random = new Stream(1);
  expect(mean(sample(40_000, () => exponential(random, 10)))).toBeCloseTo(10, 0);
  expect(mean(sample(40_000, () => geometric(random, 5)))).toBeCloseTo(5, 0);
  const sorted = sample(10_001, () => logNormal(random, 30, 1)).sort((a, b) => a - b);
  expect(sorted[5000]).toBeGreaterThan(28);
  expect(sorted[5000]).toBeLessThan(32);
  const counts = [0, 0, 0];
  for (let i = 0; i < 10_000; i++) {
    const index = weighted(random, [1, 0, 3]);
    counts[index] = (counts[index] ?? 0) + 1;
  }
  expect(counts[1]).toBe(0);
  expect(counts[2]).toBeGreaterThan(7200);
});

test('somebody who acts ten times a day acts about ten times a day', () => {
  const random = new Stream(3);
  let time = 0;
  let acts = 0;
  while (time < 200 * 24 * HOUR) {
    const next = nextMoment(random, time, 10, -5);
    expect(next).toBeGreaterThan(time);
    time = next;
    acts++;
  }
  expect(acts / 200).toBeGreaterThan(9);
  expect(acts / 200).toBeLessThan(11.5);
});

test('grammars: unknown symbols are found when made, and everything is filled in', () => {
  expect(() => new Grammar({ say: ['a {b}'] })).toThrow('say uses {b}, which has no rule');
  const grammar = new Grammar({ say: ['{b}-{b}!'], b: ['x', 'y{c}'], c: [''] });
  expect(grammar.expand(new Stream(1), 'say')).toMatch(/^[xy]-[xy]!$/);
});

test('logarithm, exponential and power are those of mathematics, to the digits that matter', () => {
  const near = (ours: number, theirs: number) => Math.abs(ours - theirs) <= 1e-12 * Math.max(1, Math.abs(theirs));
  fc.assert(fc.property(fc.double({ min: 1e-300, max: 1e300, noNaN: true }), (x) => near(ln(x), Math.log(x))));
  fc.assert(fc.property(fc.double({ min: -700, max: 700, noNaN: true }), (x) => near(exp(x) / Math.exp(x), 1)));
  fc.assert(
    fc.property(fc.double({ min: 0.01, max: 1e4, noNaN: true }), fc.double({ min: -9, max: 9, noNaN: true }), (x, y) =>
      near(power(x, y) / x ** y, 1),
    ),
  );
  expect([ln(0), ln(1), exp(0), exp(-800), exp(800)]).toEqual([-Infinity, 0, 1, 0, Infinity]);
  expect([ln(-1), ln(Number.NaN), exp(Number.NaN)].every(Number.isNaN)).toBe(true);
  expect(normalQuantile(0.975)).toBeCloseTo(1.959964, 6);
  expect(normalQuantile(0.001)).toBeCloseTo(-3.090232, 6);
  expect(normalQuantile(0.5)).toBe(0);
});
