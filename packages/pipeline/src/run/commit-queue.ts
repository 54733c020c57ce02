/**
 * Decisions on their way to the sinks: in order, in batches, each after its event is durable. A sink that fails stops the
 * queue for good; the journal has everything, so a restart goes on where the sinks were.
 */
import type { ManualLabelChange } from '@lapwing/enforcement';
import type { Journal } from '@lapwing/journal';
import type { Decided } from '../decide/decide.ts';
import { COMMIT_BATCH_MAX, COMMIT_DELAY_MILLIS, PENDING_DECISIONS_MAX } from '../limits.ts';
import type { Sink } from './sink.ts';

/** The outcome of one journal position, pushed in order of positions; nothing but the position for an activation. */
export interface Item {
  readonly position: number;
  readonly decided?: Decided;
  readonly manual?: ManualLabelChange;
  /** The entry that must be durable first, where that is a later one: what the decision's look-ups came to. */
  readonly durableAt?: number;
}

export class CommitQueue {
  readonly #journal: Journal;
  readonly #sinks: readonly Sink[];
  #items: Item[] = [];
  #running: Promise<void> | null = null;
  #urgent = false;
  #wake: (() => void) | null = null;
  #failure: Error | null = null;
  #committed = -1;
  #waiters: (() => void)[] = [];

  constructor(journal: Journal, sinks: readonly Sink[]) {
    this.#journal = journal;
    this.#sinks = sinks;
  }

  get failure(): Error | null {
    return this.#failure;
  }

  get pending(): number {
    return this.#items.length;
  }

  push(item: Item): void {
    this.#items.push(item);
    if (this.#items.length >= COMMIT_BATCH_MAX) this.#hurry();
    this.#running ??= this.#run();
  }

  /** Resolves when there is room for more. Rejects when a sink has failed. */
  async ready(): Promise<void> {
    while (this.#items.length >= PENDING_DECISIONS_MAX && this.#failure === null) {
      await new Promise<void>((resolve) => this.#waiters.push(resolve));
    }
    if (this.#failure !== null) throw this.#failure;
  }

  /** Resolves when the sinks have been handed everything up to `position`, as far as it has been pushed. */
  async reached(position: number): Promise<void> {
    while (this.#committed < position && this.#running !== null && this.#failure === null) {
      await new Promise<void>((resolve) => this.#waiters.push(resolve));
    }
    if (this.#failure !== null) throw this.#failure;
  }

  /** Resolves when everything pushed so far has been appended to every sink. */
  async drain(): Promise<void> {
    while (this.#running !== null) {
      this.#hurry();
      await this.#running;
    }
    if (this.#failure !== null) throw this.#failure;
  }

  async #run(): Promise<void> {
    try {
      while (this.#items.length > 0 && this.#failure === null) {
        if (this.#items.length < COMMIT_BATCH_MAX && !this.#urgent) await this.#pause();
        await this.#commit(this.#items.splice(0, COMMIT_BATCH_MAX));
        for (const resolve of this.#waiters.splice(0)) resolve();
      }
    } catch (error) {
      this.#failure = error instanceof Error ? error : new Error(String(error));
    }
    this.#urgent = false;
    this.#running = null;
    for (const resolve of this.#waiters.splice(0)) resolve();
  }

  async #commit(items: readonly Item[]): Promise<void> {
    const through = items.at(-1)!.position;
    const decided: Decided[] = [];
    const manual: ManualLabelChange[] = [];
    let durableAt = through;
    for (const item of items) {
      if (item.decided !== undefined) decided.push(item.decided);
      if (item.manual !== undefined) manual.push(item.manual);
      if (item.durableAt !== undefined) durableAt = Math.max(durableAt, item.durableAt);
    }
    await this.#journal.durable(durableAt);
    for (const sink of this.#sinks) await sink.append({ decided, manual, through });
    this.#committed = through;
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
