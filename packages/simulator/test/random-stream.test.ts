import fc from 'fast-check';
import { expect, test } from 'vitest';
import { accountOf, userIdOf } from '../src/accounts/identity.ts';
import { mix, PURPOSE, Stream, streamKey, unmix } from '../src/random/stream.ts';

test('mixing can be undone, so every account has an id of its own, and an id its account', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), (value) => unmix(mix(value)) === value));
  fc.assert(
    fc.property(fc.nat(2 ** 31), fc.nat(4_000_000), (seed, account) => {
      expect(accountOf(seed, userIdOf(seed, account))).toBe(account);
    }),
  );
  for (const none of ['', 'x0000000', 'u-1', 'uzzzzzzzzzz']) expect(accountOf(1, none)).toBe(-1);
});

test('streams are uniform, and those of different keys are different', () => {
  const dice = new Stream(streamKey(1, PURPOSE.session, 5, 6));
  const buckets = new Array<number>(16).fill(0);
  for (let i = 0; i < 64_000; i++) buckets[dice.below(16)]!++;
  // Chi squared with 15 degrees of freedom: 37.7 is exceeded once in a thousand.
  expect(buckets.reduce((sum, count) => sum + (count - 4000) ** 2 / 4000, 0)).toBeLessThan(37.7);
  const firsts = new Set<number>();
  for (let owner = 0; owner < 100; owner++)
    for (let turn = 0; turn < 100; turn++) firsts.add(new Stream(streamKey(1, 3, owner, turn)).uint32());
  expect(firsts.size).toBeGreaterThan(9990);
});

test('the first draws of neighbouring keys do not go together', () => {
  const draw = (owner: number) => new Stream(streamKey(9, PURPOSE.arrival, owner)).unit() - 0.5;
  let together = 0;
  for (let owner = 0; owner < 20_000; owner++) together += draw(owner) * draw(owner + 1);
  expect(Math.abs(together / 20_000) * 12).toBeLessThan(0.03);
});
