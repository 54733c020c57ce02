/**
 * "Has this event id been seen?" for the newest ids of the journal. A pure in-memory structure.
 *
 * A ring holds each id's 128-bit hash and position in order of arrival (24 bytes); an open-addressing table with linear probing,
 * at most half full, finds a ring place by hash (8 bytes of table per id): 32 bytes per id. Two of 16 million ids share a hash
 * with probability 4e-25. The table grows a few ids per call, so that no call waits for a whole one to be rebuilt.
 */
import { JournalError } from '../errors.ts';
import { limits } from '../limits.ts';
import type { IdHash } from './hash.ts';
import { HashRing } from './ring.ts';

const FIRST_SLOTS = 1 << 12;
/** A table slot: 24 bits of ring place below 8 bits of hash that are never 0, so that most wrong slots cost no look at the ring. */
const PLACE_MASK = 0xffffff;
const MOVES_PER_ADD = 8;

export interface IdWindowOptions {
  /** Ids held before the oldest give way; at most 2^24, the default. */
  readonly limit?: number;
  /** What the metric starts from, when a window is restored. */
  readonly evicted?: number;
}

export class IdWindow {
  readonly limit: number;
  readonly #hash: IdHash;
  readonly #ring: HashRing;
  #table = new Uint32Array(FIRST_SLOTS);
  /** The table before the last growth, until all of its ids have moved. */
  #old: Uint32Array | null = null;
  /** Arrival numbers of the next id to move, and of the first that need not. */
  #move = 0;
  #moveEnd = 0;
  #evicted = 0;

  constructor(hash: IdHash, options: IdWindowOptions = {}) {
    this.limit = options.limit ?? limits.windowIds;
    if (!Number.isInteger(this.limit) || this.limit < 1 || this.limit > limits.windowIds) {
      throw new JournalError('invalid', `an id window holds 1 to ${limits.windowIds} ids, not ${this.limit}`);
    }
    this.#evicted = options.evicted ?? 0;
    this.#hash = hash;
    this.#ring = new HashRing(this.limit);
  }

  get size(): number {
    return this.#ring.tail - this.#ring.head;
  }

  /** Ids that gave way to newer ones because of the limit: their duplicates would not be noticed any more. */
  get evicted(): number {
    return this.#evicted;
  }

  /** The position at which `id` was added, or null. */
  find(id: string): number | null {
    this.#hash.digest(id);
    const place = this.#lookUp();
    return place < 0 ? null : this.#ring.positionAt(place);
  }

  /**
   * Add `id` unless it is there already. Positions must not descend.
   * @returns null when added, else the position at which it had been added
   */
  add(id: string, position: number): number | null {
    this.#hash.digest(id);
    const place = this.#lookUp();
    if (place >= 0) return this.#ring.positionAt(place);
    this.insertDigest(position);
    return null;
  }

  /** Add the id whose digest the hash holds, known not to be there. For `restoreIdWindow`. */
  insertDigest(position: number): void {
    if (this.size === this.limit) {
      this.#dropOldest();
      this.#evicted++;
    }
    if ((this.size + 1) * 2 > this.#table.length) this.#grow();
    const digest = this.#hash.words;
    const place = this.#ring.push(digest, position);
    insert(this.#table, digest[0]!, digest[1]!, place);
    if (this.#old !== null) this.#moveSome(MOVES_PER_ADD);
  }

  /** Forget ids added before `position`: their entries are no longer in the journal. */
  dropBefore(position: number): void {
    while (this.size > 0 && this.#ring.positionAt(this.#ring.placeOf(this.#ring.head)) < position) this.#dropOldest();
  }

  /** Arrival numbers of the oldest id held and of the next one. */
  get head(): number {
    return this.#ring.head;
  }

  get tail(): number {
    return this.#ring.tail;
  }

  /** Ids of those arrival numbers that are held, in order, as `visit(words, offset, position)`: four 32-bit words of hash at `offset`. */
  forEach(visit: (words: Uint32Array, offset: number, position: number) => void, from: number, to: number): void {
    this.#ring.forEach(visit, from, to);
  }

  #lookUp(): number {
    const found = this.#lookUpIn(this.#table);
    return found < 0 && this.#old !== null ? this.#lookUpIn(this.#old) : found;
  }

  #lookUpIn(table: Uint32Array): number {
    const digest = this.#hash.words;
    const mask = table.length - 1;
    const tag = tagOf(digest[1]!);
    for (let slot = digest[0]! & mask; ; slot = (slot + 1) & mask) {
      const value = table[slot]!;
      if (value === 0) return -1;
      if (value >>> 24 === tag && this.#ring.equals(value & PLACE_MASK, digest)) return value & PLACE_MASK;
    }
  }

  #grow(): void {
    this.#moveSome(Number.POSITIVE_INFINITY);
    this.#old = this.#table;
    this.#table = new Uint32Array(this.#old.length * 2);
    this.#move = this.#ring.head;
    this.#moveEnd = this.#ring.tail;
  }

  #moveSome(count: number): void {
    if (this.#old === null) return;
    const end = Math.min(this.#moveEnd, this.#move + count);
    for (; this.#move < end; this.#move++) {
      const place = this.#ring.placeOf(this.#move);
      insert(this.#table, this.#ring.word(place, 0), this.#ring.word(place, 1), place);
    }
    if (this.#move === this.#moveEnd) this.#old = null;
  }

  /** Remove by shifting back what follows (Knuth 6.4, algorithm R), so that no tombstones gather. */
  #dropOldest(): void {
    this.#moveSome(Number.POSITIVE_INFINITY);
    const table = this.#table;
    const mask = table.length - 1;
    const place = this.#ring.placeOf(this.#ring.head);
    let hole = this.#ring.word(place, 0) & mask;
    while ((table[hole]! & PLACE_MASK) !== place || table[hole] === 0) hole = (hole + 1) & mask;
    for (let slot = (hole + 1) & mask; table[slot] !== 0; slot = (slot + 1) & mask) {
      const home = this.#ring.word(table[slot]! & PLACE_MASK, 0) & mask;
      if (((slot - home) & mask) < ((slot - hole) & mask)) continue;
      table[hole] = table[slot]!;
      hole = slot;
    }
    table[hole] = 0;
    this.#ring.shift();
  }
}

function tagOf(word: number): number {
  return word >>> 24 || 1;
}

function insert(table: Uint32Array, word0: number, word1: number, place: number): void {
  const mask = table.length - 1;
  let slot = word0 & mask;
  while (table[slot] !== 0) slot = (slot + 1) & mask;
  table[slot] = (tagOf(word1) << 24) | place;
}
