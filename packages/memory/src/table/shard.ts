/**
 * One shard of the key table: open addressing with linear probing over 96-bit key hashes, each slot pointing to a block
 * of words in the shard's arena. Word 0 of every block is the event time at which the key is dead.
 *
 * - T1 A slot is empty exactly when its reference is 0.
 * - T2 Deleting shifts later slots back, so a probe ends at the first empty slot.
 * - T3 Everything that changes a shard is decided by the calls made on it, so a replay gives the same shard.
 */
import { EVICTION_SAMPLE, LATENESS_MILLIS, SWEEP_SLOTS_PER_INSERT } from '../limits.ts';
import { Arena, SIZE_CLASSES } from './arena.ts';

/** What a table counts for its metrics. */
export interface ShardCounters {
  expired: number;
  evicted: number;
}

const INITIAL_SLOTS = 16;
const MAX_LOAD = 0.7;

export class Shard {
  h1 = new Uint32Array(INITIAL_SLOTS);
  h2 = new Uint32Array(INITIAL_SLOTS);
  h3 = new Uint32Array(INITIAL_SLOTS);
  references = new Uint32Array(INITIAL_SLOTS);
  sizeClasses = new Uint8Array(INITIAL_SLOTS);
  arena = new Arena();
  count = 0;
  /** Where the sweep for dead keys goes on. */
  hand = 0;

  /** The slot of a key, or -1. */
  find(h1: number, h2: number, h3: number): number {
    const mask = this.references.length - 1;
    for (let slot = h2 & mask; this.references[slot] !== 0; slot = (slot + 1) & mask) {
      if (this.h1[slot] === h1 && this.h2[slot] === h2 && this.h3[slot] === h3) return slot;
    }
    return -1;
  }

  /** Add a key that `find` did not find, with a block of the given class whose expiry is set; the slot stays valid until the next insert or remove. */
  insert(
    h1: number,
    h2: number,
    h3: number,
    sizeClass: number,
    expiry: number,
    watermark: number,
    maxKeys: number,
    counters: ShardCounters,
  ): number {
    this.#sweep(SWEEP_SLOTS_PER_INSERT, watermark, counters);
    if (this.count >= maxKeys) this.#evictOne(watermark, counters);
    if (this.count + 1 > this.references.length * MAX_LOAD) this.#grow();
    const slot = this.#emptySlot(h2);
    this.h1[slot] = h1;
    this.h2[slot] = h2;
    this.h3[slot] = h3;
    this.sizeClasses[slot] = sizeClass;
    const reference = this.arena.allocate(sizeClass);
    this.references[slot] = reference;
    this.arena.words[reference] = expiry;
    this.count++;
    return slot;
  }

  /** Move a key's block to a larger class, keeping its words. Returns the new reference. */
  enlarge(slot: number, copyWords: number): number {
    const from = this.sizeClasses[slot]!;
    if (from + 1 >= SIZE_CLASSES) throw new RangeError('a block cannot exceed the largest size class');
    const old = this.references[slot]!;
    const reference = this.arena.allocate(from + 1);
    this.arena.words.copyWithin(reference, old, old + copyWords);
    this.arena.release(old, from);
    this.references[slot] = reference;
    this.sizeClasses[slot] = from + 1;
    return reference;
  }

  isDead(slot: number, watermark: number): boolean {
    return this.arena.words[this.references[slot]!]! + LATENESS_MILLIS <= watermark;
  }

  remove(slot: number): void {
    const mask = this.references.length - 1;
    this.arena.release(this.references[slot]!, this.sizeClasses[slot]!);
    let hole = slot;
    for (let next = (hole + 1) & mask; this.references[next] !== 0; next = (next + 1) & mask) {
      const home = this.h2[next]! & mask;
      // The key may move back only if its home does not lie after the hole.
      if (((next - home) & mask) < ((next - hole) & mask)) continue;
      this.#move(next, hole);
      hole = next;
    }
    this.references[hole] = 0;
    this.count--;
  }

  #move(from: number, to: number): void {
    this.h1[to] = this.h1[from]!;
    this.h2[to] = this.h2[from]!;
    this.h3[to] = this.h3[from]!;
    this.references[to] = this.references[from]!;
    this.sizeClasses[to] = this.sizeClasses[from]!;
  }

  #emptySlot(h2: number): number {
    const mask = this.references.length - 1;
    let slot = h2 & mask;
    while (this.references[slot] !== 0) slot = (slot + 1) & mask;
    return slot;
  }

  #sweep(slots: number, watermark: number, counters: ShardCounters): void {
    const mask = this.references.length - 1;
    for (let i = 0; i < slots; i++) {
      const slot = this.hand & mask;
      if (this.references[slot] !== 0 && this.isDead(slot, watermark)) {
        this.remove(slot);
        counters.expired++;
        // The slot may hold another key now: look at it again.
      } else this.hand = (slot + 1) & mask;
    }
  }

  #evictOne(watermark: number, counters: ShardCounters): void {
    const mask = this.references.length - 1;
    let victim = -1;
    let soonest = Number.POSITIVE_INFINITY;
    for (let seen = 0; seen < EVICTION_SAMPLE || victim < 0; seen++) {
      const slot = this.hand & mask;
      this.hand = (slot + 1) & mask;
      if (this.references[slot] === 0) continue;
      const expiry = this.arena.words[this.references[slot]!]!;
      if (expiry < soonest) {
        soonest = expiry;
        victim = slot;
      }
    }
    if (this.isDead(victim, watermark)) counters.expired++;
    else counters.evicted++;
    this.remove(victim);
  }

  #grow(): void {
    const { h1, h2, h3, references, sizeClasses } = this;
    const slots = references.length * 2;
    this.h1 = new Uint32Array(slots);
    this.h2 = new Uint32Array(slots);
    this.h3 = new Uint32Array(slots);
    this.references = new Uint32Array(slots);
    this.sizeClasses = new Uint8Array(slots);
    for (let old = 0; old < references.length; old++) {
      if (references[old] === 0) continue;
      const slot = this.#emptySlot(h2[old]!);
      this.h1[slot] = h1[old]!;
      this.h2[slot] = h2[old]!;
      this.h3[slot] = h3[old]!;
      this.references[slot] = references[old]!;
      this.sizeClasses[slot] = sizeClasses[old]!;
    }
  }
}
