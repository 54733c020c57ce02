/**
 * Group commit: entries are copied into buffers as they come; one loop writes and syncs what has gathered while callers of
 * `durable` wait, so that one fsync serves all of them (J2).
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { JournalError } from '../errors.ts';
import { type Bytes, bytesOf, encodeRecord, HEADER_BYTES, MAX_UINT48 } from '../format/entry.ts';
import type { EntryKind } from '../journal.ts';
import { limits } from '../limits.ts';

interface Chunk {
  readonly bytes: Bytes;
  used: number;
}

/** Entries that are written and synced together. */
export interface Batch {
  readonly first: number;
  next: number;
  bytes: number;
  readonly firstIngestedAtMillis: number;
  readonly chunks: Chunk[];
  /** Some of the records' places, for the sparse index: position and offset in the batch, in turn. */
  readonly marks: number[];
  waiters: PromiseWithResolvers<void> | null;
}

const DONE = Promise.resolve();

export class GroupCommit {
  readonly #commit: (batch: Batch) => Promise<void>;
  readonly #salt: number;
  readonly #unsyncedLimit: number;
  /** Oldest first; the last one takes entries, the first one may be on its way to disk. */
  readonly #batches: Batch[] = [];
  readonly #spare: Chunk[] = [];
  #writable: PromiseWithResolvers<void> | null = null;
  #loop: Promise<void> | null = null;
  #inFlight: Batch | null = null;
  #unsynced = 0;
  #failure: JournalError | null = null;
  nextPosition: number;
  durablePosition: number;

  /** `commit` returns when the batch is on disk. */
  constructor(position: number, salt: number, unsyncedLimit: number, commit: (batch: Batch) => Promise<void>) {
    this.nextPosition = position;
    this.durablePosition = position;
    this.#salt = salt;
    this.#unsyncedLimit = unsyncedLimit;
    this.#commit = commit;
  }

  get failure(): JournalError | null {
    return this.#failure;
  }

  /** Un-synced bytes as a fraction of their limit. */
  get pressure(): number {
    return this.#unsynced / this.#unsyncedLimit;
  }

  append(kind: EntryKind, payload: Uint8Array, ingestedAtMillis: number): number {
    if (this.#failure !== null) throw this.#failure;
    const size = HEADER_BYTES + payload.length;
    const position = this.nextPosition;
    if (payload.length > limits.entryBytes) {
      throw new JournalError(
        'too-large',
        `an entry of ${payload.length} bytes is over the limit of ${limits.entryBytes}`,
      );
    }
    if (!Number.isInteger(ingestedAtMillis) || ingestedAtMillis < 0 || ingestedAtMillis > MAX_UINT48) {
      throw new JournalError('invalid', `${ingestedAtMillis} is not a time in whole milliseconds since 1970`);
    }
    if (this.#unsynced >= this.#unsyncedLimit) {
      throw new JournalError('full', `${this.#unsynced} bytes wait for the disk; wait for whenWritable()`);
    }
    const batch = this.#batchFor(position, ingestedAtMillis);
    const chunk = this.#chunkFor(batch, size);
    const lastMark = batch.marks.at(-1);
    if (lastMark === undefined || batch.bytes - lastMark >= limits.indexEveryBytes)
      batch.marks.push(position, batch.bytes);
    const back = position - batch.first;
    chunk.used = encodeRecord(chunk.bytes, chunk.used, this.#salt, kind, position, back, ingestedAtMillis, payload);
    batch.bytes += size;
    batch.next = position + 1;
    this.#unsynced += size;
    this.nextPosition = position + 1;
    this.#loop ??= this.#run();
    return position;
  }

  durable(position: number): Promise<void> {
    if (position < this.durablePosition) return DONE;
    if (this.#failure !== null) return Promise.reject(this.#failure);
    for (const batch of this.#batches) {
      if (position < batch.next) return waitersOf(batch).promise;
    }
    return Promise.reject(new JournalError('invalid', `position ${position} has not been appended`, { position }));
  }

  /** Resolves when appending will not be refused for lack of room. */
  whenWritable(): Promise<void> {
    if (this.#failure !== null) return Promise.reject(this.#failure);
    if (this.pressure < limits.waitFromPressure) return DONE;
    this.#writable ??= withResolvers();
    return this.#writable.promise;
  }

  /** Resolves when everything taken in is on disk, or the disk has failed. */
  async settled(): Promise<void> {
    while (this.#loop !== null) await this.#loop;
  }

  #batchFor(position: number, ingestedAtMillis: number): Batch {
    const last = this.#batches.at(-1);
    if (last !== undefined && last !== this.#inFlight && last.bytes < limits.batchBytes) return last;
    const batch: Batch = {
      first: position,
      next: position,
      bytes: 0,
      firstIngestedAtMillis: ingestedAtMillis,
      chunks: [],
      marks: [],
      waiters: null,
    };
    this.#batches.push(batch);
    return batch;
  }

  #chunkFor(batch: Batch, size: number): Chunk {
    const last = batch.chunks.at(-1);
    if (last !== undefined && last.bytes.buffer.length - last.used >= size) return last;
    const spare = size <= limits.chunkBytes ? this.#spare.pop() : undefined;
    const bytes = Math.max(size, limits.chunkBytes);
    const chunk = spare ?? { bytes: bytesOf(Buffer.allocUnsafeSlow(bytes)), used: 0 };
    batch.chunks.push(chunk);
    return chunk;
  }

  async #run(): Promise<void> {
    // Let everything that this turn of the event loop brings join the first batch.
    await nextTurn();
    for (let batch = this.#batches[0]; batch !== undefined; batch = this.#batches[0]) {
      this.#inFlight = batch;
      try {
        await this.#commit(batch);
      } catch (cause) {
        this.#fail(batch, cause);
        break;
      }
      this.#finish(batch);
    }
    this.#inFlight = null;
    this.#loop = null;
  }

  #finish(batch: Batch): void {
    this.#batches.shift();
    this.durablePosition = batch.next;
    this.#unsynced -= batch.bytes;
    for (const chunk of batch.chunks) {
      if (this.#spare.length >= limits.spareChunks || chunk.bytes.buffer.length !== limits.chunkBytes) continue;
      chunk.used = 0;
      this.#spare.push(chunk);
    }
    batch.waiters?.resolve();
    if (this.#writable !== null && this.pressure < limits.waitFromPressure) {
      this.#writable.resolve();
      this.#writable = null;
    }
  }

  #fail(batch: Batch, cause: unknown): void {
    const detail = cause instanceof Error ? cause.message : String(cause);
    const message = `the journal stopped: entries from ${batch.first} on could not be made durable (${detail})`;
    this.#failure = new JournalError('failed', message, { position: batch.first }, cause);
    for (const waiting of this.#batches) waiting.waiters?.reject(this.#failure);
    this.#writable?.reject(this.#failure);
    this.#batches.length = 0;
  }
}

function waitersOf(batch: Batch): PromiseWithResolvers<void> {
  batch.waiters ??= withResolvers();
  return batch.waiters;
}

function withResolvers(): PromiseWithResolvers<void> {
  const resolvers = Promise.withResolvers<void>();
  // A caller that does not wait must not turn a failed disk into an unhandled rejection; append tells it.
  resolvers.promise.catch(() => {});
  return resolvers;
}
