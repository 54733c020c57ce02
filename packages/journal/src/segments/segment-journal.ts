/** The journal over segment files: composition of group commit, the segment log and its readers. */
import { JournalError } from '../errors.ts';
import { HEADER_BYTES } from '../format/entry.ts';
import type { Entry, EntryKind, Journal, JournalMetrics, RetentionPolicy } from '../journal.ts';
import { limits } from '../limits.ts';
import type { DirectoryLock } from '../lock.ts';
import { type RecordChunk, recordChunks } from './chunks.ts';
import { GroupCommit } from './group-commit.ts';
import type { Segment } from './segment.ts';
import { corrupt, type SegmentLog } from './segment-log.ts';

type ReadOptions = { readonly until?: number; readonly signal?: AbortSignal };

export class SegmentJournal implements Journal {
  readonly #log: SegmentLog;
  readonly #lock: DirectoryLock;
  readonly #commit: GroupCommit;
  #retaining: Promise<unknown> = Promise.resolve();
  #closing: Promise<void> | null = null;

  constructor(log: SegmentLog, lock: DirectoryLock, unsyncedBytes: number) {
    this.#log = log;
    this.#lock = lock;
    this.#commit = new GroupCommit(log.last.next, log.options.salt, unsyncedBytes, (batch) => log.commit(batch));
  }

  get firstPosition(): number {
    return this.#log.first.base;
  }

  get nextPosition(): number {
    return this.#commit.nextPosition;
  }

  get durablePosition(): number {
    return this.#commit.durablePosition;
  }

  get pressure(): number {
    return this.#commit.pressure;
  }

  get metrics(): JournalMetrics {
    return {
      bytes: this.#log.bytes,
      segments: this.#log.count,
      fsyncs: this.#log.fsyncs,
      entries: this.nextPosition - this.firstPosition,
    };
  }

  append(kind: EntryKind, payload: Uint8Array, ingestedAtMillis: number): number {
    if (this.#closing !== null) throw closed();
    return this.#commit.append(kind, payload, ingestedAtMillis);
  }

  durable(position: number): Promise<void> {
    return this.#commit.durable(position);
  }

  whenWritable(): Promise<void> {
    return this.#closing === null ? this.#commit.whenWritable() : Promise.reject(closed());
  }

  async *read(position: number, options: ReadOptions = {}): AsyncGenerator<readonly Entry[], void, undefined> {
    if (!Number.isInteger(position) || position < 0 || position > this.nextPosition) {
      const message = `position ${position} is not in the journal, which ends at ${this.nextPosition}`;
      throw new JournalError('not-held', message, { position });
    }
    let at = position;
    for (;;) {
      const until = Math.min(options.until ?? Number.POSITIVE_INFINITY, this.durablePosition);
      if (at >= until) return;
      const segment = this.#log.segmentOf(at);
      const end = Math.min(until, segment.next);
      yield* this.#readSegment(segment, at, end, options.signal);
      at = end;
    }
  }

  async get(position: number): Promise<Entry | null> {
    if (!(position >= this.firstPosition && position < this.nextPosition)) return null;
    await this.durable(position);
    const segment = this.#log.segmentOf(position);
    for await (const entries of this.#readSegment(segment, position, position + 1, undefined, limits.indexEveryBytes)) {
      return entries[0] ?? null;
    }
    return null;
  }

  /** Entries `[position, end)` of one segment. */
  async *#readSegment(
    segment: Segment,
    position: number,
    end: number,
    signal: AbortSignal | undefined,
    chunkBytes?: number,
  ): AsyncGenerator<readonly Entry[], void, undefined> {
    const { io, salt } = this.#log.options;
    if (position !== segment.base) await this.#log.index(segment);
    const range = { ...segment.startFor(position), end: segment.bytes, until: end };
    const file = this.#log.files.acquire(segment.path);
    try {
      for await (const chunk of recordChunks(io, await file.fd, salt, range, chunkBytes)) {
        signal?.throwIfAborted();
        if (this.#log.files.closed) throw closed();
        const entries = entriesOf(chunk, position);
        const last = chunk.records.at(-1);
        if (last !== undefined) segment.resume = { position: last.next, offset: chunk.fileOffset + last.end };
        if (entries.length > 0) yield entries;
        if (chunk.problem !== null) {
          throw corrupt(segment, chunk.problem.offset, chunk.problem.position, chunk.problem.reason);
        }
        signal?.throwIfAborted();
      }
    } finally {
      file.release();
    }
  }

  retain(policy: RetentionPolicy, keepFrom: number, nowMillis: number): Promise<number> {
    const result = this.#retaining.then(async () => {
      if (this.#closing !== null) throw closed();
      await this.#log.retain(policy, Math.min(keepFrom, this.durablePosition), nowMillis);
      return this.firstPosition;
    });
    this.#retaining = result.catch(() => {});
    return result;
  }

  /** Flush, then let go of the directory. Rejects when what was taken in could not be made durable. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.#commit.settled();
    await this.#retaining;
    await this.#log.close();
    this.#lock.release();
    if (this.#commit.failure !== null) throw this.#commit.failure;
  }
}

/** The chunk's entries from `position` on; runs that a repair gave up are skipped. */
function entriesOf(chunk: RecordChunk, position: number): Entry[] {
  const entries: Entry[] = [];
  const { buffer } = chunk.bytes;
  for (const { kind, position: at, ingestedAtMillis, start, end } of chunk.records) {
    if (kind === 'lost' || at < position) continue;
    entries.push({ position: at, kind, ingestedAtMillis, payload: buffer.subarray(start + HEADER_BYTES, end) });
  }
  return entries;
}

function closed(): JournalError {
  return new JournalError('closed', 'the journal is closed');
}
