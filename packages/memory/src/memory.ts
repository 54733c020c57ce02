/**
 * What rules remember: the one object that a decision reads and changes beside the event.
 *
 * - M1 Memory is a fold over the journal: the same entries in the same order give the same state and the same answers.
 * - M2 Time is event time. No clock is read.
 * - M3 A call repeated by the same event under the same key counts once.
 */
import { KeyHasher } from './hash/key-hash.ts';
import { LabelStore } from './labels/store.ts';
import { MAX_KEYS } from './limits.ts';
import { Table, type TableMetrics } from './table/table.ts';
import { incrementWindow, readWindow } from './windows/count.ts';
import { distinctWindow } from './windows/distinct.ts';
import { EventCalls, type KeyedState, type WindowDefinition } from './windows/keyed.ts';

export interface MemoryOptions {
  /** Secret of this installation, an unsigned 32-bit integer; must be the same when a checkpoint is loaded. */
  readonly seed: number;
  readonly maxKeys?: number;
}

export interface MemoryMetrics extends TableMetrics {
  readonly labelledEntities: number;
}

export class Memory {
  readonly seed: number;
  readonly table: Table;
  readonly labels = new LabelStore();
  readonly #state: KeyedState;

  constructor(options: MemoryOptions) {
    this.seed = options.seed;
    this.table = new Table(options.maxKeys ?? MAX_KEYS);
    this.#state = {
      table: this.table,
      hasher: new KeyHasher(options.seed),
      watermarkMillis: 0,
      calls: new EventCalls(),
    };
  }

  get watermarkMillis(): number {
    return this.#state.watermarkMillis;
  }

  set watermarkMillis(value: number) {
    this.#state.watermarkMillis = value;
  }

  /** Called before the event at `position` is decided. A time after its arrival does not move the watermark. */
  begin(position: number, timeMillis: number, ingestedAtMillis: number): void {
    this.#state.calls.begin(position);
    const seen = Math.min(timeMillis, ingestedAtMillis);
    if (seen > this.#state.watermarkMillis) this.#state.watermarkMillis = seen;
  }

  incrementWindow(definition: WindowDefinition, key: string, timeMillis: number): number {
    return incrementWindow(this.#state, definition, key, timeMillis);
  }

  readWindow(definition: WindowDefinition, key: string, timeMillis: number): number {
    return readWindow(this.#state, definition, key, timeMillis);
  }

  distinctWindow(definition: WindowDefinition, key: string, value: string, timeMillis: number): number {
    return distinctWindow(this.#state, definition, key, value, timeMillis);
  }

  metrics(): MemoryMetrics {
    return { ...this.table.metrics(), labelledEntities: this.labels.entities };
  }
}
