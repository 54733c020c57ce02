/**
 * The delivery daemon: takes due deliveries from the outbox and posts them, some per sink at a time, in no promised order.
 * What fails is tried again later, and after enough attempts becomes a dead letter that a person sees (F3).
 */
import { limits } from '../limits.ts';
import type { Delivery, Outbox } from '../store.ts';
import { type Backoff, backoffMillis } from './backoff.ts';
import { type Fetch, post } from './post.ts';
import type { Sink } from './sink.ts';

/** Time, as the daemon sees it. */
export interface Clock {
  nowMillis(): number;
  /** Call `run` after `millis`; the result cancels it. */
  schedule(millis: number, run: () => void): () => void;
}

export const systemClock: Clock = {
  nowMillis: Date.now,
  schedule(millis, run) {
    const timer = setTimeout(run, millis);
    return () => clearTimeout(timer);
  },
};

export interface DeliveryOptions {
  readonly outbox: Outbox;
  readonly sinks: readonly Sink[];
  /** Told what no attempt can report: the outbox itself failed. The daemon goes on. */
  readonly onError: (error: unknown) => void;
  readonly clock?: Clock;
  readonly fetch?: Fetch;
  readonly random?: () => number;
  readonly backoff?: Backoff;
  readonly attempts?: number;
  readonly concurrency?: number;
  readonly requestTimeoutMillis?: number;
}

export interface DeliveryDaemon {
  /** Look for due deliveries now: call it after applying effects. */
  wake(): void;
  readonly metrics: DeliveryMetrics;
  /** Abandon requests under way (their deliveries stay in the outbox) and stop. */
  stop(): Promise<void>;
}

export interface DeliveryMetrics {
  readonly delivered: number;
  readonly failedAttempts: number;
  readonly deadLetters: number;
}

/** Start delivering. */
export function startDelivery(options: DeliveryOptions): DeliveryDaemon {
  const counters: Counters = { delivered: 0, failedAttempts: 0, deadLetters: 0 };
  const workers = options.sinks.map((sink) => new SinkWorker(sink, options, counters));
  for (const worker of workers) worker.wake();
  return {
    wake: () => {
      for (const worker of workers) worker.wake();
    },
    get metrics() {
      return { ...counters };
    },
    stop: async () => {
      await Promise.all(workers.map((worker) => worker.stop()));
    },
  };
}

type Counters = { -readonly [K in keyof DeliveryMetrics]: number };

class SinkWorker {
  readonly #sink: Sink;
  readonly #options: Required<DeliveryOptions>;
  readonly #counters: Counters;
  readonly #stopping = new AbortController();
  readonly #underWay = new Set<Promise<void>>();
  #pump: Promise<void> | null = null;
  #again = false;
  #cancelTimer: () => void = () => {};

  constructor(sink: Sink, options: DeliveryOptions, counters: Counters) {
    this.#sink = sink;
    this.#counters = counters;
    this.#options = {
      clock: systemClock,
      fetch: globalThis.fetch,
      random: Math.random,
      backoff: { baseMillis: limits.backoffBaseMillis, capMillis: limits.backoffCapMillis },
      attempts: limits.attempts,
      concurrency: limits.sinkConcurrency,
      requestTimeoutMillis: limits.requestTimeoutMillis,
      ...options,
    };
  }

  wake(): void {
    if (this.#stopping.signal.aborted) return;
    if (this.#pump !== null) {
      this.#again = true;
      return;
    }
    this.#pump = this.#fill().finally(() => {
      this.#pump = null;
      if (!this.#again) return;
      this.#again = false;
      this.wake();
    });
  }

  async stop(): Promise<void> {
    this.#stopping.abort(new Error('stopping'));
    this.#cancelTimer();
    await this.#pump;
    await Promise.all(this.#underWay);
    this.#cancelTimer();
  }

  /** Use the free slots, then sleep until the next delivery is due. */
  async #fill(): Promise<void> {
    const { outbox, clock, concurrency, requestTimeoutMillis, onError } = this.#options;
    let sleepMillis: number = limits.pollMillis;
    try {
      const free = concurrency - this.#underWay.size;
      const lease = requestTimeoutMillis + limits.leaseMarginMillis;
      const claimed = free > 0 ? await outbox.claim(this.#sink.name, free, clock.nowMillis(), lease) : [];
      for (const delivery of claimed) this.#start(delivery);
      // With all slots in use, the end of a delivery wakes this worker.
      if (claimed.length === free) return;
      const due = await outbox.nextDue(this.#sink.name);
      if (due !== null) sleepMillis = Math.min(sleepMillis, Math.max(1, due - clock.nowMillis()));
    } catch (error) {
      onError(error);
    }
    this.#cancelTimer();
    if (!this.#stopping.signal.aborted) this.#cancelTimer = clock.schedule(sleepMillis, () => this.wake());
  }

  #start(delivery: Delivery): void {
    const running = this.#deliver(delivery)
      .catch(this.#options.onError)
      .finally(() => {
        this.#underWay.delete(running);
        this.wake();
      });
    this.#underWay.add(running);
  }

  async #deliver(delivery: Delivery): Promise<void> {
    const { outbox, clock, fetch, random, backoff, attempts, requestTimeoutMillis } = this.#options;
    const stopping = this.#stopping.signal;
    const timeout = new AbortController();
    const cancel = clock.schedule(requestTimeoutMillis, () => {
      timeout.abort(new Error(`no answer within ${requestTimeoutMillis} ms`));
    });
    const signal = AbortSignal.any([stopping, timeout.signal]);
    const attempt = await post(fetch, this.#sink, delivery, clock.nowMillis(), signal);
    cancel();
    if (attempt.kind === 'delivered') {
      await outbox.delivered(delivery.id);
      this.#counters.delivered++;
      return;
    }
    if (stopping.aborted) return outbox.unclaim(delivery.id, clock.nowMillis());
    this.#counters.failedAttempts++;
    if (delivery.attempts >= attempts) {
      await outbox.bury(delivery.id, clock.nowMillis(), attempt.error);
      this.#counters.deadLetters++;
      return;
    }
    const wait = Math.max(attempt.afterMillis, backoffMillis(delivery.attempts, backoff, random()));
    await outbox.retryAt(delivery.id, clock.nowMillis() + wait, attempt.error);
  }
}
