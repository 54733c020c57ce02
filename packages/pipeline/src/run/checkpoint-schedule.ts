/** When checkpoints are taken: after so many entries or so much time, one at a time, and a last one at the end. */
import { CHECKPOINT_EVERY_EVENTS, CHECKPOINT_EVERY_MILLIS } from '../limits.ts';

export class CheckpointSchedule {
  readonly #clock: () => number;
  readonly #take: (closing: boolean) => Promise<void>;
  #entries = 0;
  #lastMillis: number;
  #running: Promise<void> | null = null;
  /** A checkpoint that failed is tried again with the next one due; closing reports it. */
  #failure: unknown = null;

  constructor(clock: () => number, take: (closing: boolean) => Promise<void>) {
    this.#clock = clock;
    this.#take = take;
    this.#lastMillis = clock();
  }

  noteEntry(): void {
    this.#entries++;
    if (this.#running !== null) return;
    const due =
      this.#entries >= CHECKPOINT_EVERY_EVENTS ||
      // The clock is read once in a while, not for every event.
      ((this.#entries & 255) === 0 && this.#clock() - this.#lastMillis >= CHECKPOINT_EVERY_MILLIS);
    if (due) this.now(false).catch((error) => (this.#failure = error));
  }

  /** Take one now, after the one that is under way. */
  async now(closing: boolean): Promise<void> {
    while (this.#running !== null) await this.#running.catch(() => {});
    this.#entries = 0;
    this.#lastMillis = this.#clock();
    this.#running = this.#take(closing);
    try {
      await this.#running;
      this.#failure = null;
    } finally {
      this.#running = null;
    }
  }

  get failure(): unknown {
    return this.#failure;
  }

  close(): Promise<void> {
    return this.now(true);
  }
}
