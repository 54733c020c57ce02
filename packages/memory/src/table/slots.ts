/**
 * The slots of all shards: open addressing with linear probing over 96-bit key hashes. Shards with equally many slots lie next to each
 * other in one array, a level; a shard that fills up moves to the next level, alone. So growing copies one shard at a time, while
 * look-ups go through a few large arrays: over a thousand small ones they take ten times as long.
 *
 * A slot is one cache line: four 32-bit integers (the upper 22 bits of the first hash, of which the lower 10 chose the shard, with the
 * definition's number below; the second and third hash; where the block is) and six words that are the block while it is that small.
 *
 * Beside each slot is a byte of its key's hash. A look-up goes through the bytes, 64 slots to a cache line, and reads the slot whose
 * byte is the key's: one line of a large array where the slots themselves would be several, each a wait of its own.
 *
 * - T1 A slot is empty exactly when its fourth integer is 0, and when its byte is.
 * - T2 Deleting shifts later slots back, so a probe ends at the first empty slot.
 */
import { SHARD_BITS, SHARDS } from '../limits.ts';
import { alignedWords, integersOver } from './words.ts';

/** Words and integers of a slot, and the words of a block inside. */
export const SLOT_WORDS = 8;
export const SLOT_SHIFT = 4;
const SLOT_INTEGERS = 1 << SLOT_SHIFT;
export const INLINE_FIRST = 2;
export const INLINE_WORDS = SLOT_WORDS - INLINE_FIRST;
/** A slot's integers. */
export const HASH1 = 0;
export const HASH2 = 1;
export const HASH3 = 2;
export const PLACE = 3;
export const DEFINITION_MASK = (1 << SHARD_BITS) - 1;

const INITIAL_SLOTS = 4;
const MAX_LOAD = 0.75;

export class Slots {
  /** Keys by shard. */
  readonly counts = new Int32Array(SHARDS);
  readonly #levelOf = new Uint8Array(SHARDS);
  /** Shards at each level; its array is dropped when the last one has left. */
  readonly #shardsAt: number[] = [];
  readonly #words: (Float64Array<ArrayBuffer> | null)[] = [];
  readonly #integers: (Int32Array<ArrayBuffer> | null)[] = [];
  readonly #tags: (Uint8Array<ArrayBuffer> | null)[] = [];

  constructor() {
    for (let shard = 0; shard < SHARDS; shard++) this.#enter(shard, 0);
  }

  words(shard: number): Float64Array<ArrayBuffer> {
    return this.#words[this.#levelOf[shard]!]!;
  }

  integers(shard: number): Int32Array<ArrayBuffer> {
    return this.#integers[this.#levelOf[shard]!]!;
  }

  /** Slots of a shard: a power of two. Its first slot's index is this times its number. */
  capacity(shard: number): number {
    return INITIAL_SLOTS << this.#levelOf[shard]!;
  }

  isEmpty(shard: number, slot: number): boolean {
    return this.#tagsOf(shard)[slot] === 0;
  }

  get bytes(): number {
    let slots = 0;
    for (let shard = 0; shard < SHARDS; shard++) slots += this.capacity(shard);
    return slots * (SLOT_WORDS * 8 + 1);
  }

  /** The index of a key's slot in its shard's array, or -1. */
  find(h1: number, h2: number, h3: number): number {
    const shard = h1 & (SHARDS - 1);
    const level = this.#levelOf[shard]!;
    const tags = this.#tags[level]!;
    const mask = (INITIAL_SLOTS << level) - 1;
    const base = shard * (mask + 1);
    const wanted = tagOf(h3);
    for (let place = h2 & mask; ; place = (place + 1) & mask) {
      const tag = tags[base + place]!;
      if (tag === wanted) {
        const integers = this.#integers[level]!;
        const at = (base + place) << SLOT_SHIFT;
        if (integers[at + HASH2] === h2 && integers[at + HASH3] === h3) {
          if ((integers[at + HASH1]! ^ h1) >>> SHARD_BITS === 0) return base + place;
        }
      } else if (tag === 0) return -1;
    }
  }

  /** Take an empty slot for a key that `find` did not find. All but its hashes and definition is the caller's to set. */
  add(h1: number, h2: number, h3: number, definition: number): number {
    const shard = h1 & (SHARDS - 1);
    const count = ++this.counts[shard]!;
    if (count > this.capacity(shard) * MAX_LOAD) this.#grow(shard);
    const integers = this.integers(shard);
    const tags = this.#tagsOf(shard);
    const slot = emptySlot(tags, shard, this.capacity(shard), h2);
    tags[slot] = tagOf(h3);
    const at = slot << SLOT_SHIFT;
    integers[at + HASH1] = (h1 & ~DEFINITION_MASK) | definition;
    integers[at + HASH2] = h2;
    integers[at + HASH3] = h3;
    return slot;
  }

  remove(shard: number, slot: number): void {
    const integers = this.integers(shard);
    const tags = this.#tagsOf(shard);
    const capacity = this.capacity(shard);
    const base = shard * capacity;
    const mask = capacity - 1;
    let hole = slot - base;
    for (let next = (hole + 1) & mask; ; next = (next + 1) & mask) {
      const at = (base + next) << SLOT_SHIFT;
      if (tags[base + next] === 0) break;
      const home = integers[at + HASH2]! & mask;
      // The key may move back only if its home does not lie after the hole.
      if (((next - home) & mask) < ((next - hole) & mask)) continue;
      integers.copyWithin((base + hole) << SLOT_SHIFT, at, at + SLOT_INTEGERS);
      tags[base + hole] = tags[base + next]!;
      hole = next;
    }
    integers[((base + hole) << SLOT_SHIFT) + PLACE] = 0;
    tags[base + hole] = 0;
    this.counts[shard]!--;
  }

  /** Make an empty shard one of so many slots and return where they begin. Throws a RangeError for a number that cannot be. */
  resize(shard: number, capacity: number): number {
    const level = Math.log2(capacity / INITIAL_SLOTS);
    if (!Number.isInteger(level) || level < 0 || level > 24)
      throw new RangeError(`a shard cannot have ${capacity} slots`);
    this.#leave(shard);
    this.#enter(shard, level);
    return shard * capacity;
  }

  /** To be called when slots of a shard were written from outside. */
  noteContent(shard: number): void {
    const integers = this.integers(shard);
    const tags = this.#tagsOf(shard);
    const capacity = this.capacity(shard);
    for (let slot = shard * capacity; slot < (shard + 1) * capacity; slot++) {
      const at = slot << SLOT_SHIFT;
      tags[slot] = integers[at + PLACE] === 0 ? 0 : tagOf(integers[at + HASH3]!);
    }
  }

  /** Shard by shard: of a level's array, what no shard uses any more is never touched, and takes no memory. */
  copyFrom(other: Slots): void {
    this.counts.set(other.counts);
    for (let shard = 0; shard < SHARDS; shard++) {
      const capacity = other.capacity(shard);
      const from = this.resize(shard, capacity) * SLOT_WORDS;
      // As integers: a word that is no number in particular would not survive as a floating-point number everywhere.
      const integers = other.integers(shard).subarray(from * 2, from * 2 + capacity * SLOT_INTEGERS);
      this.integers(shard).set(integers, from * 2);
      this.noteContent(shard);
    }
  }

  #grow(shard: number): void {
    const from = this.integers(shard);
    const capacity = this.capacity(shard);
    const base = shard * capacity;
    this.#leave(shard);
    this.#enter(shard, this.#levelOf[shard]! + 1);
    const to = this.integers(shard);
    const tags = this.#tagsOf(shard);
    for (let slot = base; slot < base + capacity; slot++) {
      const at = slot << SLOT_SHIFT;
      if (from[at + PLACE] === 0) continue;
      const free = emptySlot(tags, shard, capacity * 2, from[at + HASH2]!);
      tags[free] = tagOf(from[at + HASH3]!);
      const target = free << SLOT_SHIFT;
      for (let i = 0; i < SLOT_INTEGERS; i++) to[target + i] = from[at + i]!;
    }
  }

  #enter(shard: number, level: number): void {
    this.#levelOf[shard] = level;
    const shards = this.#shardsAt[level] ?? 0;
    if (shards === 0) {
      // All of it at once, of which the system commits what is touched.
      const words = alignedWords(SHARDS * (INITIAL_SLOTS << level) * SLOT_WORDS);
      this.#words[level] = words;
      this.#integers[level] = integersOver(words);
      this.#tags[level] = new Uint8Array(SHARDS * (INITIAL_SLOTS << level));
    }
    this.#shardsAt[level] = shards + 1;
  }

  /** A shard never comes back to a level but by `resize`, when it is empty: what it leaves behind need not be cleared. */
  #leave(shard: number): void {
    const level = this.#levelOf[shard]!;
    const shards = this.#shardsAt[level]! - 1;
    this.#shardsAt[level] = shards;
    if (shards > 0) return;
    this.#words[level] = null;
    this.#integers[level] = null;
    this.#tags[level] = null;
  }

  #tagsOf(shard: number): Uint8Array<ArrayBuffer> {
    return this.#tags[this.#levelOf[shard]!]!;
  }
}

/** Not 0, and of bits that choose neither the shard nor the place. */
function tagOf(h3: number): number {
  return (h3 & 0x7f) | 0x80;
}

function emptySlot(tags: Uint8Array, shard: number, capacity: number, h2: number): number {
  const mask = capacity - 1;
  const base = shard * capacity;
  let place = h2 & mask;
  while (tags[base + place] !== 0) place = (place + 1) & mask;
  return base + place;
}
