import fc from 'fast-check';
import { expect, test } from 'vitest';
import { exponential, geometric, logNormal, weighted } from '../src/random/distributions.ts';
import { Random } from '../src/random/random.ts';
import { Agenda } from '../src/time/agenda.ts';
import { HOUR, nextMoment } from '../src/time/rhythm.ts';
import { Grammar } from '../src/topics/grammar.ts';

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const sample = (count: number, draw: () => number) => Array.from({ length: count }, draw);

test('streams are reproducible, and independent of one another’s use', () => {
  const a = Random.of('seed');
  const b = Random.of('seed');
  b.uint32();
  expect(sample(5, () => a.split('x', 3).uint32())).toEqual(sample(5, () => b.split('x', 3).uint32()));
  const first = new Set(sample(1000, () => 0).map((_, i) => a.split('x', i).uint32()));
  expect(first.size).toBe(1000);
  expect(a.split('x').uint32()).not.toBe(a.split('y').uint32());
});

test('uniform numbers are uniform', () => {
  const random = Random.of(5);
  const buckets = new Array<number>(16).fill(0);
  for (let i = 0; i < 64_000; i++) {
    const bucket = Math.floor(random.unit() * 16);
    buckets[bucket] = (buckets[bucket] ?? 0) + 1;
  }
  // Chi squared with 15 degrees of freedom: 37.7 is exceeded once in a thousand.
  const chiSquared = buckets.reduce((sum, count) => sum + (count - 4000) ** 2 / 4000, 0);
  expect(chiSquared).toBeLessThan(37.7);
});

test('distributions have the means that they state', () => {
  const random = Random.of(1);
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

test('the agenda gives entries by time, and equal times as they came', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 8 })), (times) => {
      const agenda = new Agenda<number>();
      times.forEach((time, index) => {
        agenda.add(time, index);
      });
      const taken: (readonly [number, number])[] = [];
      for (let next = agenda.take(); next !== null; next = agenda.take()) taken.push([next.time, next.item]);
      const expected = times.map((time, index) => [time, index] as const).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
      expect(taken).toEqual(expected);
    }),
  );
});

test('somebody who acts ten times a day acts about ten times a day', () => {
  const random = Random.of(3);
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
  expect(grammar.expand(Random.of(1), 'say')).toMatch(/^[xy]-[xy]!$/);
});
