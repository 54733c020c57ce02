/**
 * The table of all keyed state: keys found by hash, each with a block of words, of which word 0 is the event time at which the key is
 * dead. Shards grow, sweep, evict and are saved one at a time.
 *
 * Saving is copy-on-write by shard: `beginSave` fixes the moment; a shard that is about to change is encoded first, the rest
 * in the background. So the saved state is that of one moment, and no call waits for more than one shard.
 *
 * - T3 Everything that changes a shard is decided by the calls made on it, so a replay gives the same shard.
 */
import {
  EVICTION_SAMPLE,
  LATENESS_MILLIS,
  MAX_BYTES,
  MAX_KEYS,
  SHARDS,
  SWEEP_INSERTS,
  SWEEP_SLOTS_PER_INSERT,
} from '../limits.ts';
import { Accounts } from './accounts.ts';
import { Arena } from './arena.ts';
import { DEFINITION_MASK, HASH1, INLINE_FIRST, INLINE_WORDS, PLACE, SLOT_SHIFT, SLOT_WORDS, Slots } from './slots.ts';

export interface TableOptions {
  readonly maxKeys?: number;
  /** Bytes of keyed state in use; keys go when a shard is over its share. */
  readonly maxBytes?: number;
}

export interface TableMetrics {
  readonly keys: number;
  /** Memory taken by slots and by blocks in use. */
  readonly bytes: number;
  readonly expiredTotal: number;
  /** Keys dropped while still alive because the table was full. */
  readonly evictedTotal: number;
}

const KEYS_PER_SHARD_MIN = 16;
/** The place of a block that is in its slot; one in the arena has its number and size class, and an empty slot 0. */
export const INLINE = 1;
export const CLASS_BITS = 4;
export const CLASS_MASK = 15;
/** What a key counts for beside its block in the arena: a slot at the usual load. */
const KEY_WORDS = 14;

export class Table {
  readonly accounts = new Accounts();
  readonly slots = new Slots();
  readonly arena = new Arena();
  /** Where each shard's sweep for dead keys goes on, times SWEEP_INSERTS, and the keys added since the last one. */
  readonly hands = new Int32Array(SHARDS);
  /** Words in the arena by shard. */
  readonly liveWords = new Float64Array(SHARDS);
  readonly #maxKeys: number;
  readonly #maxWords: number;

  constructor({ maxKeys = MAX_KEYS, maxBytes = MAX_BYTES }: TableOptions = {}) {
    this.#maxKeys = Math.max(KEYS_PER_SHARD_MIN, Math.ceil(maxKeys / SHARDS));
    this.#maxWords = Math.ceil(maxBytes / SHARDS / 8);
  }

  /** First word of a slot's block, in the shard's slots where it is inline, else in the arena's array. */
  firstWord(slot: number, place: number): number {
    return place === INLINE ? slot * SLOT_WORDS + INLINE_FIRST : Arena.firstWord(place >>> CLASS_BITS);
  }

  wordsOf(shard: number, place: number): Float64Array<ArrayBuffer> {
    return place === INLINE ? this.slots.words(shard) : this.arena.wordsOf(place >>> CLASS_BITS);
  }

  integersOf(shard: number, place: number): Int32Array<ArrayBuffer> {
    return place === INLINE ? this.slots.integers(shard) : this.arena.integersOf(place >>> CLASS_BITS);
  }

  placeOf(shard: number, slot: number): number {
    return this.slots.integers(shard)[(slot << SLOT_SHIFT) + PLACE]!;
  }

  blockWords(shard: number, slot: number): number {
    const place = this.placeOf(shard, slot);
    return place === INLINE ? INLINE_WORDS : Arena.blockWords(place & CLASS_MASK);
  }

  definitionOf(shard: number, slot: number): number {
    return this.slots.integers(shard)[(slot << SLOT_SHIFT) + HASH1]! & DEFINITION_MASK;
  }

  expiry(shard: number, slot: number): number {
    const place = this.placeOf(shard, slot);
    return this.wordsOf(shard, place)[this.firstWord(slot, place)]!;
  }

  isDead(shard: number, slot: number, watermark: number): boolean {
    return this.expiry(shard, slot) + LATENESS_MILLIS <= watermark;
  }

  /** Add a key that was not found, with a block of at least `words` whose expiry is set. The slot stays valid until the shard changes again. */
  insert(
    h1: number,
    h2: number,
    h3: number,
    definition: number,
    words: number,
    expiry: number,
    watermark: number,
  ): number {
    const shard = h1 & (SHARDS - 1);
    const sizeClass = words <= INLINE_WORDS ? -1 : Arena.classFor(words);
    const arenaWords = sizeClass < 0 ? 0 : Arena.blockWords(sizeClass);
    this.#sweep(shard, watermark);
    this.#makeRoom(shard, 1, KEY_WORDS + arenaWords, watermark);
    const slot = this.slots.add(h1, h2, h3, definition);
    const place = sizeClass < 0 ? INLINE : (this.arena.allocate(sizeClass) << CLASS_BITS) | sizeClass;
    this.slots.integers(shard)[(slot << SLOT_SHIFT) + PLACE] = place;
    this.wordsOf(shard, place)[this.firstWord(slot, place)] = expiry;
    this.liveWords[shard]! += arenaWords;
    this.accounts.keys[definition]!++;
    return slot;
  }

  /** Move a key's block to one of twice the size, keeping `copyWords`. Returns the key's slot, which may be another one. */
  enlarge(h1: number, h2: number, h3: number, slot: number, copyWords: number, watermark: number): number {
    const shard = h1 & (SHARDS - 1);
    const sizeClass = Arena.classFor(this.blockWords(shard, slot) * 2);
    const place = this.placeOf(shard, slot);
    // The key itself must not be the one that makes room.
    const words = this.wordsOf(shard, place);
    const first = this.firstWord(slot, place);
    const expiry = words[first]!;
    words[first] = Number.POSITIVE_INFINITY;
    this.#makeRoom(shard, 0, Arena.blockWords(sizeClass), watermark);
    const moved = this.slots.find(h1, h2, h3);
    const from = this.firstWord(moved, place);
    const block = this.arena.allocate(sizeClass);
    const to = Arena.firstWord(block);
    const target = this.arena.wordsOf(block);
    target.set(words.subarray(from, from + copyWords), to);
    target[to] = expiry;
    this.#release(shard, place);
    this.liveWords[shard]! += Arena.blockWords(sizeClass);
    this.slots.integers(shard)[(moved << SLOT_SHIFT) + PLACE] = (block << CLASS_BITS) | sizeClass;
    return moved;
  }

  remove(shard: number, slot: number): void {
    this.accounts.keys[this.definitionOf(shard, slot)]!--;
    this.#release(shard, this.placeOf(shard, slot));
    this.slots.remove(shard, slot);
  }

  /** Take on the content of another table with the same limits; this one must be empty. */
  copyFrom(other: Table): void {
    this.accounts.copyFrom(other.accounts);
    this.slots.copyFrom(other.slots);
    this.arena.copyFrom(other.arena);
    this.hands.set(other.hands);
    this.liveWords.set(other.liveWords);
  }

  metrics(): TableMetrics {
    const sum = (figures: Float64Array | Int32Array) => {
      let total = 0;
      for (const figure of figures) total += figure;
      return total;
    };
    const bytes = this.slots.bytes + this.arena.live * 8;
    const { expired, evicted } = this.accounts;
    return { keys: sum(this.slots.counts), bytes, expiredTotal: sum(expired), evictedTotal: sum(evicted) };
  }

  #release(shard: number, place: number): void {
    if (place === INLINE) return;
    this.arena.release(place >>> CLASS_BITS, place & CLASS_MASK);
    this.liveWords[shard]! -= Arena.blockWords(place & CLASS_MASK);
  }

  /** Neighbouring slots a few inserts at a time: one after the other they come faster from memory than in pairs. */
  #sweep(shard: number, watermark: number): void {
    const before = this.hands[shard]!;
    if (before % SWEEP_INSERTS !== SWEEP_INSERTS - 1) {
      this.hands[shard] = before + 1;
      return;
    }
    const { slots } = this;
    const capacity = slots.capacity(shard);
    const base = shard * capacity;
    let hand = Math.floor(before / SWEEP_INSERTS);
    for (let i = 0; i < SWEEP_SLOTS_PER_INSERT * SWEEP_INSERTS; i++) {
      hand &= capacity - 1;
      const slot = base + hand;
      if (!slots.isEmpty(shard, slot) && this.isDead(shard, slot, watermark)) {
        this.accounts.expired[this.definitionOf(shard, slot)]!++;
        this.remove(shard, slot);
        // The slot may hold another key now: look at it again.
      } else hand++;
    }
    this.hands[shard] = (hand & (capacity - 1)) * SWEEP_INSERTS;
  }

  #makeRoom(shard: number, keys: number, words: number, watermark: number): void {
    for (;;) {
      const count = this.slots.counts[shard]!;
      if (count === 0) return;
      const used = this.liveWords[shard]! + count * KEY_WORDS;
      if (count + keys <= this.#maxKeys && used + words <= this.#maxWords) return;
      if (!this.#evictOne(shard, watermark)) return;
    }
  }

  /** Evict, of a sample, the key that expires first. False where there is none but the one at hand. */
  #evictOne(shard: number, watermark: number): boolean {
    const capacity = this.slots.capacity(shard);
    let victim = -1;
    let soonest = Number.POSITIVE_INFINITY;
    let hand = Math.floor(this.hands[shard]! / SWEEP_INSERTS);
    for (let seen = 0; seen < EVICTION_SAMPLE || (victim < 0 && seen < capacity); seen++) {
      const slot = shard * capacity + (hand & (capacity - 1));
      hand++;
      if (this.slots.isEmpty(shard, slot)) continue;
      const expiry = this.expiry(shard, slot);
      if (expiry < soonest) {
        soonest = expiry;
        victim = slot;
      }
    }
    this.hands[shard] = (hand & (capacity - 1)) * SWEEP_INSERTS;
    if (victim < 0) return false;
    const definition = this.definitionOf(shard, victim);
    if (this.isDead(shard, victim, watermark)) this.accounts.expired[definition]!++;
    else this.accounts.evicted[definition]!++;
    this.remove(shard, victim);
    return true;
  }
}
