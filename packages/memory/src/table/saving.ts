/**
 * A save of the table under way: shards as of one moment, encoded in the background or, if that comes first, before they change.
 *
 * All are encoded into one buffer: a thousand of their own would each bring the collector on, which then stops decisions. The system
 * commits its pages as they are filled.
 */
import { SHARDS } from '../limits.ts';
import { decodeShard, encodedWords, encodeShard } from './codec.ts';
import type { Table } from './table.ts';

export class TableSaver {
  readonly #table: Table;
  /** For each shard its place in the buffer, and whether it is encoded. */
  readonly #from = new Float64Array(SHARDS + 1);
  readonly #encoded = new Uint8Array(SHARDS);
  #buffer: Float64Array<ArrayBuffer> | null = null;

  constructor(table: Table) {
    this.#table = table;
  }

  /** To be called before a shard changes. */
  keep(shard: number): void {
    if (this.#buffer !== null && this.#encoded[shard] === 0) this.#encode(shard);
  }

  /** Fix the state as it is now; then take every shard with `saved`. Throws when a save is under way. */
  beginSave(): void {
    if (this.#buffer !== null) throw new Error('a save of the table is already under way');
    for (let shard = 0; shard < SHARDS; shard++) {
      this.#from[shard + 1] = this.#from[shard]! + encodedWords(this.#table, shard);
    }
    this.#encoded.fill(0);
    const bytes = this.#from[SHARDS]! * Float64Array.BYTES_PER_ELEMENT;
    // A buffer that could be resized is not the allocator's: its pages are small, and a decision that is the first to write to one does
    // not wait until two megabytes are cleared.
    const buffer = new ArrayBuffer(bytes, { maxByteLength: bytes });
    this.#buffer = new Float64Array(buffer, 0, this.#from[SHARDS]!);
  }

  /** Bytes of a shard as of `beginSave`. */
  saved(shard: number): Uint8Array {
    this.keep(shard);
    if (this.#buffer === null) throw new Error('no save of the table is under way');
    const [from, to] = [this.#from[shard]! * 8, this.#from[shard + 1]! * 8];
    return new Uint8Array(this.#buffer.buffer, from, to - from);
  }

  endSave(): void {
    this.#buffer = null;
  }

  /** Fill an empty shard. */
  load(shard: number, bytes: Uint8Array): void {
    decodeShard(this.#table, shard, bytes);
  }

  #encode(shard: number): void {
    this.#encoded[shard] = 1;
    encodeShard(this.#table, shard, this.#buffer!.subarray(this.#from[shard]!, this.#from[shard + 1]!));
  }
}
