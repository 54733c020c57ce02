/** Bounds of bins: as many as allowed, apart, and of about the same size. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { boundsOf } from '../../src/core/trees/bins/bounds.ts';

const values = fc.array(fc.oneof(fc.float({ noNaN: true }), fc.constantFrom(0, -0, 1, 2, Infinity, -Infinity)), {
  maxLength: 400,
});

test('bounds ascend, and tell all values apart where there are few', () => {
  fc.assert(
    fc.property(values, fc.integer({ min: 2, max: 255 }), (some, maxBins) => {
      const sorted = Float32Array.from(some).sort();
      const bounds = boundsOf(sorted, maxBins);
      expect(bounds.length).toBeLessThan(maxBins);
      for (let i = 1; i < bounds.length; i++) expect(bounds[i]!).toBeGreaterThan(bounds[i - 1]!);
      const distinct = [...new Set(Array.from(sorted, (value) => value + 0))];
      const bin = (value: number) => bounds.filter((bound) => value > bound).length;
      if (distinct.length <= maxBins) expect(new Set(distinct.map(bin)).size).toBe(distinct.length);
      // No bin is empty.
      expect(new Set(distinct.map(bin)).size).toBe(distinct.length === 0 ? 0 : bounds.length + 1);
    }),
    { numRuns: 300 },
  );
});

test('bins hold about as many values each, and a frequent value nearly its own', () => {
  const sorted = Float32Array.from({ length: 20_000 }, (_, i) =>
    i < 12_000 ? Math.sqrt(i) : i < 18_000 ? 1000 : i,
  ).sort();
  const bounds = boundsOf(sorted, 64);
  const counts = new Uint32Array(64);
  for (const value of sorted) counts[bounds.filter((bound) => value > bound).length]!++;
  const own = counts.findIndex((count) => count >= 6000);
  expect(counts[own]).toBeLessThan(6000 + 125);
  for (const [bin, count] of counts.entries()) if (bin !== own) expect(count).toBeLessThan(250);
  expect(bounds.length).toBe(63);
});
