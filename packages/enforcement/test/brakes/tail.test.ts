/** The tail of the beta-binomial against a plain product of its definition. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isInTail } from '../../src/brakes/tail.ts';

/** P(K = k) as C(n, k) (α)_k (β)_{n−k} / (α + β)_n, rising factorials written out. */
function mass(k: number, n: number, alpha: number, beta: number): number {
  let log = 0;
  for (let i = 0; i < k; i++) log += Math.log(alpha + i) - Math.log(i + 1);
  for (let i = 0; i < n - k; i++) log += Math.log(beta + i) - Math.log(i + 1);
  for (let i = 0; i < n; i++) log -= Math.log(alpha + beta + i) - Math.log(i + 1);
  return Math.exp(log);
}

const tail = (hits: number, n: number, alpha: number, beta: number) =>
  Array.from({ length: n - hits + 1 }, (_, i) => mass(hits + i, n, alpha, beta)).reduce((sum, one) => sum + one, 0);

it('is the sum of the masses', () => {
  const shape = fc.double({ min: 0.5, max: 500, noNaN: true });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200 }), fc.nat(200), shape, shape, (n, above, alpha, beta) => {
      const hits = Math.min(n, 1 + above);
      const exact = tail(hits, n, alpha, beta);
      expect(isInTail(hits, n, alpha, beta, exact * 1.0001)).toBe(true);
      expect(isInTail(hits, n, alpha, beta, exact * 0.9999)).toBe(false);
    }),
  );
});

it('holds for the numbers of a large platform too', () => {
  // 1 % of 100,000 events was usual; of another million, 10,000 are nothing new, and 20,000 are.
  expect(isInTail(10_000, 1_000_000, 1_000.5, 99_000.5, 1e-8)).toBe(false);
  expect(isInTail(20_000, 1_000_000, 1_000.5, 99_000.5, 1e-8)).toBe(true);
  // Nothing is in the tail that cannot happen.
  expect(isInTail(0, 10, 1, 1, 1)).toBe(false);
  expect(isInTail(11, 10, 1, 1, 1)).toBe(false);
});
