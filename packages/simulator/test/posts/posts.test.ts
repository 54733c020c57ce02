import { expect, test } from 'vitest';
import { KIND, Posts } from '../../src/posts/posts.ts';

test('a post can be found until as many others have come as the ring holds', () => {
  const posts = new Posts(8);
  for (let i = 1; i <= 20; i++) expect(posts.add(i, i * 1000, KIND.post, 0, 0)).toBe(i);
  expect(posts.slot(12)).toBe(-1);
  for (let i = 13; i <= 20; i++) expect(posts.author[posts.slot(i)]).toBe(i);
  for (const post of [0, -1, 21]) expect(posts.slot(post)).toBe(-1);
});
