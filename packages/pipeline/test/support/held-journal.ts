/**
 * A journal in memory whose disk is in the test's hands: it syncs by itself, or only when told; it fails; and a crash leaves a
 * prefix of what was appended that holds at least all that was durable (J3).
 */
import { type Entry, type EntryKind, type Journal, JournalError } from '@lapwing/journal';

const READ_BATCH = 7;

export class HeldJournal implements Journal {
  readonly entries: Entry[];
  firstPosition = 0;
  durablePosition: number;
  /** Set to keep entries from becoming durable until `sync`. */
  held = false;
  full = false;
  #failure: JournalError | null = null;
  #syncing = false;
  readonly #waiting: { readonly position: number; resolve(): void; reject(error: unknown): void }[] = [];
  #writable: (() => void)[] = [];

  constructor(entries: readonly Entry[] = []) {
    this.entries = [...entries];
    this.durablePosition = this.entries.length;
  }

  get nextPosition(): number {
    return this.entries.length;
  }

  get pressure(): number {
    return this.full ? 1 : 0;
  }

  get metrics() {
    return { bytes: 0, segments: 1, fsyncs: 0, entries: this.entries.length };
  }

  append(kind: EntryKind, payload: Uint8Array, ingestedAtMillis: number): number {
    if (this.#failure !== null) throw this.#failure;
    const position = this.entries.length;
    this.entries.push({ position, kind, ingestedAtMillis, payload: payload.slice() });
    if (!this.held && !this.#syncing) {
      this.#syncing = true;
      setImmediate(() => {
        this.#syncing = false;
        if (!this.held) this.sync();
      });
    }
    return position;
  }

  /** Everything appended so far is on disk. */
  sync(): void {
    if (this.#failure !== null) return;
    this.durablePosition = this.entries.length;
    for (const waiting of this.#waiting.splice(0)) waiting.resolve();
  }

  /** The disk fails: what is not durable never will be. */
  fail(): void {
    this.#failure = new JournalError('failed', 'the disk failed');
    for (const waiting of this.#waiting.splice(0)) waiting.reject(this.#failure);
  }

  durable(position: number): Promise<void> {
    if (position < this.durablePosition) return Promise.resolve();
    if (this.#failure !== null) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => this.#waiting.push({ position, resolve, reject }));
  }

  async whenWritable(): Promise<void> {
    while (this.full) await new Promise<void>((resolve) => this.#writable.push(resolve));
  }

  drained(): void {
    this.full = false;
    for (const resolve of this.#writable.splice(0)) resolve();
  }

  async *read(position: number, options: { readonly until?: number } = {}): AsyncGenerator<readonly Entry[]> {
    if (position < this.firstPosition) throw new JournalError('not-held', `${position} is not held`, { position });
    for (let at = position; ; at += READ_BATCH) {
      const end = Math.min(options.until ?? Number.POSITIVE_INFINITY, this.durablePosition, at + READ_BATCH);
      if (at >= end) return;
      yield this.entries.slice(at, end);
    }
  }

  async get(position: number): Promise<Entry | null> {
    return this.entries[position] ?? null;
  }

  async retain(): Promise<number> {
    return this.firstPosition;
  }

  async close(): Promise<void> {}

  /** What a restart finds: everything durable, and of the rest what `keep` (0 to 1) says. */
  afterCrash(keep: number): HeldJournal {
    const lost = this.entries.length - this.durablePosition;
    return new HeldJournal(this.entries.slice(0, this.durablePosition + Math.round(lost * keep)));
  }
}
