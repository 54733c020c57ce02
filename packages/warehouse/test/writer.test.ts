import {
  BOOL,
  EntityValue,
  EXPERIMENT,
  ExperimentValue,
  entityOf,
  FAILED,
  FLOAT,
  INT,
  IntegralFloat,
  listOf,
  optional,
  RULE,
  RuleValue,
  STR,
  TIMEDELTA,
  TimeDeltaValue,
  unionOf,
} from '@lapwing/sml';
import { expect, test } from 'vitest';
import { openWarehouse } from '../src/index.ts';
import { batch, directory, features, row, simple, T0 } from './rows.ts';

const ALL = features({
  Text: STR,
  Count: INT,
  Ratio: FLOAT,
  Flag: BOOL,
  MyRule: RULE,
  UserId: entityOf(INT),
  Tags: listOf(STR),
  Sizes: listOf(INT),
  Age: TIMEDELTA,
  Trial: EXPERIMENT,
  Mixed: unionOf(STR, INT),
  Maybe: optional(FLOAT),
});

const user = new EntityValue('User', 9007199254740993n);
const FULL = [
  'héllo😀 ünïcode, long enough to leave its header',
  -5,
  new IntegralFloat(2),
  true,
  new RuleValue(0, false),
  user,
  ['a', 'b, c', ''],
  [1, null, 3],
  new TimeDeltaValue(90),
  new ExperimentValue('E', user, 't1', 1, 1, 2),
  5,
  null,
] as const;

for (const flushed of [false, true]) {
  test(`values of every type come back ${flushed ? 'from a file' : 'before they are in a file'}`, async () => {
    const warehouse = await openWarehouse(directory());
    await warehouse.append(
      batch(ALL, [
        row(1, FULL, { verdicts: ['reject'], labelMutations: ['User/1/spam/1'], hits: ['MyRule'], errorCount: 2 }),
        row(
          2,
          ALL.map((_, i) => (i % 2 === 0 ? FAILED : undefined)),
        ),
      ]),
    );
    if (flushed) await warehouse.flush();
    expect(warehouse.metrics.files).toBe(flushed ? 1 : 0);
    const { items, next } = await warehouse.events();
    expect(next).toBeNull();
    expect(items.map((item) => item.position)).toEqual([2, 1]);
    expect(items[0]?.features).toEqual({});
    expect(items[1]).toEqual({
      position: 1,
      eventId: 'e1',
      action: 'post',
      timeMillis: T0 + 1000,
      ingestedAtMillis: T0 + 1005,
      rulesetHash: 'r1',
      verdicts: ['reject'],
      labelMutations: ['User/1/spam/1'],
      hits: ['MyRule'],
      observations: '[]',
      errorCount: 2,
      shadow: null,
      features: {
        Text: 'héllo😀 ünïcode, long enough to leave its header',
        Count: -5,
        Ratio: 2,
        Flag: true,
        MyRule: false,
        UserId: 9007199254740993n,
        Tags: ['a', 'b, c', ''],
        Sizes: [1, null, 3],
        Age: 90,
        Trial: ['E', '9007199254740993', 'User', 't1', '1', '1', '2'],
        Mixed: '5',
      },
    });
    await warehouse.close();
  });
}

test('texts of every length and alphabet survive', async () => {
  const warehouse = await openWarehouse(directory());
  const texts = [...Array(40).keys()].flatMap((n) => ['x'.repeat(n), 'é'.repeat(n), `${'y'.repeat(n)}\0z`]);
  const list = features({ Text: STR, Tags: listOf(STR) });
  await warehouse.append(
    batch(
      list,
      texts.map((text, i) => row(i, [text, [text, text]])),
    ),
  );
  await warehouse.flush();
  const { rows } = await warehouse.sql('SELECT Text, Tags FROM events ORDER BY __position');
  expect(rows).toEqual(texts.map((text) => [text, [text, text]]));
  await warehouse.close();
});

test('W1: a row is stored once however often it is offered', async () => {
  const path = directory();
  let warehouse = await openWarehouse(path);
  expect(await warehouse.append(simple(0, 10))).toEqual({ stored: 10, ignored: 0 });
  expect(await warehouse.append(simple(5, 12))).toEqual({ stored: 2, ignored: 5 });
  expect(warehouse.committedPosition).toBe(-1);
  await warehouse.flush();
  expect(warehouse.committedPosition).toBe(11);
  await warehouse.close();
  warehouse = await openWarehouse(path);
  expect(warehouse.committedPosition).toBe(11);
  expect(await warehouse.append(simple(0, 20))).toEqual({ stored: 8, ignored: 12 });
  expect((await warehouse.sql('SELECT count(*), count(DISTINCT __position), max(Name) FROM events')).rows).toEqual([
    [20, 20, 'v9'],
  ]);
  await warehouse.close();
});

test('integers that outgrow BIGINT move on to DECIMAL and to text, and meet again in one column', async () => {
  const warehouse = await openWarehouse(directory());
  const list = features({ N: INT, L: listOf(INT) });
  const values = [1, 2n ** 63n - 1n, 2n ** 63n, -(10n ** 38n) + 1n, 10n ** 40n, 7];
  await warehouse.append(
    batch(
      list,
      values.map((value, i) => row(i, [value, [1, value]])),
    ),
  );
  for (const flush of [false, true]) {
    if (flush) await warehouse.flush();
    const { rows, columns } = await warehouse.sql('SELECT N, L FROM events ORDER BY __position');
    expect(columns[0]?.type).toBe('VARCHAR');
    expect(rows).toEqual(values.map((value) => [String(value), ['1', String(value)]]));
  }
  expect(warehouse.metrics.files).toBe(3);
  await warehouse.close();
});

test('a new ruleset may add, drop and retype features', async () => {
  const warehouse = await openWarehouse(directory());
  await warehouse.append(batch(features({ A: INT, B: BOOL, C: listOf(INT) }), [row(1, [3, true, [1]])], 'r1'));
  await warehouse.append(batch(features({ A: FLOAT, C: STR, D: STR }), [row(2, [0.5, 'x', 'd'])], 'r2'));
  await warehouse.flush();
  await warehouse.append(batch(features({ B: STR, C: listOf(FLOAT) }), [row(3, ['no', [2.5]])], 'r3'));
  const { rows } = await warehouse.sql('SELECT A, B, C, D, __ruleset FROM events ORDER BY __position');
  expect(rows).toEqual([
    [3, 'true', '[1]', null, 'r1'],
    [0.5, null, '"x"', 'd', 'r2'],
    [null, 'no', '[2.5]', null, 'r3'],
  ]);
  await warehouse.close();
});

test('features whose names differ only by case have columns of their own, for ever', async () => {
  const path = directory();
  let warehouse = await openWarehouse(path);
  await warehouse.append(batch(features({ UserId: STR, UserID: STR }), [row(1, ['a', 'b'])]));
  await warehouse.close();
  warehouse = await openWarehouse(path);
  await warehouse.append(batch(features({ UserID: STR, userid: STR }), [row(2, ['c', 'd'])]));
  const { items } = await warehouse.events();
  expect(items.map((item) => item.features)).toEqual([
    { UserID: 'c', userid: 'd' },
    { UserId: 'a', UserID: 'b' },
  ]);
  await warehouse.close();
});

test('a value that is not of its feature’s type is NULL and counted; a malformed row is refused', async () => {
  const warehouse = await openWarehouse(directory());
  const list = features({ N: INT, L: listOf(INT) });
  await warehouse.append(batch(list, [row(1, ['no', [1, 'x']]), row(2, [2, [3]])]));
  expect((await warehouse.sql('SELECT N, L FROM events ORDER BY __position')).rows).toEqual([
    [null, null],
    [2, [3]],
  ]);
  expect(warehouse.metrics.mismatches).toBe(2);
  await expect(warehouse.append(batch(list, [row(3, [1])]))).rejects.toThrow(/position 3 has 1 values for 2 features/);
  await expect(warehouse.append(batch(list, [row(3, [1, []], { timeMillis: Number.NaN })]))).rejects.toThrow(/__time/);
  expect(await warehouse.append(batch(list, [row(3, [1, []])]))).toEqual({ stored: 1, ignored: 0 });
  await warehouse.close();
});

test('rows become files by number and by age, each sorted by time, and late events land in the current one', async () => {
  let now = 0;
  const warehouse = await openWarehouse(directory(), {
    flush: { maxRows: 2048, maxAgeSeconds: 0.05 },
    compaction: { minFiles: 1000 },
    now: () => now,
  });
  const list = features({ Name: STR });
  const rows = [...Array(5000).keys()].map((i) => row(i, ['x'], { timeMillis: T0 - i * 7 }));
  await warehouse.append(batch(list, rows));
  expect(warehouse.metrics.bufferedRows).toBeLessThan(5000);
  now += 1000;
  await expect.poll(() => warehouse.committedPosition, { timeout: 5000 }).toBe(4999);
  expect(warehouse.metrics).toMatchObject({ fileRows: 5000, bufferedRows: 0 });
  const { items } = await warehouse.events({ limit: 3, fromMillis: T0 - 7 * 4999, toMillis: T0 - 7 * 4990 });
  expect(items.map((item) => item.position)).toEqual([4991, 4992, 4993]);
  await warehouse.close();
});

test('a second writer is refused while the first is open', async () => {
  const path = directory();
  const first = await openWarehouse(path);
  await expect(openWarehouse(path)).rejects.toMatchObject({ kind: 'locked' });
  await first.close();
  const second = await openWarehouse(path);
  await second.close();
});
