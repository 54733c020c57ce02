/** Events over HTTP in every form that they may and may not have: what is taken, what is refused, and what the sender is told. */
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventOf, type SendOptions, startServer, type TestServer } from './support/server.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

const post = (body: string | Uint8Array, headers: SendOptions['headers'] = {}) =>
  server.send('POST', '/v1/events', {
    body,
    headers: { authorization: `Bearer ${server.key}`, 'content-type': 'application/x-ndjson', ...headers },
  });

const taken = (accepted: number, duplicates = 0) => ({ accepted, duplicates, refusedCount: 0, refused: [] });

test('one event, on one line or printed over several', async () => {
  const one = await post(eventOf('one-1', { user_id: 'ann' }));
  expect([one.status, one.json]).toEqual([202, taken(1)]);
  for (const [index, text] of [
    JSON.stringify(JSON.parse(eventOf('pretty-0', { user_id: 'ann' })), null, 2),
    `\uFEFF${JSON.stringify(JSON.parse(eventOf('pretty-1', { user_id: 'ann' })), null, '\t')}\n\n`,
    JSON.stringify(JSON.parse(eventOf('pretty-2', { user_id: 'ann' })), null, 2).replaceAll('\n', '\r\n'),
    `\n\n  ${JSON.stringify(JSON.parse(eventOf('pretty-3', { user_id: 'ann' })), null, 2)}`,
    eventOf('pretty-4', { user_id: 'ann' }).replace('"action"', '\n"action"'),
    eventOf('pretty-5', { user_id: 'ann' }).replace('{"user_id"', '\n{"user_id"'),
    eventOf('pretty-6', { user_id: 'ann' }).replace(/}$/, '\n}'),
  ].entries()) {
    const answer = await post(text, { 'content-type': 'application/json' });
    expect([index, answer.status, answer.json]).toEqual([index, 202, taken(1)]);
  }
});

test('the reference’s envelope, with its numeric id kept to the last digit', async () => {
  const body = `{"send_time":"2026-01-05T12:00:00.123456789Z","data":{"action_id":12345678901234567890,"action_name":"post","data":{"user_id":"osprey","big":9007199254740993}}}`;
  expect((await post(body)).json).toEqual(taken(1));
  await server.settled();
  const event = (await server.get('/v1/events/12345678901234567890')).text;
  expect(event).toContain('"eventId":"12345678901234567890"');
  expect(event).toContain('"time":"2026-01-05T12:00:00.123Z"');
  expect(event).toContain('"input":{"user_id":"osprey","big":9007199254740993}');
});

test('many events: blank lines, CRLF, a byte order mark and a missing last newline do no harm', async () => {
  const lines = [0, 1, 2].map((n) => eventOf(`many-${n}`, { user_id: 'bob' }));
  const body = `\uFEFF${lines[0]}\r\n\r\n   \t\n${lines[1]}\n\n${lines[2]}`;
  expect((await post(body)).json).toEqual(taken(3));
});

test('compressed bodies, in one piece or in members', async () => {
  const lines = [0, 1].map((n) => `${eventOf(`packed-${n}`, { user_id: 'cy' })}\n`);
  const gzip = { 'content-encoding': 'gzip' };
  expect((await post(gzipSync(lines.join('')), gzip)).json).toEqual(taken(2));
  expect((await post(zstdCompressSync(lines.join('')), { 'content-encoding': 'zstd' })).json).toEqual(taken(0, 2));
  const members = Buffer.concat(lines.map((line) => gzipSync(line.replace('packed', 'member'))));
  expect((await post(members, gzip)).json).toEqual(taken(2));
  expect((await post(gzipSync(lines.join('')), { 'content-encoding': 'GZIP' })).json).toEqual(taken(0, 2));
  expect((await post(lines.join(''), { 'content-encoding': 'identity' })).json).toEqual(taken(0, 2));
});

test('damaged or unknown compression is refused as a whole', async () => {
  const packed = gzipSync(`${eventOf('torn', { user_id: 'cy' })}\n`);
  const gzip = { 'content-encoding': 'gzip' };
  for (const body of [packed.subarray(0, -6), Buffer.from('not compressed'), Buffer.alloc(0)]) {
    expect(await post(body, gzip)).toMatchObject({ status: 400 });
  }
  for (const encoding of ['br', 'deflate', 'gzip, gzip']) {
    const answer = await post(packed, { 'content-encoding': encoding });
    expect(answer.status).toBe(415);
    expect(answer.json.detail).toContain('gzip and zstd are');
  }
  expect((await server.get('/v1/events/torn')).status).toBe(404);
});

test('a small body that unpacks into a huge one is not unpacked', async () => {
  const bomb = gzipSync(Buffer.alloc(65 << 20, ' '));
  expect(bomb.byteLength).toBeLessThan(100_000);
  const answer = await post(bomb, { 'content-encoding': 'gzip' });
  expect(answer.status).toBe(413);
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(answer.json).toMatchObject({
    title: 'Content too large',
    detail: expect.stringContaining('once decompressed'),
  });
});

test('a body over the limit is not read', async () => {
  // The server answers before it has the whole body, and may close the connection on a sender that goes on.
  const answer = await post(Buffer.alloc((64 << 20) + 1, ' ')).catch((error: Error) => error);
  if (answer instanceof Error) expect(String(answer.cause)).toMatch(/EPIPE|ECONNRESET|other side closed/);
  else expect([answer.status, answer.json.title]).toEqual([413, 'Content too large']);
  expect((await server.get('/v1/health')).status).toBe(200);
});

test('bad lines are refused with line, code, reason and path, and stop nobody else', async () => {
  const soon = new Date(Date.now() + 23 * 3_600_000).toISOString();
  const late = new Date(Date.now() + 25 * 3_600_000).toISOString();
  const big = { user_id: 'x', text: 'x'.repeat(1 << 20) };
  const deep = `{"action":"post","time":0,"data":{"a":${'['.repeat(100)}${']'.repeat(100)}}}`;
  const lines = [
    eventOf('good-1', { user_id: 'dee' }),
    '{"id": "broken", ',
    eventOf('good-2', { user_id: 'dee' }, { time: soon }),
    eventOf('too-big', big),
    Buffer.from([
      ...Buffer.from('{"id":"latin","action":"post","time":0,"data":{"text":"caf'),
      0xe9,
      ...Buffer.from('"}}'),
    ]),
    eventOf('future', { user_id: 'dee' }, { time: late }),
    '[1]',
    '{"id":"no-action","time":0,"data":{}}',
    '{"id":"no-time","action":"post","data":{}}',
    '{"id":"no-data","action":"post","time":0}',
    '{"id":"list","action":"post","time":0,"data":[]}',
    '{"id":{},"action":"post","time":0,"data":{}}',
    '{"id":"","action":"post","time":0,"data":{}}',
    '{"id":"number","action":7,"time":0,"data":{}}',
    '{"id":"name","action":"a b","time":0,"data":{}}',
    '{"id":"when","action":"post","time":"yesterday","data":{}}',
    '{"id":"when","action":"post","time":true,"data":{}}',
    deep,
    eventOf('good-3', { user_id: 'dee' }),
  ];
  const answer = await post(Buffer.concat(lines.flatMap((line) => [Buffer.from(line), Buffer.from('\n')])));
  expect(answer.status).toBe(202);
  const { accepted, duplicates, refused } = answer.json;
  expect([accepted, duplicates]).toEqual([3, 0]);
  expect(refused.map(({ line, code, path }: Record<string, unknown>) => [line, code, path])).toEqual([
    [2, 'invalid-json', null],
    [4, 'too-large', null],
    [5, 'invalid-utf8', null],
    [6, 'future-time', '$.time'],
    [7, 'not-an-object', '$'],
    [8, 'missing-action', '$.action'],
    [9, 'missing-time', '$.time'],
    [10, 'missing-data', '$.data'],
    [11, 'wrong-type', '$.data'],
    [12, 'wrong-type', '$.id'],
    [13, 'bad-id', '$.id'],
    [14, 'wrong-type', '$.action'],
    [15, 'bad-action', '$.action'],
    [16, 'bad-time', '$.time'],
    [17, 'wrong-type', '$.time'],
    [18, 'too-deep', null],
  ]);
  for (const { reason } of refused) expect(reason).toMatch(/\w+ \w+/);
});

test('a first line that is broken does not take the others with it', async () => {
  for (const [index, first] of ['{', '{"id": "x",', '[', '{"id":"a","data":{', '}', 'null', '"text"'].entries()) {
    const answer = await post(`${first}\n${eventOf(`after-${index}`, { user_id: 'eve' })}\n`);
    expect([first, answer.status, answer.json.accepted]).toEqual([first, 202, 1]);
    expect(answer.json.refused).toMatchObject([{ line: 1 }]);
  }
});

test('a body without any event, or with none that is of use, is a 400', async () => {
  for (const body of ['', '\n\n', ' \r\n\t', '\uFEFF']) {
    const answer = await post(body);
    expect([body, answer.status]).toEqual([body, 400]);
  }
  expect((await post('\n')).json.detail).toBe('the body holds no event');
  const answer = await post('nonsense\n{}\n');
  expect([answer.status, answer.json.accepted, answer.json.refused.length]).toEqual([400, 0, 2]);
});

test('refusals are listed up to a limit, and counted beyond', async () => {
  const before = (await server.get('/v1/overview')).json.refused;
  const answer = await post(`${'x\n'.repeat(1500)}${eventOf('at-last', { user_id: 'fay' })}\n`);
  expect(answer.json.refused).toHaveLength(1000);
  expect(answer.json).toMatchObject({ accepted: 1, refusedCount: 1500 });
  expect((await server.get('/v1/overview')).json.refused).toBe(before + 1500);
});

test('the first event under an id wins, whatever comes later under it', async () => {
  const first = eventOf('twice', { user_id: 'gus', text: 'first' });
  const other = eventOf('twice', { user_id: 'gus', text: 'other' });
  expect((await post(`${first}\n${first}\n${other}\n`)).json).toEqual(taken(1, 2));
  expect((await post(other)).json).toEqual(taken(0, 1));
  await server.settled();
  expect((await server.get('/v1/events/twice')).json.input).toEqual({ user_id: 'gus', text: 'first' });
  // Text and integer of the same digits are one id.
  const numeric = '{"id":77,"action":"post","time":0,"data":{}}';
  expect((await post(`${numeric}\n${numeric.replace('77', '"77"')}\n`)).json).toEqual(taken(1, 1));
});

test('an event without an id is known by its content', async () => {
  const event = eventOf(undefined, { user_id: 'hal', text: 'no id' });
  expect((await post(event)).json).toEqual(taken(1));
  expect((await post(event)).json).toEqual(taken(0, 1));
  expect((await post(event.replace('no id', 'none'))).json).toEqual(taken(1));
});

test('the content type is the sender’s business: the body decides', async () => {
  const types = ['application/json', 'text/plain', 'application/octet-stream', 'multipart/form-data', undefined];
  for (const [index, type] of types.entries()) {
    const answer = await server.send('POST', '/v1/events', {
      body: eventOf(`type-${index}`, { user_id: 'ida' }),
      headers: { authorization: `Bearer ${server.key}`, ...(type === undefined ? {} : { 'content-type': type }) },
    });
    expect([type, answer.status, answer.json]).toEqual([type, 202, taken(1)]);
  }
});

test('many senders at once: every event is taken once', async () => {
  const ids = Array.from({ length: 200 }, (_, n) => `crowd-${n}`);
  const batches = Array.from({ length: 20 }, (_, sender) =>
    ids.map((id) => `${eventOf(id, { user_id: 'jo', sender })}\n`).join(''),
  );
  const answers = await Promise.all(batches.map((batch) => post(batch)));
  const sum = (name: string) => answers.reduce((total, { json }) => total + json[name], 0);
  expect([sum('accepted'), sum('duplicates')]).toEqual([200, 3800]);
  await server.settled();
  const { json } = await server.send('POST', '/v1/query', { json: { q: "UserId == 'jo'" } });
  expect(json.rows).toHaveLength(200);
});
