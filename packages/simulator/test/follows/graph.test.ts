import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FollowGraph } from '../../src/follows/graph.ts';
import { LIMITS } from '../../src/limits.ts';
import { Stream } from '../../src/random/stream.ts';

test('follows and unfollows as sets do, over chunk borders', () => {
  const step = fc.record({ follow: fc.boolean(), account: fc.nat(3), target: fc.nat(40) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 400 }), (steps) => {
      const graph = new FollowGraph(41);
      const sets = Array.from({ length: 41 }, () => new Set<number>());
      for (const { follow, account, target } of steps) {
        const set = sets[account]!;
        if (follow) expect(graph.follow(account, target)).toBe(account !== target && !set.has(target));
        else expect(graph.unfollow(account, target)).toBe(set.has(target));
        if (follow && account !== target) set.add(target);
        if (!follow) set.delete(target);
      }
      for (let account = 0; account < 4; account++) {
        expect(graph.following(account)).toBe(sets[account]!.size);
        for (let target = 0; target < 41; target++)
          expect(graph.follows(account, target)).toBe(sets[account]!.has(target));
      }
      for (let target = 0; target < 41; target++)
        expect(graph.followers(target)).toBe(sets.filter((set) => set.has(target)).length);
    }),
    { numRuns: 150 },
  );
});

test('someone is one of those followed', () => {
  const graph = new FollowGraph(200);
  const dice = new Stream(1);
  expect(graph.someone(dice, 0)).toBe(-1);
  for (let target = 1; target < 150; target++) graph.follow(0, target);
  const seen = new Set<number>();
  for (let i = 0; i < 3000; i++) seen.add(graph.someone(dice, 0));
  for (const target of seen) expect(graph.follows(0, target)).toBe(true);
  // The newest sixty at least are all within reach.
  expect(seen.size).toBeGreaterThanOrEqual(60);
});

test('a follow-unfollow cycle takes no more memory, and nobody follows more than the limit', () => {
  const graph = new FollowGraph(LIMITS.following + 10);
  for (let i = 0; i < 15; i++) graph.follow(0, i + 1);
  graph.follow(0, 100);
  const before = graph.byteLength;
  for (let i = 0; i < 1000; i++) {
    graph.unfollow(0, 100);
    graph.follow(0, 100);
  }
  expect(graph.byteLength).toBe(before);
  for (let target = 1; target < LIMITS.following + 9; target++) graph.follow(0, target);
  expect(graph.following(0)).toBe(LIMITS.following);
  expect(graph.follow(0, LIMITS.following + 5)).toBe(false);
});
