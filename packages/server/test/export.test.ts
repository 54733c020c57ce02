/** Numbers, series by feature, and exports over HTTP; what an event's JSON and labels add to queries. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventOf, startServer, type TestServer } from './support/server.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startServer();
  const events = Array.from({ length: 40 }, (_, n) =>
    eventOf(
      `x-${n}`,
      { user_id: `user-${n % 4}`, score: n, ratio: n / 4, text: n % 10 === 0 ? '=HYPERLINK("x")' : 'hello', big: n },
      { time: `2026-01-05T${String(10 + Math.floor(n / 20)).padStart(2, '0')}:${String(n % 20).padStart(2, '0')}:00Z` },
    ),
  );
  await server.send('POST', '/v1/events', { body: events.join('\n') });
  await server.settled();
});
afterAll(() => server.close());

const query = (json: Record<string, unknown>) => server.send('POST', '/v1/query', { json });

test('numbers by group, with percentiles', async () => {
  const { json } = await query({
    q: 'Score >= 4',
    by: ['UserId'],
    measures: ['count', 'sum:Score', 'p50:Score', 'distinct:Text'],
  });
  expect(json.columns.map(({ name }: { name: string }) => name)).toEqual([
    'UserId',
    'count',
    'sum Score',
    'p50 Score',
    'distinct Text',
  ]);
  expect(json.rows).toHaveLength(4);
  const [, count, sum, median] = json.rows.find(([user]: unknown[]) => user === 'user-1');
  const scores = Array.from({ length: 9 }, (_, i) => 5 + 4 * i);
  expect([count, sum, median]).toEqual([9, scores.reduce((a, b) => a + b), scores[4]]);
  expect(json.evaluation).toMatchObject({ sql: expect.stringContaining('Score >= 4'), residuals: [], evaluated: 0 });
});

test('over time and against the time before', async () => {
  const hours = await query({ q: 'True', every: 3600 });
  expect(hours.json.rows).toEqual([
    ['2026-01-05T10:00:00.000Z', 20],
    ['2026-01-05T11:00:00.000Z', 20],
  ]);
  const change = await query({
    q: 'Score != 25',
    by: ['action'],
    compare: true,
    from: '2026-01-05T11:00:00Z',
    to: '2026-01-05T12:00:00Z',
  });
  expect(change.json.rows.map((row: unknown[]) => row.slice(1))).toEqual([[19, 20, -0.05]]);
  expect((await query({ compare: true })).status).toBe(400);
  expect((await query({ measures: ['p500:Score'] })).json.detail).toContain('p95:F');
  expect((await query({ sql: 'SELECT 1', by: ['action'] })).status).toBe(400);
});

test('what is evaluated on rows is said', async () => {
  const { json } = await query({ q: "Score >= 30 and StringToUpper(s=Text) == 'HELLO'" });
  expect(json.rows).toHaveLength(9);
  expect(json.evaluation).toEqual({
    sql: expect.stringMatching(/Score >= 30.*AND true/),
    residuals: [{ source: "StringToUpper(s=Text) == 'HELLO'", reason: 'StringToUpper has no equal in SQL' }],
    evaluated: 10,
    matched: 9,
    missing: 0,
  });
  const page = await server.send(
    'GET',
    `/v1/events?q=${encodeURIComponent("StringToUpper(s=Text) == 'HELLO'")}&limit=5`,
  );
  expect(page.json.items).toHaveLength(5);
  expect(page.json.evaluation.matched).toBe(6);
  // Five and one, to know that there are more; the newest events are ten apart from a text that is none.
  expect(page.json.evaluation.evaluated).toBe(6);
});

test("labels are those of the event's time, and the event's own come after it", async () => {
  const who = 'user-9';
  const at = (minute: number, n: number) =>
    eventOf(
      `l-${n}`,
      { user_id: who, score: 1000 + n, text: 'label' },
      { time: `2026-01-06T10:${String(minute).padStart(2, '0')}:00Z` },
    );
  await server.send('POST', '/v1/events', { body: [at(0, 0), at(5, 1)].join('\n') });
  await server.settled();
  const person = await server.signIn();
  const change = { label: 'trusted', change: 'add', reason: 'seen' };
  const added = await server.send('POST', `/v1/entities/User/${who}/labels`, { headers: person, json: change });
  expect(added.status).toBe(200);
  await server.send('POST', '/v1/events', { body: [at(10, 2), at(15, 3)].join('\n') });
  await server.settled();
  const found = await query({ q: `Score >= 1000 and HasLabel(entity=UserId, label='trusted')`, columns: ['Score'] });
  expect(found.status).toBe(200);
  expect(found.json.rows.map((row: unknown[]) => row[4])).toEqual([1003, 1002]);
});

describe('series', () => {
  test('by the values of a feature', async () => {
    const { json } = await server.send(
      'GET',
      '/v1/timeseries?by=feature:UserId&interval=3600&from=2026-01-05T10:00:00Z&to=2026-01-05T12:00:00Z',
    );
    expect(json.series.map(({ name }: { name: string }) => name)).toEqual(['user-0', 'user-1', 'user-2', 'user-3']);
    expect(json.series[0].counts).toEqual([5, 5]);
    expect(json.omitted).toBeUndefined();
    expect((await server.send('GET', '/v1/timeseries?by=feature:Nope')).status).toBe(400);
  });
});

describe('exports', () => {
  const get = (query: Record<string, string>) => server.send('GET', `/v1/export?${new URLSearchParams(query)}`);

  test('as CSV, exact or for a spreadsheet', async () => {
    const filter = { q: 'Score == 10 or Score == 11', columns: 'Text,Score' };
    const exact = await get({ ...filter, format: 'csv' });
    expect(exact.headers.get('content-type')).toContain('text/csv');
    expect(exact.headers.get('content-disposition')).toMatch(/attachment; filename="lapwing-.*\.csv"/);
    expect(exact.text.split('\r\n').map((line) => line.split(',').slice(4).join(','))).toEqual([
      'Text,Score',
      'hello,11',
      '"=HYPERLINK(""x"")",10',
      '',
    ]);
    const safe = await get({ ...filter, format: 'csv', spreadsheet: 'true' });
    expect(safe.text).toContain('"\'=HYPERLINK(""x"")"');
  });

  test('as lines of JSON, with every feature unless some are named', async () => {
    const { text } = await get({ q: 'Score < 3', format: 'ndjson' });
    const rows = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(rows.map((row) => row.Score)).toEqual([2, 1, 0]);
    expect(Object.keys(rows[0])).toEqual(expect.arrayContaining(['__time', 'UserId', 'Text']));
  });

  test('of a SELECT and of numbers, and as Parquet', async () => {
    const post = (json: Record<string, unknown>) => server.send('POST', '/v1/export', { json });
    expect((await post({ sql: 'SELECT 1 AS one', format: 'csv' })).text).toBe('one\r\n1\r\n');
    expect(
      (await post({ q: 'Score < 40', by: ['UserId'], measures: ['count'], format: 'csv' })).text.split('\r\n'),
    ).toHaveLength(6);
    const parquet = await post({ q: 'True', format: 'parquet' });
    expect(parquet.text.slice(0, 4)).toBe('PAR1');
  });

  test('stop when the caller goes away', async () => {
    const other = await startServer();
    const gone = new AbortController();
    const response = await fetch(`${other.url}/v1/export`, {
      method: 'POST',
      headers: { authorization: `Bearer ${other.key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ sql: 'SELECT range AS n FROM range(2_000_000_000_000)', format: 'csv' }),
      signal: gone.signal,
    });
    const first = await response.body!.getReader().read();
    expect(Buffer.from(first.value!).toString()).toMatch(/^n\r\n0\r\n1\r\n/);
    gone.abort();
    // Closing answers what still runs, and this would run for days.
    await other.close();
  });

  test('that cannot be made are refused', async () => {
    expect((await get({ q: 'Score >', format: 'csv' })).status).toBe(400);
    expect((await get({ format: 'xls' })).status).toBe(400);
    expect((await get({ format: 'csv', columns: 'Nope' })).json.detail).toContain('Nope');
    expect(
      (await server.send('POST', '/v1/export', { json: { sql: "COPY events TO 'x'", format: 'csv' } })).status,
    ).toBe(400);
  });
});
