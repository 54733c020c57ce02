/** What happens now, for the console: the rate once a second and a sample of decisions, to any number of listeners. */
import type { Decided, Pipeline } from '@lapwing/pipeline';
import { type EventSummary, summarize } from '../http/summary.ts';

export interface Rate {
  readonly at: string;
  readonly eventsPerSecond: number;
  readonly hitsPerSecond: number;
  readonly position: number;
}

export type LiveMessage =
  | { readonly event: 'rate'; readonly data: Rate }
  | { readonly event: 'decisions'; readonly data: { readonly items: readonly EventSummary[] } };

/** Events shown a second: as many as a person can glance at. Those with hits come first. */
const SAMPLE_PER_TICK = 5;
const TICK_MILLIS = 250;

export class LiveHub {
  readonly #listeners = new Map<(message: LiveMessage) => void, () => void>();
  readonly #stop: () => void;
  readonly #timer: NodeJS.Timeout;
  #events = 0;
  #hits = 0;
  #position = -1;
  #ticks = 0;
  #sample: Decided[] = [];
  #rate: Rate = { at: new Date(0).toISOString(), eventsPerSecond: 0, hitsPerSecond: 0, position: -1 };

  constructor(pipeline: Pipeline) {
    this.#stop = pipeline.decisions.add((decided) => this.#note(decided));
    this.#timer = setInterval(() => this.#tick(), TICK_MILLIS);
    this.#timer.unref();
  }

  /** The last full second's rate. */
  get rate(): Rate {
    return this.#rate;
  }

  /** `onEnd` is called when the hub closes. The result ends listening before. */
  listen(listener: (message: LiveMessage) => void, onEnd: () => void): () => void {
    this.#listeners.set(listener, onEnd);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#stop();
    clearInterval(this.#timer);
    for (const onEnd of this.#listeners.values()) onEnd();
    this.#listeners.clear();
  }

  #note(decided: Decided): void {
    this.#events++;
    if (decided.hits.length > 0) this.#hits++;
    this.#position = decided.position;
    if (this.#listeners.size === 0) return;
    if (this.#sample.length < SAMPLE_PER_TICK) this.#sample.push(decided);
    else if (decided.hits.length > 0) {
      const quiet = this.#sample.findIndex((other) => other.hits.length === 0);
      if (quiet >= 0) this.#sample[quiet] = decided;
    }
  }

  #tick(): void {
    // Oldest first: a feed adds them one by one.
    const items = this.#sample.splice(0).sort((a, b) => a.position - b.position);
    if (items.length > 0) this.#send({ event: 'decisions', data: { items: items.map(summarize) } });
    if (++this.#ticks % (1000 / TICK_MILLIS) !== 0) return;
    this.#rate = {
      at: new Date().toISOString(),
      eventsPerSecond: this.#events,
      hitsPerSecond: this.#hits,
      position: this.#position,
    };
    this.#events = 0;
    this.#hits = 0;
    this.#send({ event: 'rate', data: this.#rate });
  }

  #send(message: LiveMessage): void {
    for (const listener of this.#listeners.keys()) listener(message);
  }
}
