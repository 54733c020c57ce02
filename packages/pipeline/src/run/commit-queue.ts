/**
 * Decisions on their way to the sinks: in order, in batches, each after its event is durable. A sink that fails stops the
 * queue for good; the journal has everything, so a restart goes on where the sinks were.
 */
import type { ControlRecord, ManualLabelChange } from '@lapwing/enforcement';
import type { Journal } from '@lapwing/journal';
import type { Decided } from '../decide/decide.ts';
import { COMMIT_BATCH_MAX, COMMIT_DELAY_MILLIS, PENDING_BYTES_MAX, PENDING_DECISIONS_MAX } from '../limits.ts';
import type { ListChanged } from '../lists/change.ts';
import type { Sink } from './sink.ts';

/** The outcome of one journal position, pushed in order of positions; nothing but the position for an activation. */
export interface Item {
  readonly position: number;
  readonly decided?: Decided;
  readonly manual?: ManualLabelChange;
  readonly list?: ListChanged;
  readonly record?: ControlRecord;
  /** Why a person's change was not made after all: something before it in the journal stood in its way. */
  readonly refused?: Error;
  /** The entry that must be durable first, where that is a later one: what the decision's look-ups came to. */
  readonly durableAt?: number;
  /** Size of the entry as journaled: what waits here grows with it. */
  readonly bytes?: number;
}

export class CommitQueue {
  readonly #journal: Journal;
  readonly #sinks: readonly Sink[];
  readonly #onFailure: (error: Error) => void;
  #items: Item[] = [];
  #running: Promise<void> | null = null;
  #urgent = false;
  #wake: (() => void) | null = null;
  #failure: Error | null = null;
  #pushed = -1;
  #committed = -1;
  #pending = 0;
  #pendingBytes = 0;
  #waiters: (() => void)[] = [];

  /** `onFailure` is called once, when the queue stops. */
  constructor(journal: Journal, sinks: readonly Sink[], onFailure: (error: Error) => void = () => {}) {
    this.#journal = journal;
    this.#sinks = sinks;
    this.#onFailure = onFailure;
  }

  get failure(): Error | null {
    return this.#failure;
  }

  /** Outcomes that have not been handed to every sink. */
  get pending(): number {
    return this.#pending;
  }

  /** Does nothing once the queue has stopped. */
  push(item: Item): void {
    if (this.#failure !== null) return;
    this.#items.push(item);
    this.#pushed = item.position;
    this.#pending++;
    this.#pendingBytes += item.bytes ?? 0;
    if (this.#items.length >= COMMIT_BATCH_MAX) this.#hurry();
    this.#running ??= this.#run();
  }

  /** Stop for good: nothing that follows may reach the sinks. */
  fail(error: unknown): void {
    if (this.#failure !== null) return;
    this.#failure = error instanceof Error ? error : new Error(String(error));
    this.#items = [];
    this.#pending = 0;
    this.#pendingBytes = 0;
    this.#wake?.();
    this.#release();
    this.#onFailure(this.#failure);
  }

  /** Resolves when there is room for more. Rejects when a sink has failed. */
  ready(): Promise<void> {
    return this.#until(() => this.#pending < PENDING_DECISIONS_MAX && this.#pendingBytes < PENDING_BYTES_MAX);
  }

  /** Resolves when the sinks have been handed everything up to `position`, as far as it has been pushed. */
  reached(position: number): Promise<void> {
    const target = Math.min(position, this.#pushed);
    return this.#until(() => this.#committed >= target);
  }

  /** Resolves when everything pushed so far has been appended to every sink; what is pushed meanwhile is not waited for. */
  drain(): Promise<void> {
    const target = this.#pushed;
    return this.#until(() => {
      if (this.#committed >= target) return true;
      this.#hurry();
      return false;
    });
  }

  async #until(reached: () => boolean): Promise<void> {
    while (this.#failure === null && !reached()) {
      await new Promise<void>((resolve) => this.#waiters.push(resolve));
    }
    if (this.#failure !== null) throw this.#failure;
  }

  async #run(): Promise<void> {
    try {
      while (this.#items.length > 0) {
        if (this.#items.length < COMMIT_BATCH_MAX && !this.#urgent) await this.#pause();
        this.#urgent = false;
        await this.#commit(this.#items.splice(0, COMMIT_BATCH_MAX));
        this.#release();
      }
    } catch (error) {
      this.fail(error);
    }
    this.#running = null;
  }

  async #commit(items: readonly Item[]): Promise<void> {
    const last = items.at(-1);
    if (last === undefined) return;
    const decided: Decided[] = [];
    const manual: ManualLabelChange[] = [];
    const lists: ListChanged[] = [];
    const records: ControlRecord[] = [];
    let durableAt = last.position;
    let bytes = 0;
    for (const item of items) {
      if (item.decided !== undefined) decided.push(item.decided);
      if (item.manual !== undefined) manual.push(item.manual);
      if (item.list !== undefined) lists.push(item.list);
      if (item.record !== undefined) records.push(item.record);
      if (item.durableAt !== undefined) durableAt = Math.max(durableAt, item.durableAt);
      bytes += item.bytes ?? 0;
    }
    await this.#journal.durable(durableAt);
    for (const sink of this.#sinks) {
      if (this.#failure !== null) return;
      await sink.append({ decided, manual, lists, records, through: last.position });
    }
    if (this.#failure !== null) return;
    this.#committed = last.position;
    this.#pending -= items.length;
    this.#pendingBytes -= bytes;
  }

  #release(): void {
    for (const resolve of this.#waiters.splice(0)) resolve();
  }

  #hurry(): void {
    this.#urgent = true;
    this.#wake?.();
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(done, COMMIT_DELAY_MILLIS);
      const queue = this;
      queue.#wake = done;
      function done() {
        clearTimeout(timer);
        queue.#wake = null;
        resolve();
      }
    });
  }
}
