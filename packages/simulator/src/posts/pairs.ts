/**
 * "Has this account done this to that post?" in fixed memory: two Bloom filters (Bloom 1970), the older one dropped when the newer is
 * full. It may say yes in error, so a rare like does not happen; it never says no to what was done while the post can be seen.
 */
import { mix } from '../random/stream.ts';

const BITS_PER_PAIR = 12;
const HASHES = 5;

export class Pairs {
  readonly #capacity: number;
  readonly #mask: number;
  #current: Uint32Array;
  #older: Uint32Array;
  #count = 0;

  /** @param capacity pairs that are certain to be remembered */
  constructor(capacity: number) {
    this.#capacity = capacity;
    let bits = 32;
    while (bits < capacity * BITS_PER_PAIR) bits *= 2;
    this.#mask = bits - 1;
    this.#current = new Uint32Array(bits >>> 5);
    this.#older = new Uint32Array(bits >>> 5);
  }

  get byteLength(): number {
    return this.#current.byteLength + this.#older.byteLength;
  }

  /** Remember the pair; false where it was there already. */
  add(account: number, post: number): boolean {
    const first = mix(account ^ mix(post));
    const step = mix(first ^ account) | 1;
    if (this.#has(this.#current, first, step) || this.#has(this.#older, first, step)) return false;
    if (this.#count++ >= this.#capacity) {
      const oldest = this.#older;
      this.#older = this.#current;
      this.#current = oldest.fill(0);
      this.#count = 1;
    }
    for (let i = 0, at = first; i < HASHES; i++, at = (at + step) | 0) {
      const bit = (at & this.#mask) >>> 0;
      this.#current[bit >>> 5] = this.#current[bit >>> 5]! | (1 << (bit & 31));
    }
    return true;
  }

  #has(filter: Uint32Array, first: number, step: number): boolean {
    for (let i = 0, at = first; i < HASHES; i++, at = (at + step) | 0) {
      const bit = (at & this.#mask) >>> 0;
      if ((filter[bit >>> 5]! & (1 << (bit & 31))) === 0) return false;
    }
    return true;
  }
}
