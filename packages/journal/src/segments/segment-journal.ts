/** The journal over segment files: composition of group commit, the segment log and its readers. */
import { JournalError } from '../errors.ts';
import type { Entry, EntryKind, Journal, JournalMetrics, RetentionPolicy } from '../journal.ts';
import type { DirectoryLock } from '../lock.ts';
import { GroupCommit } from './group-commit.ts';
import type { SegmentLog } from './segment-log.ts';

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
      yield* this.#log.reader.entries(segment, at, end, options.signal);
      at = end;
    }
  }

  async get(position: number): Promise<Entry | null> {
    if (!(position >= this.firstPosition && position < this.nextPosition)) return null;
    await this.durable(position);
    const segment = this.#log.segmentOf(position);
    return this.#log.reader.entry(segment, position);
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

function closed(): JournalError {
  return new JournalError('closed', 'the journal is closed');
}
