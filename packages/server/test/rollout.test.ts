/** From draft to live over HTTP: states, what they would have done, two people where nothing can be taken back, candidates. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { latestRuleset } from '../src/index.ts';
import { RolloutBacktests } from '../src/rollout/backtests.ts';
import { RULES } from './support/rules.ts';
import { eventOf, startServer, type TestServer, writeFiles } from './support/server.ts';

const CONFIG = `
effects:
  irreversible:
    verdicts: [reject]
`;

let server: TestServer;
let ana: Record<string, string>;
let ben: Record<string, string>;

beforeAll(async () => {
  server = await startServer({ config: CONFIG });
  ana = await server.signIn('ana@example.org');
  ben = await server.signIn('ben@example.org');
});
afterAll(() => server.close());

const post = (path: string, json: unknown, headers?: Record<string, string>) =>
  server.send('POST', path, { json, ...(headers === undefined ? {} : { headers }) });
let events = 0;
async function decide(userId: string, text: string, link = 'x.example') {
  const id = `event-${++events}`;
  const body = eventOf(id, { user_id: userId, text, link });
  return { id, ...(await server.send('POST', '/v1/decide', { body })).json };
}
const state = (rule: string, json: unknown, headers = ana) => post(`/v1/rollout/rules/${rule}/state`, json, headers);
const stateOf = async (rule: string) =>
  (await server.get('/v1/rollout')).json.rules.find(({ name }: { name: string }) => name === rule);

describe('a rule', () => {
  test('is live at first, and says what it does and what of that is final', async () => {
    expect(await stateOf('SpamTextRule')).toMatchObject({
      state: 'live',
      setting: 'live',
      effects: ['label +spammer', 'label +bad_link', 'verdict reject'],
      irreversible: ['verdict reject'],
      said: null,
    });
    expect((await decide('u1', 'buy now')).verdicts).toEqual(['reject']);
  });

  test('in shadow neither answers nor acts, and everything about it is recorded', async () => {
    const answer = await state('SpamTextRule', { state: 'shadow', reason: 'too many complaints' });
    expect([answer.status, answer.json]).toEqual([200, { status: 'done', position: expect.any(Number) }]);
    const decided = await decide('u2', 'buy now');
    expect(decided).toMatchObject({ verdicts: [], rules: [], labels: [] });
    expect(decided.features).not.toHaveProperty('__verdicts');
    await server.settled();
    expect((await server.get('/v1/entities/User/u2')).json.labels).toEqual([]);
    const page = (await server.get(`/v1/events/${decided.id}`)).json;
    expect(page).toMatchObject({
      effects: [],
      shadow: {
        hits: ['SpamTextRule'],
        verdicts: ['reject'],
        labels: ['User/u2/spammer/1', 'Link/x.example/bad_link/1'],
        candidate: null,
      },
    });
    // Offered again, it is answered as it was.
    const again = await server.send('POST', '/v1/decide', { body: eventOf(decided.id, { user_id: 'u2' }) });
    expect(again.json).toMatchObject({ duplicate: true, verdicts: [], labels: [], rules: [] });
    expect(again.json.features).not.toHaveProperty('__entity_label_mutations');
    const { rows } = (
      await post('/v1/query', {
        sql: "SELECT __event_id FROM events WHERE list_contains(__shadow_hits, 'SpamTextRule')",
      })
    ).json;
    expect(rows).toEqual([[decided.id]]);
    expect((await server.get('/metrics')).text).toContain('lapwing_rule_shadow_hits_total{rule="SpamTextRule"} 1');
    const items = (await server.get('/v1/events?shadow=SpamTextRule')).json.items;
    expect(items.map(({ eventId }: { eventId: string }) => eventId)).toEqual([decided.id]);
  });

  test('shows who put it there and why', async () => {
    expect(await stateOf('SpamTextRule')).toMatchObject({
      state: 'shadow',
      said: { by: 'ana@example.org', reason: 'too many complaints', approvedBy: null },
    });
    const { items } = (await server.get('/v1/rollout/history?rule=SpamTextRule')).json;
    expect(items).toMatchObject([{ rule: 'SpamTextRule', setting: 'shadow', by: 'ana@example.org' }]);
    const rules = (await server.get('/v1/rules')).json.items;
    expect(rules.find(({ name }: { name: string }) => name === 'SpamTextRule')).toMatchObject({ state: 'shadow' });
  });

  test('in shadow has a precision, as far as people have judged whom it hits', async () => {
    for (const user of ['u3', 'u4', 'u5']) await decide(user, 'buy now');
    const label = { label: 'spammer', change: 'add', reason: 'looked' };
    await post('/v1/entities/User/u3/labels', label, ana);
    await post('/v1/entities/User/u4/labels', label, ana);
    await post('/v1/entities/User/u5/labels', { ...label, label: 'trusted' }, ana);
    await server.settled();
    const { rules, events: counted } = (await server.get('/v1/rollout/compare?rule=SpamTextRule')).json;
    expect(counted).toBe(4);
    expect(rules).toMatchObject([
      {
        rule: 'SpamTextRule',
        live: { hits: 0, entities: 0, precision: null },
        shadow: {
          hits: 4,
          // Four users and their one link.
          entities: 5,
          entitiesByOutcome: { bad: 2, fine: 1, unknown: 2 },
          precision: { value: 2 / 3, judged: 3 },
        },
        newlyAffected: { entities: 5 },
      },
    ]);
    const { low, high } = rules[0].shadow.precision;
    expect([low, high].map((end) => Math.round(end * 1000))).toEqual([208, 939]);
    expect(rules[0].newlyAffected.samples[0]).toMatchObject({ entityType: 'User', eventId: expect.any(String) });
  });
});

describe('what cannot be taken back', () => {
  let proposal = 0;

  test('is proposed, not done', async () => {
    const answer = await state('SpamTextRule', { state: 'canary', percent: 50, reason: 'precise enough' });
    expect(answer.status).toBe(202);
    expect(answer.json).toMatchObject({
      status: 'proposed',
      irreversible: ['verdict reject'],
      proposal: {
        rule: 'SpamTextRule',
        setting: 'canary:50%',
        by: 'ana@example.org',
        approvalsNeeded: 1,
        status: 'open',
      },
    });
    proposal = answer.json.proposal.id;
    expect((await stateOf('SpamTextRule')).state).toBe('shadow');
  });

  test('needs another person, who is signed in and says why', async () => {
    const approve = (headers?: Record<string, string>, json: unknown = { reason: 'I looked too' }) =>
      post(`/v1/rollout/proposals/${proposal}/approve`, json, headers);
    const own = await approve(ana);
    expect([own.status, own.json.detail]).toEqual([409, 'a proposal is approved by somebody else than who made it']);
    expect((await approve()).status).toBe(403);
    expect((await approve(ben, {})).status).toBe(400);
    const answer = await approve(ben);
    expect(answer.json).toMatchObject({ status: 'approved', approvals: [{ by: 'ben@example.org' }] });
    expect(await stateOf('SpamTextRule')).toMatchObject({
      setting: 'canary:50%',
      said: { by: 'ana@example.org', approvedBy: 'ben@example.org', reason: 'precise enough' },
    });
    const twice = await approve(ben);
    expect([twice.status, twice.json.detail]).toEqual([409, `proposal ${proposal} is approved already`]);
  });

  test('acts on some, always the same ones, and the others are in shadow', async () => {
    const verdicts = new Map<string, number>();
    for (let i = 0; i < 30; i++) {
      const { verdicts: given } = await decide(`c${i % 15}`, 'buy now');
      verdicts.set(`c${i % 15}`, (verdicts.get(`c${i % 15}`) ?? 0) + given.length);
    }
    const counts = [...verdicts.values()];
    expect(counts.every((count) => count === 0 || count === 2)).toBe(true);
    expect(counts).toContain(0);
    expect(counts).toContain(2);
  });

  test('a program can ask for it, but then it needs two people', async () => {
    const asked = await post('/v1/rollout/rules/SpamTextRule/state', { state: 'live', reason: 'by script' });
    expect(asked.json).toMatchObject({ status: 'proposed', proposal: { by: 'key tests', approvalsNeeded: 2 } });
    const path = `/v1/rollout/proposals/${asked.json.proposal.id}/approve`;
    expect((await post(path, { reason: 'yes' }, ana)).json).toMatchObject({ status: 'open' });
    const twice = await post(path, { reason: 'yes' }, ana);
    expect([twice.status, twice.json.detail]).toEqual([
      409,
      'you have approved this already: it needs another person as well',
    ]);
    expect((await stateOf('SpamTextRule')).state).toBe('canary');
    expect((await post(path, { reason: 'yes' }, ben)).json).toMatchObject({ status: 'approved' });
    expect(await stateOf('SpamTextRule')).toMatchObject({
      state: 'live',
      said: { by: 'key tests', approvedBy: 'ana@example.org, ben@example.org' },
    });
  });

  test('is stopped by one', async () => {
    const answer = await state('SpamTextRule', { state: 'disabled', reason: 'it went mad' });
    expect([answer.status, answer.json.status]).toEqual([200, 'done']);
    expect((await decide('u9', 'buy now')).rules).toEqual([]);
  });

  test('can be rejected, with a reason', async () => {
    const { json } = await state('SpamTextRule', { state: 'live', reason: 'again' });
    const answer = await post(`/v1/rollout/proposals/${json.proposal.id}/reject`, { reason: 'not yet' }, ben);
    expect(answer.json).toMatchObject({ status: 'rejected', rejectedBy: 'ben@example.org', rejectedReason: 'not yet' });
    expect((await stateOf('SpamTextRule')).state).toBe('disabled');
  });

  test('a rule that only labels goes live by one person', async () => {
    expect((await state('BusyRule', { state: 'shadow', reason: 'try' })).status).toBe(200);
    expect((await state('BusyRule', { state: 'live', percent: null, reason: 'fine' })).json.status).toBe('done');
  });
});

test.each([
  ['BusyRule', { state: 'live', reason: 'x' }, 409, 'BusyRule is in this state already'],
  ['NoRule', { state: 'live', reason: 'x' }, 409, 'there is no rule NoRule in the ruleset in force'],
  ['BusyRule', { state: 'shadow', reason: ' ' }, 409, 'say why: every change of a state has a reason'],
  [
    'BusyRule',
    { state: 'canary', reason: 'x' },
    400,
    'percent: a canary has a share over 0 and below 100, in steps of 0.01',
  ],
  ['BusyRule', { state: 'shadow', percent: 5, reason: 'x' }, 400, 'percent: only a canary has one'],
])('refuses %s %j', async (rule, body, status, detail) => {
  const answer = await state(rule, body);
  expect([answer.status, answer.json.detail]).toEqual([status, detail]);
});

describe('a candidate', () => {
  const files = { ...RULES, 'spam.sml': RULES['spam.sml']!.replace('PostsPerHour >= 3', 'PostsPerHour >= 2') };
  let hash = '';

  test('that does not compile, or is in force already, is none', async () => {
    const broken = await post('/v1/rollout/candidate', { files: { 'main.sml': 'A = ' }, reason: 'try' }, ana);
    expect([broken.status, broken.json.detail]).toEqual([409, expect.stringContaining('main.sml')]);
    const same = await post('/v1/rollout/candidate', { files: RULES, reason: 'try' }, ana);
    expect([same.status, same.json.detail]).toEqual([409, 'these rules are in force already']);
    expect((await server.get('/v1/rollout/compare?of=candidate')).status).toBe(404);
  });

  test('brings no files that a deployment would write where no rules are', async () => {
    for (const path of [
      '../outside.txt',
      '/etc/words.txt',
      '.git/config',
      'lists/../../up.txt',
      'a\\..\\..\\up.txt',
      'lists/',
    ]) {
      const answer = await post('/v1/rollout/candidate', { files: { ...files, [path]: 'text' }, reason: 'try' }, ana);
      expect([answer.status, answer.json.errors]).toEqual([400, [expect.stringContaining(JSON.stringify(path))]]);
    }
    expect((await server.get('/v1/rollout')).json.candidate).toBeNull();
  });

  test('decides beside the rules in force from their counters on, and its counts are its own', async () => {
    for (const id of ['p1', 'p2']) {
      const body = eventOf(id, { user_id: 'pat' });
      expect((await server.send('POST', '/v1/decide', { body })).json.rules).toEqual([]);
    }
    const started = await post('/v1/rollout/candidate', { files, reason: 'catch them sooner' }, ana);
    expect(started.status).toBe(201);
    expect(started.json).toMatchObject({ state: 'shadow', by: 'ana@example.org', rules: 3, counters: 'fork' });
    hash = started.json.hash;
    // Whoever asks the data directory for the rules in force does not get the candidate.
    const latest = await latestRuleset(server.system.dataDirectory, server.system.registry);
    expect(latest.program.hash).toBe(server.system.pipeline.active?.ruleset.program.hash);
    const third = await server.send('POST', '/v1/decide', { body: eventOf('p3', { user_id: 'pat' }) });
    expect(third.json.rules).toMatchObject([{ name: 'BusyRule' }]);
    for (const id of ['q1', 'q2']) {
      const body = eventOf(id, { user_id: 'quin' });
      expect((await server.send('POST', '/v1/decide', { body })).json.rules).toEqual([]);
    }
    await server.settled();
    expect((await server.get('/v1/events/q2')).json.shadow).toMatchObject({
      hits: [],
      candidate: { hash, hits: ['BusyRule'] },
    });
    const { rules } = (await server.get('/v1/rollout/compare?of=candidate&rule=BusyRule')).json;
    expect(rules).toMatchObject([
      {
        live: { hits: 1 },
        shadow: { hits: 2 },
        both: 1,
        newlyAffected: { entities: 1, samples: [{ entityId: 'quin' }] },
      },
    ]);
  });

  test('does not go in force as an earlier version would: it was none', async () => {
    const answer = await post('/v1/ruleset/rollback', { hash, reason: 'no second person needed' });
    expect([answer.status, answer.json.detail]).toEqual([409, `${hash} is no version that was in force here`]);
    expect((await server.get('/v1/ruleset')).json.active.hash).not.toBe(hash);
  });

  test('is backtested against them', { timeout: 90_000 }, async () => {
    const begun = await post('/v1/rollout/backtest', { of: 'candidate' }, ana);
    expect([begun.status, begun.json.hash]).toEqual([202, hash]);
    const newest = async () => (await server.get('/v1/rollout/backtest?of=candidate')).json.backtest;
    await vi.waitUntil(async () => (await newest()).endedAtMillis !== null, { timeout: 60_000, interval: 50 });
    const { report, error, startedBy } = await newest();
    expect([error, startedBy]).toEqual([null, 'ana@example.org']);
    const rule = report.rules.find(({ name }: { name: string }) => name === 'BusyRule');
    expect(rule).toMatchObject({ change: 'changed' });
    expect(rule.candidate.hits).toBeGreaterThan(rule.baseline.hits);
  });

  test('a report that cannot be kept is told, and the next backtest can begin', { timeout: 90_000 }, async () => {
    const dataDirectory = join(server.system.dataDirectory, 'accounts.sqlite');
    const errors: unknown[] = [];
    const backtests = new RolloutBacktests({ ...server.system, dataDirectory }, (error) => errors.push(error));
    for (const failed of [1, 2]) {
      backtests.start(hash, null, null, 'ana@example.org');
      await vi.waitUntil(() => errors.length === failed, { timeout: 30_000 });
      await backtests.close();
    }
    expect(errors).toMatchObject([{ code: 'ENOTDIR' }, { code: 'ENOTDIR' }]);
  });

  test('acts on a share, and in force over the files it goes on counting', async () => {
    const canary = { hash, state: 'canary', percent: 99.99, reason: 'most of them' };
    expect((await post('/v1/rollout/candidate/state', canary, ana)).json).toMatchObject({ status: 'done' });
    const answer = await server.send('POST', '/v1/decide', { body: eventOf('q3', { user_id: 'quin' }) });
    expect(answer.json.rules).toMatchObject([{ name: 'BusyRule' }]);
    const live = await post('/v1/rollout/candidate/state', { hash, state: 'live', reason: 'good' }, ana);
    expect(live.json).toMatchObject({ status: 'done' });
    const { active, items, pinnedOver } = (await server.get('/v1/ruleset/versions')).json;
    expect([active, pinnedOver]).toEqual([hash, items[1].hash]);
    expect(items[0]).toMatchObject({ by: 'ana@example.org', reason: 'good', fromCandidate: true });
    const first = await server.send('POST', '/v1/decide', { body: eventOf('r1', { user_id: 'rae' }) });
    expect(first.json.features.PostsPerHour).toBe(1);
    const fourth = await server.send('POST', '/v1/decide', { body: eventOf('q4', { user_id: 'quin' }) });
    expect(fourth.json.features.PostsPerHour).toBe(4);
  });
});

describe('versions', () => {
  test('differ in files and rules', async () => {
    const { items } = (await server.get('/v1/ruleset/versions')).json;
    const [newest, first] = [items[0].hash, items.at(-1).hash];
    const diff = (await server.get(`/v1/ruleset/diff?from=${first.slice(0, 10)}&to=${newest}`)).json;
    expect(diff.rules).toEqual([
      { name: 'BusyRule', change: 'changed', description: expect.any(String), effectsAdded: [], effectsRemoved: [] },
    ]);
    expect(diff.files).toHaveLength(1);
    expect(diff.files[0].patch).toContain('-BusyRule = Rule(when_all=[PostsPerHour >= 3]');
    expect(diff.files[0].patch).toContain('+BusyRule = Rule(when_all=[PostsPerHour >= 2]');
    const bad = await server.get('/v1/ruleset/diff?from=ffffffff&to=ffffffff');
    expect([bad.status, bad.json.detail]).toEqual([409, 'ffffffff is no version that was in force here']);
  });

  test('that differ in very much say so: nobody waits for the shortest way from one to the other', async () => {
    const words = Array.from({ length: 3_000 }, (_, i) => `word${i}\n`).join('');
    const files = { ...RULES, 'words.txt': words };
    const { hash } = (await post('/v1/rollout/candidate', { files, reason: 'words' }, ana)).json;
    const active = (await server.get('/v1/ruleset')).json.active.hash;
    const diff = (await server.get(`/v1/ruleset/diff?from=${active}&to=${hash}`)).json;
    const { patch } = diff.files.find(({ path }: { path: string }) => path === 'words.txt');
    expect(patch).toBe(
      '--- words.txt\n+++ words.txt\n(0 lines before, 3,000 now: they differ too much to be listed)\n',
    );
    expect((await post('/v1/rollout/candidate/withdraw', { reason: 'seen' }, ana)).status).toBe(204);
  });

  test('one step back in one request, and the files are followed again when they change', async () => {
    const back = await post('/v1/ruleset/rollback', { reason: 'too strict' }, ben);
    expect(back.json).toMatchObject({ pinned: false });
    expect((await server.get('/v1/ruleset/versions')).json).toMatchObject({ active: back.json.hash, pinnedOver: null });

    await writeFiles(server.rulesDirectory, { 'totals.sml': `${RULES['totals.sml']}\n# edited\n` });
    await server.system.rules.load('the files changed');
    const edited = (await server.get('/v1/ruleset/versions')).json.active;
    expect(edited).not.toBe(back.json.hash);
    const again = await post('/v1/ruleset/rollback', { reason: 'the edit was a mistake' }, ben);
    expect(again.json).toMatchObject({ hash: back.json.hash, pinned: true });
    // A restart or a touched file changes nothing: the files are those that were passed over.
    await server.system.rules.load('start');
    expect((await server.get('/v1/ruleset/versions')).json).toMatchObject({
      active: back.json.hash,
      pinnedOver: edited,
    });

    const follow = await post('/v1/ruleset/follow-files', { reason: 'it was none' }, ana);
    expect(follow.json.hash).toBe(edited);
    const { items, pinnedOver } = (await server.get('/v1/ruleset/versions')).json;
    expect([pinnedOver, items[0].by, items[0].reason]).toEqual([null, 'ana@example.org', 'it was none']);
    expect((await post('/v1/ruleset/follow-files', { reason: 'x' }, ana)).status).toBe(409);
  });

  test('rules whose rollout.yaml says what cannot be are refused', async () => {
    await writeFiles(server.rulesDirectory, { 'rollout.yaml': 'rules: { NoRule: shadow }' });
    await expect(server.system.rules.load('edit')).rejects.toThrow('rollout.yaml: rules.NoRule: there is no such rule');
    await writeFiles(server.rulesDirectory, { 'rollout.yaml': 'rules: { DividedRule: shadow }' });
    await server.system.rules.load('edit');
    expect(await stateOf('DividedRule')).toMatchObject({ state: 'shadow', said: { by: 'files', reason: 'edit' } });
  });
});
