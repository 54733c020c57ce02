/** Lists over HTTP: made, changed, imported, compared, rolled back and asked; seen by rules; what is wrong is told. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { RULES } from './support/rules.ts';
import { eventOf, startServer, type TestServer } from './support/server.ts';

const WORD_RULES = `Import(rules=['models.sml'])
_word = ListMatch(list='bad-words', value=Text)
BadWord = _word
BadWordRule = Rule(when_all=[BadWord != None], description=f'{UserId} wrote a bad word')
MissingRule = Rule(when_all=[EntityInList(list='no-such-list', entity=UserId)], description='x')
WhenRules(rules_any=[BadWordRule], then=[DeclareVerdict(verdict='review')])
`;

let server: TestServer;
let person: Record<string, string>;

beforeAll(async () => {
  const main = `${RULES['main.sml']}`.replace("'spam.sml', 'totals.sml'", "'spam.sml', 'totals.sml', 'words.sml'");
  server = await startServer({ rules: { ...RULES, 'main.sml': main, 'words.sml': WORD_RULES } });
  person = await server.signIn('ana@example.org');
});
afterAll(() => server.close());

const create = (name: string, kind: string, more: object = {}) =>
  server.send('POST', '/v1/lists', { headers: person, json: { name, kind, reason: 'needed', ...more } });
const put = (name: string, entries: readonly object[], reason = 'seen') =>
  server.send('POST', `/v1/lists/${name}/entries`, { headers: person, json: { entries, reason } });
const valuesOf = async (name: string, query = '') =>
  (await server.get(`/v1/lists/${name}/entries?${query}`)).json.items.map(({ value }: { value: string }) => value);
const importFile = (name: string, query: string, body: string) =>
  server.send('POST', `/v1/lists/${name}/import?${query}`, {
    headers: { ...person, 'content-type': 'text/plain' },
    body,
  });
const decide = async (id: string, text: string, time = '2026-01-05T12:00:00Z') =>
  (await server.send('POST', '/v1/decide', { body: eventOf(id, { user_id: 'ann', text }, { time }) })).json;

test('a list that rules name and nobody made is shown with the place, and the rules fail', async () => {
  expect(server.warnings).toEqual([
    expect.stringContaining('`bad-words`, which does not exist: words.sml:2'),
    expect.anything(),
  ]);
  const { missing } = (await server.get('/v1/lists')).json;
  expect(missing).toEqual([
    {
      name: 'bad-words',
      uses: [{ function: 'ListMatch', path: 'words.sml', line: 2, rules: ['BadWordRule'] }],
    },
    {
      name: 'no-such-list',
      uses: [{ function: 'EntityInList', path: 'words.sml', line: 5, rules: ['MissingRule'] }],
    },
  ]);
  const decided = await decide('before', 'free coins');
  expect(decided.features.MissingRule).toBeNull();
  expect(decided.errorCount).toBe(2);
});

test('a list from its making to its deletion, seen by the rules from then on', async () => {
  server.accounts.putPerson('ana@example.org', 'analyst', ['trust']);
  const made = await create('bad-words', 'words', { owner: 'trust', description: 'Words of spam' });
  expect([made.status, made.json]).toEqual([201, { name: 'bad-words', version: 1 }]);
  expect((await put('bad-words', [{ value: ' Free Coins ', note: 'campaign 7' }, { value: 'pills' }])).json).toEqual({
    version: 2,
  });
  expect((await decide('after', 'get FREE coins!')).verdicts).toEqual(['review']);

  const info = (await server.get('/v1/lists/bad-words')).json;
  expect(info).toMatchObject({
    kind: 'words',
    owner: 'trust',
    version: 2,
    entries: 2,
    changed: { by: 'ana@example.org', reason: 'seen' },
    uses: [{ function: 'ListMatch', path: 'words.sml', line: 2, rules: ['BadWordRule'] }],
  });
  const tested = await server.send('POST', '/v1/lists/bad-words/test', { json: { value: 'FREE coins here' } });
  expect(tested.json).toMatchObject({
    matches: true,
    entry: { value: 'free coins', note: 'campaign 7', expired: false },
    why: 'the text holds “free coins” as a whole word',
    rules: ['BadWordRule'],
  });

  const changed = await server.send('PATCH', '/v1/lists/bad-words', {
    headers: person,
    json: { description: 'Spam', reason: 'shorter' },
  });
  expect(changed.json).toEqual({ version: 3 });
  const refused = await server.send('DELETE', '/v1/lists/bad-words?reason=tidy', { headers: person });
  expect([refused.status, refused.json.errors]).toEqual([409, ['words.sml:2']]);

  await create('short-lived', 'hashes');
  expect((await server.send('DELETE', '/v1/lists/short-lived?reason=tidy', { headers: person })).json).toEqual({
    version: 2,
  });
  expect((await server.get('/v1/lists/short-lived')).status).toBe(404);
  expect(
    (await server.get('/v1/lists/short-lived/versions')).json.items.map(
      (each: { operation: string }) => each.operation,
    ),
  ).toEqual(['delete', 'create']);
});

test('entries expire in event time', async () => {
  await create('short', 'domains');
  await decide('clock', 'x', '2026-01-06T00:00:00Z');
  await put('short', [
    { value: 'evil.example', expiresAfterSeconds: 3600 },
    { value: 'old.example', expiresAt: '2026-01-01T00:00:00Z' },
  ]);
  const items = (await server.get('/v1/lists/short/entries')).json.items;
  expect(items).toMatchObject([
    {
      value: 'evil.example',
      expiresAt: '2026-01-06T01:00:00.000Z',
      expired: false,
      since: { version: 2, by: 'ana@example.org' },
    },
    { value: 'old.example', expired: true },
  ]);
  expect(await valuesOf('short', 'status=live')).toEqual(['evil.example']);
  const ask = async (at?: string) =>
    (
      await server.send('POST', '/v1/lists/short/test', {
        json: { value: 'https://www.evil.example/x', ...(at === undefined ? {} : { at }) },
      })
    ).json;
  expect(await ask()).toMatchObject({ matches: true, why: 'the domain is evil.example, or lies under it' });
  expect(await ask('2026-01-06T01:00:00Z')).toMatchObject({
    matches: false,
    entry: { value: 'evil.example', expired: true },
  });
});

test('imports: a dry run, lines that are wrong, all at once, and large', async () => {
  await create('ranges', 'cidrs');
  await put('ranges', [{ value: '10.0.0.0/8' }, { value: '192.0.2.0/24' }]);
  const file =
    'value,expires_at,note\n10.1.2.3/8,,home\n2001:db8::/32,2027-01-01,\nnonsense,,\n198.51.100.7,soon,\n203.0.113.9,,\n203.0.113.9,,again\n';
  const dry = await importFile('ranges', 'format=csv&mode=replace&dryRun=true', file);
  expect(dry.json).toMatchObject({
    dryRun: true,
    basedOn: 2,
    version: null,
    entries: 3,
    repeated: 1,
    added: 2,
    changed: 1,
    removed: 1,
    unchanged: 0,
    invalid: 2,
    problems: [
      { line: 4, problem: '`nonsense` is no IP address or CIDR range' },
      { line: 5, problem: 'expires_at `soon` is no ISO 8601 time with a zone' },
    ],
    samples: { removed: ['192.0.2.0/24'] },
  });
  const refused = await importFile('ranges', 'format=csv&mode=replace&reason=weekly', file);
  expect([refused.status, refused.json.errors?.[0]]).toEqual([
    422,
    'line 4: `nonsense` is no IP address or CIDR range',
  ]);
  expect(await valuesOf('ranges')).toEqual(['10.0.0.0/8', '192.0.2.0/24']);

  const done = await importFile('ranges', 'format=csv&mode=replace&invalid=skip&ifVersion=2&reason=weekly', file);
  expect(done.json).toMatchObject({ version: 3, added: 2, removed: 1 });
  expect(await valuesOf('ranges')).toEqual(['10.0.0.0/8', '2001:db8:0:0:0:0:0:0/32', '203.0.113.9/32']);
  const late = await importFile('ranges', 'format=csv&mode=add&ifVersion=2&reason=x', 'value\n1.2.3.4\n');
  expect([late.status, late.json.detail]).toEqual([409, expect.stringContaining('is at version 3, not 2')]);

  await create('many', 'hashes');
  const lines = Array.from({ length: 7_000 }, (_, i) => `hash-${String(i).padStart(5, '0')}`);
  expect((await importFile('many', 'reason=feed', lines.join('\n'))).json).toMatchObject({ version: 2, added: 7_000 });
  expect((await importFile('many', 'mode=remove&reason=feed', lines.slice(10).join('\n'))).json).toMatchObject({
    version: 3,
    removed: 6_990,
  });
  const { items, next, total } = (await server.get('/v1/lists/many/entries?version=2&limit=2&cursor=hash-06996')).json;
  expect([items.map(({ value }: { value: string }) => value), next, total]).toEqual([
    ['hash-06997', 'hash-06998'],
    'hash-06998',
    7_000,
  ]);
  expect(await valuesOf('many', 'search=-00003')).toEqual(['hash-00003']);
});

test('versions, differences, rolling back, and exports of any of them', async () => {
  await create('domains', 'domains');
  await put('domains', [{ value: 'a.example' }, { value: 'b.example' }], 'first');
  await server.send('POST', '/v1/lists/domains/entries/remove', {
    headers: person,
    json: { values: ['A.example'], reason: 'a mistake' },
  });
  await put('domains', [{ value: 'b.example', note: 'confirmed' }, { value: 'c.example' }], 'second');
  const { items } = (await server.get('/v1/lists/domains/versions')).json;
  expect(items).toMatchObject([
    {
      version: 4,
      operation: 'put',
      added: 1,
      changed: 1,
      removed: 0,
      entries: 2,
      by: 'ana@example.org',
      reason: 'second',
    },
    { version: 3, operation: 'remove', removed: 1, reason: 'a mistake' },
    { version: 2, operation: 'put', added: 2 },
    { version: 1, operation: 'create', entries: 0 },
  ]);
  const page = (await server.get('/v1/lists/domains/versions?limit=3')).json;
  expect([page.items.length, page.next]).toEqual([3, '2']);
  expect((await server.get('/v1/lists/domains/versions?cursor=2')).json.items).toHaveLength(1);

  const diff = (await server.get('/v1/lists/domains/diff?from=2&to=4')).json;
  expect(diff).toMatchObject({
    added: 1,
    removed: 1,
    changed: 1,
    items: [
      { value: 'a.example', change: 'removed', after: null },
      { value: 'b.example', change: 'changed', before: { note: '' }, after: { note: 'confirmed' } },
      { value: 'c.example', change: 'added', before: null },
    ],
  });
  const back = await server.send('POST', '/v1/lists/domains/rollback', {
    headers: person,
    json: { version: 2, reason: 'too many complaints' },
  });
  expect(back.json).toEqual({ version: 5 });
  expect(await valuesOf('domains')).toEqual(['a.example', 'b.example']);
  expect((await server.get('/v1/lists/domains')).json.changed.reason).toBe('back to version 2: too many complaints');
  expect((await server.get('/v1/lists/domains/diff?from=2')).json).toMatchObject({ added: 0, removed: 0, changed: 0 });

  const csv = await server.get('/v1/lists/domains/export?version=4');
  expect(csv.text).toBe('value,expires_at,note\r\nb.example,,confirmed\r\nc.example,,\r\n');
  expect(csv.headers.get('content-disposition')).toContain('domains-4.csv');
  expect((await server.get('/v1/lists/domains/export?format=text')).text).toBe('a.example\nb.example\n');
  const ndjson = (await server.get('/v1/lists/domains/export?format=ndjson&version=4')).text;
  expect((await importFile('domains', 'format=ndjson&mode=replace&reason=x', ndjson)).json).toMatchObject({
    version: 6,
  });
});

test('a client’s key may change lists, and its name is kept', async () => {
  const made = await server.send('POST', '/v1/lists', { json: { name: 'feed', kind: 'hashes', reason: 'sync' } });
  expect(made.status).toBe(201);
  expect((await server.get('/v1/lists/feed')).json).toMatchObject({ owner: 'key tests', changed: { by: 'key tests' } });
});

test('what cannot be is refused with what is wrong', async () => {
  const detail = async (answer: Promise<{ status: number; json: { detail: string } }>) => {
    const { status, json } = await answer;
    return `${status} ${json.detail}`;
  };
  expect(await detail(create('No Name', 'words'))).toMatch(/^400 `No Name` is no name/);
  expect(await detail(create('feed', 'words'))).toBe('409 there is a list `feed` already');
  expect(await detail(create('x', 'colours'))).toMatch(/^400/);
  expect(await detail(create('x', 'words', { maxDistance: 3 }))).toMatch(/^400 maxDistance is for images/);
  expect(await detail(put('nothing', [{ value: 'x' }]))).toBe('404 there is no list `nothing`');
  expect(await detail(put('ranges', [{ value: '1.2.3.4' }, { value: 'nonsense' }]))).toBe(
    '400 ranges: `nonsense` is no IP address or CIDR range',
  );
  expect(await detail(put('ranges', [{ value: '1.2.3.4', expiresAt: 'soon' }]))).toMatch(/^400 entries\[0\].expiresAt/);
  expect(await detail(put('ranges', [{ value: '1.2.3.4' }], ''))).toMatch(/^400/);
  expect(await detail(importFile('ranges', 'format=csv&reason=x', 'name\nx\n'))).toMatch(/^400 line 1: the heading/);
  expect(await detail(importFile('ranges', '', 'x\n'))).toMatch(/^400 reason: say why/);
  expect(await detail(server.get('/v1/lists/ranges/entries?version=99'))).toBe('404 `ranges` has no version 99');
  expect(await detail(server.get('/v1/lists/never/versions'))).toMatch(/^404 there is no list `never`, and never was/);
  expect(await valuesOf('ranges', 'search=1.2.3')).toEqual([]);
});
