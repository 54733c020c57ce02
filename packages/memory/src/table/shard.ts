/**
 * One shard of the key table: open addressing with linear probing over 96-bit key hashes, each slot holding a block
 * of words, or pointing to one in the shard's arena. Word 0 of every block is the event time at which the key is dead.
 *
 * A slot is one cache line: four 32-bit integers (the upper 22 bits of the first hash, of which the lower 10 chose the shard, with the
 * definition's number below; the second and third hash; where the block is) and six words that are the block while it is that small.
 *
 * - T1 A slot is empty exactly when its fourth integer is 0.
 * - T2 Deleting shifts later slots back, so a probe ends at the first empty slot.
 * - T3 Everything that changes a shard is decided by the calls made on it, so a replay gives the same shard.
 */
import { EVICTION_SAMPLE, LATENESS_MILLIS, SHARD_BITS, SWEEP_SLOTS_PER_INSERT } from '../limits.ts';
import type { Accounts } from './accounts.ts';
import { Arena } from './arena.ts';

/** What a shard may hold. */
export interface ShardBounds {
  readonly maxKeys: number;
  readonly maxWords: number;
}

const INITIAL_SLOTS = 8;
const MAX_LOAD = 0.75;
/** A slot's integers. */
const HASH1 = 0;
const HASH2 = 1;
const HASH3 = 2;
const BLOCK = 3;
/** The place of a block that is in its slot; those in the arena have larger numbers, and an empty slot has 0. */
const INLINE = 1;
/** Words of a slot, integers of a slot, and the words of a block inside. */
export const SLOT_WORDS = 8;
const SLOT_INTEGERS = 16;
const SLOT_SHIFT = 4;
const INLINE_FIRST = 2;
const INLINE_WORDS = SLOT_WORDS - INLINE_FIRST;
/** What a key counts for beside its block in the arena: a slot at the usual load. */
const KEY_WORDS = 14;
const CLASS_BITS = 4;
const CLASS_MASK = 15;
export const DEFINITION_MASK = (1 << SHARD_BITS) - 1;

export class Shard {
  /** The slots as words, and the same memory as integers. */
  slotWords = new Float64Array(INITIAL_SLOTS * SLOT_WORDS);
  slots = new Int32Array(this.slotWords.buffer);
  arena = new Arena();
  count = 0;
  /** Where the sweep for dead keys goes on. */
  hand = 0;
  readonly #bounds: ShardBounds;
  readonly #accounts: Accounts;

  constructor(bounds: ShardBounds, accounts: Accounts) {
    this.#bounds = bounds;
    this.#accounts = accounts;
  }

  /** The slot of a key, or -1. */
  find(h1: number, h2: number, h3: number): number {
    const { slots } = this;
    const mask = (slots.length >> SLOT_SHIFT) - 1;
    for (let slot = h2 & mask; ; slot = (slot + 1) & mask) {
      const at = slot << SLOT_SHIFT;
      if (slots[at + BLOCK] === 0) return -1;
      if (slots[at + HASH2] === h2 && slots[at + HASH3] === h3 && (slots[at + HASH1]! ^ h1) >>> SHARD_BITS === 0) {
        return slot;
      }
    }
  }

  /** Whether the slot's block is in the slot: its words are then in `slotWords`, otherwise in the arena's. */
  isInline(slot: number): boolean {
    return this.slots[(slot << SLOT_SHIFT) + BLOCK] === INLINE;
  }

  /** First word of the slot's block. */
  firstWord(slot: number): number {
    const place = this.slots[(slot << SLOT_SHIFT) + BLOCK]!;
    return place === INLINE ? slot * SLOT_WORDS + INLINE_FIRST : Arena.firstWord(place >>> CLASS_BITS);
  }

  /** Words of the slot's block. */
  blockWords(slot: number): number {
    const place = this.slots[(slot << SLOT_SHIFT) + BLOCK]!;
    return place === INLINE ? INLINE_WORDS : Arena.blockWords(place & CLASS_MASK);
  }

  #expiry(slot: number): number {
    return (this.isInline(slot) ? this.slotWords : this.arena.words)[this.firstWord(slot)]!;
  }

  definitionOf(slot: number): number {
    return this.slots[(slot << SLOT_SHIFT) + HASH1]! & DEFINITION_MASK;
  }

  /** The definition's number of each key. */
  *definitions(): Generator<number> {
    for (let at = 0; at < this.slots.length; at += SLOT_INTEGERS) {
      if (this.slots[at + BLOCK] !== 0) yield this.slots[at + HASH1]! & DEFINITION_MASK;
    }
  }

  /** Add a key that `find` did not find, with a block of at least `words` whose expiry is set. The slot stays valid until the next change of the shard. */
  insert(
    h1: number,
    h2: number,
    h3: number,
    definition: number,
    words: number,
    expiry: number,
    watermark: number,
  ): number {
    const sizeClass = words <= INLINE_WORDS ? null : Arena.classFor(words);
    this.#sweep(SWEEP_SLOTS_PER_INSERT, watermark);
    this.#makeRoom(1, KEY_WORDS + (sizeClass === null ? 0 : Arena.blockWords(sizeClass)), watermark);
    if (this.count + 1 > (this.slots.length >> SLOT_SHIFT) * MAX_LOAD) this.#grow();
    const slot = emptySlot(this.slots, h2);
    const at = slot << SLOT_SHIFT;
    this.slots[at + HASH1] = (h1 & ~DEFINITION_MASK) | definition;
    this.slots[at + HASH2] = h2;
    this.slots[at + HASH3] = h3;
    if (sizeClass === null) {
      this.slots[at + BLOCK] = INLINE;
      this.slotWords[slot * SLOT_WORDS + INLINE_FIRST] = expiry;
    } else {
      const block = this.arena.allocate(sizeClass);
      this.slots[at + BLOCK] = (block << CLASS_BITS) | sizeClass;
      this.arena.words[Arena.firstWord(block)] = expiry;
    }
    this.count++;
    this.#accounts.keys[definition]!++;
    return slot;
  }

  /** Move a key's block to the next larger class, keeping `copyWords`. Returns the key's slot, which may be another one. */
  enlarge(slot: number, copyWords: number, watermark: number): number {
    const { slots } = this;
    const at = slot << SLOT_SHIFT;
    const sizeClass = Arena.classFor(this.blockWords(slot) * 2);
    const [h1, h2, h3] = [slots[at + HASH1]!, slots[at + HASH2]!, slots[at + HASH3]!];
    // The key itself must not be the one that makes room.
    const words = this.isInline(slot) ? this.slotWords : this.arena.words;
    const first = this.firstWord(slot);
    const expiry = words[first]!;
    words[first] = Number.POSITIVE_INFINITY;
    this.#makeRoom(0, Arena.blockWords(sizeClass), watermark);
    const moved = this.find(h1, h2, h3);
    const block = this.arena.allocate(sizeClass);
    const from = this.firstWord(moved);
    const to = Arena.firstWord(block);
    const place = slots[(moved << SLOT_SHIFT) + BLOCK]!;
    if (place === INLINE) this.arena.words.set(this.slotWords.subarray(from, from + copyWords), to);
    else {
      this.arena.words.copyWithin(to, from, from + copyWords);
      this.arena.release(place >>> CLASS_BITS, place & CLASS_MASK);
    }
    this.arena.words[to] = expiry;
    slots[(moved << SLOT_SHIFT) + BLOCK] = (block << CLASS_BITS) | sizeClass;
    return moved;
  }

  isDead(slot: number, watermark: number): boolean {
    return this.#expiry(slot) + LATENESS_MILLIS <= watermark;
  }

  remove(slot: number): void {
    const { slots } = this;
    const mask = (slots.length >> SLOT_SHIFT) - 1;
    const place = slots[(slot << SLOT_SHIFT) + BLOCK]!;
    this.#accounts.keys[this.definitionOf(slot)]!--;
    if (place !== INLINE) this.arena.release(place >>> CLASS_BITS, place & CLASS_MASK);
    let hole = slot;
    for (let next = (hole + 1) & mask; slots[(next << SLOT_SHIFT) + BLOCK] !== 0; next = (next + 1) & mask) {
      const home = slots[(next << SLOT_SHIFT) + HASH2]! & mask;
      // The key may move back only if its home does not lie after the hole.
      if (((next - home) & mask) < ((next - hole) & mask)) continue;
      slots.copyWithin(hole << SLOT_SHIFT, next << SLOT_SHIFT, (next + 1) << SLOT_SHIFT);
      hole = next;
    }
    slots[(hole << SLOT_SHIFT) + BLOCK] = 0;
    this.count--;
  }

  #sweep(slots: number, watermark: number): void {
    const mask = (this.slots.length >> SLOT_SHIFT) - 1;
    for (let i = 0; i < slots; i++) {
      const slot = this.hand & mask;
      if (this.slots[(slot << SLOT_SHIFT) + BLOCK] !== 0 && this.isDead(slot, watermark)) {
        this.#accounts.expired[this.definitionOf(slot)]!++;
        this.remove(slot);
        // The slot may hold another key now: look at it again.
      } else this.hand = (slot + 1) & mask;
    }
  }

  /** Evict until so many more keys and words fit; then see that free blocks do not outgrow the ones in use. */
  #makeRoom(keys: number, words: number, watermark: number): void {
    const { maxKeys, maxWords } = this.#bounds;
    while (
      this.count > 0 &&
      (this.count + keys > maxKeys || this.arena.live + this.count * KEY_WORDS + words > maxWords)
    ) {
      if (!this.#evictOne(watermark)) break;
    }
    if (this.arena.top + words > maxWords && this.arena.top > 2 * this.arena.live) this.#compact();
  }

  #evictOne(watermark: number): boolean {
    const count = this.slots.length >> SLOT_SHIFT;
    let victim = -1;
    let soonest = Number.POSITIVE_INFINITY;
    for (let seen = 0; seen < EVICTION_SAMPLE || (victim < 0 && seen < count); seen++) {
      const slot = this.hand & (count - 1);
      this.hand = (slot + 1) & (count - 1);
      if (this.slots[(slot << SLOT_SHIFT) + BLOCK] === 0) continue;
      const expiry = this.#expiry(slot);
      if (expiry < soonest) {
        soonest = expiry;
        victim = slot;
      }
    }
    if (victim < 0) return false;
    const definition = this.definitionOf(victim);
    if (this.isDead(victim, watermark)) this.#accounts.expired[definition]!++;
    else this.#accounts.evicted[definition]!++;
    this.remove(victim);
    return true;
  }

  /** Lay the blocks in use end to end. */
  #compact(): void {
    const { slots } = this;
    const from = this.arena.words;
    const arena = new Arena(new Float64Array(Math.ceil(this.arena.live * 1.25) + 32));
    for (let at = 0; at < slots.length; at += SLOT_INTEGERS) {
      const place = slots[at + BLOCK]!;
      if (place === 0 || place === INLINE) continue;
      const sizeClass = place & CLASS_MASK;
      const block = arena.allocate(sizeClass);
      const first = Arena.firstWord(place >>> CLASS_BITS);
      arena.words.set(from.subarray(first, first + Arena.blockWords(sizeClass)), Arena.firstWord(block));
      slots[at + BLOCK] = (block << CLASS_BITS) | sizeClass;
    }
    this.arena = arena;
  }

  #grow(): void {
    const { slots } = this;
    this.slotWords = new Float64Array(this.slotWords.length * 2);
    this.slots = new Int32Array(this.slotWords.buffer);
    for (let at = 0; at < slots.length; at += SLOT_INTEGERS) {
      if (slots[at + BLOCK] === 0) continue;
      const to = emptySlot(this.slots, slots[at + HASH2]!) << SLOT_SHIFT;
      for (let i = 0; i < SLOT_INTEGERS; i++) this.slots[to + i] = slots[at + i]!;
    }
  }
}

function emptySlot(slots: Int32Array, h2: number): number {
  const mask = (slots.length >> SLOT_SHIFT) - 1;
  let slot = h2 & mask;
  while (slots[(slot << SLOT_SHIFT) + BLOCK] !== 0) slot = (slot + 1) & mask;
  return slot;
}
