/** Chance is a function of the event's id: the same in a replay, and even over events. */
import { expect, it } from 'vitest';
import { eventRandomness } from '../../src/decide/randomness.ts';

it('draws the same numbers for the same event, and others for another', () => {
  const draw = (id: string) => {
    const randomness = eventRandomness();
    randomness.begin('something else');
    randomness.next();
    randomness.begin(id);
    return [randomness.next(), randomness.next(), randomness.next()];
  };
  expect(draw('e1')).toEqual(draw('e1'));
  expect(new Set([...draw('e1'), ...draw('e2'), ...draw('e12')]).size).toBe(9);
});

it('is even over events whose ids count up', () => {
  const randomness = eventRandomness();
  const buckets = new Array<number>(16).fill(0);
  const events = 32_000;
  for (let i = 0; i < events; i++) {
    randomness.begin(`event-${i}`);
    const number = randomness.next();
    expect(number).toBeGreaterThanOrEqual(0);
    expect(number).toBeLessThan(1);
    buckets[Math.floor(number * 16)]!++;
  }
  // Chi-square with 15 degrees of freedom: 37.7 is its 0.999 quantile.
  const expected = events / 16;
  const chiSquare = buckets.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  expect(chiSquare).toBeLessThan(37.7);
});
