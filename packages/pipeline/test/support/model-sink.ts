/**
 * A sink that keeps the promises of one: it holds what was flushed through a crash, loses what was not, and ignores what it has.
 * It can be slow, and it can fail.
 */
import type { CommitBatch, Decided, Sink } from '../../src/index.ts';
import { outcomeOf, type StoredOutcome } from './outcome.ts';

export class ModelSink implements Sink {
  readonly name = 'model';
  /** By journal position: what was decided there, or what a person changed. */
  readonly stored: Map<number, StoredOutcome>;
  #buffered = new Map<number, StoredOutcome>();
  /** Positions of events in the order in which they were offered, repetitions included. */
  readonly offered: number[] = [];
  /** Positions that were offered with another outcome than before. */
  readonly contradictions: string[] = [];
  committedPosition = -1;
  appends = 0;
  /** Awaited by every append and flush. */
  delay: () => Promise<void> = async () => {};
  onAppend: (batch: CommitBatch) => void = () => {};

  constructor(stored: ReadonlyMap<number, StoredOutcome> = new Map()) {
    this.stored = new Map(stored);
  }

  async append(batch: CommitBatch): Promise<void> {
    this.appends++;
    await this.delay();
    this.onAppend(batch);
    for (const decided of batch.decided) this.#take(decided.position, outcomeOf(decided), decided);
    for (const list of batch.lists) this.#take(list.position, list, null);
    for (const manual of batch.manual) this.#take(manual.position, manual, null);
  }

  async flush(): Promise<void> {
    await this.delay();
    for (const [position, outcome] of this.#buffered) this.stored.set(position, outcome);
    this.#buffered = new Map();
    this.committedPosition = Math.max(-1, ...this.stored.keys());
  }

  /** Everything that was taken, durable or not. */
  all(): Map<number, StoredOutcome> {
    return new Map([...this.stored, ...this.#buffered].sort(([a], [b]) => a - b));
  }

  afterCrash(): ModelSink {
    return new ModelSink(this.stored);
  }

  #take(position: number, outcome: StoredOutcome, decided: Decided | null): void {
    if (decided !== null) this.offered.push(position);
    const known = this.stored.get(position) ?? this.#buffered.get(position);
    if (known === undefined) this.#buffered.set(position, outcome);
    else if (JSON.stringify(known) !== JSON.stringify(outcome)) {
      this.contradictions.push(`${position}: ${JSON.stringify(known)} then ${JSON.stringify(outcome)}`);
    }
  }
}
