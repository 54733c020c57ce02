/** The journal over LMDB, as small as the contract allows: kept to compare against the segments (bench/journal.ts). */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { open, type RootDatabase } from 'lmdb';
import { type Entry, type EntryKind, type Journal, JournalError, type RetentionPolicy } from '../../src/index.ts';

const KINDS: readonly EntryKind[] = ['event', 'control', 'observation'];
const HEADER_BYTES = 9;
const BATCH = 1000;
const MAX_ENTRY_BYTES = 16 * 1024 * 1024;

export async function openLmdbJournal(path: string): Promise<Journal> {
  return new LmdbJournal(open<Buffer, number>({ path, encoding: 'binary', compression: false }));
}

class LmdbJournal implements Journal {
  readonly pressure = 0;
  readonly #database: RootDatabase<Buffer, number>;
  readonly #flights: { readonly end: number; readonly done: Promise<void> }[] = [];
  #pending: [number, Buffer][] = [];
  #next: Promise<void> | null = null;
  #closed = false;
  #fsyncs = 0;
  firstPosition: number;
  nextPosition: number;
  durablePosition: number;

  constructor(database: RootDatabase<Buffer, number>) {
    this.#database = database;
    this.firstPosition = [...database.getKeys({ limit: 1 })][0] ?? 0;
    this.nextPosition = ([...database.getKeys({ reverse: true, limit: 1 })][0] ?? -1) + 1;
    this.durablePosition = this.nextPosition;
  }

  get metrics() {
    return { bytes: 0, segments: 1, fsyncs: this.#fsyncs, entries: this.nextPosition - this.firstPosition };
  }

  append(kind: EntryKind, payload: Uint8Array, ingestedAtMillis: number): number {
    if (this.#closed) throw new JournalError('closed', 'the journal is closed');
    if (payload.length > MAX_ENTRY_BYTES) throw new JournalError('too-large', 'the entry is over the limit');
    if (!Number.isInteger(ingestedAtMillis)) throw new JournalError('invalid', `${ingestedAtMillis} is not a time`);
    const value = Buffer.allocUnsafe(HEADER_BYTES + payload.length);
    value[0] = KINDS.indexOf(kind);
    value.writeDoubleLE(ingestedAtMillis, 1);
    value.set(payload, HEADER_BYTES);
    this.#pending.push([this.nextPosition, value]);
    this.#next ??= this.#flush();
    return this.nextPosition++;
  }

  /** One transaction for what one turn of the event loop brings; LMDB merges those that follow. */
  async #flush(): Promise<void> {
    await nextTurn();
    const entries = this.#pending;
    this.#pending = [];
    this.#next = null;
    const end = entries.at(-1)![0] + 1;
    const written = this.#database.batch(() => {
      for (const [position, value] of entries) this.#database.put(position, value);
    });
    const done = written.then(async () => {
      await this.#database.flushed;
      this.#fsyncs++;
      this.durablePosition = Math.max(this.durablePosition, end);
      this.#flights.shift();
    });
    this.#flights.push({ end, done });
    return done;
  }

  durable(position: number): Promise<void> {
    if (position < this.durablePosition) return Promise.resolve();
    if (position >= this.nextPosition)
      return Promise.reject(new JournalError('invalid', `${position} was not appended`));
    const flight = this.#flights.find(({ end }) => position < end);
    return flight?.done ?? this.#next ?? Promise.resolve();
  }

  async whenWritable(): Promise<void> {
    if (this.#closed) throw new JournalError('closed', 'the journal is closed');
  }

  async *read(position: number, options: { until?: number; signal?: AbortSignal } = {}): AsyncGenerator<Entry[]> {
    if (position > this.nextPosition) throw new JournalError('not-held', `${position} is not in the journal`);
    for (let at = position; ; ) {
      const end = Math.min(options.until ?? Number.POSITIVE_INFINITY, this.durablePosition, at + BATCH);
      if (at >= end) return;
      options.signal?.throwIfAborted();
      const entries: Entry[] = [];
      for (const { key, value } of this.#database.getRange({ start: at, end })) entries.push(toEntry(key, value));
      yield entries;
      at = end;
    }
  }

  async get(position: number): Promise<Entry | null> {
    if (!(position >= this.firstPosition && position < this.nextPosition)) return null;
    await this.durable(position);
    const value = this.#database.get(position);
    return value === undefined ? null : toEntry(position, value);
  }

  async retain(_: RetentionPolicy, keepFrom: number): Promise<number> {
    await this.#database.batch(() => {
      for (; this.firstPosition < keepFrom; this.firstPosition++) this.#database.remove(this.firstPosition);
    });
    return this.firstPosition;
  }

  async close(): Promise<void> {
    this.#closed = true;
    while (this.#next !== null || this.#flights.length > 0) await (this.#next ?? this.#flights[0]!.done);
    await this.#database.close();
  }
}

function toEntry(position: number, value: Buffer): Entry {
  const kind = KINDS[value[0]!] ?? 'event';
  return { position, kind, ingestedAtMillis: value.readDoubleLE(1), payload: value.subarray(HEADER_BYTES) };
}
