/**
 * How many in the last span of time, in steps of a sixtieth of it: never fewer than there were. Time is event time and does not go
 * back; whoever asks sees to that.
 */
import { brakeLimits } from './limits.ts';

const { steps } = brakeLimits;

export interface SavedCount {
  readonly tick: number;
  readonly counts: readonly number[];
}

export class SlidingCount {
  readonly #stepMillis: number;
  /** By tick modulo their number: the step that is under way and the 60 before it. */
  #counts: number[] | null = null;
  #tick = 0;
  #total = 0;

  constructor(spanMillis: number) {
    this.#stepMillis = Math.ceil(spanMillis / steps);
  }

  /** At least as many as were added in `(nowMillis - span, nowMillis]`, at most as many as in 61/60 of it and a step. */
  total(nowMillis: number): number {
    this.#advance(nowMillis);
    return this.#total;
  }

  /** At least `total`, without a look at the time. */
  get atMost(): number {
    return this.#total;
  }

  add(count: number, nowMillis: number): void {
    this.#advance(nowMillis);
    this.#counts ??= new Array<number>(steps + 1).fill(0);
    this.#counts[this.#tick % (steps + 1)]! += count;
    this.#total += count;
  }

  save(): SavedCount | null {
    return this.#counts === null || this.#total === 0 ? null : { tick: this.#tick, counts: this.#counts };
  }

  load({ tick, counts }: SavedCount): void {
    this.#tick = tick;
    this.#counts = [...counts];
    this.#total = counts.reduce((sum, count) => sum + count, 0);
  }

  #advance(nowMillis: number): void {
    const tick = Math.floor(nowMillis / this.#stepMillis);
    if (tick <= this.#tick) return;
    const counts = this.#counts;
    if (counts !== null && this.#total > 0) {
      const last = Math.min(tick, this.#tick + steps + 1);
      for (let passed = this.#tick + 1; passed <= last; passed++) {
        this.#total -= counts[passed % (steps + 1)]!;
        counts[passed % (steps + 1)] = 0;
      }
    }
    this.#tick = tick;
  }
}
