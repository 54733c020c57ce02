/** `lapwing query` and `lapwing sql`: numbers, spans of time, every row into a file, and what is said about it. */
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lapwing } from './support/command.ts';

const RULES = `UserId: Entity[str] = EntityJson(type='User', path='$.user')
Likes: int = JsonData(path='$.likes', required=False)
Age: Optional[int] = JsonData(path='$.age')
Text: str = JsonData(path='$.text', required=False)
LikedRule = Rule(when_all=[Likes > 90], description='liked')
`;
const HOUR = 3_600_000;
const START = Date.UTC(2026, 0, 5);
const EVENTS = Array.from({ length: 100 }, (_, n) => ({
  id: `q-${n}`,
  action: n % 2 === 0 ? 'post' : 'reply',
  time: new Date(START + n * (HOUR / 10)).toISOString(),
  data: {
    user: `u${n % 3}`,
    likes: n,
    text: n % 10 === 0 ? '=1+1' : 'Hello',
    ...(n % 2 === 0 ? { age: n } : {}),
    operation: { record: { facets: [{ features: [{ $type: 'app.bsky.richtext.facet#tag', tag: `T${n % 4}` }] }] } },
  },
}));

let home: string;
const at = (name: string) => join(home, name);
const query = (...argv: string[]) => lapwing(['query', ...argv, '--data', at('data')]);
const rows = async (...argv: string[]) => {
  const { code, json, err } = await query(...argv, '--json');
  expect([code, err]).toEqual([0, '']);
  return json;
};

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'lapwing-query-'));
  await writeFile(at('lapwing.yaml'), 'rules: .\n');
  await writeFile(at('main.sml'), RULES);
  await writeFile(at('events.ndjson'), `${EVENTS.map((event) => JSON.stringify(event)).join('\n')}\n`);
  const { code, err } = await lapwing(['run', home, '--from', at('events.ndjson'), '--data', at('data')]);
  expect([code, err]).toEqual([0, '']);
});
afterAll(() => rm(home, { recursive: true, force: true }));

describe('numbers', () => {
  test('by groups, with what else is to be computed', async () => {
    const found = await rows(
      'Likes >= 10',
      '--by',
      'UserId,action',
      '--distinct',
      'Text',
      '--sum',
      'Likes',
      '--percentile',
      'Likes:50,90',
    );
    expect(found).toHaveLength(6);
    const chosen = EVENTS.filter(({ action, data }) => data.likes >= 10 && data.user === 'u1' && action === 'post');
    const one = found.find((row: Record<string, unknown>) => row['UserId'] === 'u1' && row['action'] === 'post');
    expect(one).toMatchObject({
      count: chosen.length,
      'distinct Text': 2,
      'sum Likes': chosen.reduce((sum, { data }) => sum + data.likes, 0),
      'p50 Likes': chosen[Math.floor(chosen.length / 2)]!.data.likes,
    });
  });

  test('over time, and against the time before', async () => {
    const found = await rows('True', '--every', '5h');
    // Buckets are multiples of their width since 1970.
    expect(found).toEqual([
      { time: '2026-01-04T22:00:00.000Z', count: 30 },
      { time: '2026-01-05T03:00:00.000Z', count: 50 },
      { time: '2026-01-05T08:00:00.000Z', count: 20 },
    ]);
    const change = await rows('Likes % 4 == 0 or Likes > 70', '--since', '3h', '--compare');
    // The last 30 events: 29 of them over 70, and 70 itself is no multiple of 4. Of the 30 before, 7 are multiples.
    expect(change).toEqual([{ count: 29, 'count before': 8, 'count change': 21 / 8 }]);
  });
});

test('a span of time, and a limit of what is printed', async () => {
  expect(
    await rows('True', '--from', '2026-01-05T09:00:00Z', '--to', '2026-01-05T09:30:00Z', '--columns', 'Likes'),
  ).toHaveLength(5);
  expect((await rows('True', '--since', '1h')).length).toBe(10);
  const cut = await query('True', '--limit', '3', '--format', 'ndjson');
  expect(cut.out.trimEnd().split('\n')).toHaveLength(3);
  expect(cut.err).toContain('--out writes all');
});

test('what is evaluated on rows is explained, and what a rule refuses is said', async () => {
  const explained = await query("Likes > 50 and StringToUpper(s=Text) == 'HELLO'", '--explain', '--json');
  expect(explained.json).toHaveLength(45);
  expect(explained.err).toContain('asked in SQL: ');
  expect(explained.err).toContain("evaluated on rows: StringToUpper(s=Text) == 'HELLO'\n  because SQL cannot say it");
  const lenient = await query('Age > 90', '--json');
  expect(lenient.json).toHaveLength(4);
  expect(lenient.err).toContain('a rule refuses this');
  expect((await query("HasLabel(entity=UserId, label='x')")).err).toMatch(/unknown label/);
});

test("functions that read the event's JSON read the journal", async () => {
  expect(await rows("'t3' in TagsFromFacets() and Likes < 20", '--columns', 'Likes')).toMatchObject(
    [19, 15, 11, 7, 3].map((likes) => ({ Likes: likes })),
  );
});

describe('every row into a file', () => {
  test('as CSV, JSON lines and Parquet', async () => {
    const csv = await query(
      'Likes >= 0',
      '--out',
      at('all.csv'),
      '--columns',
      'Likes,Text',
      '--spreadsheet',
      '--limit',
      '1',
    );
    expect([csv.code, csv.out, csv.err]).toEqual([0, '', `written: ${at('all.csv')}, 100 rows\n`]);
    const lines = (await readFile(at('all.csv'), 'utf8')).split('\r\n');
    expect(lines).toHaveLength(102);
    expect(lines[0]).toBe('\ufeff__time,__action,__event_id,__position,Likes,Text');
    expect(lines.at(-2)).toMatch(/^2026-01-05T00:00:00\.000Z,post,q-0,\d+,0,'=1\+1$/);
    await query('LikedRule', '--out', at('liked.ndjson'), '--columns', 'all');
    const objects = (await readFile(at('liked.ndjson'), 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(objects.map(({ Likes }) => Likes)).toEqual([99, 98, 97, 96, 95, 94, 93, 92, 91]);
    const sql = await lapwing(['sql', 'SELECT Likes FROM events', '--out', at('likes.parquet'), '--data', at('data')]);
    expect(sql.err).toBe(`written: ${at('likes.parquet')}, 100 rows\n`);
    expect((await readFile(at('likes.parquet'))).subarray(0, 4).toString()).toBe('PAR1');
  });

  test('or nothing at all', async () => {
    const bad = await lapwing(['sql', 'SELECT nope FROM events', '--out', at('bad.csv'), '--data', at('data')]);
    expect(bad.code).toBe(2);
    expect(bad.err).toContain('nope');
    expect(existsSync(at('bad.csv'))).toBe(false);
    expect(readdirSync(home).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    expect((await query('True', '--out', at('bad.xlsx'))).err).toContain('.parquet');
  });
});

test('options that make no sense are refused', async () => {
  for (const [argv, problem] of [
    [['--every', 'soon'], '--every: soon'],
    [['--percentile', 'Likes'], '--percentile'],
    [['--since', 'x'], '--since: x'],
    [['--since', '1h', '--from', '2026-01-01'], '--since goes without'],
    [['--compare'], 'beginning and the end'],
    [['--by', 'Nope'], 'Nope'],
    [['--by', 'UserId', '--columns', 'Likes'], '--columns'],
    [['--timeout', 'x'], '--timeout'],
  ] as const) {
    const { code, out, err } = await query('True', ...argv);
    expect([argv, code, out]).toEqual([argv, 2, '']);
    expect(err).toContain(problem);
  }
});
