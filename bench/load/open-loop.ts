/**
 * Load at a fixed rate, whatever the receiver does: request i is due at start + i / rate, and its latency counts from when it was due,
 * not from when it could be sent. A receiver that stalls is charged for every request that waited (no coordinated omission). The
 * timer of the sender is good to about a millisecond, which is part of every latency.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Histogram } from './histogram.ts';

export interface OpenLoopOptions {
  readonly requestsPerSecond: number;
  readonly seconds: number;
  /** Seconds at the start that are sent and not measured. */
  readonly warmUpSeconds: number;
  /** Resolves to false where the answer was not the one wanted. */
  send(index: number): Promise<boolean>;
}

export interface OpenLoopResult {
  readonly latency: Histogram;
  readonly requests: number;
  readonly errors: number;
  /** Measured requests divided by the time until the last of them was answered. */
  readonly answeredPerSecond: number;
  /** The most requests that were under way at a time. */
  readonly peakUnderWay: number;
}

const TICK_MILLIS = 1;

export async function openLoop(options: OpenLoopOptions): Promise<OpenLoopResult> {
  const { requestsPerSecond, seconds, warmUpSeconds, send } = options;
  const total = Math.round((seconds + warmUpSeconds) * requestsPerSecond);
  const warmUp = Math.round(warmUpSeconds * requestsPerSecond);
  const latency = new Histogram();
  const pending = new Set<Promise<void>>();
  let errors = 0;
  let peakUnderWay = 0;
  const start = performance.now();
  const dueAt = (index: number) => start + (index / requestsPerSecond) * 1000;

  const request = async (index: number) => {
    const good = await send(index).catch(() => false);
    if (index < warmUp) return;
    latency.record((performance.now() - dueAt(index)) * 1000);
    if (!good) errors++;
  };
  for (let index = 0; index < total; ) {
    const now = performance.now();
    for (; index < total && dueAt(index) <= now; index++) {
      const promise = request(index);
      pending.add(promise);
      promise.finally(() => pending.delete(promise));
    }
    peakUnderWay = Math.max(peakUnderWay, pending.size);
    if (index < total) await sleep(TICK_MILLIS);
  }
  await Promise.all(pending);
  const answeredSeconds = (performance.now() - dueAt(warmUp)) / 1000;
  const requests = total - warmUp;
  return { latency, requests, errors, answeredPerSecond: requests / answeredSeconds, peakUnderWay };
}
