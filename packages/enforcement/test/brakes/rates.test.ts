/** The anomaly alarm on made-up weeks: what is usual raises none, what is not raises one. */
import { describe, expect, it } from 'vitest';
import { type Anomaly, Rates } from '../../src/brakes/rates.ts';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 0, 5);
const RULE = [{ name: 'R', version: '1' }];

/** `hours` of so many events each, of which `hits` say how many hit, spread over the hour; from hour `from` on. */
function run(rates: Rates, from: number, hours: number, events: number, hits: (hour: number) => number): Anomaly[] {
  const found: Anomaly[] = [];
  for (let hour = from; hour < from + hours; hour++) {
    const share = hits(hour) / events;
    let owed = 0;
    for (let i = 0; i < events; i++) {
      owed += share;
      const hit = owed >= 1;
      if (hit) owed--;
      found.push(...rates.event(hit ? [0] : [], START + hour * HOUR + (i * HOUR) / events));
    }
  }
  return found;
}

function fresh(): Rates {
  const rates = new Rates();
  rates.bind(RULE);
  return rates;
}

/** Deterministic noise of a Poisson count's size. */
const noisy = (mean: number) => (hour: number) =>
  Math.max(0, Math.round(mean + Math.sqrt(mean) * 2 * Math.sin(hour * 12.9898)));

describe('the anomaly alarm', () => {
  it('says nothing before there is something to compare with', () => {
    expect(run(fresh(), 0, 6, 1000, (hour) => hour * 100)).toEqual([]);
  });

  it('says nothing of what varies by chance', () => {
    expect(run(fresh(), 0, 24 * 21, 500, noisy(30))).toEqual([]);
  });

  it('is raised once by a flood, and again by the next one', () => {
    const rates = fresh();
    expect(run(rates, 0, 30, 1000, noisy(20))).toEqual([]);
    const first = run(rates, 30, 3, 1000, () => 200);
    expect(first).toEqual([
      expect.objectContaining({ rule: 'R', baseline: 'recent-hours', baselineRate: expect.closeTo(0.02, 2) }),
    ]);
    // Within minutes, as soon as there are enough hits.
    expect(first[0]!.events).toBeLessThan(400);
    expect(run(rates, 33, 30, 1000, noisy(20))).toEqual([]);
    expect(run(rates, 63, 2, 1000, () => 300)).toHaveLength(1);
  });

  it('knows the hours of the week', () => {
    const rates = fresh();
    // Every day at eight in the evening it hits ten times as often.
    const daily = (hour: number) => (hour % 24 === 20 ? 200 : 20);
    const learning = run(rates, 0, 24 * 14, 1000, daily);
    expect(learning.length).toBeGreaterThan(0);
    expect(run(rates, 24 * 14, 24 * 14, 1000, daily)).toEqual([]);
    const odd = run(rates, 24 * 28, 24, 1000, (hour) => (hour % 24 === 3 ? 200 : daily(hour)));
    expect(odd).toEqual([expect.objectContaining({ baseline: 'hour-of-week' })]);
  });

  it('does not mind what is significant and small, or large and a handful', () => {
    const rates = fresh();
    run(rates, 0, 30, 10_000, () => 1000);
    // Half as much again: far beyond chance, and not worth a person.
    expect(run(rates, 30, 2, 10_000, () => 1500)).toEqual([]);
    const rare = fresh();
    run(rare, 0, 30, 1000, () => 0);
    expect(run(rare, 30, 2, 1000, () => 15)).toEqual([]);
    expect(run(rare, 32, 2, 1000, () => 40)).toHaveLength(1);
  });

  it('compares a new version with itself only', () => {
    const rates = fresh();
    run(rates, 0, 30, 1000, () => 10);
    rates.bind([{ name: 'R', version: '2' }]);
    expect(run(rates, 30, 10, 1000, () => 500)).toEqual([]);
    rates.bind([{ name: 'R', version: '2' }]);
    expect(run(rates, 40, 2, 1000, () => 999)).toEqual([]);
    expect(run(rates, 42, 5, 1000, () => 500)).toEqual([]);
  });

  it('takes gaps for what they are', () => {
    const rates = fresh();
    run(rates, 0, 30, 1000, () => 20);
    // After three silent days the last day's hours are none.
    expect(run(rates, 102, 3, 1000, () => 500)).toEqual([]);
  });

  it('goes on after saving and loading as if nothing had been', () => {
    const one = fresh();
    run(one, 0, 400, 200, noisy(10));
    const two = new Rates();
    two.load(JSON.parse(JSON.stringify(one.save())));
    const more = (rates: Rates) => run(rates, 400, 60, 200, (hour) => (hour === 430 ? 120 : noisy(10)(hour)));
    expect(more(two)).toEqual(more(one));
    expect(JSON.stringify(two.save())).toBe(JSON.stringify(one.save()));
  });
});
