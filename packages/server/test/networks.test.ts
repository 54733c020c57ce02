/** Networks over HTTP: a burst raises one alert that brakes can hold, and jobs find rings in what was decided and in rows of their own. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { eventOf, startServer, type TestServer } from './support/server.ts';

const RULES = {
  'main.sml': "Import(rules=['models.sml'])\nRequire(rule=f'actions/{ActionName}.sml')\n",
  'models.sml': `ActionName = GetActionName()
UserId: Entity[str] = EntityJson(type='User', path='$.user_id')
`,
  'actions/share.sml': "Import(rules=['lockstep.sml'])\n",
  'lockstep.sml': `Import(rules=['models.sml'])
Link: str = JsonData(path='$.link')
Tags: Optional[List[str]] = JsonData(path='$.tags', required=False)
Together = CoAction(layer='link', actor=UserId, object=Link, window_seconds=60)
Size = ClusterSize(entity=UserId)
Score = CoordinationScore(entity=UserId)
Chance = CoordinationChance(entity=UserId)
Formed = ClusterFormed(entity=UserId, min_size=5)
LockstepRule = Rule(when_all=[Formed], description=f'{Size} accounts share the same links')
WhenRules(
  rules_any=[LockstepRule],
  then=[
    ClusterAlert(
      entity=UserId,
      size=Size,
      score=Score,
      chance=Chance,
      members=ClusterMembers(entity=UserId, when_all=[Formed]),
      objects=ClusterObjects(entity=UserId, when_all=[Formed]),
    ),
  ],
)
`,
};

let server: TestServer;
afterEach(() => server.close());

// Each job is a thread that loads DuckDB.
const JOB_TIMEOUT = { timeout: 120_000 };

const START = Date.UTC(2026, 0, 5, 12);
let events = 0;

async function send(shares: readonly (readonly [user: string, link: string, seconds: number])[]): Promise<void> {
  const lines = shares.map(([user, link, seconds]) => {
    const data = { user_id: user, link, tags: [`tag-${link}`, 'all'] };
    return eventOf(`e${events++}`, data, { action: 'share', time: new Date(START + seconds * 1000).toISOString() });
  });
  const { status } = await server.send('POST', '/v1/events', {
    headers: { 'content-type': 'application/x-ndjson' },
    body: lines.join('\n'),
  });
  expect(status).toBe(202);
  await server.settled();
}

/** Eight accounts that share four links in step, among people who share what they find. */
const burst = () =>
  [0, 1, 2, 3].flatMap((link) =>
    Array.from({ length: 8 }, (_, bot) => [`bot${bot}`, `pushed${link}`, 600 + link * 10 + bot] as const),
  );
const people = () => Array.from({ length: 120 }, (_, i) => [`user${i % 40}`, `story${(i * 7) % 30}`, i * 30] as const);

async function finished(id: string) {
  for (;;) {
    const { json } = await server.get(`/v1/networks/jobs/${id}`);
    if (json.state !== 'waiting' && json.state !== 'running') return json;
    await sleep(20);
  }
}

async function begin(body: unknown) {
  const { status, json } = await server.send('POST', '/v1/networks/jobs', { json: body });
  expect([status, json.detail ?? null]).toEqual([202, null]);
  return finished(json.id);
}

const alerts = async () => {
  const { json } = await server.get('/v1/events?rule=LockstepRule');
  return json.items as { eventId: string; time: string }[];
};

describe('a burst of lockstep behaviour', () => {
  it('raises one alert, at the event that made it one, with who, what and how sure', async () => {
    server = await startServer({ rules: RULES });
    await send([...people(), ...burst()].toSorted((a, b) => a[2] - b[2]));
    const items = await alerts();
    expect(items).toHaveLength(1);
    // The fifth account to share a second link.
    expect(items[0]!.time).toBe(new Date(START + 614_000).toISOString());
    const { json } = await server.get(`/v1/events/${items[0]!.eventId}`);
    expect(json.effects).toHaveLength(1);
    expect(json.effects[0]).toMatchObject({ kind: 'plugin', summary: expect.stringContaining('cluster-alert') });
    expect(json.effects[0].fields).toMatchObject({
      entity: { type: 'User', id: 'bot4' },
      size: 5,
      members: Array.from({ length: 5 }, (_, bot) => `User/bot${bot}`),
      objects: ['link:pushed0', 'link:pushed1'],
    });
    expect(json.effects[0].id).toMatch(/^[0-9a-f]{32}$/);
    expect(json.effects[0].rules).toEqual([
      { name: 'LockstepRule', version: expect.any(String), reason: '5 accounts share the same links' },
    ]);
    expect(json.rules.find(({ name }: { name: string }) => name === 'LockstepRule').fired).toBe(true);
    const metrics = (await server.get('/metrics')).text;
    expect(metrics).toMatch(/lapwing_network_shares\{layer="link"\} 1\d\d/);
    expect(metrics).toMatch(/lapwing_network_shares_capped_total\{layer="link"\} 0/);
  });

  it('is held where the brakes are on', async () => {
    server = await startServer({ rules: RULES, config: JSON.stringify({ brakes: { emergency: false } }) });
    const person = await server.signIn();
    const halted = await server.send('POST', '/v1/brakes/halt', {
      headers: person,
      json: { reason: 'looking into it' },
    });
    expect(halted.status).toBeLessThan(300);
    await send(burst());
    const held = (await server.get('/v1/brakes/held')).json.items;
    expect(held.map((item: { rules: { name: string }[] }) => item.rules.map(({ name }) => name))).toEqual([
      ['LockstepRule'],
    ]);
  });
});

describe('network jobs', JOB_TIMEOUT, () => {
  it('find a ring in decided events: pages, a card, a rule that finds it again, and files', async () => {
    server = await startServer({ rules: RULES });
    await send([...people(), ...burst()].toSorted((a, b) => a[2] - b[2]));
    const shares = { kind: 'warehouse', actor: 'UserId', object: 'Link', q: "ActionName == 'share'" };
    const job = await begin({ operation: 'clusters', shares, window: '60s', minRepetition: 3 });
    expect(job).toMatchObject({ state: 'done', error: null, operation: 'clusters', by: 'key tests' });
    expect(job.summary).toMatchObject({ rows: 152, actors: 48, results: { clusters: 1, edges: 28 } });
    const { json: page } = await server.get(`/v1/networks/jobs/${job.id}/clusters`);
    expect(page).toMatchObject({ total: 1, next: null });
    expect(page.items[0]).toMatchObject({ cluster: 1, size: 8, edges: 28, density: 1 });
    const first = (await server.get(`/v1/networks/jobs/${job.id}/edges?limit=20`)).json;
    const second = (await server.get(`/v1/networks/jobs/${job.id}/edges?limit=20&cursor=${first.next}`)).json;
    expect([first.items.length, first.next, second.items.length, second.next]).toEqual([20, '20', 8, null]);
    expect(first.items[0]).toMatchObject({ source: 'bot0', weight: 4 });

    const card = (await server.get(`/v1/networks/jobs/${job.id}/clusters/1`)).json;
    expect(card.members.map(({ actor }: { actor: string }) => actor).toSorted()).toEqual(
      Array.from({ length: 8 }, (_, bot) => `bot${bot}`),
    );
    expect(card.suggestedRule.problems).toBeNull();
    expect(card.suggestedRule.text).toContain('actor=UserId');
    // Tried as it stands: as a draft, with the files that it changes.
    const person = await server.signIn();
    const draft = await server.send('POST', '/v1/rules/drafts', {
      headers: person,
      json: {
        name: 'ring',
        baseHash: server.system.pipeline.active?.ruleset.program.hash,
        files: Object.entries(card.suggestedRule.files).map(([path, text]) => ({ path, base: null, text })),
      },
    });
    expect(draft.status).toBe(201);

    for (const [format, sign] of [
      ['graphml', '<graphml'],
      ['gexf', '<gexf'],
      ['json', '"nodes"'],
      ['csv', 'source,target'],
      ['parquet', 'PAR1'],
    ] as const) {
      const { status, text } = await server.get(`/v1/networks/jobs/${job.id}/export?format=${format}`);
      expect([format, status, text.includes(sign)]).toEqual([format, 200, true]);
    }
    expect((await server.send('DELETE', `/v1/networks/jobs/${job.id}`)).status).toBe(204);
    expect((await server.get(`/v1/networks/jobs/${job.id}`)).status).toBe(404);
  });

  it('take lists as several objects, and do the other operations', async () => {
    server = await startServer({ rules: RULES });
    await send(burst());
    const tags = { kind: 'warehouse', actor: 'UserId', object: 'Tags' };
    const graph = await begin({ operation: 'coaction', shares: tags, window: '60s', minRepetition: 5 });
    expect(graph.summary).toMatchObject({ rows: 64, figures: { edges: 28, connectedActors: 8, exact: true } });
    const chains = await begin({
      operation: 'chains',
      shares: { ...tags, object: 'Link' },
      q: null,
      minRepetition: 2,
      every: '20s',
    });
    expect(chains.summary.results.chains).toBeGreaterThan(0);
    const chain = (await server.get(`/v1/networks/jobs/${chains.id}/chains`)).json.items[0];
    expect(chain.links[0].members.length).toBeGreaterThan(1);
    const rows = [
      ['a', 'b'],
      ['b', 'c'],
      ['c', 'a'],
      ['x', 'y'],
      ['a', 'x'],
    ].map(([source, target]) => ({ source, target }));
    const trust = await begin({
      operation: 'trust',
      edges: { kind: 'rows', rows },
      trusted: ['a'],
      linked: [['a', 'x']],
    });
    expect(trust.summary.figures).toEqual({ edges: 4, linkedDropped: 1 });
    const { items } = (await server.get(`/v1/networks/jobs/${trust.id}/actors`)).json;
    expect(items.map(({ actor }: { actor: string }) => actor)).toEqual(['a', 'b', 'c', 'x', 'y']);
    expect(items.at(-1).trust).toBe(0);
    const posts = Array.from({ length: 60 }, (_, i) => ({
      actor: `w${i % 3}`,
      text: i % 3 === 2 ? `plain words about item ${i}` : `¡¡buy!! my friends, ~${i}~ is THE thing ;)`,
      time: 1_700_000_000 + i * 3600,
      key: i % 3 === 2 ? 'home' : 'flat',
    }));
    const linked = await begin({
      operation: 'link',
      posts: { kind: 'rows', rows: posts },
      minPosts: 5,
      minProbability: 0.5,
    });
    expect(linked).toMatchObject({ state: 'done', summary: { rows: 60, actors: 3, results: { links: 3 } } });
    const links = (await server.get(`/v1/networks/jobs/${linked.id}/links`)).json.items;
    expect(links.find(({ account }: { account: string }) => account === 'w0').candidates[0].account).toBe('w1');
  });

  it('say what is wrong, before the job or as what came of it', async () => {
    server = await startServer({ rules: RULES });
    const refused = async (body: unknown) => {
      const { status, json } = await server.send('POST', '/v1/networks/jobs', { json: body });
      return [status, json.detail];
    };
    const shares = { kind: 'warehouse', actor: 'UserId', object: 'Link' };
    expect(await refused({ operation: 'coaction', shares: { ...shares, object: 'Nothing' } })).toEqual([
      400,
      'the rules in force have no feature Nothing',
    ]);
    expect((await refused({ operation: 'coaction', shares: { ...shares, q: 'Link ==' } }))[0]).toBe(400);
    expect((await refused({ operation: 'guess', shares }))[0]).toBe(400);
    const rows = { kind: 'rows', rows: [{ actor: 'a', object: 'b', time: 'yesterday' }] };
    expect(await begin({ operation: 'coaction', shares: rows })).toMatchObject({
      state: 'failed',
      error: expect.stringContaining('is no time'),
    });
    const early = { kind: 'rows', rows: [{ actor: 'a', object: 'b', time: 1 }] };
    expect(await refused({ operation: 'coaction', shares: early, window: 'soon' })).toEqual([
      400,
      'window: soon is no duration such as 60s, 5m or 1d',
    ]);
    const empty = await begin({ operation: 'clusters', shares: early });
    expect(empty).toMatchObject({ state: 'done', summary: { results: { clusters: 0, edges: 0 } } });
    expect((await server.get(`/v1/networks/jobs/${empty.id}/clusters`)).json).toEqual({
      items: [],
      total: 0,
      next: null,
    });
    expect((await server.get(`/v1/networks/jobs/${empty.id}/clusters/1`)).status).toBe(404);
    expect((await server.get(`/v1/networks/jobs/${empty.id}/actors`)).status).toBe(404);
    expect((await server.send('POST', `/v1/networks/jobs/${empty.id}/cancel`)).status).toBe(409);
    server.accounts.putPerson('mo@example.org', 'moderator');
    const moderator = await signInAs('mo@example.org');
    const asked = { headers: moderator, json: { operation: 'coaction', shares: early } };
    expect((await server.send('POST', '/v1/networks/jobs', asked)).status).toBe(403);
    expect((await server.send('GET', '/v1/networks/jobs', { headers: { authorization: '' } })).status).toBe(401);
  });

  it('run one after the other, wait in a line that ends, and can be cancelled', async () => {
    server = await startServer({ rules: RULES });
    const rows = Array.from({ length: 3000 }, (_, i) => ({
      actor: `a${i % 60}`,
      object: `o${i % 50}`,
      time: 1000 + i,
    }));
    const body = { operation: 'clusters', shares: { kind: 'rows', rows }, window: 'any' };
    const begun = await Promise.all(
      Array.from({ length: 11 }, () => server.send('POST', '/v1/networks/jobs', { json: body })),
    );
    const ids = begun.filter(({ status }) => status === 202).map(({ json }) => json.id as string);
    expect(begun.some(({ status, json }) => status === 429 && /jobs are waiting/.test(json.detail))).toBe(true);
    for (const id of ids.slice(1)) {
      expect([202, 409]).toContain((await server.send('POST', `/v1/networks/jobs/${id}/cancel`)).status);
    }
    const states = await Promise.all(ids.map(async (id) => (await finished(id)).state));
    expect(states).toContain('cancelled');
    expect(new Set([...states, 'done', 'cancelled'])).toEqual(new Set(['done', 'cancelled']));
    expect((await server.get('/v1/networks/jobs')).json.items).toHaveLength(ids.length);
  });
});

async function signInAs(email: string): Promise<Record<string, string>> {
  const token = server.accounts.createSignInToken(email);
  const { headers } = await server.send('POST', '/v1/session', { headers: { authorization: '' }, json: { token } });
  return { cookie: headers.get('set-cookie')?.split(';')[0] ?? '', 'x-lapwing-csrf': '1' };
}
