/**
 * The table of all keyed state: shards, found by key hash, that grow, sweep and are saved one at a time.
 *
 * Saving is copy-on-write by shard: `beginSave` fixes the moment; a shard that is about to change is encoded first, the rest
 * in the background. So the saved state is that of one moment, and no decision waits for more than one shard.
 */
import { MAX_KEYS, SHARDS } from '../limits.ts';
import { decodeShard, encodeShard } from './codec.ts';
import { Shard, type ShardCounters } from './shard.ts';

export interface TableMetrics {
  readonly keys: number;
  readonly bytes: number;
  readonly expiredTotal: number;
  /** Keys dropped while still alive because the table was full. */
  readonly evictedTotal: number;
}

export class Table {
  readonly #shards: Shard[] = [];
  readonly #maxKeysPerShard: number;
  readonly counters: ShardCounters = { expired: 0, evicted: 0 };
  /** Encoded shards of the save under way; null where a shard has not been encoded yet. */
  #saving: (Uint8Array | null)[] | null = null;

  constructor(maxKeys = MAX_KEYS) {
    this.#maxKeysPerShard = Math.max(16, Math.ceil(maxKeys / SHARDS));
    for (let i = 0; i < SHARDS; i++) this.#shards.push(new Shard());
  }

  get maxKeysPerShard(): number {
    return this.#maxKeysPerShard;
  }

  /** The shard of a key, for changing it. */
  shardForChange(h1: number): Shard {
    const index = h1 % SHARDS;
    if (this.#saving !== null && this.#saving[index] === null) this.#saving[index] = encodeShard(this.#shards[index]!);
    return this.#shards[index]!;
  }

  shardForRead(h1: number): Shard {
    return this.#shards[h1 % SHARDS]!;
  }

  /** Fix the state as it is now; then drain `nextSaved` until null. Throws when a save is under way. */
  beginSave(): void {
    if (this.#saving !== null) throw new Error('a save of the table is already under way');
    this.#saving = new Array(SHARDS).fill(null);
  }

  /** Bytes of shard `index` as of `beginSave`. */
  saved(index: number): Uint8Array {
    if (this.#saving === null) throw new Error('no save of the table is under way');
    const bytes = this.#saving[index] ?? encodeShard(this.#shards[index]!);
    // An empty array marks the shard as taken: it may change freely from here on.
    this.#saving[index] = new Uint8Array(0);
    return bytes;
  }

  endSave(): void {
    this.#saving = null;
  }

  load(index: number, bytes: Uint8Array): void {
    this.#shards[index] = decodeShard(bytes);
  }

  metrics(): TableMetrics {
    let keys = 0;
    let bytes = 0;
    for (const shard of this.#shards) {
      keys += shard.count;
      bytes += shard.references.length * 17 + shard.arena.words.byteLength;
    }
    return { keys, bytes, expiredTotal: this.counters.expired, evictedTotal: this.counters.evicted };
  }
}
