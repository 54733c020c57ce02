/** Sliding and tumbling functions against their documentation, by brute force. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { define } from '../../src/keyed/definition.ts';
import { Memory } from '../../src/memory.ts';
import { distinctWindow, readDistinct } from '../../src/windows/distinct.ts';
import { addToTumbling, readTumbling } from '../../src/windows/tumbling.ts';
import { addToWindow, readTotal } from '../../src/windows/values.ts';
import { eventsOver, Logs, onEach, type TestEvent } from './events.ts';

const WINDOW = 1000;
const total = (events: readonly TestEvent[]) => ({
  sum: events.reduce((sum, { value }) => sum + value, 0),
  count: events.length,
});

describe('sliding sum', () => {
  it('equals the documented sum', () => {
    fc.assert(
      fc.property(eventsOver(WINDOW), (events) => {
        const definition = define('values', { windowMillis: WINDOW });
        const logs = new Logs<TestEvent>();
        onEach(events, ({ keyed }, event) => {
          const { key, timeMillis, value } = event;
          const log = logs.of(key);
          const newest = Math.max(Number.NEGATIVE_INFINITY, ...log.map((e) => e.timeMillis));
          let expected = { sum: value, count: 1 };
          if (timeMillis > newest - WINDOW) {
            log.push(event);
            const after = Math.max(newest, timeMillis) - WINDOW;
            const held = log.filter((e) => e.timeMillis > Math.max(after, timeMillis - WINDOW));
            expected = total(held.filter((e) => e.timeMillis <= timeMillis));
          }
          expect(addToWindow(keyed, definition, key, value, timeMillis)).toEqual(expected);
          // The same event again adds nothing.
          expect(addToWindow(keyed, definition, key, value, timeMillis)).toEqual(expected);
        });
      }),
    );
  });

  it('keeps the newest values when there are too many, and says so', () => {
    const { keyed, ...memory } = Object.assign(new Memory({ seed: 1 }));
    void memory;
    const definition = define('values', { windowMillis: 1e9 });
    for (let i = 0; i < 4_010; i++) {
      keyed.begin(i, i, i);
      addToWindow(keyed, definition, 'k', 1, i);
    }
    expect(readTotal(keyed, definition, 'k', 5_000)).toEqual({ sum: 4_000, count: 4_000 });
    expect(keyed.table.accounts.metrics()[1]).toMatchObject({ definition: 'values|1000000000', cappedTotal: 10 });
  });
});

describe('tumbling windows', () => {
  it('equal the documented totals', () => {
    fc.assert(
      fc.property(eventsOver(WINDOW), (events) => {
        const definition = define('tumbling', { windowMillis: WINDOW });
        const logs = new Logs<TestEvent>();
        const numberOf = (timeMillis: number) => Math.floor(timeMillis / WINDOW);
        onEach(events, ({ keyed }, event) => {
          const { key, timeMillis, value } = event;
          const log = logs.of(key);
          const newest = Math.max(Number.NEGATIVE_INFINITY, ...log.map((e) => numberOf(e.timeMillis)));
          const tooLate = numberOf(timeMillis) < newest - 1;
          if (!tooLate) log.push(event);
          const same = log.filter((e) => numberOf(e.timeMillis) === numberOf(timeMillis));
          const expected = tooLate ? { sum: value, count: 1 } : total(same);
          expect(addToTumbling(keyed, definition, key, value, timeMillis)).toEqual(expected);
          expect(addToTumbling(keyed, definition, key, value, timeMillis)).toEqual(expected);
          const last = Math.max(...log.map((e) => e.timeMillis));
          const before = log.filter((e) => numberOf(e.timeMillis) === numberOf(last) - 1);
          expect(readTumbling(keyed, definition, key, last, 1)).toEqual(total(before));
        });
      }),
    );
  });
});

describe('distinct values above the exact limit', () => {
  const definition = define('distinct', { windowMillis: 100_000 });

  /** One value a millisecond, so the window holds up to 100,000. */
  function fill(values: number): { memory: Memory; errors: number[] } {
    const memory = new Memory({ seed: 11 });
    const errors: number[] = [];
    for (let i = 0; i < values; i++) {
      memory.begin(i, i, i);
      const counted = distinctWindow(memory.keyed, definition, 'k', `v${i % 70_000}`, i);
      if (i % 997 === 0) errors.push(counted / Math.min(i + 1, 70_000) - 1);
    }
    return { memory, errors };
  }

  it('are estimated within four standard errors, and exact below', () => {
    const { errors } = fill(100_000);
    expect(errors.slice(0, 2)).toEqual([0, 0]);
    expect(Math.max(...errors.map(Math.abs))).toBeLessThan(4 * 0.0325);
    const deviation = Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / errors.length);
    expect(deviation).toBeLessThan(2 * 0.0325);
  });

  it('leave the window as they grow old, and late ones count as of their time', () => {
    const { memory } = fill(60_000);
    const at = (time: number) => readDistinct(memory.keyed, definition, 'k', time);
    expect(Math.abs(at(60_000) / 60_000 - 1)).toBeLessThan(0.13);
    // At 130,000 the window begins at 30,000: half of them have left.
    expect(Math.abs(at(130_000) / 30_000 - 1)).toBeLessThan(0.13);
    expect(at(158_000)).toBeGreaterThan(1_500);
    expect(at(158_000)).toBeLessThan(2_500);
    expect(at(160_000)).toBe(0);
    const before = at(59_999);
    memory.begin(1e6, 0, 0);
    distinctWindow(memory.keyed, definition, 'k', 'late', 10);
    expect(at(59_999)).toBeGreaterThanOrEqual(before);
  });

  it('give the same state in any order of arrival once they are estimated', () => {
    const orders = [(i: number) => i, (i: number) => 4_999 - i, (i: number) => (i * 1_733) % 5_000];
    const counts = orders.map((order) => {
      const memory = new Memory({ seed: 11 });
      for (let i = 0; i < 5_000; i++) {
        memory.begin(i, 0, 0);
        distinctWindow(memory.keyed, definition, 'k', `v${order(i)}`, 50_000 + order(i));
      }
      return readDistinct(memory.keyed, definition, 'k', 120_000);
    });
    expect(new Set(counts).size).toBeLessThanOrEqual(2);
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThan(20);
  });
});
