/**
 * What every keyed function works on: the table, the hash of the key at hand, its block, and the watermark of event time.
 *
 * A function calls `hash`, asks `repeated` where a call must count once per event, then `read` or `change` to find the block, and
 * `create` where there is none. `words`, `halves` and `first` are valid until the next of these calls or `enlarge`.
 */
import { KeyHasher } from '../hash/key-hash.ts';
import { LATENESS_MILLIS, SHARDS, WATERMARK_STEP_MILLIS } from '../limits.ts';
import { Arena } from '../table/arena.ts';
import { TableSaver } from '../table/saving.ts';
import { INLINE_FIRST, INLINE_WORDS, PLACE, SLOT_SHIFT, SLOT_WORDS } from '../table/slots.ts';
import { CLASS_BITS, CLASS_MASK, INLINE, Table, type TableOptions } from '../table/table.ts';
import { EventCalls } from './calls.ts';
import type { Definition } from './definition.ts';
import type { KeyNotes } from './transfer.ts';

export class KeyedState {
  readonly table: Table;
  readonly saver: TableSaver;
  readonly hasher: KeyHasher;
  /** The newest event time seen that was not in the future when it arrived: what "now" is in event time. */
  newestMillis = 0;
  /**
   * Follows `newestMillis`, by at most WATERMARK_STEP_MILLIS an event: a few events with a wrong clock, or of today in a replay of
   * last month, must not make everybody else's late. Keys die against this, never against a clock.
   */
  watermarkMillis = 0;
  /** The block at hand: its first word, and the array that it lies in, as words and as integers, two a word. */
  first = 0;
  words: Float64Array<ArrayBuffer>;
  halves: Int32Array<ArrayBuffer>;
  /** Words of the block at hand. */
  blockWords = 0;
  /** Told of every key that a call changes; null but while a back-fill is made. */
  notes: KeyNotes | null = null;
  readonly #calls = new EventCalls();
  #slot = -1;
  #h1 = 0;
  #h2 = 0;
  #h3 = 0;
  #number = 0;

  constructor(seed: number, options: TableOptions) {
    this.table = new Table(options);
    this.saver = new TableSaver(this.table);
    this.hasher = new KeyHasher(seed);
    this.words = this.table.slots.words(0);
    this.halves = this.table.slots.integers(0);
  }

  /** Take on the state of another one with the same seed, as it is now; this one must be empty. */
  copyFrom(other: KeyedState): void {
    this.newestMillis = other.newestMillis;
    this.watermarkMillis = other.watermarkMillis;
    this.table.copyFrom(other.table);
  }

  /** Called before the event at `position` is decided. A time after its arrival counts as the arrival. */
  begin(position: number, timeMillis: number, ingestedAtMillis: number): void {
    this.#calls.begin(position);
    const seen = Math.min(timeMillis, ingestedAtMillis);
    if (seen > this.newestMillis) this.newestMillis = seen;
    if (seen <= this.watermarkMillis) return;
    const isFirst = this.watermarkMillis === 0;
    this.watermarkMillis = isFirst ? seen : Math.min(seen, this.watermarkMillis + WATERMARK_STEP_MILLIS);
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

  get #shard(): number {
    return this.#h1 & (SHARDS - 1);
  }

  /** Find the block of the key at hand, not to be changed. False where there is none that is alive at `timeMillis`. */
  read(timeMillis = Number.NEGATIVE_INFINITY): boolean {
    return this.#seek() && !this.#isDead(timeMillis);
  }

  /** Find the block of the key at hand, to be changed. False where there is none, or it is dead at `timeMillis`: then it is gone. */
  change(timeMillis = Number.NEGATIVE_INFINITY): boolean {
    this.saver.keep(this.#shard);
    this.notes?.note(this.#h1, this.#h2, this.#number);
    if (!this.#seek()) return false;
    if (!this.#isDead(timeMillis)) return true;
    this.table.accounts.expired[this.table.definitionOf(this.#shard, this.#slot)]!++;
    this.remove();
    return false;
  }

  #seek(): boolean {
    this.#slot = this.table.slots.find(this.#h1, this.#h2, this.#h3);
    if (this.#slot < 0) return false;
    this.#locate();
    return true;
  }

  #isDead(timeMillis: number): boolean {
    const expiry = this.words[this.first]!;
    return timeMillis >= expiry || expiry + LATENESS_MILLIS <= this.watermarkMillis;
  }

  /** Make a block for the key at hand after `change` found none. All words but the expiry are the caller's to set. */
  create(words: number, expiryMillis: number): void {
    const { table, watermarkMillis } = this;
    this.#slot = table.insert(this.#h1, this.#h2, this.#h3, this.#number, words, expiryMillis, watermarkMillis);
    this.#locate();
  }

  /** Double the block after `change` or `create`, keeping its first words. */
  enlarge(keepWords: number): void {
    const { table, watermarkMillis } = this;
    this.#slot = table.enlarge(this.#h1, this.#h2, this.#h3, this.#slot, keepWords, watermarkMillis);
    this.#locate();
  }

  /** Remove the key at hand after `change` found it. */
  remove(): void {
    this.table.remove(this.#shard, this.#slot);
  }

  /** The key's own limit has dropped something. */
  noteCapped(): void {
    this.table.accounts.capped[this.#number]!++;
  }

  /** The event came too late to be remembered. */
  noteTooLate(): void {
    this.table.accounts.tooLate[this.#number]!++;
  }

  /** The shard's arrays are asked for once: this is half of what a call costs beside its hash. */
  #locate(): void {
    const { slots, arena } = this.table;
    const shard = this.#shard;
    const integers = slots.integers(shard);
    const place = integers[(this.#slot << SLOT_SHIFT) + PLACE]!;
    if (place === INLINE) {
      this.first = this.#slot * SLOT_WORDS + INLINE_FIRST;
      this.words = slots.words(shard);
      this.halves = integers;
      this.blockWords = INLINE_WORDS;
      return;
    }
    const block = place >>> CLASS_BITS;
    this.first = Arena.firstWord(block);
    this.words = arena.wordsOf(block);
    this.halves = arena.integersOf(block);
    this.blockWords = Arena.blockWords(place & CLASS_MASK);
  }
}
