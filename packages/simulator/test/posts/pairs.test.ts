import { expect, test } from 'vitest';
import { Pairs } from '../../src/posts/pairs.ts';

test('never forgets a pair within its capacity, and hardly ever makes one up', () => {
  const capacity = 20_000;
  const pairs = new Pairs(capacity);
  let refused = 0;
  for (let i = 0; i < capacity; i++) if (!pairs.add(i % 977, i)) refused++;
  expect(refused / capacity).toBeLessThan(0.01);
  for (let i = 0; i < capacity; i++) expect(pairs.add(i % 977, i)).toBe(false);
});

test('remembers what came last when it is full many times over', () => {
  const pairs = new Pairs(1000);
  for (let i = 0; i < 50_000; i++) pairs.add(7, i);
  for (let i = 49_001; i < 50_000; i++) expect(pairs.add(7, i)).toBe(false);
});
