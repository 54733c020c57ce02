/** Tables of numbers and exports, compared with the same computed over plain rows. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { BOOL, FLOAT, INT, listOf, STR } from '@lapwing/sml';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openWarehouse, type Predicate, translateQuery, type Warehouse } from '../../src/index.ts';
import { batch, features, row, T0 } from '../make-rows.ts';
import { programOf, REGISTRY } from './program.ts';

const PROGRAM = programOf(`
Who: str = JsonData(path='$.who', required=False)
Likes: int = JsonData(path='$.likes', required=False)
Score: float = JsonData(path='$.score', required=False)
Bad: bool = JsonData(path='$.bad', required=False)
Tags: List[str] = JsonData(path='$.tags', required=False)
`);
const LIST = features({ Who: STR, Likes: INT, Score: FLOAT, Bad: BOOL, Tags: listOf(STR) });
const HOUR = 3_600_000;

interface Plain {
  readonly who: string | null;
  readonly likes: number | null;
  readonly score: number;
  readonly bad: boolean;
  readonly tags: readonly string[];
  readonly timeMillis: number;
}
const ROWS: readonly Plain[] = Array.from({ length: 500 }, (_, i) => ({
  who: i % 11 === 0 ? null : ['ann', 'bob', '=cyd', 'déa'][i % 4]!,
  likes: i % 7 === 0 ? null : (i * 37) % 101,
  score: i % 13 === 0 ? Number.NaN : i / 8 + 0.01,
  bad: i % 3 === 0,
  tags: [['a'], ['a', 'b'], []][i % 3]!,
  timeMillis: T0 + i * 60_000,
}));

const path = mkdtempSync(join(tmpdir(), 'lapwing-analytics-'));
let warehouse: Warehouse;

beforeAll(async () => {
  warehouse = await openWarehouse(join(path, 'w'));
  const rows = ROWS.map(({ who, likes, score, bad, tags, timeMillis }, i) =>
    row(i, [who, likes, score, bad, tags], {
      timeMillis,
      hits: bad ? ['R'] : [],
      verdicts: i % 50 === 0 ? ['hide'] : [],
    }),
  );
  await warehouse.append(batch(LIST, rows.slice(0, 300)));
  await warehouse.flush();
  await warehouse.append(batch(LIST, rows.slice(300)));
});

afterAll(async () => {
  await warehouse.close();
  rmSync(path, { recursive: true, force: true });
});

/** A condition that SQL says, and the same said so that it must be evaluated. */
const WAYS: readonly [string, string][] = [
  ['in SQL', 'Likes > 20'],
  ['evaluated', "Likes > 20 and (StringToUpper(s=Who) != 'nobody')"],
];

function predicateOf(text: string): Predicate {
  const translated = translateQuery(text, PROGRAM, REGISTRY);
  if (!translated.ok) throw new Error(translated.diagnostics);
  return translated.predicate;
}

const chosen = ROWS.filter(({ likes }) => likes !== null && likes > 20);
const records = (table: { columns: readonly { name: string }[]; rows: readonly (readonly unknown[])[] }) =>
  table.rows.map((cells) => Object.fromEntries(table.columns.map(({ name }, i) => [name, cells[i]])));

function countBy<T>(rows: readonly T[], key: (row: T) => string | null): Map<string | null, T[]> {
  const groups = new Map<string | null, T[]>();
  for (const one of rows) groups.set(key(one), [...(groups.get(key(one)) ?? []), one]);
  return groups;
}

/** Linear interpolation between neighbours, as spreadsheets and numpy do. */
function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (percent / 100) * (sorted.length - 1);
  const low = sorted[Math.floor(at)]!;
  return low + (sorted[Math.ceil(at)]! - low) * (at - Math.floor(at));
}

describe.each(WAYS)('%s', (_, text) => {
  test('numbers by group', async () => {
    const table = await warehouse.aggregate({
      where: predicateOf(text),
      by: [{ feature: 'Who' }],
      measures: [
        { kind: 'count' },
        { kind: 'distinct', feature: 'Likes' },
        { kind: 'distinct', feature: 'Tags' },
        { kind: 'sum', feature: 'Likes' },
        { kind: 'mean', feature: 'Score' },
        { kind: 'max', feature: 'Score' },
        { kind: 'percentile', feature: 'Likes', percent: 50 },
        { kind: 'percentile', feature: 'Likes', percent: 95 },
      ],
    });
    const found = records(table);
    const groups = countBy(chosen, ({ who }) => who);
    expect(found).toHaveLength(groups.size);
    expect(found.map(({ count }) => Number(count))).toEqual(
      found.map(({ count }) => Number(count)).sort((a, b) => b - a),
    );
    for (const one of found) {
      const members = groups.get(one['Who'] as string | null)!;
      const likes = members.map((member) => member.likes!);
      const scores = members.map(({ score }) => score).filter((score) => !Number.isNaN(score));
      expect(one).toMatchObject({
        count: members.length,
        'distinct Likes': new Set(likes).size,
        'distinct Tags': new Set(members.flatMap(({ tags }) => tags)).size,
        'sum Likes': likes.reduce((a, b) => a + b, 0),
        'max Score': Math.max(...scores),
      });
      expect(one['mean Score']).toBeCloseTo(scores.reduce((a, b) => a + b, 0) / scores.length, 9);
      expect(one['p50 Likes']).toBeCloseTo(percentile(likes, 50), 9);
      expect(one['p95 Likes']).toBeCloseTo(percentile(likes, 95), 9);
    }
  });

  test('several groups, items of lists, and the largest only', async () => {
    const found = records(
      await warehouse.aggregate({
        where: predicateOf(text),
        by: ['rule', { feature: 'Tags' }, { feature: 'Who' }],
        groups: 3,
      }),
    );
    const pairs = chosen.filter(({ bad }) => bad).flatMap(({ tags, who }) => tags.map((tag) => `R/${tag}/${who}`));
    const counts = [...countBy(pairs, (pair) => pair)].map(([pair, all]) => [pair, all.length] as const);
    const best = counts
      .map(([, count]) => count)
      .sort((a, b) => b - a)
      .slice(0, 3);
    expect(found.map(({ count }) => count)).toEqual(best);
    for (const { rule, Tags, Who, count } of found) expect(counts).toContainEqual([`${rule}/${Tags}/${Who}`, count]);
  });

  test('over time', async () => {
    const found = records(
      await warehouse.aggregate({
        where: predicateOf(text),
        by: [{ feature: 'Bad' }],
        everySeconds: 3600,
        measures: [{ kind: 'count' }, { kind: 'sum', feature: 'Likes' }],
      }),
    );
    const groups = countBy(
      chosen,
      ({ timeMillis, bad }) => `${new Date(Math.floor(timeMillis / HOUR) * HOUR).toISOString()} ${bad}`,
    );
    expect(found).toHaveLength(groups.size);
    for (const one of found) {
      const members = groups.get(`${one['time']} ${one['Bad']}`)!;
      expect([one['count'], one['sum Likes']]).toEqual([
        members.length,
        members.reduce((sum, { likes }) => sum + likes!, 0),
      ]);
    }
    expect(found.map(({ time }) => time)).toEqual(found.map(({ time }) => time).sort());
  });

  test('against the time before', async () => {
    const [fromMillis, toMillis] = [T0 + 4 * HOUR, T0 + 6 * HOUR];
    const found = records(
      await warehouse.aggregate({
        where: predicateOf(text),
        by: [{ feature: 'Who' }],
        fromMillis,
        toMillis,
        compare: true,
      }),
    );
    const within = (from: number, to: number) =>
      countBy(
        chosen.filter(({ timeMillis }) => timeMillis >= from && timeMillis < to),
        ({ who }) => who,
      );
    const [now, before] = [within(fromMillis, toMillis), within(T0 + 2 * HOUR, fromMillis)];
    expect(found).toHaveLength(now.size);
    for (const one of found) {
      const who = one['Who'] as string | null;
      const [n, b] = [now.get(who)!.length, before.get(who)?.length ?? 0];
      expect(one).toEqual({ Who: who, count: n, 'count before': b, 'count change': b === 0 ? null : (n - b) / b });
    }
    const whole = records(await warehouse.aggregate({ where: predicateOf(text), fromMillis, toMillis, compare: true }));
    expect(whole).toHaveLength(1);
    expect(Number(whole[0]!['count'])).toBe([...now.values()].flat().length);
  });

  test('series and top values', async () => {
    const where = predicateOf(text);
    const series = await warehouse.timeSeries({ where, by: { feature: 'Who' }, intervalSeconds: 3600 });
    for (const { name, counts } of series.series) {
      expect(counts.reduce((a, b) => a + b, 0)).toBe(chosen.filter(({ who }) => who === name).length);
    }
    const top = await warehouse.topN({ where, by: { feature: 'Who' } });
    expect(new Map(top.items.map(({ value, count }) => [value, count]))).toEqual(
      new Map([...countBy(chosen, ({ who }) => who)].map(([who, all]) => [who, all.length])),
    );
    expect((await warehouse.totals({ where })).events).toBe(chosen.length);
  });

  test('pages neither repeat nor skip', async () => {
    const where = predicateOf(text);
    const seen: number[] = [];
    let cursor: string | undefined;
    do {
      const page = await warehouse.events({ where, limit: 37, cursor, features: [] });
      seen.push(...page.items.map(({ position }) => position));
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toEqual(ROWS.flatMap((one, i) => (chosen.includes(one) ? [i] : [])).reverse());
  });

  test('exports hold every row', async () => {
    const source = {
      kind: 'events',
      filter: { where: predicateOf(text) },
      columns: ['Who', 'Likes', 'Score', 'Tags'],
    } as const;
    const csv = await textOf('csv', source);
    const lines = csv.trimEnd().split('\r\n');
    expect(lines[0]).toBe('__time,__action,__event_id,__position,Who,Likes,Score,Tags');
    expect(lines).toHaveLength(chosen.length + 1);
    const newest = chosen.at(-1)!;
    expect(lines[1]).toBe(
      [
        new Date(newest.timeMillis).toISOString(),
        'post',
        `e${ROWS.indexOf(newest)}`,
        ROWS.indexOf(newest),
        newest.who ?? '',
        newest.likes,
        newest.score,
        tagsCell(newest.tags),
      ].join(','),
    );
    const json = (await textOf('ndjson', source))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(json.map(({ Likes, Who, Tags }) => [Likes, Who, Tags])).toEqual(
      [...chosen].reverse().map(({ likes, who, tags }) => [likes, who, tags]),
    );
    const file = join(path, `${text.length}.parquet`);
    expect(await warehouse.exportFile(source, file)).toBe(chosen.length);
    const reader = await (await DuckDBInstance.create(':memory:')).connect();
    const sums = await reader.runAndReadAll(
      `SELECT count(*)::INT, sum(Likes)::INT, min(__position)::INT FROM '${file}'`,
    );
    expect(sums.getRows()[0]).toEqual([
      chosen.length,
      chosen.reduce((sum, { likes }) => sum + likes!, 0),
      ROWS.indexOf(chosen[0]!),
    ]);
    reader.disconnectSync();
    const parts: Buffer[] = [];
    for await (const part of await warehouse.exportStream(source, { format: 'parquet' })) parts.push(part as Buffer);
    expect(Buffer.concat(parts).equals(readFileSync(file))).toBe(true);
    expect(leftovers()).toEqual([]);
  });
});

const tagsCell = (tags: readonly string[]) =>
  tags.length === 2 ? '"[""a"",""b""]"' : tags.length === 1 ? '"[""a""]"' : '[]';

async function textOf(
  format: 'csv' | 'ndjson',
  source: Parameters<Warehouse['exportStream']>[0],
  spreadsheet = false,
): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of await warehouse.exportStream(source, { format, spreadsheet }))
    parts.push(Buffer.from(part as Buffer));
  return Buffer.concat(parts).toString('utf8');
}

/** Files that an export left behind. */
function leftovers(): string[] {
  const root = join(path, 'w', 'tmp');
  return existsSync(root)
    ? readdirSync(root)
        .filter((name) => name.endsWith('-x'))
        .flatMap((name) => readdirSync(join(root, name)))
    : [];
}

describe('exports', () => {
  test('for spreadsheets disarm formulas, and only then', async () => {
    const source = {
      kind: 'sql',
      text: 'SELECT DISTINCT Who, -1 AS less FROM events WHERE Who IS NOT NULL ORDER BY 1',
    } as const;
    expect(await textOf('csv', source)).toBe('Who,less\r\n=cyd,-1\r\nann,-1\r\nbob,-1\r\ndéa,-1\r\n');
    expect(await textOf('csv', source, true)).toBe("\ufeffWho,less\r\n'=cyd,-1\r\nann,-1\r\nbob,-1\r\ndéa,-1\r\n");
    const tricky = {
      kind: 'sql',
      text: `SELECT unnest(['@SUM(1)', ' =1', '"=1', chr(9) || '=1', '+1', '', 'a=b']) AS t`,
    } as const;
    expect((await textOf('csv', tricky, true)).split('\r\n').slice(1, -1)).toEqual([
      "'@SUM(1)",
      "' =1",
      `"'""=1"`,
      "'\t=1",
      "'+1",
      '""',
      'a=b',
    ]);
  });

  test('have no limit of rows, and go as slow as they are read', async () => {
    const source = { kind: 'sql', text: 'SELECT range AS n, range * 3 AS m FROM range(1_200_000)' } as const;
    const stream = await warehouse.exportStream(source, { format: 'csv' });
    let bytes = 0;
    let lines = 0;
    for await (const part of stream) {
      const buffer = Buffer.from(part as Buffer);
      bytes = Math.max(bytes, buffer.length);
      for (const byte of buffer) if (byte === 10) lines++;
    }
    expect(lines).toBe(1_200_001);
    expect(bytes).toBeLessThan(1 << 20);
  });

  test('say what is wrong before the first byte, and stop when nobody reads', async () => {
    await expect(
      warehouse.exportStream({ kind: 'sql', text: 'SELECT nope FROM events' }, { format: 'csv' }),
    ).rejects.toMatchObject({ kind: 'invalid' });
    await expect(
      warehouse.exportStream({ kind: 'sql', text: "COPY events TO 'x'" }, { format: 'parquet' }),
    ).rejects.toMatchObject({ kind: 'refused' });
    const stream = await warehouse.exportStream(
      { kind: 'sql', text: 'SELECT range AS n FROM range(1_000_000_000_000)' },
      { format: 'csv' },
    );
    stream.destroy();
    await new Promise((resolve) => stream.once('close', resolve));
    // The engine answers again at once: the abandoned question is not running any more.
    expect((await warehouse.sql('SELECT 1 AS one')).rows).toEqual([[1]]);
    // … also while it computes, between two parts.
    const slow = await warehouse.exportStream(
      {
        kind: 'sql',
        text: 'SELECT n FROM range(2_000_000_000_000) AS r(n) WHERE n < 300_000 OR n % 1_000_000_007 = 5',
      },
      { format: 'csv' },
    );
    slow.resume();
    await new Promise((resolve) => setTimeout(resolve, 300));
    slow.destroy();
    await new Promise((resolve) => slow.once('close', resolve));
    const aborted = new AbortController();
    const waiting = warehouse.exportStream(
      { kind: 'sql', text: 'SELECT count(*) FROM range(1_000_000_000_000)' },
      { format: 'parquet', signal: aborted.signal },
    );
    setTimeout(() => aborted.abort(), 50);
    await expect(waiting).rejects.toMatchObject({ kind: 'cancelled' });
    expect(leftovers()).toEqual([]);
  });

  test('tables of numbers can be exported too', async () => {
    const source = {
      kind: 'aggregate',
      query: { by: [{ feature: 'Who' }], measures: [{ kind: 'sum', feature: 'Likes' }] },
    } as const;
    expect((await textOf('csv', source)).split('\r\n')[0]).toBe('Who,sum Likes');
  });
});

test('what makes no sense is refused with what to do', async () => {
  const refused = (query: Parameters<Warehouse['aggregate']>[0]) => expect(warehouse.aggregate(query)).rejects;
  await refused({ by: [{ feature: 'Nope' }] }).toMatchObject({ kind: 'invalid', message: /Nope/ });
  await refused({ measures: [{ kind: 'sum', feature: 'Who' }] }).toMatchObject({ message: /holds no numbers/ });
  await refused({ measures: [{ kind: 'percentile', feature: 'Likes', percent: 101 }] }).toMatchObject({
    message: /101/,
  });
  await refused({ compare: true }).toMatchObject({ message: /beginning and the end/ });
  await refused({ everySeconds: 0.5 }).toMatchObject({ message: /whole number/ });
});
