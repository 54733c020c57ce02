/** A save of the table under way: shards as of one moment, encoded in the background or, if that comes first, before they change. */
import { SHARDS } from '../limits.ts';
import { decodeShard, encodeShard } from './codec.ts';
import type { Table } from './table.ts';

const TAKEN = new Uint8Array(0);

export class TableSaver {
  readonly #table: Table;
  /** Encoded shards; null where a shard has not been encoded yet. */
  #saving: (Uint8Array | null)[] | null = null;

  constructor(table: Table) {
    this.#table = table;
  }

  /** To be called before a shard changes. */
  keep(shard: number): void {
    if (this.#saving !== null && this.#saving[shard] === null) this.#saving[shard] = encodeShard(this.#table, shard);
  }

  /** Fix the state as it is now; then take every shard with `saved`. Throws when a save is under way. */
  beginSave(): void {
    if (this.#saving !== null) throw new Error('a save of the table is already under way');
    this.#saving = new Array(SHARDS).fill(null);
  }

  /** Bytes of a shard as of `beginSave`. */
  saved(shard: number): Uint8Array {
    if (this.#saving === null) throw new Error('no save of the table is under way');
    const bytes = this.#saving[shard] ?? encodeShard(this.#table, shard);
    // An empty array marks the shard as taken: it may change freely from here on.
    this.#saving[shard] = TAKEN;
    return bytes;
  }

  endSave(): void {
    this.#saving = null;
  }

  /** Fill an empty shard. */
  load(shard: number, bytes: Uint8Array): void {
    decodeShard(this.#table, shard, bytes);
  }
}
