/**
 * Chance as a function of a seed and a count, without state: row 17 of seed 3 draws the same number wherever and in whatever order it
 * is asked. That keeps training and intervals the same with any number of threads.
 */

/** 32 mixed bits: the finaliser of MurmurHash3 (Appleby 2011) over the seed and the count. */
export function bitsOf(seed: number, count: number): number {
  let h = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(count + 0x7f4a7c15, 0xc2b2ae35);
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** A whole number from 0 to `below` - 1. */
export function drawBelow(seed: number, count: number, below: number): number {
  return Math.floor((bitsOf(seed, count) / 2 ** 32) * below);
}

/** The numbers from 0 to `length` - 1 in an order of chance. */
export function shuffled(length: number, seed: number): Uint32Array {
  const order = Uint32Array.from({ length }, (_, index) => index);
  for (let last = length - 1; last > 0; last--) {
    const other = drawBelow(seed, last, last + 1);
    const moved = order[last]!;
    order[last] = order[other]!;
    order[other] = moved;
  }
  return order;
}
