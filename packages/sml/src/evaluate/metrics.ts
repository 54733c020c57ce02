/** What evaluating costs: one event in many is measured, call by call. */
import type { RulesetMetrics, SiteMetrics } from './ruleset.ts';
import type { SitePlace } from './state.ts';

/** One event in 512: at 100 ns per measured call, 100 calls add 20 ns to the average event. */
const SAMPLE_EVERY = 512;

export class Meter implements RulesetMetrics {
  events = 0;
  sampledEvents = 0;
  sampledMicros = 0;
  readonly #sites: readonly SitePlace[];
  readonly #failures: Uint32Array;
  readonly #calls: Uint32Array;
  readonly #micros: Float64Array;
  readonly #sampleEvery: number;
  readonly #now: () => number;

  constructor(
    sites: readonly SitePlace[],
    failures: Uint32Array,
    sampleEvery: number = SAMPLE_EVERY,
    now: () => number = () => performance.now() * 1000,
  ) {
    this.#sites = sites;
    this.#failures = failures;
    this.#calls = new Uint32Array(sites.length);
    this.#micros = new Float64Array(sites.length);
    this.#sampleEvery = sampleEvery;
    this.#now = now;
  }

  /** Counts an event; true where it is to be measured. */
  isSampled(): boolean {
    this.events++;
    return this.#sampleEvery > 0 && this.events % this.#sampleEvery === 0;
  }

  time(evaluate: () => void): void {
    const start = this.#now();
    try {
      evaluate();
    } finally {
      this.sampledEvents++;
      this.sampledMicros += this.#now() - start;
    }
  }

  now(): number {
    return this.#now();
  }

  add(site: number, micros: number): void {
    this.#calls[site] = (this.#calls[site] ?? 0) + 1;
    this.#micros[site] = (this.#micros[site] ?? 0) + micros;
  }

  sites(): readonly SiteMetrics[] {
    const metrics: SiteMetrics[] = [];
    this.#sites.forEach((place, site) => {
      const calls = this.#calls[site] ?? 0;
      const failures = this.#failures[site] ?? 0;
      if (calls > 0 || failures > 0) metrics.push({ ...place, calls, micros: this.#micros[site] ?? 0, failures });
    });
    return metrics;
  }
}

/** Runs one call and adds its time to its site. */
export function measure<T>(meter: Meter, site: number, call: () => T): T {
  const start = meter.now();
  try {
    return call();
  } finally {
    meter.add(site, meter.now() - start);
  }
}
