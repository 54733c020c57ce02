/** Roles and the owners of lists: who may change what, and what the others are told. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LEAST_ROLE } from '../src/http/access.ts';
import { AccountError } from '../src/index.ts';
import { eventOf, startServer, type TestServer } from './support/server.ts';

let server: TestServer;
let as: Record<'mo' | 'ana' | 'ben' | 'root', Record<string, string>>;

beforeAll(async () => {
  server = await startServer();
  const signIn = async (email: string, role: 'admin' | 'analyst' | 'moderator', teams: readonly string[] = []) => {
    const headers = await server.signIn(email);
    server.accounts.putPerson(email, role, teams);
    return headers;
  };
  as = {
    mo: await signIn('mo@example.org', 'moderator', ['trust']),
    ana: await signIn('ana@example.org', 'analyst'),
    ben: await signIn('ben@example.org', 'analyst', ['spam', 'trust']),
    root: await signIn('root@example.org', 'admin'),
  };
  await server.send('POST', '/v1/decide', { body: eventOf('e1', { user_id: 'u1', text: 'hi' }) });
}, 60_000);
afterAll(() => server.close());

const reason = 'a test';
const call = (method: string, path: string, json: object, headers?: Record<string, string>) =>
  server.send(method, path, headers === undefined ? { json } : { json, headers });

test('every request that changes something says who may make it', () => {
  const nested = server.app.swagger() as { paths: Record<string, Record<string, unknown>> };
  const changing = Object.entries(nested.paths).flatMap(([path, methods]) =>
    Object.keys(methods)
      .filter((method) => method !== 'get')
      .map((method) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`),
  );
  expect(changing.length).toBeGreaterThan(40);
  expect(changing.filter((route) => LEAST_ROLE[route] === undefined)).toEqual([]);
  expect(Object.keys(LEAST_ROLE).filter((route) => !changing.includes(route))).toEqual([]);
});

test('a moderator looks after cases, and stops what goes wrong; the rest is for analysts', async () => {
  const label = { label: 'spammer', change: 'add', reason };
  expect((await call('POST', '/v1/entities/User/u1/labels', label, as.mo)).status).toBe(200);
  expect((await call('POST', '/v1/brakes/halt', { reason }, as.mo)).status).toBe(200);
  const refused = await call('POST', '/v1/brakes/resume', { reason }, as.mo);
  expect([refused.status, refused.json.detail]).toEqual([
    403,
    'this is for analysts and administrators; mo@example.org is a moderator',
  ]);
  for (const [path, json] of [
    ['/v1/ruleset/rollback', { reason }],
    ['/v1/rollout/rules/SpamTextRule/state', { state: 'disabled', reason }],
    ['/v1/undo', { rule: 'SpamTextRule', from: '2026-01-05T00:00:00Z', to: '2026-01-06T00:00:00Z', reason }],
    ['/v1/brakes/protect', { type: 'User', id: 'u1', reason }],
    ['/v1/lists', { name: 'nope', kind: 'words', reason }],
  ] as const)
    expect([path, (await call('POST', path, json, as.mo)).status]).toEqual([path, 403]);
  expect((await call('POST', '/v1/brakes/resume', { reason }, as.ana)).status).toBe(200);
  // What is refused changes nothing.
  expect((await server.get('/v1/lists')).json.items).toEqual([]);
});

test('a list is changed by its owner, the members of the team that owns it, and administrators', async () => {
  expect(
    (await call('POST', '/v1/lists', { name: 'words', kind: 'words', owner: 'trust', reason }, as.ana)).status,
  ).toBe(201);
  const add = (headers?: Record<string, string>) =>
    call('POST', '/v1/lists/words/entries', { entries: [{ value: 'free coins' }], reason }, headers);
  const refused = await add(as.ana);
  expect([refused.status, refused.json.detail]).toEqual([
    403,
    'the list `words` belongs to trust: its owner and administrators change it, and you are ana@example.org, of no team',
  ]);
  expect((await add()).json.detail).toContain('you are key tests, of no team');
  for (const headers of [as.mo, as.ben, as.root]) expect((await add(headers)).status).toBe(200);
  const key = server.accounts.createKey('feed', ['trust']).secret;
  expect((await add({ authorization: `Bearer ${key}` })).status).toBe(200);

  const owner = { owner: 'ana@example.org', reason };
  expect((await call('PATCH', '/v1/lists/words', owner, as.ana)).status).toBe(403);
  expect((await call('PATCH', '/v1/lists/words', owner, as.mo)).json.detail).toContain('mo@example.org is a moderator');
  expect((await call('PATCH', '/v1/lists/words', owner, as.ben)).status).toBe(200);
  expect((await add(as.ben)).json.detail).toContain('belongs to ana@example.org');
  expect((await add(as.ana)).status).toBe(200);

  const rollback = (headers: Record<string, string>) =>
    call('POST', '/v1/lists/words/rollback', { version: 1, reason }, headers);
  expect((await rollback(as.ben)).status).toBe(403);
  expect((await rollback(as.ana)).status).toBe(200);
  const file = async (query: string, headers: Record<string, string>) =>
    (await server.send('POST', `/v1/lists/words/import?${query}`, { headers, body: 'one\ntwo\n' })).status;
  expect(await file('dryRun=true', as.ben)).toBe(200);
  expect(await file('reason=x', as.ben)).toBe(403);
  expect(await file('reason=x', as.ana)).toBe(200);
  const removal = { values: ['one'], reason };
  expect((await call('POST', '/v1/lists/words/entries/remove', removal, as.ben)).status).toBe(403);
  expect((await server.send('DELETE', '/v1/lists/words?reason=x', { headers: as.ben })).status).toBe(403);
  expect((await server.send('GET', '/v1/lists/words', { headers: as.ben })).json.refusal).toContain('ana@example.org');
  expect((await server.send('GET', '/v1/lists/words', { headers: as.ana })).json).toMatchObject({
    refusal: null,
    entries: 2,
  });
});

test('teams are named so that none passes for a person or a key', async () => {
  for (const team of ['ana@example.org', 'key tests', ' ', '', 'x'.repeat(65)])
    expect(() => server.accounts.putPerson('di@example.org', 'analyst', [team])).toThrow(AccountError);
  expect((await server.send('GET', '/v1/session', { headers: as.ben })).json.person).toEqual({
    email: 'ben@example.org',
    role: 'analyst',
    teams: ['spam', 'trust'],
  });
  server.accounts.putPerson('ben@example.org', 'analyst');
  expect((await server.send('GET', '/v1/session', { headers: as.ben })).json.person.teams).toEqual(['spam', 'trust']);
});
