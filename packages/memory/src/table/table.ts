/**
 * The table of all keyed state: shards, found by key hash, that grow, sweep and are saved one at a time.
 *
 * Saving is copy-on-write by shard: `beginSave` fixes the moment; a shard that is about to change is encoded first, the rest
 * in the background. So the saved state is that of one moment, and no call waits for more than one shard.
 */
import { MAX_BYTES, MAX_KEYS, SHARDS } from '../limits.ts';
import { Accounts } from './accounts.ts';
import { decodeShard, encodeShard } from './codec.ts';
import { Shard, type ShardBounds } from './shard.ts';

export interface TableOptions {
  readonly maxKeys?: number;
  /** Bytes of keyed state over all shards; keys go when a shard is over its share. */
  readonly maxBytes?: number;
}

export interface TableMetrics {
  readonly keys: number;
  /** Memory taken, free blocks included. */
  readonly bytes: number;
  readonly expiredTotal: number;
  /** Keys dropped while still alive because the table was full. */
  readonly evictedTotal: number;
}

const EMPTY = new Uint8Array(0);
const KEYS_PER_SHARD_MIN = 16;

export class Table {
  readonly accounts = new Accounts();
  readonly #shards: Shard[];
  readonly #bounds: ShardBounds;
  /** Encoded shards of the save under way; null where a shard has not been encoded yet. */
  #saving: (Uint8Array | null)[] | null = null;

  constructor({ maxKeys = MAX_KEYS, maxBytes = MAX_BYTES }: TableOptions = {}) {
    this.#bounds = {
      maxKeys: Math.max(KEYS_PER_SHARD_MIN, Math.ceil(maxKeys / SHARDS)),
      maxWords: Math.ceil(maxBytes / SHARDS / 8),
    };
    this.#shards = Array.from({ length: SHARDS }, () => new Shard(this.#bounds, this.accounts));
  }

  /** The shard of a key, for changing it. */
  shardForChange(h1: number): Shard {
    const index = h1 & (SHARDS - 1);
    if (this.#saving !== null && this.#saving[index] === null) this.#saving[index] = encodeShard(this.#shards[index]!);
    return this.#shards[index]!;
  }

  shardForRead(h1: number): Shard {
    return this.#shards[h1 & (SHARDS - 1)]!;
  }

  /** Fix the state as it is now; then take every shard with `saved`. Throws when a save is under way. */
  beginSave(): void {
    if (this.#saving !== null) throw new Error('a save of the table is already under way');
    this.#saving = new Array(SHARDS).fill(null);
  }

  /** Bytes of shard `index` as of `beginSave`. */
  saved(index: number): Uint8Array {
    if (this.#saving === null) throw new Error('no save of the table is under way');
    const bytes = this.#saving[index] ?? encodeShard(this.#shards[index]!);
    // An empty array marks the shard as taken: it may change freely from here on.
    this.#saving[index] = EMPTY;
    return bytes;
  }

  endSave(): void {
    this.#saving = null;
  }

  load(index: number, bytes: Uint8Array): void {
    const shard = new Shard(this.#bounds, this.accounts);
    decodeShard(bytes, shard);
    this.#shards[index] = shard;
    for (const definition of shard.definitions()) this.accounts.keys[definition]!++;
  }

  metrics(): TableMetrics {
    let keys = 0;
    let bytes = 0;
    for (const shard of this.#shards) {
      keys += shard.count;
      bytes += shard.slots.byteLength + shard.arena.words.byteLength;
    }
    const sum = (figures: Float64Array) => figures.reduce((total, figure) => total + figure, 0);
    return { keys, bytes, expiredTotal: sum(this.accounts.expired), evictedTotal: sum(this.accounts.evicted) };
  }
}
