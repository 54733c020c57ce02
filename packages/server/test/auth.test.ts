/** Who may ask: keys, sessions, sign-in links, the guard against other sites, and the wait after failures. */
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Answer, startServer, type TestServer } from './support/server.ts';

const START = Date.UTC(2026, 0, 5);
const HOUR = 3_600_000;
const NOBODY = { authorization: '' };
let now = START;
let server: TestServer;

beforeAll(async () => {
  server = await startServer({ clock: () => now });
});
afterAll(() => server.close());

function expectProblem(answer: Answer, status: number): void {
  expect(answer.status).toBe(status);
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(answer.json).toMatchObject({
    type: 'about:blank',
    status,
    title: expect.any(String),
    detail: expect.any(String),
  });
}

/** `GET /path/{name}` of a printed tree of routes, where each level is indented by four. */
function servedRoutes(tree: string): readonly string[] {
  const parents: string[] = [];
  return tree.split('\n').flatMap((line) => {
    const [, indent = '', part = '', methods = ''] = /^(.*?)[├└]── (\S*)(?: \(([A-Z, ]+)\))?/.exec(line) ?? [];
    const depth = indent.length / 4;
    parents.splice(depth, Infinity, part);
    const path = parents.join('').replaceAll(/:(\w+)/g, '{$1}');
    return methods
      .split(', ')
      .filter((method) => method !== '' && method !== 'HEAD')
      .map((method) => `${method} ${path}`);
  });
}

const signInWith = (token: string) => server.send('POST', '/v1/session', { headers: NOBODY, json: { token } });

test('every documented route answers 401 without credentials, but health and signing in', async () => {
  const document = (await server.get('/v1/openapi.json')).json;
  const routes = Object.entries<Record<string, unknown>>(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replaceAll(/\{\w+\}/g, '1')}`),
  );
  expect(routes.length).toBeGreaterThan(20);
  const open = new Set(['GET /v1/health', 'POST /v1/session']);
  for (const route of routes.filter((route) => !open.has(route))) {
    const [method = '', path = ''] = route.split(' ');
    const body = method === 'POST' ? { json: {} } : {};
    for (const headers of [
      NOBODY,
      { authorization: 'Bearer lw_wrong' },
      { authorization: 'Basic Og==' },
      { cookie: 'lapwing_session=x' },
    ]) {
      const answer = await server.send(method, path, { headers, ...body });
      expect([route, answer.status]).toEqual([route, 401]);
      expectProblem(answer, 401);
    }
  }
  expect((await server.send('GET', '/v1/health', { headers: NOBODY })).json).toEqual({
    status: 'ok',
    version: expect.stringMatching(/^\d+\.\d+\.\d+/),
    position: expect.any(Number),
  });
});

test('the document names every route that there is', async () => {
  const document = (await server.get('/v1/openapi.json')).json;
  const served = servedRoutes(server.app.printRoutes({ commonPrefix: false }));
  const documented = Object.entries<Record<string, unknown>>(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(documented.toSorted()).toEqual(served.toSorted());
});

test('what is not there answers 401 under /v1 too, so that nobody learns which routes exist', async () => {
  for (const path of ['/v1/nothing', '/v1/', '/v1/events/a/b/c', '/metrics/more']) {
    expectProblem(await server.send('GET', path, { headers: NOBODY }), 401);
    expectProblem(await server.get(path), 404);
  }
  expectProblem(await server.send('PUT', '/v1/health', { headers: NOBODY }), 401);
});

test('a key opens the API until it is revoked', async () => {
  const { key, secret } = server.accounts.createKey('short-lived');
  const headers = { authorization: `Bearer ${secret}` };
  expect((await server.send('GET', '/v1/session', { headers })).json).toEqual({
    client: { name: 'short-lived', teams: [] },
  });
  expect((await server.send('GET', '/v1/rules', { headers: { authorization: `bearer ${secret}` } })).status).toBe(200);
  expect(server.accounts.revokeKey(key.id)).toBe(true);
  expectProblem(await server.send('GET', '/v1/rules', { headers }), 401);
  expect(server.accounts.revokeKey(key.id)).toBe(false);
});

test('a bad key is not made good by a session beside it', async () => {
  const { cookie = '' } = await server.signIn();
  expectProblem(await server.send('GET', '/v1/rules', { headers: { cookie, authorization: 'Bearer lw_wrong' } }), 401);
});

test('a link signs in once; the session is for the person until they sign out', async () => {
  server.accounts.putPerson('bo@example.org', 'moderator');
  const token = server.accounts.createSignInToken('bo@example.org');
  const answer = await signInWith(token);
  expect(answer.status).toBe(204);
  const setCookie = answer.headers.get('set-cookie') ?? '';
  expect(setCookie).toMatch(/^lapwing_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
  const cookie = setCookie.split(';')[0] ?? '';
  expect((await server.send('GET', '/v1/session', { headers: { cookie } })).json).toEqual({
    person: { email: 'bo@example.org', role: 'moderator', teams: [] },
  });
  expectProblem(await signInWith(token), 401);

  const signOut = await server.send('DELETE', '/v1/session', { headers: { cookie, 'x-lapwing-csrf': '1' } });
  expect(signOut.status).toBe(204);
  expectProblem(await server.send('GET', '/v1/session', { headers: { cookie } }), 401);
});

test('links and sessions grow too old', async () => {
  server.accounts.putPerson('cy@example.org', 'analyst');
  const stale = server.accounts.createSignInToken('cy@example.org');
  now += HOUR / 2 + 1;
  expectProblem(await signInWith(stale), 401);

  const { cookie = '' } = await server.signIn('cy@example.org');
  now += 12 * HOUR - 1;
  expect((await server.send('GET', '/v1/session', { headers: { cookie } })).status).toBe(200);
  now += 1;
  expectProblem(await server.send('GET', '/v1/session', { headers: { cookie } }), 401);
});

test('a session changes nothing without the guard header', async () => {
  const { cookie = '', ...guard } = await server.signIn();
  const path = '/v1/entities/User/guarded/labels';
  const json = { label: 'trusted', change: 'add', reason: 'known' };
  expectProblem(await server.send('POST', path, { headers: { cookie }, json }), 403);
  expectProblem(await server.send('POST', '/v1/events', { headers: { cookie }, body: '{}' }), 403);
  expectProblem(await server.send('DELETE', '/v1/session', { headers: { cookie } }), 403);
  expect((await server.get('/v1/entities/User/guarded')).json.labels).toEqual([]);
  expect((await server.send('POST', path, { headers: { cookie, ...guard }, json })).json).toEqual({ outcome: 'added' });
  // Reading needs no guard: another site cannot see the answer.
  expect((await server.send('GET', '/v1/rules', { headers: { cookie } })).status).toBe(200);
});

test('what only a person may do is refused to a key', async () => {
  const json = { label: 'trusted', change: 'add', reason: 'known' };
  expectProblem(await server.send('POST', '/v1/entities/User/u/labels', { json }), 403);
  expectProblem(await server.send('POST', '/v1/entities/User/u/labels', { json: { ...json, label: 'nothing' } }), 403);
});

test('signing in takes a token or an address with a password, and nothing else', async () => {
  for (const json of [
    {},
    { token: 1, email: 'a@b' },
    { email: 'a@b' },
    { token: 'x', more: 1 },
    { token: 'x'.repeat(129) },
  ]) {
    expectProblem(await server.send('POST', '/v1/session', { headers: NOBODY, json }), 400);
  }
  const xml = { ...NOBODY, 'content-type': 'application/xml' };
  expectProblem(await server.send('POST', '/v1/session', { headers: xml, body: '<token/>' }), 415);
  const broken = { ...NOBODY, 'content-type': 'application/json' };
  expectProblem(await server.send('POST', '/v1/session', { headers: broken, body: '{"token":' }), 400);
});

test('failures make an address wait, also those that come all at once', async () => {
  // A server of its own, whatever other tests failed at, and a minute that does not end meanwhile.
  vi.useFakeTimers({ toFake: ['Date'], now: START });
  const waiting = await startServer();
  try {
    waiting.accounts.putPerson('di@example.org', 'admin');
    await waiting.accounts.setPassword('di@example.org', 'correct horse');
    const attempt = (password: string) =>
      waiting.send('POST', '/v1/session', { headers: NOBODY, json: { email: 'di@example.org', password } });
    expect((await attempt('correct horse')).status).toBe(204);
    const links = await Promise.all(
      Array.from({ length: 8 }, () => waiting.send('POST', '/v1/session', { headers: NOBODY, json: { token: 'x' } })),
    );
    expect(links.map(({ status }) => status)).toEqual(Array(8).fill(401));
    const answers = await Promise.all(Array.from({ length: 4 }, () => attempt('wrong horse')));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([401, 401, 429, 429]);
    const waits = await attempt('correct horse');
    expectProblem(waits, 429);
    expect(Number(waits.headers.get('retry-after'))).toBeGreaterThan(0);
  } finally {
    vi.useRealTimers();
    await waiting.close();
  }
});
