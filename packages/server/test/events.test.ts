/** Decided events: lists with filters and pages, one event with everything that led to its decision, and counts over time. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventOf, startServer, type TestServer } from './support/server.ts';

let server: TestServer;
const USERS = ['ann', 'bob', 'cy'];
const START = Date.UTC(2026, 0, 5, 12);
const MINUTE = 60_000;

/** 30 posts, one a minute, by three people in turn; every fifth is spam; and six logins later that day. */
beforeAll(async () => {
  server = await startServer();
  const posts = Array.from({ length: 30 }, (_, n) =>
    eventOf(
      `post-${n}`,
      {
        user_id: USERS[n % 3],
        text: n % 5 === 0 ? 'buy now' : 'hello',
        score: n,
        ratio: n / 2,
        link: `https://x.example/${n}?a=b%20c`,
      },
      { time: new Date(START + n * MINUTE).toISOString() },
    ),
  );
  const logins = Array.from({ length: 6 }, (_, n) =>
    eventOf(
      `login-${n}`,
      { user_id: 'dee' },
      { action: 'login', time: new Date(START + 6 * 60 * MINUTE).toISOString() },
    ),
  );
  const { json } = await server.send('POST', '/v1/events', { body: [...posts, ...logins].join('\n') });
  expect(json.accepted).toBe(36);
  await server.settled();
});
afterAll(() => server.close());

const ids = async (query: string): Promise<string[]> => {
  const answer = await server.get(`/v1/events?${query}`);
  expect([query, answer.status]).toEqual([query, 200]);
  return answer.json.items.map(({ eventId }: { eventId: string }) => eventId);
};
const encode = encodeURIComponent;

test('newest first by event time, in pages that neither repeat nor leave out', async () => {
  const seen: string[] = [];
  let cursor = '';
  let pages = 0;
  do {
    const { json } = await server.get(`/v1/events?limit=7${cursor === '' ? '' : `&cursor=${encode(cursor)}`}`);
    seen.push(...json.items.map(({ eventId }: { eventId: string }) => eventId));
    cursor = json.next ?? '';
    pages++;
  } while (cursor !== '');
  expect(pages).toBe(6);
  expect(new Set(seen).size).toBe(36);
  expect(seen.slice(0, 6).toSorted()).toEqual([0, 1, 2, 3, 4, 5].map((n) => `login-${n}`));
  expect(seen.slice(6)).toEqual(Array.from({ length: 30 }, (_, n) => `post-${29 - n}`));
});

test('a page stays what it was when newer events come in between', async () => {
  const first = (await server.get('/v1/events?limit=3&action=post')).json;
  const late = eventOf('newcomer', { user_id: 'eve' }, { time: new Date(START + 60 * MINUTE).toISOString() });
  await server.send('POST', '/v1/decide', { body: late });
  await server.settled();
  const second = (await server.get(`/v1/events?limit=3&action=post&cursor=${encode(first.next)}`)).json;
  expect(second.items.map(({ eventId }: { eventId: string }) => eventId)).toEqual(['post-26', 'post-25', 'post-24']);
  expect((await ids('limit=1&action=post'))[0]).toBe('newcomer');
});

test('a summary says what happened to whom', async () => {
  const { json } = await server.get('/v1/events?limit=1&rule=SpamTextRule');
  expect(json.items).toEqual([
    {
      eventId: 'post-25',
      position: expect.any(Number),
      time: '2026-01-05T12:25:00.000Z',
      action: 'post',
      rules: expect.arrayContaining(['SpamTextRule', 'BusyRule']),
      verdicts: ['reject'],
      labels: ['User/bob/spammer/1', 'Link/https://x.example/25?a=b%20c/bad_link/1'],
      features: expect.objectContaining({ Text: 'buy now' }),
      entities: [
        { feature: 'UserId', type: 'User', id: 'bob' },
        { feature: 'Link', type: 'Link', id: 'https://x.example/25?a=b%20c' },
      ],
    },
  ]);
});

test('features that are asked for come with their exact values, null where there is none', async () => {
  const { text, json } = await server.get('/v1/events?limit=1&rule=SpamTextRule&features=Ratio,Score,BigNumber,NoSuch');
  expect(json.items[0].features).toMatchObject({ Ratio: 12.5, Score: 25, BigNumber: null, NoSuch: null });
  expect(text).toContain('"Score":25');
  expect((await server.get(`/v1/events?q=${encode('Score == 20')}&features=Ratio`)).text).toContain('"Ratio":10.0');
});

test('filters: an expression, an action, a rule, a span of time, and all at once', async () => {
  expect(await ids(`q=${encode("UserId == 'ann' and Score >= 24")}`)).toEqual(['post-27', 'post-24']);
  expect(await ids('rule=SpamTextRule')).toEqual([25, 20, 15, 10, 5, 0].map((n) => `post-${n}`));
  expect(await ids('action=login&limit=500')).toHaveLength(6);
  expect(await ids(`from=${encode('2026-01-05T12:28:00Z')}&to=${encode('2026-01-05T12:30:00Z')}`)).toEqual([
    'post-29',
    'post-28',
  ]);
  expect(await ids(`q=HasSpam&rule=BusyRule&action=post&to=${encode('2026-01-05T12:11:00Z')}`)).toEqual(['post-10']);
  expect(await ids('action=nothing')).toEqual([]);
  expect(await ids('q=&action=&rule=&from=&to=&limit=1')).toHaveLength(1);
});

test('a filter that is none is refused with what is wrong', async () => {
  const bad = await server.get(`/v1/events?q=${encode("UserIdd == 'x'")}`);
  expect(bad.status).toBe(400);
  expect(bad.json.errors[0]).toContain('UserIdd');
  expect(bad.json.errors[0]).toMatch(/did you mean.*UserId/s);
  for (const query of [
    'from=yesterday',
    'limit=0',
    'limit=501',
    'limit=x',
    'cursor=nonsense',
    `q=${'x'.repeat(10_001)}`,
  ]) {
    const answer = await server.get(`/v1/events?${query}`);
    expect([query.slice(0, 20), answer.status]).toEqual([query.slice(0, 20), 400]);
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  }
});

test('an event’s page: input, features with their places, each rule with the values that decided it, effects', async () => {
  const { json } = await server.get('/v1/events/post-20');
  expect(json).toMatchObject({
    eventId: 'post-20',
    time: '2026-01-05T12:20:00.000Z',
    ingestedAt: expect.stringMatching(/^\d{4}-.*Z$/),
    action: 'post',
    rulesetHash: server.system.pipeline.active?.ruleset.program.hash,
    input: { user_id: 'cy', text: 'buy now', score: 20, ratio: 10, link: 'https://x.example/20?a=b%20c' },
    errors: [],
  });
  expect(json.features).toContainEqual({
    name: 'UserId',
    type: 'str',
    entityType: 'User',
    value: 'cy',
    path: 'models.sml',
    line: 2,
  });
  const rules = new Map(json.rules.map((rule: { name: string }) => [rule.name, rule]));
  expect(rules.get('SpamTextRule')).toMatchObject({ fired: true, path: 'spam.sml', line: 6 });
  expect(rules.get('BusyRule')).toMatchObject({
    fired: true,
    conditions: [{ source: 'PostsPerHour >= 3', state: 'true', children: [{ source: 'PostsPerHour', value: 7 }] }],
  });
  expect(rules.get('DividedRule')).toMatchObject({ fired: null });
  expect(json.effects).toHaveLength(3);
  expect(json.effects[0]).toMatchObject({
    kind: 'label',
    summary: 'User/cy/spammer/1',
    entity: { type: 'User', id: 'cy' },
    label: 'spammer',
    expiresAt: '2026-01-06T12:20:00.000Z',
    rules: [{ name: 'SpamTextRule', reason: 'cy wrote what spam writes', version: expect.any(String) }],
  });
  expect(json.effects[2]).toMatchObject({ kind: 'verdict', summary: 'reject' });
});

test('an event that is not there, and ids of any form', async () => {
  const missing = await server.get('/v1/events/no-such');
  expect(missing.status).toBe(404);
  expect(missing.json.detail).toContain('no-such');
  for (const id of [
    'at://did:plc:x/app.post/3k',
    'a b?c#d',
    '100%',
    '%2F',
    'ünï/côdé 🐦',
    'quote\'"',
    'x'.repeat(512),
  ]) {
    await server.send('POST', '/v1/decide', {
      body: eventOf(id, { user_id: 'odd' }, { time: '2025-01-01T00:00:00Z' }),
    });
    await server.settled();
    const answer = await server.get(`/v1/events/${encode(id)}`);
    expect([id, answer.status, answer.json.eventId]).toEqual([id, 200, id]);
  }
  const malformed = await server.get('/v1/events/%zz');
  expect(malformed.status).toBe(400);
  expect(malformed.headers.get('content-type')).toMatch(/^application\/problem\+json/);
});

test('counts over event time: alone, by rule, by action, and filtered', async () => {
  const span = `from=${encode('2026-01-05T12:00:00Z')}&to=${encode('2026-01-05T12:30:00Z')}`;
  const total = (await server.get(`/v1/timeseries?${span}&interval=600`)).json;
  expect(total).toEqual({
    intervalSeconds: 600,
    buckets: ['2026-01-05T12:00:00.000Z', '2026-01-05T12:10:00.000Z', '2026-01-05T12:20:00.000Z'],
    series: [{ name: expect.any(String), counts: [10, 10, 10] }],
  });
  const byRule = (await server.get(`/v1/timeseries?${span}&interval=600&by=rule`)).json;
  expect(byRule.series).toContainEqual({ name: 'SpamTextRule', counts: [2, 2, 2] });
  const byAction = (await server.get('/v1/timeseries?by=action&interval=86400&from=2026-01-05&to=2026-01-06')).json;
  expect(byAction.series).toContainEqual({ name: 'login', counts: [6] });
  const filtered = (await server.get(`/v1/timeseries?${span}&interval=1800&q=${encode("UserId == 'ann'")}`)).json;
  expect(filtered.series[0].counts).toEqual([10]);
  const auto = (await server.get(`/v1/timeseries?${span}`)).json;
  expect(auto.series[0].counts.reduce((sum: number, count: number) => sum + count, 0)).toBe(30);
  for (const query of ['interval=0', 'interval=-5', 'interval=soon', 'by=nobody', 'q=%3D%3D']) {
    expect([query, (await server.get(`/v1/timeseries?${query}`)).status]).toEqual([query, 400]);
  }
});

test('the overview and the catalogue agree with what was sent', async () => {
  const overview = (await server.get('/v1/overview?from=2026-01-05&to=2026-01-05T12:30:00Z')).json;
  expect(overview).toMatchObject({
    events: 30,
    refused: 0,
    rulesetHash: expect.any(String),
    startedAt: expect.any(String),
  });
  expect(overview.rules).toContainEqual({ name: 'SpamTextRule', hits: 6 });
  expect(overview.eventTime).toEqual({ min: '2026-01-05T12:00:00.000Z', max: '2026-01-05T12:29:00.000Z' });

  const rules = (await server.get('/v1/rules')).json.items;
  expect(rules).toContainEqual({
    name: 'SpamTextRule',
    description: '{UserId} wrote what spam writes',
    path: 'spam.sml',
    line: 6,
    version: expect.any(String),
    state: 'live',
    percent: null,
    hits: 6,
    lastHit: '2026-01-05T12:25:00.000Z',
  });
  expect(rules.find(({ name }: { name: string }) => name === 'DividedRule')).toMatchObject({ hits: 0, lastHit: null });
  const features = (await server.get('/v1/features')).json.items;
  expect(features).toContainEqual({
    name: 'Score',
    type: 'int',
    entityType: null,
    path: 'models.sml',
    line: 8,
    isRule: false,
  });
  expect((await server.get('/v1/actions')).json.items).toContainEqual({ name: 'login', count: 6 });
});
