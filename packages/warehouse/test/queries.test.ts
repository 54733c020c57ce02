import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { entityOf, INT, listOf, STR } from '@lapwing/sml';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openWarehouse, type Warehouse } from '../src/index.ts';
import { automaticInterval } from '../src/read/time-series.ts';
import { batch, features, row, T0 } from './rows.ts';

const LIST = features({ UserId: entityOf(STR), TargetId: entityOf(INT), Name: STR, Tags: listOf(STR) });
const COUNT = 400;
const MINUTE = 60_000;
const START = Math.floor(T0 / MINUTE) * MINUTE;

/** Event i: minute i / 10, so that ten events share one time. */
const rows = [...Array(COUNT).keys()].map((i) =>
  row(i, [`u${i % 7}`, i % 5, i % 3 === 0 ? null : `n${i % 4}`, i % 2 === 0 ? ['even', 'x'] : []], {
    timeMillis: START + Math.floor(i / 10) * MINUTE,
    action: i % 4 === 0 ? 'like' : 'post',
    hits: i % 10 === 0 ? ['Spam', 'Ring'] : i % 10 === 1 ? ['Spam'] : [],
    verdicts: i % 10 === 0 ? ['reject'] : [],
  }),
);

let warehouse: Warehouse;
const path = mkdtempSync(join(tmpdir(), 'lapwing-warehouse-'));

beforeAll(async () => {
  warehouse = await openWarehouse(path, { compaction: { minFiles: 1000 } });
  // Three files with times that overlap, and a rest that is in no file.
  for (const part of [rows.slice(0, 100), rows.slice(100, 150), rows.slice(150, 300), rows.slice(300)]) {
    await warehouse.append(batch(LIST, part));
    if (part.at(-1)!.position < 399) await warehouse.flush();
  }
});

afterAll(async () => {
  await warehouse.close();
  rmSync(path, { recursive: true, force: true });
});

describe('events', () => {
  test('pages are newest first and meet without a gap, with many events at one time', async () => {
    const seen: number[] = [];
    let cursor: string | undefined;
    do {
      const page = await warehouse.events({ limit: 37, cursor, features: [] });
      seen.push(...page.items.map((item) => item.position));
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toEqual(rows.map((_, i) => COUNT - 1 - i));
  });

  test('filters by action, rule, time and entity', async () => {
    const positions = async (query: Parameters<Warehouse['events']>[0]) =>
      (await warehouse.events({ limit: 1000, features: ['UserId'], ...query })).items.map((item) => item.position);
    const expected = (keep: (i: number) => boolean) => rows.map((_, i) => COUNT - 1 - i).filter(keep);
    expect(await positions({ action: 'like' })).toEqual(expected((i) => i % 4 === 0));
    expect(await positions({ rule: 'Ring' })).toEqual(expected((i) => i % 10 === 0));
    expect(await positions({ rule: "x' OR true --" })).toEqual([]);
    expect(await positions({ fromMillis: START + 2 * MINUTE, toMillis: START + 4 * MINUTE })).toEqual(
      expected((i) => i >= 20 && i < 40),
    );
    expect(await positions({ entity: { features: ['UserId', 'TargetId'], id: '3' } })).toEqual(
      expected((i) => i % 5 === 3),
    );
    expect(await positions({ entity: { features: ['UserId', 'Unknown'], id: 'u3' } })).toEqual(
      expected((i) => i % 7 === 3),
    );
    expect(await positions({ entity: { features: ['Unknown'], id: 'u3' } })).toEqual([]);
  });

  test('only the features asked for are read', async () => {
    const { items } = await warehouse.events({ limit: 1, features: ['UserId'] });
    expect(items[0]?.features).toEqual({ UserId: 'u0' });
  });

  test('a page that cannot be is refused', async () => {
    await expect(warehouse.events({ limit: 0 })).rejects.toThrow(/limit/);
    await expect(warehouse.events({ cursor: 'nonsense' })).rejects.toThrow(/cursor/);
    const injected = Buffer.from('1,2) OR (1=1').toString('base64url');
    await expect(warehouse.events({ cursor: injected })).rejects.toThrow(/cursor/);
  });

  test('one event by id or by position', async () => {
    for (const position of [0, 149, 399]) {
      expect((await warehouse.event(`e${position}`))?.position).toBe(position);
      expect((await warehouse.eventAt(position))?.eventId).toBe(`e${position}`);
    }
    expect(await warehouse.event('nobody')).toBeNull();
    expect(await warehouse.eventAt(400)).toBeNull();
  });
});

describe('time series', () => {
  test('by none, with buckets that nothing fell into', async () => {
    const series = await warehouse.timeSeries({
      by: 'none',
      fromMillis: START - 2 * MINUTE,
      toMillis: START + 3 * MINUTE,
      intervalSeconds: 60,
    });
    expect(series.buckets).toEqual([-2, -1, 0, 1, 2].map((n) => START + n * MINUTE));
    expect(series.series).toEqual([{ name: 'events', counts: [0, 0, 10, 10, 10] }]);
  });

  test('by rule, action and feature, over all events, with an automatic interval', async () => {
    const byRule = await warehouse.timeSeries({ by: 'rule' });
    expect(byRule.intervalSeconds).toBe(30);
    expect(byRule.series.map(({ name, counts }) => [name, counts.reduce((a, b) => a + b, 0)])).toEqual([
      ['Spam', 80],
      ['Ring', 40],
    ]);
    const byAction = await warehouse.timeSeries({ by: 'action', intervalSeconds: 86_400 });
    expect(byAction.series).toEqual([
      { name: 'post', counts: [300] },
      { name: 'like', counts: [100] },
    ]);
    const byName = await warehouse.timeSeries({ by: { feature: 'Name' }, intervalSeconds: 86_400, rule: 'Ring' });
    expect(byName.series[0]).toEqual({ name: null, counts: [14] });
    await expect(warehouse.timeSeries({ by: { feature: 'Nope' } })).rejects.toMatchObject({ kind: 'invalid' });
  });

  test('nothing in range is an empty series; too many buckets are refused', async () => {
    expect(await warehouse.timeSeries({ by: 'none', toMillis: START - 1 })).toMatchObject({ buckets: [], series: [] });
    await expect(
      warehouse.timeSeries({ by: 'none', fromMillis: 0, toMillis: START, intervalSeconds: 1 }),
    ).rejects.toMatchObject({ kind: 'invalid' });
  });

  test('an automatic interval is round and gives at most 120 buckets', () => {
    expect([1_000, 120_000, 121_000, 3_600_000, 86_400_000, 1e12].map(automaticInterval)).toEqual([
      1, 1, 2, 30, 900, 10_368_000,
    ]);
  });
});

test('the most frequent values, compared with the time before', async () => {
  const all = { fromMillis: START + 20 * MINUTE, toMillis: START + 40 * MINUTE };
  const top = await warehouse.topN({
    by: { feature: 'Name' },
    limit: 2,
    ...all,
    previous: { fromMillis: START, toMillis: START + 10 * MINUTE },
  });
  expect(top.distinct).toBe(5);
  const count = (from: number, to: number, name: string | null) =>
    rows.slice(from, to).filter((r) => r.values[2] === name).length;
  expect(top.items[0]).toEqual({ value: null, count: count(200, 400, null), previousCount: count(0, 100, null) });
  expect(await warehouse.topN({ by: { feature: 'Tags' } })).toEqual({
    items: [
      { value: 'even', count: 200 },
      { value: 'x', count: 200 },
    ],
    distinct: 2,
  });
  expect((await warehouse.topN({ by: 'verdict' })).items).toEqual([{ value: 'reject', count: 40 }]);
});

test('where an entity occurs', async () => {
  expect(await warehouse.entity(['UserId', 'TargetId', 'Unknown'], 'u3')).toEqual({
    events: 57,
    firstSeenMillis: START,
    lastSeenMillis: START + 39 * MINUTE,
    features: [{ name: 'UserId', count: 57 }],
  });
  expect(await warehouse.entity(['UserId', 'TargetId'], '4')).toMatchObject({
    events: 80,
    features: [{ name: 'TargetId', count: 80 }],
  });
  expect(await warehouse.entity(['Unknown'], "x'y")).toMatchObject({ events: 0, features: [] });
});

test('totals and hits of rules', async () => {
  expect(await warehouse.totals()).toEqual({
    events: 400,
    withHits: 80,
    firstMillis: START,
    lastMillis: START + 39 * MINUTE,
  });
  expect(await warehouse.totals({ toMillis: START })).toEqual({
    events: 0,
    withHits: 0,
    firstMillis: null,
    lastMillis: null,
  });
  expect(await warehouse.ruleHits({ toMillis: START + 10 * MINUTE })).toEqual([
    { name: 'Spam', hits: 20, lastMillis: START + 9 * MINUTE },
    { name: 'Ring', hits: 10, lastMillis: START + 9 * MINUTE },
  ]);
});
