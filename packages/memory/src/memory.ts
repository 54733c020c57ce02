/**
 * What rules remember: the one object that a decision reads and changes beside the event.
 *
 * - M1 Memory is a fold over the journal: the same entries in the same order give the same state and the same answers.
 * - M2 Time is event time. No clock is read.
 * - M3 A call repeated by the same event under the same key counts once.
 */
import { Attachments } from './attached/attachments.ts';
import { KeyedState } from './keyed/state.ts';
import { LabelStore } from './labels/store.ts';
import { ListStore } from './lists/store.ts';
import type { DefinitionMetrics } from './table/accounts.ts';
import type { TableMetrics, TableOptions } from './table/table.ts';

export interface MemoryOptions extends TableOptions {
  /** Secret of this installation, an unsigned 32-bit integer; must be the same when a checkpoint is loaded. */
  readonly seed: number;
}

export interface MemoryMetrics extends TableMetrics {
  readonly labelledEntities: number;
  /** Figures by function and parameters: limits met and keys lost are never silent. */
  readonly definitions: readonly DefinitionMetrics[];
}

export class Memory {
  readonly seed: number;
  /** What the keyed functions (`incrementWindow` and the others) work on. Asked for anew each time: `adoptKeyed` replaces it. */
  keyed: KeyedState;
  readonly labels: LabelStore;
  /** What other rooms remember here. Asked for anew each time, as `keyed` is. */
  attached = new Attachments();
  /** Shared by forks: lists are changed by people alone, for all. */
  lists = new ListStore();
  readonly #options: TableOptions;

  constructor({ seed, ...options }: MemoryOptions, labels = new LabelStore()) {
    this.seed = seed;
    this.#options = options;
    this.keyed = new KeyedState(seed, options);
    this.labels = labels;
  }

  /**
   * A memory that goes on from here by itself, for rules that run beside those in force: keyed state and labels are copies, lists are
   * the same. Copies about 1 GB/s of keyed state.
   */
  fork(): Memory {
    const fork = this.emptyFork();
    fork.keyed.copyFrom(this.keyed);
    fork.attached = this.attached.fork();
    return fork;
  }

  /** As `fork`, with nothing counted: labels and lists are there. */
  emptyFork(): Memory {
    const fork = new Memory({ seed: this.seed, ...this.#options }, this.labels.fork());
    fork.keyed.newestMillis = this.keyed.newestMillis;
    fork.keyed.watermarkMillis = this.keyed.watermarkMillis;
    fork.lists = this.lists;
    return fork;
  }

  /** Share the lists of another memory: what was saved of a fork was saved on its own. */
  shareLists(other: Memory): void {
    this.lists = other.lists;
  }

  /** Go on with the keyed state of a fork, which must not be used after that. Labels stay. */
  adoptKeyed(fork: Memory): void {
    if (fork.seed !== this.seed) throw new Error('keyed state of another seed cannot be adopted');
    this.keyed = fork.keyed;
    this.attached = fork.attached;
  }

  /** "Now" in event time: the newest time seen that was not in the future when it arrived; 0 before the first event. */
  get newestMillis(): number {
    return this.keyed.newestMillis;
  }

  /** Called before the event at `position` is decided. A time after its arrival counts as the arrival. */
  begin(position: number, timeMillis: number, ingestedAtMillis: number): void {
    this.keyed.begin(position, timeMillis, ingestedAtMillis);
  }

  metrics(): MemoryMetrics {
    const { table } = this.keyed;
    return { ...table.metrics(), labelledEntities: this.labels.entities, definitions: table.accounts.metrics() };
  }
}
