/**
 * What rules remember: the one object that a decision reads and changes beside the event.
 *
 * - M1 Memory is a fold over the journal: the same entries in the same order give the same state and the same answers.
 * - M2 Time is event time. No clock is read.
 * - M3 A call repeated by the same event under the same key counts once.
 */
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
  /** What the keyed functions (`incrementWindow` and the others) work on. */
  readonly keyed: KeyedState;
  readonly labels = new LabelStore();
  readonly lists = new ListStore();

  constructor({ seed, ...options }: MemoryOptions) {
    this.seed = seed;
    this.keyed = new KeyedState(seed, options);
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
