/** A draft from its first save to the event that it decides, and what stands in its way. */
import { chmod, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { RULES } from './support/rules.ts';
import { type Answer, eventOf, startServer, type TestServer, writeFiles } from './support/server.ts';

const spam = RULES['spam.sml'] ?? '';
const later = spam.replace('buy now', 'buy later');
let server: TestServer;
let ana: Record<string, string>;

beforeEach(async () => {
  server = await startServer();
  server.system.rules.follow();
  ana = await server.signIn('ana@example.org');
});
afterEach(() => server.close());

const hash = async (): Promise<string> => (await server.get('/v1/ruleset')).json.active.hash;
const call = (method: string, path: string, json?: unknown, headers = ana): Promise<Answer> =>
  server.send(method, `/v1/rules/${path}`, { headers, ...(json === undefined ? {} : { json }) });
const content = async (text: string | null, name = 'Later') => ({
  name,
  baseHash: await hash(),
  files: [{ path: 'spam.sml', text, base: spam }],
});
const decide = async (id: string, text: string) =>
  (await server.send('POST', '/v1/decide', { body: eventOf(id, { user_id: id, text }) })).json;

test('saved, checked, tested, tried, backtested, put in force: the next event is decided by it', {
  timeout: 60_000,
}, async () => {
  for (const n of [1, 2, 3]) await decide(`e${n}`, 'buy later');
  await server.settled();
  const before = await hash();
  const created = await call('POST', 'drafts', { ...(await content(later)), description: ' for the sale ' });
  expect(created.status).toBe(201);
  const { id } = created.json;
  expect(created.json).toMatchObject({
    revision: 1,
    name: 'Later',
    description: 'for the sale',
    baseHash: before,
    createdBy: 'ana@example.org',
    updatedBy: 'ana@example.org',
    deployed: null,
    conflicts: [],
    files: [{ path: 'spam.sml', text: later, base: spam }],
  });
  const files = { 'spam.sml': later };
  expect((await call('POST', 'check', { files })).json.ok).toBe(true);
  const cases =
    'cases: [{name: later, event: {action: post, time: 2026-01-02T12:00:00Z, data: {user_id: a, text: buy later}, expect: {rules: [SpamTextRule]}}}]';
  expect((await call('POST', 'test', { files: { ...files, 'spam.test.yaml': cases } })).json).toMatchObject({
    ok: true,
    passed: 1,
  });
  expect((await call('POST', 'try', { files, eventId: 'e1' })).json.ruleChanges).toEqual({
    fired: ['SpamTextRule'],
    quiet: [],
  });
  expect((await call('GET', `drafts/${id}/diff`)).json.files).toEqual([
    { path: 'spam.sml', change: 'changed', base: spam, present: spam, text: later, conflict: false },
  ]);

  const begun = await call('POST', `drafts/${id}/backtest`, { since: '30d' });
  expect([begun.status, begun.json.state, begun.json.span]).toEqual([202, 'running', 'the last 30d']);
  const busy = await call('POST', `drafts/${id}/backtest`, {});
  expect([busy.status, busy.json.detail]).toEqual([409, expect.stringContaining('ana@example.org is running')]);
  const path = `backtests/${begun.json.id}`;
  await vi.waitUntil(async () => (await call('GET', path)).json.state !== 'running', {
    timeout: 40_000,
    interval: 100,
  });
  const done = (await call('GET', path)).json;
  expect([done.state, done.error, done.report.events]).toEqual(['done', null, 3]);
  expect(done.report.rules.find(({ name }: { name: string }) => name === 'SpamTextRule')).toMatchObject({
    change: 'changed',
    candidate: { hits: 3 },
    baseline: { hits: 0 },
  });
  const html = await call('GET', `${path}/report.html`);
  expect([html.status, html.headers.get('content-disposition')]).toEqual([200, expect.stringContaining('attachment')]);
  expect(html.text).toContain('SpamTextRule');
  expect((await call('GET', `drafts/${id}/backtests`)).json.items).toMatchObject([
    { id: begun.json.id, state: 'done' },
  ]);

  const deployed = await call('POST', `drafts/${id}/deploy`, { revision: 1, reason: 'the sale begins' });
  expect([deployed.status, deployed.json.activated]).toEqual([200, true]);
  expect(deployed.json.hash).toBe(await hash());
  expect(deployed.json.hash).not.toBe(before);
  expect(deployed.json.draft.deployed).toMatchObject({ by: 'ana@example.org', reason: 'the sale begins' });
  expect(await readFile(join(server.rulesDirectory, 'spam.sml'), 'utf8')).toBe(later);
  expect(await decide('e4', 'buy later')).toMatchObject({
    rules: [{ name: 'SpamTextRule' }],
    rulesetHash: deployed.json.hash,
  });
  // Who and why are in the journal, which a replay reads.
  const entry = await server.system.journal.get(deployed.json.position);
  expect(JSON.parse(new TextDecoder().decode(entry?.payload))).toMatchObject({
    type: 'activation',
    by: 'ana@example.org',
    reason: 'the sale begins (draft “Later”)',
  });
  // The follower sees the written files as well, and finds them in force.
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect((await server.get('/v1/ruleset')).json).toMatchObject({
    active: { position: deployed.json.position },
    refused: null,
  });
  expect((await call('GET', 'drafts')).json.items).toEqual([]);
  expect((await call('GET', 'drafts?deployed=true')).json.items).toMatchObject([{ id, paths: ['spam.sml'] }]);
  const again = await call('POST', `drafts/${id}/deploy`, { revision: 1, reason: 'again' });
  expect([again.status, again.json.detail]).toEqual([409, 'this draft is in force already']);
  expect((await call('PUT', `drafts/${id}`, { ...(await content(later)), revision: 1 })).status).toBe(409);
});

test('of two who save the same revision the second is refused, and nothing of either is lost', async () => {
  const ben = await server.signIn('ben@example.org');
  const { id } = (await call('POST', 'drafts', await content(later))).json;
  const mine = { ...(await content(`${later}# ana\n`)), revision: 1 };
  const theirs = { ...(await content(`${later}# ben\n`)), revision: 1 };
  const answers = await Promise.all([call('PUT', `drafts/${id}`, mine), call('PUT', `drafts/${id}`, theirs, ben)]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  const refused = answers.find(({ status }) => status === 409);
  expect(refused?.json.detail).toMatch(/^(ana|ben)@example\.org saved this draft at .*, as revision 2$/);
  const { revision, updatedBy, files } = (await call('GET', `drafts/${id}`)).json;
  expect([revision, files[0].text]).toEqual([2, `${later}# ${updatedBy.split('@')[0]}\n`]);
  // A deletion or a deployment from an old view is refused as well.
  expect((await call('DELETE', `drafts/${id}?revision=1`)).status).toBe(409);
  expect((await call('POST', `drafts/${id}/deploy`, { revision: 1, reason: 'old' })).status).toBe(409);
  expect((await call('DELETE', `drafts/${id}?revision=2`)).status).toBe(204);
  expect((await call('GET', `drafts/${id}`)).status).toBe(404);
});

test('what is saved while the draft is put in force is not taken for what is', async () => {
  const { openDraftStore } = await import('../src/drafts/store.ts');
  const store = await openDraftStore(':memory:');
  const draft = (text: string) => ({
    name: 'Later',
    description: '',
    baseHash: 'a1',
    files: [{ path: 'spam.sml', text, base: spam }],
  });
  const first = await store.create(draft(later), 'ana');
  await store.save(first.id, 1, draft('# something else'), 'ben');
  const marked = await store.markDeployed(first, { by: 'ana', hash: 'b2', reason: 'x' });
  expect(marked).toMatchObject({ revision: 2, deployed: null });
  expect(await store.markDeployed(marked, { by: 'ben', hash: 'c3', reason: 'y' })).toMatchObject({
    deployed: { by: 'ben', hash: 'c3' },
  });
  await store.close();
});

test('a file that was changed meanwhile is a conflict, and nothing is written', async () => {
  const { id } = (await call('POST', 'drafts', await content(later))).json;
  const before = await hash();
  const elsewhere = spam.replace('>= 3', '>= 5');
  await writeFiles(server.rulesDirectory, { 'spam.sml': elsewhere });
  await vi.waitUntil(async () => (await hash()) !== before, { timeout: 10_000, interval: 50 });
  expect((await call('GET', `drafts/${id}`)).json.conflicts).toEqual(['spam.sml']);
  const refused = await call('POST', `drafts/${id}/deploy`, { revision: 1, reason: 'now' });
  expect([refused.status, refused.json.errors]).toEqual([409, ['spam.sml']]);
  expect(await readFile(join(server.rulesDirectory, 'spam.sml'), 'utf8')).toBe(elsewhere);
  // Taken up again from what is in force, it goes through.
  const files = [{ path: 'spam.sml', text: elsewhere.replace('buy now', 'buy later'), base: elsewhere }];
  const saved = await call('PUT', `drafts/${id}`, { name: 'Later', baseHash: await hash(), files, revision: 1 });
  expect(saved.json).toMatchObject({ revision: 2, conflicts: [] });
  expect((await call('POST', `drafts/${id}/deploy`, { revision: 2, reason: 'now' })).status).toBe(200);
});

test('an edit in the directory that is not in force does not slip in with a draft', async () => {
  const { id } = (await call('POST', 'drafts', await content(later))).json;
  await writeFiles(server.rulesDirectory, { 'totals.sml': 'Broken = ' });
  const refused = await call('POST', `drafts/${id}/deploy`, { revision: 1, reason: 'now' });
  expect([refused.status, refused.json.detail]).toEqual([409, expect.stringContaining('an edit that is not in force')]);
  await writeFiles(server.rulesDirectory, { 'totals.sml': RULES['totals.sml'] ?? '' });
  expect((await call('POST', `drafts/${id}/deploy`, { revision: 1, reason: 'now' })).status).toBe(200);
});

test('what does not compile, changes nothing, or leads out of the directory is not written', async () => {
  const deploy = async (files: unknown) => {
    const { json } = await call('POST', 'drafts', { name: 'x', baseHash: await hash(), files });
    const { status, json: answer } = await call('POST', `drafts/${json.id}/deploy`, { revision: 1, reason: 'r' });
    return { status, ...answer };
  };
  const broken = await deploy([{ path: 'spam.sml', text: 'X = ', base: spam }]);
  expect([broken.status, broken.errors[0]]).toEqual([400, expect.stringContaining('spam.sml:1')]);
  expect(await deploy([])).toMatchObject({ status: 409, detail: 'the draft is what is in force' });
  const outside = join(tmpdir(), `lapwing-outside-${process.pid}`);
  await mkdir(outside, { recursive: true });
  await symlink(outside, join(server.rulesDirectory, 'out'));
  expect(await deploy([{ path: 'out/x.sml', text: 'X = 1\n', base: null }])).toMatchObject({
    status: 409,
    detail: 'out/x.sml leads out of the directory of the rules',
  });
  expect(await readFile(join(server.rulesDirectory, 'spam.sml'), 'utf8')).toBe(spam);
});

test('in shadow first: nothing is written, the rules beside are told apart, and the draft stays open', async () => {
  const { id } = (await call('POST', 'drafts', await content(later))).json;
  const before = await hash();
  const started = await call('POST', `drafts/${id}/deploy`, { revision: 1, reason: 'let us see', state: 'shadow' });
  expect([started.status, started.json]).toMatchObject([
    200,
    { state: 'shadow', activated: false, draft: { deployed: null } },
  ]);
  expect(await hash()).toBe(before);
  expect((await server.get('/v1/rollout')).json.candidate).toMatchObject({ hash: started.json.hash, state: 'shadow' });
  expect(await readFile(join(server.rulesDirectory, 'spam.sml'), 'utf8')).toBe(spam);
  expect((await decide('s1', 'buy later')).rules).toEqual([]);

  // Promoted, it is in force over the files; the next draft brings the files up to date with it.
  const promoted = await server.send('POST', '/v1/rollout/candidate/state', {
    headers: ana,
    json: { hash: started.json.hash, state: 'live', reason: 'it looks good' },
  });
  expect(promoted.status).toBe(200);
  expect((await call('GET', `drafts/${id}`)).json.conflicts).toEqual([]);
  const totals = RULES['totals.sml'] ?? '';
  const next = { path: 'totals.sml', text: `${totals}# checked\n`, base: totals };
  const other = (await call('POST', 'drafts', { name: 'next', baseHash: await hash(), files: [next] })).json;
  const deployed = await call('POST', `drafts/${other.id}/deploy`, { revision: 1, reason: 'tidy' });
  expect([deployed.status, deployed.json.state]).toEqual([200, 'live']);
  expect(await readFile(join(server.rulesDirectory, 'spam.sml'), 'utf8')).toBe(later);
  expect((await decide('s2', 'buy later')).rules).toMatchObject([{ name: 'SpamTextRule' }]);
});

test('what cannot be taken back needs a second person: one draft alone does not put it in force', async () => {
  await server.close();
  server = await startServer({ config: 'effects: {irreversible: {verdicts: [reject]}}\n' });
  ana = await server.signIn('ana@example.org');
  const { id } = (await call('POST', 'drafts', await content(later))).json;
  const refused = await call('POST', `drafts/${id}/deploy`, { revision: 1, reason: 'now' });
  expect([refused.status, refused.json.errors]).toEqual([409, [expect.stringContaining('SpamTextRule')]]);
  expect(await readFile(join(server.rulesDirectory, 'spam.sml'), 'utf8')).toBe(spam);
  const shadow = await call('POST', `drafts/${id}/deploy`, { revision: 1, reason: 'now', state: 'shadow' });
  expect(shadow.status).toBe(200);
});

test('files come, go and are tests; tests alone put no other ruleset in force', async () => {
  const before = await hash();
  const tests = { path: 'deep/new.test.yaml', text: 'cases: []\n', base: null };
  const one = (await call('POST', 'drafts', { name: 'tests', baseHash: before, files: [tests] })).json;
  const only = (await call('POST', `drafts/${one.id}/deploy`, { revision: 1, reason: 'tests' })).json;
  expect([only.activated, only.hash]).toEqual([false, before]);
  expect(await readFile(join(server.rulesDirectory, 'deep/new.test.yaml'), 'utf8')).toBe('cases: []\n');
  const main = RULES['main.sml'] ?? '';
  const files = [
    { path: 'totals.sml', text: null, base: RULES['totals.sml'] },
    {
      path: 'main.sml',
      text: main.replace("'models.sml', 'spam.sml', 'totals.sml'", "'models.sml', 'more/sums.sml', 'spam.sml'"),
      base: main,
    },
    { path: 'more/sums.sml', text: RULES['totals.sml'], base: null },
    { ...tests, text: null, base: tests.text },
  ];
  const two = (await call('POST', 'drafts', { name: 'move', baseHash: before, files })).json;
  const tidied = await call('POST', `drafts/${two.id}/deploy`, { revision: 1, reason: 'tidy' });
  expect([tidied.status, tidied.json.errors]).toEqual([200, undefined]);
  const paths = (await server.get('/v1/ruleset/files')).json.files.map(({ path }: { path: string }) => path);
  expect(paths).toEqual(['config.yaml', 'main.sml', 'models.sml', 'more/sums.sml', 'spam.sml']);
});

test('only analysts and administrators put rules in force, and keys do not', async () => {
  const { id } = (await call('POST', 'drafts', await content(later))).json;
  const moderator = await server.signIn('mo@example.org');
  server.accounts.putPerson('mo@example.org', 'moderator');
  const body = { revision: 1, reason: 'x' };
  expect((await call('POST', `drafts/${id}/deploy`, body, moderator)).status).toBe(403);
  const key = { authorization: `Bearer ${server.key}` };
  expect((await call('POST', `drafts/${id}/deploy`, body, key)).status).toBe(403);
  const saved = await call('PUT', `drafts/${id}`, { ...(await content(later)), revision: 1 }, key);
  expect(saved.json.updatedBy).toBe('key:tests');
  const { cookie = '' } = ana;
  expect((await call('POST', `drafts/${id}/deploy`, body, { cookie })).status).toBe(403);
  expect((await call('POST', `drafts/${id}/deploy`, { revision: 2, reason: '  ' })).status).toBe(400);
});

test.skipIf(process.getuid?.() === 0)('a directory that the server may not write to says so beforehand', async () => {
  const { id } = (await call('POST', 'drafts', await content(later))).json;
  await chmod(server.rulesDirectory, 0o555);
  try {
    expect((await server.get('/v1/ruleset/files')).json).toMatchObject({
      writable: false,
      unwritable: expect.stringContaining('may not write'),
    });
    expect((await call('POST', `drafts/${id}/deploy`, { revision: 1, reason: 'x' })).status).toBe(409);
  } finally {
    await chmod(server.rulesDirectory, 0o755);
  }
});

test('drafts outlive the server; a backtest that was cut off says so', async () => {
  const { openDraftStore } = await import('../src/drafts/store.ts');
  const file = join(server.system.dataDirectory, 'other.sqlite');
  const store = await openDraftStore(file);
  const draft = await store.create(
    { name: 'n', description: '', baseHash: 'h', files: [{ path: 'a.sml', text: null, base: 'x' }] },
    'ana',
  );
  await store.backtests.begin({
    id: 'b',
    draftId: draft.id,
    revision: 1,
    startedBy: 'ana',
    startedAtMillis: 1,
    span: 'all',
  });
  await store.close();
  const again = await openDraftStore(file);
  expect(await again.get(draft.id)).toEqual(draft);
  expect(await again.backtests.get('b')).toMatchObject({ state: 'failed', error: 'the server was stopped meanwhile' });
  await again.remove(draft.id, 1);
  expect(await again.backtests.get('b')).toBeNull();
  await again.close();
});

test('a deployment that a crash interrupted is finished at the next start', async () => {
  const { finishWriting } = await import('../src/deploy/write-files.ts');
  const directory = server.system.dataDirectory;
  const files = [
    { file: join(server.rulesDirectory, 'spam.sml'), text: later },
    { file: join(server.rulesDirectory, 'totals.sml'), text: null },
  ];
  await writeFile(join(directory, 'deploying.json'), JSON.stringify({ files }));
  expect([await finishWriting(directory), await finishWriting(directory)]).toEqual([true, false]);
  expect(await readFile(join(server.rulesDirectory, 'spam.sml'), 'utf8')).toBe(later);
  await expect(readFile(join(server.rulesDirectory, 'totals.sml'))).rejects.toMatchObject({ code: 'ENOENT' });
});
