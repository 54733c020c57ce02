/** Brakes over HTTP: caps hold, a halt holds everything automatic, protected entities are spared, and people decide about what is held. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { eventOf, startServer, type TestServer, type TestServerOptions } from './support/server.ts';

let server: TestServer;
let person: Record<string, string>;

afterEach(() => server.close());

const CAP = { rule: 'SpamTextRule', effects: 'label:spammer', limit: 3, seconds: 3600 };

async function start(
  brakes: Record<string, unknown> = { caps: [CAP] },
  options: TestServerOptions = {},
): Promise<void> {
  const config = JSON.stringify({ brakes: { emergency: false, ...brakes }, ...JSON.parse(options.config ?? '{}') });
  server = await startServer({ ...options, config });
  person = await server.signIn();
}

/** Spam by so many users, a minute apart, without waiting for verdicts. */
async function spam(users: readonly string[], minute = 0): Promise<void> {
  const lines = users.map((user, i) => {
    const time = new Date(Date.UTC(2026, 0, 5, 12, minute + i)).toISOString();
    return eventOf(`${user}-${minute}-${i}`, { user_id: user, text: 'buy now' }, { time });
  });
  const { status } = await server.send('POST', '/v1/events', {
    headers: { 'content-type': 'application/x-ndjson' },
    body: lines.join('\n'),
  });
  expect(status).toBe(202);
  await server.settled();
}

const users = (count: number) => Array.from({ length: count }, (_, i) => `u${i}`);
const post = (path: string, json: unknown) => server.send('POST', path, { headers: person, json });
const brakes = async () => (await server.get('/v1/brakes')).json;
const held = async (query = '') => (await server.get(`/v1/brakes/held${query}`)).json.items;

async function labelled(count: number): Promise<string[]> {
  const found: string[] = [];
  for (const user of users(count)) {
    const { json } = await server.get(`/v1/entities/User/${user}`);
    if (json.labels.some(({ status }: { status: string }) => status === 'added')) found.push(user);
  }
  return found;
}

describe('a cap', () => {
  it('lets so many effects apply and holds the others, which people release or drop', async () => {
    await start();
    await spam(users(8));
    expect(await labelled(8)).toEqual(['u0', 'u1', 'u2']);
    const view = await brakes();
    expect(view.caps).toContainEqual({
      ...{ scope: 'rule', rule: 'SpamTextRule', effects: 'label:spammer', spanSeconds: 3600, limit: 3 },
      ...{ changed: null, usedMost: 3, used: [{ rule: 'SpamTextRule', used: 3 }] },
    });
    expect(view.held).toEqual({ total: 5, rules: [{ rule: 'SpamTextRule', cause: 'cap', count: 5 }] });

    const [newest, , , , oldest] = await held();
    expect(newest).toMatchObject({
      ...{ kind: 'label', label: 'spammer', entity: { type: 'User', id: 'u7' }, cause: 'cap', state: 'held' },
      ...{ heldRule: 'SpamTextRule', selector: 'label:spammer', reversible: true, decided: null },
      detail: 'over the cap of 3 label:spammer in 1 h for the rule SpamTextRule',
    });
    expect((await server.get(`/v1/events/${oldest.eventId}`)).json.held[0].id).toBe(oldest.id);

    const release = { ids: [oldest.id], reason: 'looked at it' };
    expect((await post('/v1/brakes/held/release', release)).json).toEqual({ settled: 1, notHeld: [] });
    expect((await post('/v1/brakes/held/release', release)).json).toEqual({ settled: 0, notHeld: [oldest.id] });
    expect(await labelled(8)).toEqual(['u0', 'u1', 'u2', 'u3']);
    const [effect] = (await server.get(`/v1/events/${oldest.eventId}`)).json.effects.filter(
      ({ kind }: { kind: string }) => kind === 'label',
    );
    expect([effect.id, effect.outcome]).toEqual([oldest.id, 'added']);
    expect((await held('?state=released'))[0].decided).toMatchObject({ by: 'ana@example.org', reason: 'looked at it' });

    expect((await post('/v1/brakes/held/drop', { ids: [newest.id], reason: 'a test' })).json.settled).toBe(1);
    expect((await post('/v1/brakes/held/release', { ids: [newest.id], reason: 'or not' })).json.settled).toBe(0);
    const batch = await post('/v1/brakes/held/release', { rule: 'SpamTextRule', reason: 'the rule is right' });
    expect(batch.json).toEqual({ settled: 3, notHeld: [] });
    expect(await labelled(8)).toEqual(['u0', 'u1', 'u2', 'u3', 'u4', 'u5', 'u6']);
    expect((await brakes()).held.total).toBe(0);
  });

  it('tells once a span that it was reached', async () => {
    await start();
    await spam(users(8));
    const { items } = (await server.get('/v1/brakes/alerts')).json;
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({ kind: 'cap', rule: 'SpamTextRule', figures: { limit: 3 } });
    expect((await server.get('/metrics')).text).toContain('lapwing_effects_held{rule="SpamTextRule",cause="cap"} 5');
  });

  it('gives its allowance back as event time passes', async () => {
    await start();
    await spam(users(5));
    await spam(['v0', 'v1'], 75);
    const { json } = await server.get('/v1/entities/User/v1');
    expect(json.labels).toHaveLength(1);
    expect((await brakes()).held.total).toBe(2);
  });

  it('is changed by people, who may take that back', async () => {
    await start();
    const cap = { scope: 'rule', rule: 'SpamTextRule', effects: 'label:spammer', spanSeconds: 3600 };
    expect((await post('/v1/brakes/caps', { ...cap, limit: 5, reason: 'a raid' })).status).toBe(200);
    await spam(users(8));
    expect((await brakes()).held.total).toBe(3);
    const find = async () => (await brakes()).caps.find(({ rule }: { rule: string }) => rule === 'SpamTextRule');
    expect(await find()).toMatchObject({ limit: 5, changed: { by: 'ana@example.org', reason: 'a raid' } });
    expect((await post('/v1/brakes/caps/unset', { ...cap, reason: 'it is over' })).status).toBe(200);
    expect(await find()).toMatchObject({ limit: 3, changed: null });
    expect((await post('/v1/brakes/caps/unset', { ...cap, reason: 'again' })).status).toBe(409);
    const log = (await server.get('/v1/brakes/log')).json.items;
    expect(log.map(({ by, change }: { by: string; change: { kind: string } }) => [by, change.kind])).toEqual([
      ['ana@example.org', 'unset-cap'],
      ['ana@example.org', 'set-cap'],
      ['files', 'file'],
    ]);
  });

  it.each([
    [{ scope: 'rule', effects: 'label', spanSeconds: 60, limit: 1 }, 'rule: a cap of scope rule has one'],
    [{ scope: 'platform', effects: 'labels', spanSeconds: 60, limit: 1 }, "effects: 'labels' names no effects"],
    [{ scope: 'platform', effects: 'label', spanSeconds: 60, limit: null }, 'limit: only one rule'],
    [{ scope: 'platform', effects: 'label', spanSeconds: 0, limit: 1 }, 'spanSeconds'],
  ])('that makes no sense is refused: %j', async (cap, detail) => {
    await start();
    const answer = await post('/v1/brakes/caps', { ...cap, reason: 'a test' });
    expect(answer.status).toBe(400);
    expect(answer.json.detail).toContain(detail);
  });
});

describe('a halt', () => {
  it('holds everything automatic, verdicts too, while people go on', async () => {
    await start({});
    expect((await post('/v1/brakes/halt', { reason: 'a bad deployment' })).json.halted.by).toBe('ana@example.org');
    expect((await post('/v1/brakes/halt', { reason: 'again' })).status).toBe(409);
    const decided = await server.send('POST', '/v1/decide', {
      body: eventOf('e1', { user_id: 'u0', text: 'buy now' }),
    });
    expect([decided.json.verdicts, decided.json.labels]).toEqual([[], []]);
    expect(decided.json.rules.map(({ name }: { name: string }) => name)).toEqual(['SpamTextRule']);
    expect(await labelled(1)).toEqual([]);
    // Asked again, it is the same answer.
    const again = await server.send('POST', '/v1/decide', { body: eventOf('e1', { user_id: 'u0', text: 'buy now' }) });
    expect([again.json.duplicate, again.json.verdicts]).toEqual([true, []]);

    const label = { label: 'trusted', change: 'add', reason: 'known' };
    expect((await post('/v1/entities/User/u9/labels', label)).json).toEqual({ outcome: 'added' });

    expect((await post('/v1/brakes/resume', { reason: 'rolled back' })).status).toBe(200);
    await spam(['u1'], 1);
    expect(await labelled(2)).toEqual(['u1']);
    expect((await held()).map(({ summary, cause }: Record<string, string>) => [summary, cause])).toEqual([
      ['reject', 'halt'],
      ['User/u0/spammer/1', 'halt'],
    ]);
    expect((await post('/v1/brakes/held/release', { all: true, reason: 'fine' })).json.settled).toBe(2);
    expect(await labelled(2)).toEqual(['u0', 'u1']);
  });

  it('can be ordered with a key; ending it and settling what is held are for people', async () => {
    await start({});
    const halt = await server.send('POST', '/v1/brakes/halt', { json: { reason: 'a watchdog' } });
    expect(halt.json.halted.by).toBe('key tests');
    for (const path of ['resume', 'held/release', 'held/drop', 'caps', 'protect', 'reset']) {
      const json = { reason: 'a test', all: true, rule: 'X', type: 'User', id: 'u' };
      const answer = await server.send('POST', `/v1/brakes/${path}`, { json });
      expect([path, answer.status === 403 || answer.status === 400]).toEqual([path, true]);
    }
    expect((await server.send('POST', '/v1/brakes/resume', { json: { reason: 'a test' } })).status).toBe(403);
    expect((await server.get('/metrics')).text).toContain('lapwing_halted 1');
  });
});

describe('a protected entity', () => {
  it('is never labelled by itself: the effect waits for a person', async () => {
    await start({ protected: ['User/u1'] });
    expect((await post('/v1/brakes/protect', { type: 'User', id: 'u2', reason: 'an official' })).status).toBe(200);
    await spam(users(4));
    expect(await labelled(4)).toEqual(['u0', 'u3']);
    expect((await held()).map(({ detail }: { detail: string }) => detail)).toEqual([
      'User u2 is protected',
      'User u1 is protected',
    ]);
    expect((await post('/v1/brakes/unprotect', { type: 'User', id: 'u1', reason: 'left office' })).status).toBe(200);
    await spam(['u1'], 30);
    expect(await labelled(4)).toEqual(['u0', 'u1', 'u3']);
    expect((await brakes()).protected).toEqual([
      { type: 'User', id: 'u2', changed: expect.objectContaining({ reason: 'an official' }) },
    ]);
  });

  it('can be spared for good: the effect is on record only', async () => {
    await start({ protected: ['User/u1'], on_protected: 'refuse' });
    await spam(users(2));
    const [refused] = await held('?state=refused');
    expect(refused).toMatchObject({ state: 'refused', cause: 'protected' });
    expect((await post('/v1/brakes/held/release', { ids: [refused.id], reason: 'a test' })).json.settled).toBe(0);
    expect(await labelled(2)).toEqual(['u0']);
  });
});

describe('the emergency brake', () => {
  it('stops a young rule that hits too much, tells its owner, and lets it go on when a person says so', async () => {
    const received: Record<string, unknown>[] = [];
    const { createServer } = await import('node:http');
    const receiver = createServer(async (request, response) => {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part);
      received.push(JSON.parse(Buffer.concat(parts).toString()));
      response.writeHead(204).end();
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    const address = receiver.address();
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`;
    const { RULES } = await import('./support/rules.ts');
    await start(
      { emergency: { share: 0.5, events: 10 } },
      {
        config: JSON.stringify({
          sinks: { webhooks: [{ name: 'hook', url, secret: 'sixteen bytes or more', on: ['alert'] }] },
        }),
        rules: { ...RULES, 'spam.sml': `# owner: spam-team\n${RULES['spam.sml']}` },
      },
    );
    await spam(users(15));
    expect(await labelled(15)).toEqual(users(9));
    const { stopped, held: waiting } = await brakes();
    expect(stopped).toMatchObject([{ rule: 'SpamTextRule', owner: 'spam-team', hits: 10, events: 10 }]);
    // A label and a verdict of each.
    expect(waiting.rules).toEqual([{ rule: 'SpamTextRule', cause: 'emergency', count: 12 }]);
    for (let waited = 0; received.length === 0 && waited < 100; waited++) await sleep(50);
    receiver.close();
    expect(received).toMatchObject([{ kind: 'alert', alert: { kind: 'emergency', owner: 'spam-team' } }]);

    expect((await post('/v1/brakes/reset', { rule: 'SpamTextRule', reason: 'it is a raid' })).status).toBe(200);
    expect((await post('/v1/brakes/reset', { rule: 'SpamTextRule', reason: 'again' })).status).toBe(409);
    await spam(['u15'], 20);
    expect((await server.get('/v1/entities/User/u15')).json.labels).toHaveLength(1);
  });
});
