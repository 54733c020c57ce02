/** Drafts checked, completed, formatted, tested and tried over HTTP, without changing anything. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RULES } from './support/rules.ts';
import { eventOf, startServer, type TestServer } from './support/server.ts';

const TESTS = `defaults: {action: post, time: 2026-01-02T12:00:00Z, data: {user_id: ana}}
cases:
  - name: what spam writes
    event: {data: {text: buy now}}
    expect: {rules: [SpamTextRule], verdicts: [reject]}
  - name: the third post
    events:
      - repeat: 3
        every: 1m
      - after: 1m
        expect: {features: {PostsPerHour: 4}, rules: [BusyRule]}
`;
const spam = RULES['spam.sml'] ?? '';
let server: TestServer;

beforeAll(async () => {
  server = await startServer({ rules: { ...RULES, 'spam.test.yaml': TESTS } });
});
afterAll(() => server.close());

const post = async (path: string, json: unknown) => server.send('POST', path, { json });
const language = async (files: Record<string, string | null>, request: unknown, workspace = 'w') => {
  const answer = await post('/v1/rules/language', { files, workspace, request });
  expect([answer.status, answer.text]).toEqual([200, expect.any(String)]);
  return answer.json.result;
};
/** The position of a piece of text. */
const at = (text: string, piece: string, plus = 0) => {
  const before = text.slice(0, text.indexOf(piece) + plus);
  return { line: before.split('\n').length - 1, character: before.length - before.lastIndexOf('\n') - 1 };
};

test('the files in force, and the tests beside them', async () => {
  const { hash, writable, unwritable, files } = (await server.get('/v1/ruleset/files')).json;
  expect(hash).toBe((await server.get('/v1/ruleset')).json.active.hash);
  expect([writable, unwritable]).toEqual([true, null]);
  expect(files.map(({ path }: { path: string }) => path)).toEqual([
    'config.yaml',
    'main.sml',
    'models.sml',
    'spam.sml',
    'spam.test.yaml',
    'totals.sml',
  ]);
  expect(files[3]).toEqual({ path: 'spam.sml', text: spam, characters: spam.length });
});

test('a draft is checked: findings as data and as the command prints them; what is in force stays', async () => {
  const before = (await server.get('/v1/ruleset')).json.active.hash;
  const broken = (await post('/v1/rules/check', { files: { 'spam.sml': spam.replace('s=Text', 's=Txt') } })).json;
  expect([broken.ok, broken.errors, broken.hash]).toEqual([false, expect.any(Number), null]);
  expect(broken.diagnostics).toContainEqual(
    expect.objectContaining({ severity: 'error', path: 'spam.sml', line: 3, message: 'unknown identifier' }),
  );
  expect(broken.rendered).toContain('spam.sml:3:');
  const fine = (await post('/v1/rules/check', { files: {} })).json;
  expect([fine.ok, fine.errors, fine.hash]).toEqual([true, 0, before]);
  expect(fine.warnings).toBeGreaterThan(0);
  const stated = (await post('/v1/rules/check', { files: { 'rollout.yaml': 'rules: {Nobody: shadow}\n' } })).json;
  expect(stated.ok).toBe(false);
  expect(stated.diagnostics).toContainEqual(
    expect.objectContaining({ path: 'rollout.yaml', message: 'rules.Nobody: there is no such rule' }),
  );
  const gone = (await post('/v1/rules/check', { files: { 'totals.sml': null } })).json;
  expect(gone.rendered).toContain('main.sml:1:');
  expect((await server.get('/v1/ruleset')).json.active.hash).toBe(before);
});

describe('the language server', () => {
  test('tells diagnostics by file, with repairs', async () => {
    const files = await language(
      { 'spam.sml': spam.replace("Import(rules=['models.sml'])\n", '') },
      { method: 'diagnostics' },
    );
    const unknown = files['spam.sml'].filter(({ message }: { message: string }) =>
      message.startsWith('unknown identifier'),
    );
    expect(unknown.length).toBeGreaterThan(0);
    expect(unknown[0].fixes).toContainEqual({
      title: 'Import models.sml',
      isPreferred: true,
      edit: { 'spam.sml': [expect.objectContaining({ newText: expect.stringContaining('models.sml') })] },
    });
  });

  test('shows type, definition and recent values under the pointer', async () => {
    for (const [id, text] of [
      ['r1', 'hello there'],
      ['r2', 'buy now'],
      ['r3', 'hello there'],
    ] as const) {
      await post('/v1/decide', JSON.parse(eventOf(id, { user_id: 'ana', text })));
    }
    await server.settled();
    const hover = await language({}, { method: 'hover', params: { path: 'spam.sml', position: at(spam, 'Text)') } });
    expect(hover.contents).toContain('Text: str');
    expect(hover.contents).toMatch(/Recent values: .*`hello there`/);
    expect(hover.contents).toContain('`buy now`');
  });

  test('completes, and tells of one item more when asked', async () => {
    const draft = `${spam}X = Pos\n`;
    const position = at(draft, 'X = Pos', 7);
    const items = await language(
      { 'spam.sml': draft },
      { method: 'completion', params: { path: 'spam.sml', position } },
    );
    const labels = items.map(({ label }: { label: string }) => label);
    expect(labels).toEqual(expect.arrayContaining(['PostsPerHour', 'StringLength', 'HasSpam']));
    expect(items[0]).not.toHaveProperty('documentation');
    const params = { path: 'spam.sml', position, label: 'StringLength', kind: 'function' };
    const { documentation } = await language({ 'spam.sml': draft }, { method: 'resolve', params });
    expect(documentation).toContain('StringLength(');
  });

  test('finds definitions in other files, renames everywhere, refuses with a reason', async () => {
    const params = { path: 'spam.sml', position: at(spam, 'Text)') };
    expect(await language({}, { method: 'definition', params })).toMatchObject({
      path: 'models.sml',
      range: { start: { line: 3 } },
    });
    const { ok, edit } = await language({}, { method: 'rename', params: { ...params, newName: 'PostText' } });
    expect([ok, Object.keys(edit).sort()]).toEqual([true, ['models.sml', 'spam.sml']]);
    expect(await language({}, { method: 'rename', params: { ...params, newName: 'UserId' } })).toEqual({
      ok: false,
      reason: '`UserId` is already defined in models.sml:2',
    });
  });

  test('formats one file, and several at once', async () => {
    const edit = await language(
      { 'spam.sml': `${spam}B   =   1+2\n` },
      { method: 'formatting', params: { path: 'spam.sml' } },
    );
    expect(edit.newText).toContain('\nB = 1 + 2\n');
    const answer = await post('/v1/rules/format', {
      files: { 'a.sml': 'A   =  1', 'b.sml': 'B = (', 'c.yaml': 'x:   1' },
    });
    expect(answer.json).toEqual({ files: { 'a.sml': 'A = 1\n' }, refused: ['b.sml'] });
  });

  test('two editors do not see each other’s drafts', async () => {
    const question = { method: 'symbols', params: { path: 'totals.sml' } };
    const [one, two] = await Promise.all([
      language({ 'totals.sml': 'OnlyHere = 1\n' }, question, 'one'),
      language({}, question, 'two'),
    ]);
    expect(one.map(({ name }: { name: string }) => name)).toEqual(['OnlyHere']);
    expect(two.map(({ name }: { name: string }) => name)).toEqual(['PerDivisor', 'DividedRule']);
  });
});

test('the tests beside the rules run on a draft', async () => {
  const passed = (await post('/v1/rules/test', { files: {} })).json;
  expect([passed.ok, passed.passed, passed.failed]).toEqual([true, 2, 0]);
  expect(passed.coverage.percent).toBeGreaterThan(0);
  const failed = (await post('/v1/rules/test', { files: { 'spam.sml': spam.replace('buy now', 'buy later') } })).json;
  expect([failed.ok, failed.passed, failed.failed]).toEqual([false, 1, 1]);
  const [{ path, cases }] = failed.files;
  expect([path, cases[0].name, cases[0].passed]).toEqual(['spam.test.yaml', 'what spam writes', false]);
  expect(cases[0].failures[0].diff).toContain('SpamTextRule');
  const filtered = (await post('/v1/rules/test', { files: {}, filter: 'third' })).json;
  expect(filtered.passed).toBe(1);
  const own = (
    await post('/v1/rules/test', { files: { 'spam.test.yaml': null, 'new.test.yaml': 'cases: [{name: x}]' } })
  ).json;
  expect(own.files).toMatchObject([{ path: 'new.test.yaml', problem: { line: 1, message: expect.any(String) } }]);
  const uncompiled = await post('/v1/rules/test', { files: { 'spam.sml': 'X = Y' } });
  expect([uncompiled.status, uncompiled.json.detail]).toEqual([400, 'the draft does not compile']);
  expect(uncompiled.json.errors[0]).toContain('spam.sml:1');
});

describe('a draft on an event', () => {
  beforeAll(async () => {
    for (let n = 1; n <= 4; n++) {
      const time = `2026-01-06T12:0${n}:00Z`;
      await post('/v1/decide', JSON.parse(eventOf(`t${n}`, { user_id: 'tom', text: 'hi', big: n }, { time })));
    }
    await server.settled();
  });
  const tried = async (body: unknown) => (await post('/v1/rules/try', body)).json;

  test('decided before: the counts that it had then, and the effects that it would have now', async () => {
    const same = await tried({ files: {}, eventId: 't4' });
    const page = (await server.get('/v1/events/t4')).json;
    expect(same.features).toEqual(page.features);
    expect(same.rules).toEqual(page.rules);
    expect([same.recounted, same.ruleChanges]).toEqual([null, { fired: [], quiet: [] }]);

    const draft = {
      'spam.sml': spam.replace("== 'buy now'", "== 'hi'").replace('PostsPerHour >= 3', 'PostsPerHour >= 9'),
    };
    const other = await tried({ files: draft, eventId: 't4' });
    expect(other.ruleChanges).toEqual({ fired: ['SpamTextRule'], quiet: ['BusyRule'] });
    expect(other.effects.map(({ kind, summary }: { kind: string; summary: string }) => [kind, summary])).toEqual([
      ['label', 'User/tom/spammer/1'],
      ['verdict', 'reject'],
    ]);
    expect(other.features.find(({ name }: { name: string }) => name === 'PostsPerHour').value).toBe(4);
    expect(other.recounted).toBeNull();
    // Nothing was applied, and nothing was counted.
    expect((await server.get('/v1/entities/User/tom')).json.labels).toEqual([]);
    expect((await server.get('/v1/events/t4')).json).toEqual(page);
  });

  test('a count that is new is made from the events before, and says so', async () => {
    const draft = {
      'spam.sml': spam.replace(
        'SpamTextRule =',
        "HiPerDay = IncrementWindow(key=f'hi-{UserId}', window_seconds=86400, when_all=[Text == 'hi'])\nSpamTextRule =",
      ),
    };
    const { features, recounted } = await tried({ files: draft, eventId: 't4' });
    expect(features.find(({ name }: { name: string }) => name === 'HiPerDay').value).toBe(4);
    expect(recounted.calls).toEqual([{ function: 'IncrementWindow', path: 'spam.sml', line: 6 }]);
    expect(recounted.events).toBeGreaterThanOrEqual(3);
    expect(recounted.from).toMatch(/^2026-01-0/);
  });

  test('a label that is asked for only now is as it is now', async () => {
    const headers = await server.signIn();
    await server.send('POST', '/v1/entities/User/tom/labels', {
      headers,
      json: { label: 'trusted', change: 'add', reason: 'known' },
    });
    const draft = { 'totals.sml': `${RULES['totals.sml']}Known = HasLabel(entity=UserId, label='trusted')\n` };
    const { features } = await tried({ files: draft, eventId: 't4' });
    expect(features.find(({ name }: { name: string }) => name === 'Known').value).toBe(true);
  });

  test('an event that is made up, with integers that JSON readers round', async () => {
    const event =
      '{"action":"post","time":"2026-01-06T13:00:00Z","data":{"user_id":"tom","text":"buy now","big":9007199254740993}}';
    const answer = await post('/v1/rules/try', { files: {}, event });
    expect(answer.text).toContain('9007199254740993');
    expect(answer.json.rules.find(({ name }: { name: string }) => name === 'SpamTextRule').fired).toBe(true);
    expect([answer.json.ruleChanges, answer.json.recounted.calls.length]).toEqual([null, 1]);
    const object = await tried({ files: {}, event: JSON.parse(event) });
    expect(object.action).toBe('post');
  });

  test('what cannot be tried says why', async () => {
    const refused = async (body: unknown) => {
      const { status, json } = await post('/v1/rules/try', body);
      return [status, json.detail];
    };
    expect(await refused({ files: {} })).toEqual([400, 'give either eventId or event']);
    expect(await refused({ files: {}, eventId: 'nobody' })).toEqual([404, 'no decided event has the id "nobody"']);
    expect(await refused({ files: {}, event: '{"action": "post"' })).toEqual([
      400,
      expect.stringContaining('the event is refused'),
    ]);
    expect(await refused({ files: { 'spam.sml': 'X = ' }, eventId: 't4' })).toEqual([
      400,
      'the draft does not compile',
    ]);
  });
});

test('paths that are no ruleset’s are refused, all of them by name', async () => {
  const files = {
    '../up.sml': '',
    '/etc/passwd.yaml': '',
    '.git/x.sml': '',
    'a.exe': '',
    'ok/fine.sml': '',
    'a//b.sml': '',
  };
  const { status, json } = await post('/v1/rules/check', { files });
  expect([status, json.errors.length]).toEqual([400, 5]);
  expect(json.errors.join()).not.toContain('ok/fine.sml');
  const much = await post('/v1/rules/check', { files: { 'list.txt': 'x'.repeat(5 << 20) } });
  expect([much.status, much.json.errors]).toEqual([400, ['the files of a draft may have 4194304 characters in all']]);
});

test('authors are known', async () => {
  const headers = { authorization: '' };
  for (const path of ['language', 'check', 'format', 'test', 'try', 'drafts']) {
    expect((await server.send('POST', `/v1/rules/${path}`, { headers, json: {} })).status).toBe(401);
  }
  expect((await server.send('GET', '/v1/ruleset/files', { headers })).status).toBe(401);
});
