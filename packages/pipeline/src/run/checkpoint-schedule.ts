/** When checkpoints are taken: after so many entries or so much time, one at a time, and a last one at the end. */
import { CHECKPOINT_EVERY_EVENTS, CHECKPOINT_EVERY_MILLIS } from '../limits.ts';

export interface CheckpointInterval {
  /** Journal entries between checkpoints. */
  readonly everyEvents?: number;
  /** Time between checkpoints while events come in. */
  readonly everyMillis?: number;
}

export interface ScheduleOptions extends CheckpointInterval {
  readonly clock: () => number;
  readonly take: (closing: boolean) => Promise<void>;
  /** Told of a checkpoint that failed; it is tried again with the next one due. */
  readonly onFailure: (error: unknown) => void;
}

/** The clock is read once in so many entries. */
const CLOCK_EVERY_ENTRIES = 256;

export class CheckpointSchedule {
  readonly #options: Required<ScheduleOptions>;
  #entries = 0;
  #lastMillis: number;
  #running: Promise<void> | null = null;

  constructor(options: ScheduleOptions) {
    this.#options = {
      ...options,
      everyEvents: options.everyEvents ?? CHECKPOINT_EVERY_EVENTS,
      everyMillis: options.everyMillis ?? CHECKPOINT_EVERY_MILLIS,
    };
    this.#lastMillis = options.clock();
  }

  noteEntry(): void {
    this.#entries++;
    if (this.#running !== null) return;
    const { everyEvents, everyMillis, clock, onFailure } = this.#options;
    const due =
      this.#entries >= everyEvents ||
      (this.#entries % CLOCK_EVERY_ENTRIES === 0 && clock() - this.#lastMillis >= everyMillis);
    if (due) this.now(false).catch(onFailure);
  }

  /** Take one now, after the one that is under way. */
  async now(closing: boolean): Promise<void> {
    while (this.#running !== null) await this.#running.catch(() => {});
    this.#entries = 0;
    this.#lastMillis = this.#options.clock();
    this.#running = this.#options.take(closing);
    try {
      await this.#running;
    } finally {
      this.#running = null;
    }
  }
}
