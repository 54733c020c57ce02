/** Sightings, decayed sums, scores and top values against their documentation, by brute force. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bucketScore } from '../../src/counters/buckets.ts';
import { addDecayed, readDecayed } from '../../src/counters/decayed.ts';
import { noteSeen, readSeen } from '../../src/counters/seen.ts';
import { countValue, topValues } from '../../src/counters/top-values.ts';
import { valueScore } from '../../src/counters/value-score.ts';
import { define } from '../../src/keyed/definition.ts';
import { HISTORY_MIN, TOP_VALUES_TRACKED } from '../../src/limits.ts';
import { eventsOver, Logs, onEach, type TestEvent } from './events.ts';

const newestOf = (log: readonly TestEvent[]) => Math.max(Number.NEGATIVE_INFINITY, ...log.map((e) => e.timeMillis));

describe('sightings', () => {
  it('know the first, and the last before an event from the newest two', () => {
    const ttlMillis = 1500;
    const definition = define('seen', { ttlMillis });
    fc.assert(
      fc.property(eventsOver(1000), (events) => {
        const logs = new Logs<number>();
        onEach(events, ({ keyed }, { key, timeMillis }) => {
          let log = logs.of(key);
          if (log.length > 0 && timeMillis >= Math.max(...log) + ttlMillis) log = logs.replace(key, []);
          const known = [...log].sort((a, b) => b - a);
          const candidates = [known[0], known[1], known.at(-1)].filter((t) => t !== undefined && t <= timeMillis);
          log.push(timeMillis);
          const expected = { firstMillis: Math.min(...log), previousMillis: candidates[0] ?? null };
          expect(noteSeen(keyed, definition, key, timeMillis)).toEqual(expected);
          expect(noteSeen(keyed, definition, key, timeMillis)).toEqual(expected);
          expect(readSeen(keyed, definition, key, Math.min(...log) - 1)).toBeNull();
        });
      }),
    );
  });
});

describe('decayed sums', () => {
  it('equal the sum of all values, each decayed to the newest event', () => {
    const halfLifeMillis = 500;
    const definition = define('decayed', { halfLifeMillis });
    fc.assert(
      fc.property(eventsOver(1000), (events) => {
        const logs = new Logs<TestEvent>();
        onEach(events, ({ keyed }, event) => {
          const { key, timeMillis, value } = event;
          const log = logs.of(key);
          log.push(event);
          const newest = newestOf(log);
          const expected = log.reduce((sum, e) => sum + e.value * 2 ** ((e.timeMillis - newest) / halfLifeMillis), 0);
          expect(addDecayed(keyed, definition, key, value, timeMillis)).toBeCloseTo(expected, 6);
          expect(readDecayed(keyed, definition, key, newest + halfLifeMillis)).toBeCloseTo(expected / 2, 6);
        });
      }),
    );
  });
});

describe('score of a value', () => {
  it('equals the distance from the weighted mean of what came before', () => {
    const halfLifeMillis = 2000;
    const definition = define('value-score', { halfLifeMillis });
    fc.assert(
      fc.property(eventsOver(1000, 60), (events) => {
        const logs = new Logs<TestEvent>();
        onEach(events, ({ keyed }, event) => {
          const { key, timeMillis, value } = event;
          const log = logs.of(key);
          const score = valueScore(keyed, definition, key, value, timeMillis);
          if (log.length < HISTORY_MIN) expect(score).toBeNaN();
          else {
            const newest = newestOf(log);
            const weights = log.map((e) => 2 ** ((e.timeMillis - newest) / halfLifeMillis));
            const weight = weights.reduce((a, b) => a + b);
            const mean = log.reduce((sum, e, i) => sum + e.value * weights[i]!, 0) / weight;
            const squares = log.reduce((sum, e, i) => sum + (e.value - mean) ** 2 * weights[i]!, 0) / weight;
            // A spread of nothing is rounding alone: there only the sign is promised.
            if (squares > 1e-6) expect(score).toBeCloseTo((value - mean) / Math.sqrt(squares), 3);
            else if (Math.abs(value - mean) > 1e-3) expect(Math.sign(score)).toBe(Math.sign(value - mean));
          }
          log.push(event);
        });
      }),
    );
  });
});

describe.each([
  { name: 'own history', bucketMillis: 1000, history: 6, step: 1, span: 3000 },
  { name: 'same hour of the week', bucketMillis: 100, history: 4, step: 7, span: 1500 },
])('score of a count against its $name', ({ bucketMillis, history, step, span }) => {
  it('equals that of counts kept for ever', () => {
    const definition = define('bucket-score', { bucketMillis, history, step });
    const kept = history * step + 1;
    fc.assert(
      fc.property(eventsOver(span, 150), (events) => {
        const logs = new Logs<number>();
        onEach(events, ({ keyed }, { key, timeMillis }) => {
          const bucket = Math.floor(timeMillis / bucketMillis);
          let log = logs.of(key);
          const newest = Math.max(Number.NEGATIVE_INFINITY, ...log);
          // Silence for the whole of the history: the key begins anew.
          if (bucket >= newest + kept) log = logs.replace(key, []);
          const score = bucketScore(keyed, definition, key, timeMillis);
          expect(bucketScore(keyed, definition, key, timeMillis)).toBe(score);
          if (bucket <= newest - kept) {
            expect(score).toBeNaN();
            return;
          }
          log.push(bucket);
          const first = Math.min(...log);
          const past: number[] = [];
          for (let back = 1; back <= history && bucket - back * step >= first; back++) {
            const held = (b: number) => b > Math.max(newest, bucket) - kept;
            past.push(log.filter((b) => b === bucket - back * step && held(b)).length);
          }
          if (past.length < HISTORY_MIN) {
            expect(score).toBeNaN();
            return;
          }
          const mean = past.reduce((a, b) => a + b) / past.length;
          const variance = past.reduce((sum, n) => sum + (n - mean) ** 2, 0) / (past.length - 1);
          const spread = Math.max(Math.sqrt(variance), Math.sqrt(Math.max(mean, 1)));
          expect(score).toBeCloseTo((log.filter((b) => b === bucket).length - mean) / spread, 9);
        });
      }),
    );
  });
});

describe('top values', () => {
  const halfLifeMillis = 3000;
  const definition = define('top', { halfLifeMillis });

  it('are the decayed counts themselves while there are few values', () => {
    fc.assert(
      fc.property(eventsOver(1000), (events) => {
        const logs = new Logs<TestEvent>();
        onEach(events, ({ keyed }, event) => {
          const { key, timeMillis, value } = event;
          const log = logs.of(key);
          log.push(event);
          const newest = newestOf(log);
          const counts = new Map<number, number>();
          for (const e of log) {
            counts.set(e.value, (counts.get(e.value) ?? 0) + 2 ** ((e.timeMillis - newest) / halfLifeMillis));
          }
          const all = [...counts.values()].reduce((a, b) => a + b);
          const own = counts.get(value)!;
          const { share, rank } = countValue(keyed, definition, key, `v${value}`, timeMillis);
          expect(share).toBeCloseTo(own / all, 9);
          const above = [...counts.values()].filter((count) => count > own * (1 + 1e-9)).length;
          const equal = [...counts.values()].filter((count) => Math.abs(count / own - 1) <= 1e-9).length;
          expect(rank).toBeGreaterThan(above);
          expect(rank).toBeLessThanOrEqual(above + equal);
          expect(topValues(keyed, definition, key, 100)).toHaveLength(counts.size);
        });
      }),
    );
  });

  it('are never too low and too high by at most a share of 1/42 (SpaceSaving)', () => {
    const zipf = fc.array(fc.tuple(fc.nat(400), fc.nat(400)), { minLength: 300, maxLength: 600 });
    fc.assert(
      fc.property(zipf, (draws) => {
        const counts = new Map<string, number>();
        const events = draws.map(([a, b], position) => ({
          position,
          key: 'k',
          timeMillis: 1e9,
          value: Math.min(a, b),
        }));
        const memory = onEach(events, ({ keyed }, { value, key, timeMillis }) => {
          counts.set(`v${value}`, (counts.get(`v${value}`) ?? 0) + 1);
          const total = [...counts.values()].reduce((a, b) => a + b);
          const { share } = countValue(keyed, definition, key, `v${value}`, timeMillis);
          const exact = counts.get(`v${value}`)! / total;
          expect(share).toBeGreaterThanOrEqual(exact - 1e-12);
          expect(share).toBeLessThanOrEqual(exact + 1 / TOP_VALUES_TRACKED + 1e-12);
        });
        const shown = topValues(memory.keyed, definition, 'k', TOP_VALUES_TRACKED);
        for (const [value, count] of counts) {
          if (count / events.length > 1 / TOP_VALUES_TRACKED) expect(shown).toContain(value);
        }
      }),
      { numRuns: 20 },
    );
  });

  it('survive a time of many half-lives, and cut long texts between characters', () => {
    const memory = onEach([{ position: 0, key: 'k', timeMillis: 1000, value: 0 }], ({ keyed }) => {
      countValue(keyed, definition, 'k', `${'x'.repeat(31)}😀`, 1000);
    });
    let time = 1000;
    for (let i = 1; i < 100; i++) {
      time += 30 * halfLifeMillis;
      memory.begin(i, 0, 0);
      countValue(memory.keyed, definition, 'k', 'new', time);
    }
    expect(countValue(memory.keyed, definition, 'k', 'other', time).share).toBeCloseTo(0.5, 6);
    expect(topValues(memory.keyed, definition, 'k', 1)).toEqual(['new']);
    expect(topValues(memory.keyed, definition, 'k', 3)[2]).toBe('x'.repeat(31));
  });
});
