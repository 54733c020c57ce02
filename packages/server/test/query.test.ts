/** `POST /v1/query`: questions in the rule language and in SQL, what they may not do, and how mistakes are told. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventOf, startServer, type TestServer } from './support/server.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startServer();
  const events = Array.from({ length: 20 }, (_, n) =>
    eventOf(
      `q-${n}`,
      { user_id: `user-${n % 4}`, score: n, ratio: n / 4, text: n === 7 ? 'buy now' : 'hello', big: 2 ** 53 },
      { time: `2026-01-05T12:${String(n).padStart(2, '0')}:00Z` },
    ).replace('9007199254740992', '9007199254740993'),
  );
  await server.send('POST', '/v1/events', { body: events.join('\n') });
  await server.settled();
});
afterAll(() => server.close());

const query = (json: Record<string, unknown>) => server.send('POST', '/v1/query', { json });
const columnOf = ({ columns, rows }: { columns: { name: string }[]; rows: unknown[][] }, name: string) =>
  rows.map((row) => row[columns.findIndex((column) => column.name === name)]);

test('in the rule language: newest first, with the features it names', async () => {
  const { status, json } = await query({ q: "UserId == 'user-1' and Score >= 5" });
  expect(status).toBe(200);
  expect(columnOf(json, 'Score')).toEqual([17, 13, 9, 5]);
  expect(new Set(columnOf(json, 'UserId'))).toEqual(new Set(['user-1']));
  expect(json.truncated).toBe(false);
});

test('what SQL cannot say is computed on the rows: regular expressions', async () => {
  const { status, json } = await query({ q: "RegexMatch(target=Text, pattern='^b.y')" });
  expect([status, json.rows.length]).toEqual([200, 1]);
});

test('in SQL, with exact integers and types', async () => {
  const { text, json } = await query({
    sql: 'SELECT "UserId", count(*) AS n, max("BigNumber") AS big FROM events GROUP BY 1 ORDER BY 1',
  });
  expect(json.columns.map(({ name }: { name: string }) => name)).toEqual(['UserId', 'n', 'big']);
  expect(json.rows.map((row: unknown[]) => row.slice(0, 2))).toEqual([0, 1, 2, 3].map((n) => [`user-${n}`, 5]));
  expect(text).toContain('9007199254740993');
});

test('a limit, and whether there is more', async () => {
  expect((await query({ q: 'Score >= 0', limit: 3 })).json).toMatchObject({ truncated: true, rows: { length: 3 } });
  expect((await query({ sql: 'SELECT * FROM events', limit: 20 })).json).toMatchObject({
    truncated: false,
    rows: { length: 20 },
  });
  for (const limit of [0, -1, 1.5, 100_001, 'many']) expect((await query({ q: 'Score >= 0', limit })).status).toBe(400);
});

test('a mistake in an expression is told as the checker tells it', async () => {
  const answer = await query({ q: "UserId = 'x'" });
  expect(answer.status).toBe(400);
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  const unknown = (await query({ q: 'Scor >= 3' })).json;
  expect(unknown.detail).toBe('the query is not a valid expression');
  expect(unknown.errors[0]).toMatch(/Scor.*did you mean.*Score/s);
  expect((await query({ q: "Score == 'x'" })).json.errors[0]).toMatch(/:1:\d+/);
  expect((await query({ q: '(' })).json.errors).toHaveLength(1);
  expect((await query({ q: `${'('.repeat(3000)}Score == 1${')'.repeat(3000)}` })).status).toBe(400);
});

test('a mistake in SQL is told too', async () => {
  for (const sql of ['SELEC 1', 'SELECT nothing FROM events', 'SELECT 1 FROM somewhere', '', ';;', "SELECT 'x"]) {
    const answer = await query({ sql });
    expect([sql, answer.status]).toEqual([sql, 400]);
    expect(answer.json.detail.length).toBeGreaterThan(5);
  }
});

test('SQL reads the events and nothing else', async () => {
  for (const sql of [
    "COPY events TO '/tmp/lapwing-stolen.csv'",
    'DROP TABLE events',
    'CREATE TABLE x AS SELECT 1',
    'INSERT INTO events SELECT * FROM events',
    "SELECT * FROM read_text('/etc/passwd')",
    "SELECT * FROM '/etc/passwd'",
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM glob('/*')",
    "ATTACH '/tmp/lapwing.db' AS other",
    'INSTALL httpfs',
    'LOAD httpfs',
    "SET memory_limit = '1TB'",
    'PRAGMA database_list',
    'SELECT 1; SELECT 2',
    'SELECT 1; DROP TABLE events',
    "SELECT getenv('HOME')",
    "EXPORT DATABASE '/tmp/lapwing-export'",
    'CALL duckdb_settings()',
  ]) {
    const answer = await query({ sql });
    expect([sql, answer.status]).toEqual([sql, 400]);
  }
  expect((await query({ q: 'Score >= 0' })).json.rows).toHaveLength(20);
});

test('either an expression or SQL, and nothing besides', async () => {
  for (const json of [
    {},
    { q: 'Score >= 0', sql: 'SELECT 1' },
    { q: 1.5 },
    { query: 'x' },
    { q: 'Score >= 0', more: 1 },
  ]) {
    expect([json, (await query(json)).status]).toEqual([json, 400]);
  }
  expect((await server.send('POST', '/v1/query', { body: 'q=1' })).status).toBe(415);
  const empty = await server.send('POST', '/v1/query', {
    headers: { authorization: `Bearer ${server.key}`, 'content-type': 'application/json' },
  });
  expect(empty.status).toBe(400);
});

test('a caller who goes away takes the question along', async () => {
  const gone = new AbortController();
  const slow = 'SELECT count(*) FROM range(3000000) a, range(3000000) b WHERE (a.range * b.range) % 7 = 3';
  const asked = fetch(`${server.url}/v1/query`, {
    method: 'POST',
    headers: { authorization: `Bearer ${server.key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ sql: slow }),
    signal: gone.signal,
  });
  setTimeout(() => gone.abort(), 300);
  await expect(asked).rejects.toThrow();
  expect((await query({ sql: 'SELECT 1 AS one' })).json.rows).toEqual([[1]]);
  // Closing waits for what still runs.
  const startedAt = Date.now();
  await server.close();
  expect(Date.now() - startedAt).toBeLessThan(10_000);
});
