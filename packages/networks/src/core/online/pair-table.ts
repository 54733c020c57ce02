/** Pairs of actors, found by both of their numbers; each has a number of its own, under which others keep columns. */
import { grown } from './columns.ts';

const LOAD = 0.5;

/** A table that grows is copied, which must not keep a decision waiting: there are several. */
const PART_BITS = 6;

export class PairTable {
  low = new Uint32Array(64);
  high = new Uint32Array(64);
  size = 0;
  #bound = 0;
  /** By part, then place: a pair's number + 1, or 0. */
  #parts: Uint32Array[] = Array.from({ length: 1 << PART_BITS }, () => new Uint32Array(1 << 6));
  #sizes = new Uint32Array(1 << PART_BITS);
  #free: number[] = [];

  /** -1 where there is no such pair. */
  find(a: number, b: number): number {
    const [low, high] = a < b ? [a, b] : [b, a];
    const hash = mix(low, high);
    const part = this.#parts[hash >>> (32 - PART_BITS)]!;
    return part[this.#place(part, hash, low, high)]! - 1;
  }

  /** The pair's number, which may have been another's before. */
  take(a: number, b: number): number {
    const [low, high] = a < b ? [a, b] : [b, a];
    const hash = mix(low, high);
    const number = hash >>> (32 - PART_BITS);
    if (this.#sizes[number]! >= this.#parts[number]!.length * LOAD) this.#grow(number);
    const part = this.#parts[number]!;
    const place = this.#place(part, hash, low, high);
    const known = part[place]!;
    if (known !== 0) return known - 1;
    const pair = this.#free.pop() ?? this.#bound++;
    this.low = grown(this.low, pair + 1);
    this.high = grown(this.high, pair + 1);
    this.low[pair] = low;
    this.high[pair] = high;
    part[place] = pair + 1;
    this.#sizes[number]!++;
    this.size++;
    return pair;
  }

  remove(pair: number): void {
    const [low, high] = [this.low[pair]!, this.high[pair]!];
    const hash = mix(low, high);
    const number = hash >>> (32 - PART_BITS);
    const part = this.#parts[number]!;
    const mask = part.length - 1;
    let hole = this.#place(part, hash, low, high);
    part[hole] = 0;
    // Move what follows to where it is still found.
    for (let place = (hole + 1) & mask; part[place] !== 0; place = (place + 1) & mask) {
      const other = part[place]! - 1;
      const home = mix(this.low[other]!, this.high[other]!) & mask;
      if (((place - home) & mask) < ((place - hole) & mask)) continue;
      part[hole] = other + 1;
      part[place] = 0;
      hole = place;
    }
    this.#sizes[number]!--;
    this.size--;
    this.#free.push(pair);
  }

  clone(): PairTable {
    const clone = new PairTable();
    clone.low = this.low.slice();
    clone.high = this.high.slice();
    clone.size = this.size;
    clone.#bound = this.#bound;
    clone.#parts = this.#parts.map((part) => part.slice());
    clone.#sizes = this.#sizes.slice();
    clone.#free = this.#free.slice();
    return clone;
  }

  #place(part: Uint32Array, hash: number, low: number, high: number): number {
    const mask = part.length - 1;
    for (let place = hash & mask; ; place = (place + 1) & mask) {
      const pair = part[place]! - 1;
      if (pair < 0 || (this.low[pair] === low && this.high[pair] === high)) return place;
    }
  }

  #grow(number: number): void {
    const old = this.#parts[number]!;
    const larger = new Uint32Array(old.length * 2);
    this.#parts[number] = larger;
    for (const pair of old) {
      if (pair === 0) continue;
      const [low, high] = [this.low[pair - 1]!, this.high[pair - 1]!];
      larger[this.#place(larger, mix(low, high), low, high)] = pair;
    }
  }
}

function mix(low: number, high: number): number {
  let hash = Math.imul(low, 0x9e_37_79_b1) ^ Math.imul(high, 0x85_eb_ca_6b);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c_1b_3c_6d);
  return hash ^ (hash >>> 13);
}
