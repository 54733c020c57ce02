/**
 * Randomness with one word of state, for a million accounts: splitmix32 (Steele, Lea and Flood 2014, with the 32-bit finaliser of
 * Wellons' hash prospector). Every use has a key of its own, made of the seed, what it is for, and whose it is: one more adversary
 * does not change when anybody else comes, nor who they are.
 */
import type { Dice } from './dice.ts';

/** What a stream is for. The numbers are part of what a seed means: append, never change. */
export const PURPOSE = {
  identity: 1,
  origin: 2,
  session: 3,
  arrival: 4,
  friends: 5,
  moments: 6,
  sites: 7,
  operation: 8,
  hire: 9,
  member: 10,
  appeal: 11,
  review: 12,
  workplace: 13,
  charisma: 14,
} as const;

export class Stream implements Dice {
  #state: number;

  constructor(key = 0) {
    this.#state = key | 0;
  }

  /** Begin anew at a key. */
  reseed(key: number): this {
    this.#state = key | 0;
    return this;
  }

  /** An integer from 0 to 2^32 - 1. */
  uint32(): number {
    this.#state = (this.#state + 0x9e3779b9) | 0;
    return mix(this.#state);
  }

  unit(): number {
    return this.uint32() / 4_294_967_296;
  }

  /** The square of a uniform number: the first of a list more often than the last. */
  squared(): number {
    const unit = this.unit();
    return unit * unit;
  }

  below(count: number): number {
    return Math.floor(this.unit() * count);
  }

  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  chance(probability: number): boolean {
    return this.unit() < probability;
  }

  pick<T>(items: readonly T[]): T {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new RangeError('nothing to pick from');
    return item;
  }
}

/** The key of one stream: what for (`PURPOSE`), whose, and which of theirs. */
export function streamKey(seed: number, purpose: number, owner = 0, turn = 0): number {
  return mix(mix(mix(seed + Math.imul(purpose, 0x85ebca6b)) + owner) ^ Math.imul(turn, 0xc2b2ae35));
}

/** A bijection of 32-bit integers without visible order. */
export function mix(value: number): number {
  let z = value | 0;
  z ^= z >>> 16;
  z = Math.imul(z, 0x21f0aaad);
  z ^= z >>> 15;
  z = Math.imul(z, 0x735a2d97);
  return (z ^ (z >>> 15)) >>> 0;
}

/** A seed of any kind as a number. */
export function seedNumber(seed: number | string): number {
  let h = 0x811c9dc5;
  for (const char of String(seed)) h = Math.imul(h ^ (char.codePointAt(0) ?? 0), 0x01000193);
  return mix(h);
}

/** The number that `mix` made this of. */
export function unmix(value: number): number {
  let z = value | 0;
  z ^= (z >>> 15) ^ (z >>> 30);
  z = Math.imul(z, 0x97132227);
  z ^= (z >>> 15) ^ (z >>> 30);
  z = Math.imul(z, 0x333c4925);
  return (z ^ (z >>> 16)) >>> 0;
}
