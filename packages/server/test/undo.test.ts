/** Undoing over HTTP: forecast, batch, what stays because something else says so, what others are told, and going on after a stop. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it, vi } from 'vitest';
import { eventOf, startServer, type TestServer } from './support/server.ts';

let server: TestServer;
let receiver: Server | null = null;
let person: Record<string, string>;

afterEach(async () => {
  await server.close();
  receiver?.close();
  receiver = null;
});

const RULES = {
  'config.yaml': `
labels:
  spammer: {valid_for: [User], connotation: negative, description: Sends spam}
  trusted: {valid_for: [User], connotation: positive, description: Known to be fine}
`,
  'main.sml': `UserId: Entity[str] = EntityJson(type='User', path='$.user_id')
Text: str = JsonData(path='$.text', required=False)
BadRule = Rule(when_all=[RegexMatch(target=Text, pattern='bad')], description='wrote bad')
UglyRule = Rule(when_all=[RegexMatch(target=Text, pattern='ugly')], description='wrote ugly')
WhenRules(rules_any=[BadRule], then=[
  LabelAdd(entity=UserId, label='spammer', expires_after=TimeDelta(days=30)),
  LabelRemove(entity=UserId, label='trusted'),
  DeclareVerdict(verdict='reject'),
])
KindRule = Rule(when_all=[RegexMatch(target=Text, pattern='kind')], description='wrote kind')
WhenRules(rules_any=[KindRule], then=[LabelAdd(entity=UserId, label='trusted', expires_after=TimeDelta(days=10))])
WhenRules(rules_any=[UglyRule], then=[LabelAdd(entity=UserId, label='spammer')])
`,
};

const at = (minute: number) => new Date(Date.UTC(2026, 0, 5, 12, minute)).toISOString();
const post = (path: string, json: unknown) => server.send('POST', path, { headers: person, json });

async function start(config: Record<string, unknown> = {}): Promise<void> {
  const text = JSON.stringify({ brakes: { emergency: false, caps: [] }, ...config });
  server = await startServer({ config: text, rules: RULES });
  person = await server.signIn();
}

async function say(user: string, text: string, minute: number): Promise<void> {
  const body = eventOf(`${user}-${minute}-${text}`, { user_id: user, text }, { time: at(minute) });
  expect((await server.send('POST', '/v1/decide', { body })).status).toBe(200);
  await server.settled();
}

async function labelsOf(user: string): Promise<string[]> {
  const { json } = await server.get(`/v1/entities/User/${user}`);
  return json.labels
    .filter(({ status }: { status: string }) => status !== 'expired')
    .map(({ label, status, expiresAt }: Record<string, string>) => `${label} ${status} ${expiresAt ?? 'for good'}`);
}

async function done(id: string): Promise<Record<string, unknown>> {
  for (let waited = 0; waited < 200; waited++) {
    const { json } = await server.get(`/v1/undo/${id}`);
    if (json.state !== 'running') return json;
    await sleep(25);
  }
  throw new Error('the batch does not end');
}

const RANGE = { from: at(0), to: at(30) };

it('takes back what a rule did, as far as nothing else says so, and says what it could not', async () => {
  const received: { key: string; body: Record<string, unknown> }[] = [];
  receiver = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    received.push({
      key: String(request.headers['idempotency-key']),
      body: JSON.parse(Buffer.concat(parts).toString()),
    });
    response.writeHead(204).end();
  });
  await new Promise<void>((resolve) => receiver?.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
  await start({ sinks: { webhooks: [{ name: 'hook', url, secret: 'sixteen bytes or more' }] } });

  await post('/v1/entities/User/hal/labels', { label: 'trusted', change: 'add', reason: 'known' });
  await say('ann', 'kind', 0);
  await say('ann', 'bad', 1);
  await say('bob', 'bad', 2);
  await say('bob', 'ugly', 3);
  await say('cid', 'bad', 4);
  await post('/v1/entities/User/cid/labels', {
    label: 'spammer',
    change: 'add',
    reason: 'seen it',
    expiresAfterSeconds: 86_400,
  });
  await say('dan', 'bad', 45);
  await say('eve', 'ugly', 5);
  await say('hal', 'bad', 6);

  const scope = { rule: 'BadRule', ...RANGE };
  const forecast = (await post('/v1/undo/forecast', scope)).json;
  const outcomes = { reversed: 5, 'other-reason': 1, 'person-decided': 2, 'nothing-left': 0, 'changed-meanwhile': 0 };
  expect(forecast).toMatchObject({ effects: 12, verdicts: 4, plugins: 0, unreadable: 0, complete: true, outcomes });
  expect(await labelsOf('ann')).toEqual(['trusted removed for good', 'spammer added 2026-02-04T12:01:00.000Z']);

  const begun = await post('/v1/undo', { ...scope, reason: 'the rule was wrong' });
  expect([begun.status, begun.json.by, begun.json.reason]).toEqual([202, 'ana@example.org', 'the rule was wrong']);
  const batch = await done(begun.json.id);
  expect(batch).toMatchObject({
    state: 'done',
    progress: 1,
    effects: 12,
    verdicts: 4,
    scope: { of: 'rule', rule: 'BadRule' },
  });
  expect(batch['outcomes']).toEqual({ reversed: 5, 'other-reason': 1, 'person-decided': 2, 'nothing-left': 0 });
  expect(batch['labels']).toContainEqual({
    ...{ entityType: 'User', entityId: 'bob', label: 'spammer', outcome: 'other-reason', effects: 1 },
  });
  // What was removed is back with its expiry; what another rule, a person or another hour said stays.
  expect(await labelsOf('ann')).toEqual(['trusted added 2026-01-15T12:00:00.000Z']);
  expect(await labelsOf('bob')).toEqual(['spammer added for good']);
  expect(await labelsOf('cid')).toEqual(['spammer manually-added 2026-01-06T12:04:00.000Z']);
  expect(await labelsOf('dan')).toHaveLength(2);
  expect(await labelsOf('eve')).toEqual(['spammer added for good']);
  expect(await labelsOf('hal')).toEqual(['trusted manually-added for good']);
  const { json: ann } = await server.get('/v1/entities/User/ann');
  expect(ann.history[0]).toMatchObject({ by: 'ana@example.org', reason: 'the rule was wrong' });

  // Each change is told once, under an id of its own, with what it takes back.
  const told = () => received.filter(({ body }) => body['reverses'] !== undefined);
  for (let waited = 0; told().length < 3 && waited < 100; waited++) await sleep(25);
  expect(
    told()
      .map(
        ({ body }) =>
          body['label'] as { entity: { id: string }; name: string; outcome: string; expiresAt: string | null },
      )
      .map(({ entity, name, outcome, expiresAt }) => `${entity.id} ${name} ${outcome} ${expiresAt}`)
      .sort(),
  ).toEqual(['ann spammer removed null', 'ann trusted added 2026-01-15T12:00:00.000Z', 'hal spammer removed null']);
  const original = received.find(({ body }) => {
    const label = body['label'] as { entity: { id: string }; name: string } | null;
    return label?.entity.id === 'hal' && label.name === 'spammer';
  });
  const reversal = told().find(({ body }) => JSON.stringify(body['label']).includes('"hal"'));
  expect(reversal?.body['reverses']).toEqual([original?.key]);
  expect(reversal?.body['id']).toBe(reversal?.key);
  expect(reversal?.key).not.toBe(original?.key);

  // Asked again, there are only verdicts.
  expect((await post('/v1/undo/forecast', scope)).json).toMatchObject({ effects: 4, verdicts: 4, labels: [] });
  const again = await post('/v1/undo', { ...scope, reason: 'to be sure' });
  expect(await done(again.json.id)).toMatchObject({ effects: 4, outcomes: { reversed: 0 }, labels: [] });
  expect((await server.get('/v1/undo')).json.items.map(({ reason }: { reason: string }) => reason)).toEqual([
    'to be sure',
    'the rule was wrong',
  ]);
});

it('takes back what a person did, and what a ruleset did', async () => {
  await start();
  await say('ann', 'ugly', 1);
  await post('/v1/entities/User/ann/labels', { label: 'spammer', change: 'remove', reason: 'no' });
  expect(await labelsOf('ann')).toEqual(['spammer manually-removed for good']);
  const byPerson = await post('/v1/undo', {
    person: 'ana@example.org',
    ...RANGE,
    reason: 'the account was taken over',
  });
  await done(byPerson.json.id);
  expect(await labelsOf('ann')).toEqual(['spammer added for good']);
  const { hash } = (await server.get('/v1/ruleset')).json.active;
  const byRuleset = await post('/v1/undo', { ruleset: hash, ...RANGE, reason: 'a bad deployment' });
  await done(byRuleset.json.id);
  expect(await labelsOf('ann')).toEqual([]);
});

it('counts what was released at its release', async () => {
  await start({ brakes: { emergency: false, caps: [{ rule: 'UglyRule', effects: 'label', limit: 0, seconds: 60 }] } });
  await say('ann', 'ugly', 1);
  await say('bob', 'fine', 20);
  await post('/v1/brakes/held/release', { all: true, reason: 'fine' });
  expect(await labelsOf('ann')).toEqual(['spammer added for good']);
  const scope = { rule: 'UglyRule', reason: 'a test' };
  expect(await done((await post('/v1/undo', { ...scope, from: at(0), to: at(10) })).json.id)).toMatchObject({
    effects: 0,
  });
  expect(await done((await post('/v1/undo', { ...scope, from: at(20), to: at(20) })).json.id)).toMatchObject({
    effects: 1,
  });
  expect(await labelsOf('ann')).toEqual([]);
});

it('works in bounded chunks, while events come, and can be cancelled', async () => {
  await start();
  const lines = Array.from({ length: 3000 }, (_, i) => {
    return eventOf(`e${i}`, { user_id: `u${i % 700}`, text: 'ugly' }, { time: at(i % 20) });
  });
  const send = (some: readonly string[]) =>
    server.send('POST', '/v1/events', { headers: { 'content-type': 'application/x-ndjson' }, body: some.join('\n') });
  await send(lines);
  await server.settled();
  const { json } = await post('/v1/undo', { rule: 'UglyRule', ...RANGE, reason: 'a test' });
  // The same labels change while the batch runs: what came after it began is not its business, and stays.
  const late = Array.from({ length: 300 }, (_, i) => {
    return eventOf(`late${i}`, { user_id: `u${i}`, text: 'ugly' }, { time: at(25) });
  });
  for (let from = 0; from < late.length; from += 30) await send(late.slice(from, from + 30));
  const batch = await done(json.id);
  expect(batch).toMatchObject({ effects: 3000, unreadable: 0 });
  await server.settled();
  expect(await labelsOf('u0')).toEqual(['spammer added for good']);
  expect(await labelsOf('u299')).toEqual(['spammer added for good']);
  expect(await labelsOf('u300')).toEqual([]);
  expect(await labelsOf('u699')).toEqual([]);
  const outcomes = batch['outcomes'] as Record<string, number>;
  expect(outcomes['reversed']).toBeGreaterThanOrEqual(400);

  const next = await post('/v1/undo', { rule: 'UglyRule', ...RANGE, reason: 'the rest' });
  const cancelled = await post(`/v1/undo/${next.json.id}/cancel`, { reason: 'no, leave it' });
  expect([202, 409]).toContain(cancelled.status);
  await done(next.json.id);
  expect((await post(`/v1/undo/${next.json.id}/cancel`, { reason: 'again' })).status).toBe(409);
});

it('is cancelled also where it stopped at an error', async () => {
  await start();
  await say('ann', 'ugly', 1);
  const failing = vi.spyOn(server.system.effects.undo, 'candidates').mockRejectedValueOnce(new Error('disk full'));
  const { json } = await post('/v1/undo', { rule: 'UglyRule', ...RANGE, reason: 'a test' });
  await vi.waitUntil(() => server.warnings.some((warning) => warning.startsWith('undo: disk full')));
  failing.mockRestore();
  expect((await post(`/v1/undo/${json.id}/cancel`, { reason: 'leave it' })).status).toBe(202);
  expect(await done(json.id)).toMatchObject({ state: 'cancelled', effects: 0 });
  expect(await labelsOf('ann')).toEqual(['spammer added for good']);
});

it.each([
  [{}, 'say whose doings'],
  [{ rule: 'A', person: 'b' }, 'say whose doings'],
  [{ person: 'b', version: '1' }, 'version: it goes with a rule'],
  [{ rule: 'A', from: 'yesterday' }, 'from: "yesterday" is no time'],
  [{ rule: 'A', from: at(30), to: at(0) }, 'from: the time is after that of to'],
])('refuses what makes no sense: %j', async (body, detail) => {
  await start();
  const answer = await post('/v1/undo/forecast', { ...RANGE, ...body });
  expect([answer.status, answer.json.detail]).toEqual([400, expect.stringContaining(detail)]);
});

it('needs a person', async () => {
  await start();
  const answer = await server.send('POST', '/v1/undo', { json: { rule: 'BadRule', ...RANGE, reason: 'a test' } });
  expect(answer.status).toBe(403);
});
