/**
 * What every keyed function works on: the table, the hash of the key at hand, its block, and the watermark of event time.
 *
 * A function calls `hash`, asks `repeated` where a call must count once per event, then `read` or `change` to find the block, and
 * `create` where there is none. `words`, `halves` and `first` are valid until the next of these calls or `enlarge`.
 */
import { KeyHasher } from '../hash/key-hash.ts';
import type { Shard } from '../table/shard.ts';
import { Table, type TableOptions } from '../table/table.ts';
import { EventCalls } from './calls.ts';
import type { Definition } from './definition.ts';

export class KeyedState {
  readonly table: Table;
  readonly hasher: KeyHasher;
  /** The newest event time seen that was not in the future when it arrived. Keys die against this, never against a clock. */
  watermarkMillis = 0;
  /** The block at hand: its first word, and the arrays that it lies in. */
  first = 0;
  words: Float64Array;
  halves: Int32Array;
  readonly #calls = new EventCalls();
  #shard: Shard;
  #slot = -1;
  #h1 = 0;
  #h2 = 0;
  #h3 = 0;
  #number = 0;

  constructor(seed: number, options: TableOptions) {
    this.table = new Table(options);
    this.hasher = new KeyHasher(seed);
    this.#shard = this.table.shardForRead(0);
    this.words = this.#shard.arena.words;
    this.halves = this.#shard.arena.halves;
  }

  /** Called before the event at `position` is decided. A time after its arrival does not move the watermark. */
  begin(position: number, timeMillis: number, ingestedAtMillis: number): void {
    this.#calls.begin(position);
    const seen = Math.min(timeMillis, ingestedAtMillis);
    if (seen > this.watermarkMillis) this.watermarkMillis = seen;
  }

  /** Take up a key of a definition. */
  hash(definition: Definition, key: string): void {
    const { hasher } = this;
    hasher.hash(definition.seed, key);
    this.#adopt(definition);
  }

  /** Take up the key that derives from (definition, key, number). */
  hashPart(definition: Definition, key: string, number: number): void {
    const { hasher } = this;
    hasher.hash(definition.seed, key);
    hasher.derive(number);
    this.#adopt(definition);
  }

  #adopt(definition: Definition): void {
    const { hasher } = this;
    this.#h1 = hasher.h1;
    this.#h2 = hasher.h2;
    this.#h3 = hasher.h3;
    if (definition.user !== this) {
      definition.user = this;
      definition.number = this.table.accounts.numberOf(definition.identity);
    }
    this.#number = definition.number;
  }

  /** The result of the same call by the same event, if it made it before. `salt` tells apart calls that differ beside the key. */
  repeated(salt = 0): number | undefined {
    return this.#calls.find(this.#h1 ^ salt, this.#h2, this.#h3);
  }

  /** Note the call's result for `repeated`, and return it. */
  answer(result: number, salt = 0): number {
    this.#calls.record(this.#h1 ^ salt, this.#h2, this.#h3, result);
    return result;
  }

  /** Find the block of the key at hand, not to be changed. False where there is none that is alive at `timeMillis`. */
  read(timeMillis = Number.NEGATIVE_INFINITY): boolean {
    return this.#seek(this.table.shardForRead(this.#h1), timeMillis, false);
  }

  /** Find the block of the key at hand, to be changed. False where there is none, or it is dead at `timeMillis`: then it is gone. */
  change(timeMillis = Number.NEGATIVE_INFINITY): boolean {
    return this.#seek(this.table.shardForChange(this.#h1), timeMillis, true);
  }

  #seek(shard: Shard, timeMillis: number, removeDead: boolean): boolean {
    this.#shard = shard;
    const slot = shard.find(this.#h1, this.#h2, this.#h3);
    this.#slot = slot;
    if (slot < 0) return false;
    this.#locate();
    if (shard.isDead(slot, this.watermarkMillis) || timeMillis >= this.words[this.first]!) {
      if (removeDead) {
        this.table.accounts.expired[shard.definitionOf(slot)]!++;
        shard.remove(slot);
      }
      return false;
    }
    return true;
  }

  /** Make a block for the key at hand after `change` found none. All words but the expiry are the caller's to set. */
  create(words: number, expiryMillis: number): void {
    const { watermarkMillis } = this;
    this.#slot = this.#shard.insert(this.#h1, this.#h2, this.#h3, this.#number, words, expiryMillis, watermarkMillis);
    this.#locate();
  }

  /** Double the block after `change` or `create`, keeping its first words. */
  enlarge(keepWords: number): void {
    this.#slot = this.#shard.enlarge(this.#slot, keepWords, this.watermarkMillis);
    this.#locate();
  }

  /** Remove the key at hand after `change` found it. */
  remove(): void {
    this.#shard.remove(this.#slot);
  }

  /** Words of the block at hand. */
  get blockWords(): number {
    return this.#shard.blockWords(this.#slot);
  }

  /** The key's own limit has dropped something. */
  noteCapped(): void {
    this.table.accounts.capped[this.#number]!++;
  }

  /** The event came too late to be remembered. */
  noteTooLate(): void {
    this.table.accounts.tooLate[this.#number]!++;
  }

  #locate(): void {
    const shard = this.#shard;
    this.first = shard.firstWord(this.#slot);
    if (shard.isInline(this.#slot)) {
      this.words = shard.slotWords;
      this.halves = shard.slots;
    } else {
      this.words = shard.arena.words;
      this.halves = shard.arena.halves;
    }
  }
}
