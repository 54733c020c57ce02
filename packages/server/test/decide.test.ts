/** `POST /v1/decide`: one event in, its decision out, exactly as the rules made it and the same when asked again. */
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventOf, startServer, type TestServer } from './support/server.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

const decide = (body: string) => server.send('POST', '/v1/decide', { body });

test('rules, reasons, verdicts, labels and features of one event', async () => {
  const { status, json } = await decide(
    eventOf('spam-1', { user_id: 'ann', text: 'Buy NOW', link: 'http://x.example/a' }),
  );
  expect(status).toBe(200);
  expect(json).toEqual({
    eventId: 'spam-1',
    position: expect.any(Number),
    duplicate: false,
    verdicts: ['reject'],
    rules: [{ name: 'SpamTextRule', reason: 'ann wrote what spam writes' }],
    labels: ['User/ann/spammer/1', 'Link/http://x.example/a/bad_link/1'],
    features: expect.objectContaining({
      ActionName: 'post',
      UserId: 'ann',
      Link: 'http://x.example/a',
      HasSpam: true,
      PostsPerHour: 1,
      SpamTextRule: true,
      BusyRule: false,
    }),
    errorCount: 0,
    rulesetHash: server.system.pipeline.active?.ruleset.program.hash,
  });
});

test('an event that no rule minds', async () => {
  const { json } = await decide(eventOf('plain-1', { user_id: 'bob', text: 'hello' }));
  expect(json).toMatchObject({ verdicts: [], rules: [], labels: [], errorCount: 0, duplicate: false });
  expect(json.features.SpamTextRule).toBe(false);
});

test('numbers keep their digits and their kind', async () => {
  const body =
    '{"id":"exact","action":"post","time":0,"data":{"user_id":"cy","big":123456789012345678901234567890,"ratio":5.0}}';
  for (const answer of [await decide(body), await decide(body)]) {
    expect(answer.text).toContain('"BigNumber":123456789012345678901234567890');
    expect(answer.text).toContain('"Ratio":5.0');
  }
  const page = (await server.get('/v1/events/exact')).text;
  expect(page).toContain('"input":{"user_id":"cy","big":123456789012345678901234567890,"ratio":5.0}');
  expect(page).toMatch(/"name":"BigNumber","type":"int","entityType":null,"value":123456789012345678901234567890,/);
  expect(page).toMatch(/"name":"Ratio","type":"float","entityType":null,"value":5\.0,/);
  const odd = '{"id":"odd","action":"post","time":0,"data":{"user_id":"cy","big":-9007199254740993,"ratio":1e300}}';
  const { text } = await decide(odd);
  expect(text).toContain('"BigNumber":-9007199254740993');
  expect(text).toMatch(/"Ratio":1e\+?300/);
});

test('a duplicate is answered with the decision that was made, not with a new one', async () => {
  const first = (await decide(eventOf('again', { user_id: 'dee', text: 'buy now', link: 'l' }))).json;
  await server.settled();
  const repeated = (await decide(eventOf('again', { user_id: 'dee', text: 'something else' }))).json;
  expect(first.verdicts).toEqual(['reject']);
  expect(first.rules.map(({ name }: { name: string }) => name)).toEqual(['SpamTextRule']);
  expect(repeated).toEqual({ ...first, duplicate: true });
});

test('a duplicate that comes while the first is under way gets the same decision', async () => {
  const body = eventOf('at-once', { user_id: 'eve', text: 'buy now', link: 'l' });
  const answers = await Promise.all(Array.from({ length: 10 }, () => decide(body)));
  expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200));
  const decisions = answers.map(({ json: { position, verdicts, labels } }) => ({ position, verdicts, labels }));
  expect(new Set(decisions.map((decision) => JSON.stringify(decision))).size).toBe(1);
  expect(answers.filter(({ json }) => json.duplicate === false)).toHaveLength(1);
  expect((await decide(eventOf('at-once-2', { user_id: 'eve' }))).json.features.PostsPerHour).toBe(2);
});

test('rules remember: the third post within an hour is busy, by event time', async () => {
  const post = (id: string, time: string) => decide(eventOf(id, { user_id: 'fay' }, { time }));
  await post('f-1', '2026-01-06T10:00:00Z');
  await post('f-2', '2026-01-06T10:30:00Z');
  const third = (await post('f-3', '2026-01-06T10:59:59Z')).json;
  expect(third.rules).toEqual([{ name: 'BusyRule', reason: 'fay: 3 posts within an hour' }]);
  const later = (await post('f-4', '2026-01-06T12:30:00Z')).json;
  expect([later.features.PostsPerHour, later.rules]).toEqual([1, []]);
});

test('a rule that fails is counted, and the others decide', async () => {
  const { json } = await decide(eventOf('broken', { user_id: 'gus', text: 'buy now', score: 'x', divisor: 2 }));
  expect(json.rules.map(({ name }: { name: string }) => name)).toEqual(['SpamTextRule']);
  expect(json.errorCount).toBe(1);
  expect(json.features.DividedRule).toBeNull();
  await server.settled();
  const page = (await server.get('/v1/events/broken')).json;
  expect(page.errors).toMatchObject([
    { path: 'models.sml', line: 8, message: expect.any(String), kind: expect.any(String) },
  ]);
  expect((await server.get('/metrics')).text).toMatch(/^lapwing_evaluation_errors_total [1-9]/m);
});

test('what is no event is refused with its code', async () => {
  for (const [body, code] of [
    ['', 'invalid-json'],
    ['{', 'invalid-json'],
    [`${eventOf('a', {})}\n${eventOf('b', {})}`, 'invalid-json'],
    ['{"action":"post","data":{}}', 'missing-time'],
    [eventOf('late', {}, { time: '9000-01-01' }), 'future-time'],
  ] as const) {
    const answer = await decide(body);
    expect([answer.status, answer.json.errors]).toEqual([400, [code]]);
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  }
  const big = await decide(eventOf('big', { text: 'x'.repeat(1 << 20) }));
  expect([big.status, big.json.errors]).toEqual([413, ['too-large']]);
});

test('a compressed event is one event', async () => {
  const answer = await server.send('POST', '/v1/decide', {
    body: gzipSync(JSON.stringify(JSON.parse(eventOf('packed', { user_id: 'hal' })), null, 2)),
    headers: { authorization: `Bearer ${server.key}`, 'content-encoding': 'gzip' },
  });
  expect([answer.status, answer.json.eventId]).toEqual([200, 'packed']);
});
