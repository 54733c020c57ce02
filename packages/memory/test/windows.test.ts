import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { define } from '../src/keyed/definition.ts';
import { WINDOW_EVENTS_MAX } from '../src/limits.ts';
import { Memory } from '../src/memory.ts';
import { incrementWindow, readWindow } from '../src/windows/count.ts';
import { distinctWindow } from '../src/windows/distinct.ts';

const definition = define('count', { windowMillis: 1000 });
const distinct = define('distinct', { windowMillis: 1000 });

/** Events of a few keys with times that go mostly forward and sometimes back. */
const events = fc
  .array(
    fc.record({ key: fc.constantFrom('a', 'b', 'c'), step: fc.integer({ min: -1500, max: 900 }), value: fc.nat(5) }),
    {
      maxLength: 120,
    },
  )
  .map((steps) => {
    let now = 1_000_000;
    return steps.map(({ key, step, value }, position) => {
      now += step;
      return { key, timeMillis: now, value: `v${value}`, position };
    });
  });

/** The documented answers, by brute force: a log per key of which nothing is ever thrown away. */
class Oracle {
  readonly logs = new Map<string, { time: number; value: string }[]>();

  count(key: string, time: number, windowMillis: number): number {
    const log = this.logs.get(key) ?? [];
    const newest = Math.max(...log.map((entry) => entry.time), Number.NEGATIVE_INFINITY);
    if (time <= newest - windowMillis) return 1;
    log.push({ time, value: '' });
    this.logs.set(key, log);
    const horizon = Math.max(newest, time) - windowMillis;
    return log.filter((entry) => entry.time > Math.max(horizon, time - windowMillis) && entry.time <= time).length;
  }

  distinct(key: string, value: string, time: number, windowMillis: number): number {
    const log = this.logs.get(key) ?? [];
    log.push({ time, value });
    this.logs.set(key, log);
    const newest = Math.max(...log.map((entry) => entry.time));
    const live = log.filter((entry) => entry.time > newest - windowMillis);
    return new Set(live.map((entry) => entry.value)).size;
  }
}

describe('sliding count', () => {
  it('equals a log that forgets nothing, late events included', () => {
    fc.assert(
      fc.property(events, (sequence) => {
        const memory = new Memory({ seed: 7 });
        const oracle = new Oracle();
        for (const { key, timeMillis, position } of sequence) {
          // The watermark stands still: no key dies within the test, so the log alone decides.
          memory.begin(position, 0, 0);
          expect(incrementWindow(memory.keyed, definition, key, timeMillis)).toBe(oracle.count(key, timeMillis, 1000));
        }
      }),
    );
  });

  it('counts one event once under one key (M3), and two events at one time twice', () => {
    const memory = new Memory({ seed: 7 });
    memory.begin(0, 5000, 5000);
    expect(incrementWindow(memory.keyed, definition, 'k', 5000)).toBe(1);
    expect(incrementWindow(memory.keyed, definition, 'k', 5000)).toBe(1);
    memory.begin(1, 5000, 5000);
    expect(incrementWindow(memory.keyed, definition, 'k', 5000)).toBe(2);
  });

  it('excludes an event exactly one window old', () => {
    const memory = new Memory({ seed: 7 });
    memory.begin(0, 5000, 5000);
    incrementWindow(memory.keyed, definition, 'k', 5000);
    memory.begin(1, 6000, 6000);
    expect(incrementWindow(memory.keyed, definition, 'k', 6000)).toBe(1);
  });

  it('reads without counting', () => {
    const memory = new Memory({ seed: 7 });
    memory.begin(0, 5000, 5000);
    incrementWindow(memory.keyed, definition, 'k', 5000);
    expect(readWindow(memory.keyed, definition, 'k', 5500)).toBe(1);
    expect(readWindow(memory.keyed, definition, 'k', 6000)).toBe(0);
    expect(readWindow(memory.keyed, definition, 'other', 5500)).toBe(0);
  });

  it('stops at the cap and keeps the newest events', () => {
    const memory = new Memory({ seed: 7 });
    const wide = define('count', { windowMillis: 1e9 });
    let count = 0;
    for (let i = 0; i < WINDOW_EVENTS_MAX + 50; i++) {
      memory.begin(i, i, i);
      count = incrementWindow(memory.keyed, wide, 'k', i);
    }
    expect(count).toBe(WINDOW_EVENTS_MAX);
    expect(readWindow(memory.keyed, wide, 'k', 49)).toBe(0);
    expect(readWindow(memory.keyed, wide, 'k', 50)).toBe(1);
  });

  it('keeps windows of different length apart under one key', () => {
    const memory = new Memory({ seed: 7 });
    memory.begin(0, 5000, 5000);
    incrementWindow(memory.keyed, definition, 'k', 5000);
    memory.begin(1, 5001, 5001);
    expect(incrementWindow(memory.keyed, define('count', { windowMillis: 1001 }), 'k', 5001)).toBe(1);
  });
});

describe('distinct values', () => {
  it('equals a log that forgets nothing, late events included', () => {
    fc.assert(
      fc.property(events, (sequence) => {
        const memory = new Memory({ seed: 7 });
        const oracle = new Oracle();
        for (const { key, timeMillis, value, position } of sequence) {
          memory.begin(position, 0, 0);
          const counted = distinctWindow(memory.keyed, distinct, key, value, timeMillis);
          expect(counted).toBe(oracle.distinct(key, value, timeMillis, 1000));
        }
      }),
    );
  });
});

describe('the table', () => {
  it('forgets keys whose window has passed and never more keys than its limit, and says which', () => {
    const memory = new Memory({ seed: 7, maxKeys: 5000 });
    for (let i = 0; i < 50_000; i++) {
      const time = 1e6 + i * 1000;
      memory.begin(i, time, time);
      incrementWindow(memory.keyed, definition, `key${i}`, time);
    }
    const spread = memory.metrics();
    expect(spread.keys).toBeLessThanOrEqual(1024 * 16);
    expect(spread.keys + spread.expiredTotal + spread.evictedTotal).toBe(50_000);
    expect(spread.expiredTotal).toBeGreaterThan(30_000);

    const crowded = new Memory({ seed: 7, maxKeys: 5000 });
    for (let i = 0; i < 50_000; i++) {
      crowded.begin(i, 1e6, 1e6);
      incrementWindow(crowded.keyed, definition, `key${i}`, 1e6);
    }
    const metrics = crowded.metrics();
    expect(metrics.keys).toBeLessThanOrEqual(1024 * 16);
    expect(metrics.keys + metrics.evictedTotal).toBe(50_000);
  });

  it('answers the same after any mix of growth, deletion and look-ups', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(400), fc.nat(3_000_000)), { maxLength: 600 }), (calls) => {
        const memory = new Memory({ seed: 3 });
        const naive = new Map<string, number[]>();
        let time = 0;
        calls.forEach(([key, step], position) => {
          time += step;
          memory.begin(position, time, time);
          const log = [...(naive.get(`k${key}`) ?? []).filter((t) => t > time - 1000), time];
          naive.set(`k${key}`, log);
          expect(incrementWindow(memory.keyed, definition, `k${key}`, time)).toBe(log.length);
        });
      }),
    );
  });
});
