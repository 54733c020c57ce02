/** What every windowed function needs of the memory: the table, a hasher, and the watermark of event time. */
import type { KeyHasher } from '../hash/key-hash.ts';
import type { Table } from '../table/table.ts';

/**
 * A definition is a counter's identity: function and parameters, never the rule that uses it, so an edited rule keeps the
 * counters that it did not change.
 */
export interface WindowDefinition {
  readonly seed: number;
  readonly windowMillis: number;
}

export interface KeyedState {
  readonly table: Table;
  readonly hasher: KeyHasher;
  /** The newest event time seen that was not in the future when it arrived. Keys die against this, never against a clock. */
  watermarkMillis: number;
  /** Calls already made by the event under decision: the same key counts one event once. */
  readonly calls: EventCalls;
}

/** Results of the calls that the event at one position has made, by definition and key. */
export class EventCalls {
  readonly #hashes: number[] = [];
  readonly #results: number[] = [];
  #position = -1;

  /** Forget the previous event's calls when a new event begins. */
  begin(position: number): void {
    if (position === this.#position) return;
    this.#position = position;
    this.#hashes.length = 0;
    this.#results.length = 0;
  }

  find(h1: number, h2: number, h3: number): number | undefined {
    const hashes = this.#hashes;
    for (let i = 0; i < hashes.length; i += 3) {
      if (hashes[i] === h1 && hashes[i + 1] === h2 && hashes[i + 2] === h3) return this.#results[i / 3];
    }
    return undefined;
  }

  record(h1: number, h2: number, h3: number, result: number): number {
    this.#hashes.push(h1, h2, h3);
    this.#results.push(result);
    return result;
  }
}
