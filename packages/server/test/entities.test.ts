/** Entities: their labels with reasons and history, changes by hand and by rules, expiry in event time, and ids of any form. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventOf, startServer, type TestServer } from './support/server.ts';

let server: TestServer;
let person: Record<string, string>;

beforeAll(async () => {
  server = await startServer();
  person = await server.signIn('mo@example.org');
});
afterAll(() => server.close());

const encode = encodeURIComponent;
const entity = async (type: string, id: string) =>
  (await server.get(`/v1/entities/${encode(type)}/${encode(id)}`)).json;
const decide = async (id: string, data: Record<string, unknown>, time = '2026-01-05T12:00:00Z') => {
  const { json } = await server.send('POST', '/v1/decide', { body: eventOf(id, data, { time }) });
  await server.settled();
  return json;
};
const change = (type: string, id: string, json: Record<string, unknown>) =>
  server.send('POST', `/v1/entities/${encode(type)}/${encode(id)}/labels`, { headers: person, json });

test('a label by a rule: reason, rule, expiry, history, and the events of the entity', async () => {
  await decide('e-1', { user_id: 'ann', text: 'hello' });
  await decide('e-2', { user_id: 'ann', text: 'buy now', link: 'https://spam.example' }, '2026-01-05T12:10:00Z');
  const ann = await entity('User', 'ann');
  const since = '2026-01-05T12:10:00.000Z';
  const expiresAt = '2026-01-06T12:10:00.000Z';
  const reason = 'ann wrote what spam writes';
  expect(ann).toEqual({
    type: 'User',
    id: 'ann',
    labels: [
      {
        label: 'spammer',
        connotation: 'negative',
        description: 'Sends spam',
        status: 'added',
        manual: false,
        since,
        expiresAt,
        reasons: [{ rule: 'SpamTextRule', reason, at: since, expiresAt }],
      },
    ],
    history: [
      { at: since, change: 'add', label: 'spammer', outcome: 'added', by: 'SpamTextRule', reason, eventId: 'e-2' },
    ],
    features: [{ name: 'UserId', count: 2 }],
    firstSeen: '2026-01-05T12:00:00.000Z',
    lastSeen: since,
    events: 2,
  });
  const events = (await server.get('/v1/entities/User/ann/events?limit=1')).json;
  expect(events.items).toMatchObject([{ eventId: 'e-2' }]);
  const rest = (await server.get(`/v1/entities/User/ann/events?limit=1&cursor=${encode(events.next)}&features=Text`))
    .json;
  expect(rest).toMatchObject({ items: [{ eventId: 'e-1', features: { Text: 'hello' } }], next: null });
  expect((await entity('Link', 'https://spam.example')).labels).toMatchObject([{ label: 'bad_link', expiresAt: null }]);
});

test('a person’s change outweighs the rules’, and is in the history under their name', async () => {
  await decide('m-1', { user_id: 'bob', text: 'buy now' });
  const removed = await change('User', 'bob', { label: 'spammer', change: 'remove', reason: 'a joke' });
  expect([removed.status, removed.json]).toEqual([200, { outcome: 'removed' }]);
  await server.settled();
  expect((await entity('User', 'bob')).labels).toMatchObject([
    { label: 'spammer', status: 'manually-removed', manual: true },
  ]);

  const again = await decide('m-2', { user_id: 'bob', text: 'buy now' }, '2026-01-05T12:01:00Z');
  expect(again.labels).toEqual(['User/bob/spammer/1']);
  const bob = await entity('User', 'bob');
  expect(bob.labels).toMatchObject([{ status: 'manually-removed' }]);
  expect(bob.history.map(({ by, change, outcome }: Record<string, string>) => [by, change, outcome])).toEqual([
    ['SpamTextRule', 'add', expect.not.stringMatching(/^added$/)],
    ['mo@example.org', 'remove', 'removed'],
    ['SpamTextRule', 'add', 'added'],
  ]);
  expect((await server.get('/v1/events/m-2')).json.effects[0].outcome).toBe(bob.history[0].outcome);
});

test('a label added by hand grows too old in event time', async () => {
  await decide('x-1', { user_id: 'cy' }, '2026-02-01T00:00:00Z');
  const added = await change('User', 'cy', {
    label: 'trusted',
    change: 'add',
    reason: 'met her',
    expiresAfterSeconds: 3600,
  });
  expect(added.json).toEqual({ outcome: 'added' });
  expect((await entity('User', 'cy')).labels).toMatchObject([
    { label: 'trusted', status: 'manually-added', connotation: 'positive', expiresAt: '2026-02-01T01:00:00.000Z' },
  ]);
  await decide('x-2', { user_id: 'somebody else' }, '2026-02-01T00:59:59Z');
  expect((await entity('User', 'cy')).labels).toMatchObject([{ status: 'manually-added' }]);
  // Labels are given a few seconds of grace.
  await decide('x-3', { user_id: 'somebody else' }, '2026-02-01T01:01:00Z');
  expect((await entity('User', 'cy')).labels).toMatchObject([{ status: 'expired' }]);
});

test('labels as of a past moment, also before all states that memory still holds', async () => {
  const hour = (n: number) => new Date(Date.UTC(2026, 2, 1, n)).toISOString();
  await decide('p-0', { user_id: 'pat' }, hour(0));
  // More changes than memory keeps states of.
  for (let n = 1; n <= 20; n++) {
    await decide(`p-${n}`, { user_id: 'pat' }, hour(n));
    await change('User', 'pat', { label: 'trusted', change: n % 2 === 1 ? 'add' : 'remove', reason: `change ${n}` });
  }
  await server.settled();
  const at = async (n: number) => (await server.get(`/v1/entities/User/pat?at=${hour(n)}`)).json;
  expect((await at(0)).labels).toEqual([]);
  for (const n of [1, 2, 3, 10, 19, 20]) {
    const then = await at(n);
    expect([n, then.at, then.labelsComplete, then.history.length]).toEqual([n, hour(n), true, n]);
    expect(then.labels).toMatchObject([
      {
        label: 'trusted',
        status: n % 2 === 1 ? 'manually-added' : 'manually-removed',
        since: hour(n),
        reasons: [{ reason: `change ${n}` }],
      },
    ]);
  }
  expect((await server.get('/v1/entities/User/pat?at=once')).status).toBe(400);
});

test('changes that cannot be: unknown labels, labels of other types, no reason, nonsense', async () => {
  const good = { label: 'trusted', change: 'add', reason: 'why not' };
  const refused = async (json: Record<string, unknown>, type = 'User') => {
    const answer = await change(type, 'dee', json);
    expect([json, answer.status]).toEqual([json, 400]);
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    return answer.json.detail;
  };
  expect(await refused({ ...good, label: 'nothing' })).toContain('spammer, trusted, bad_link');
  expect(await refused({ ...good, label: 'constructor' })).toContain('there is no label');
  expect(await refused(good, 'Link')).toContain('for User, not for Link');
  await refused({ ...good, reason: '' });
  await refused({ label: 'trusted', change: 'add' });
  await refused({ ...good, change: 'toggle' });
  await refused({ ...good, expiresAfterSeconds: 0 });
  await refused({ ...good, expiresAfterSeconds: 'soon' });
  await refused({ ...good, expiresAfterSeconds: 1e300 });
  await refused({ ...good, by: 'someone else' });
  expect((await entity('User', 'dee')).labels).toEqual([]);
  expect((await change('User', 'dee', { ...good, expiresAfterSeconds: null })).json).toEqual({ outcome: 'added' });
});

test('ids with slashes, percent signs, spaces and any letters', async () => {
  const ids = [
    'at://did:plc:abc/app.bsky.feed.post/3k?x=1#f',
    '100% sure',
    'a%2Fb',
    'żółw/日本 🐦',
    'O\'Brien "x"',
    '0',
    'x'.repeat(512),
  ];
  for (const [n, id] of ids.entries()) {
    await decide(`odd-${n}`, { user_id: id, text: 'buy now' }, '2026-02-02T00:00:00Z');
    const found = await entity('User', id);
    expect([found.id, found.events, found.labels.length]).toEqual([id, 1, 1]);
    const events = (await server.get(`/v1/entities/User/${encode(id)}/events`)).json;
    expect(events.items).toMatchObject([{ eventId: `odd-${n}`, entities: [{ feature: 'UserId', type: 'User', id }] }]);
    expect((await change('User', id, { label: 'spammer', change: 'remove', reason: 'odd' })).json).toEqual({
      outcome: 'removed',
    });
  }
});

test('ids in numbers are known by their digits, beyond 2^53 too', async () => {
  const id = '9007199254740993';
  const body = `{"id":"digits","action":"post","time":"2026-02-03","data":{"user_id":${id},"text":"buy now"}}`;
  expect((await server.send('POST', '/v1/decide', { body })).json.labels).toContain(`User/${id}/spammer/1`);
  await server.settled();
  expect(await entity('User', id)).toMatchObject({ id, events: 1, labels: [{ label: 'spammer' }] });
  expect((await entity('User', '9007199254740992')).labels).toEqual([]);
});

test('an entity that never occurred has nothing, and neither has a type that is none', async () => {
  for (const type of ['User', 'Nothing', '__proto__']) {
    expect(await entity(type, 'nobody')).toMatchObject({
      type,
      id: 'nobody',
      labels: [],
      history: [],
      events: 0,
      firstSeen: null,
    });
    expect((await server.get(`/v1/entities/${type}/nobody/events`)).json).toEqual({ items: [], next: null });
  }
});
