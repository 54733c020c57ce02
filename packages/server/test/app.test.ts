/** What surrounds the API: its description, the console's files, headers, and paths that lead nowhere. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startServer, type TestServer } from './support/server.ts';

const NOBODY = { authorization: '' };
let built: string;
let server: TestServer;

beforeAll(async () => {
  built = await mkdtemp(join(tmpdir(), 'lapwing-built-'));
  await mkdir(join(built, 'assets'));
  await writeFile(join(built, 'index.html'), '<!doctype html><title>Lapwing</title>');
  await writeFile(join(built, 'assets', 'main-1a2b3c.js'), 'export {};');
  server = await startServer({ consoleDirectory: built });
});
afterAll(async () => {
  await server.close();
  await rm(built, { recursive: true, force: true });
});

test('the description is valid OpenAPI', async () => {
  const document = (await server.get('/v1/openapi.json')).json;
  const { valid, errors } = await new Validator().validate(document);
  expect(errors).toBeUndefined();
  expect(valid).toBe(true);
  expect(document.openapi).toMatch(/^3\./);
  expect(document.paths['/v1/health'].get.security).toEqual([]);
  expect(document.paths['/v1/session'].post.security).toEqual([]);
  expect(document.paths['/v1/events/{eventId}'].get.parameters).toMatchObject([
    { name: 'eventId', in: 'path', required: true },
  ]);
  // Somebody who reads it alone learns how events are sent.
  expect(Object.keys(document.paths['/v1/events'].post.requestBody.content)).toContain('application/x-ndjson');
});

test('the console’s files are for everybody: they hold no data', async () => {
  const page = await server.send('GET', '/', { headers: NOBODY });
  expect([page.status, page.headers.get('content-type'), page.headers.get('cache-control')]).toEqual([
    200,
    'text/html; charset=utf-8',
    'no-cache',
  ]);
  const script = await server.send('GET', '/assets/main-1a2b3c.js', { headers: NOBODY });
  expect(script.status).toBe(200);
  expect(script.headers.get('content-type')).toMatch(/javascript/);
  expect(script.headers.get('cache-control')).toContain('immutable');
  for (const path of ['/events?rule=x', '/entities/User/a%2Fb', '/sign-in', '/v1x']) {
    const answer = await server.send('GET', path, { headers: NOBODY });
    expect([path, answer.status, answer.text]).toEqual([path, 200, page.text]);
  }
});

test('the API, missing files and whatever lies outside are not', async () => {
  for (const path of ['/v1/events', '/v1/rules', '/metrics', '/v1/no-such']) {
    expect([path, (await server.send('GET', path, { headers: NOBODY })).status]).toEqual([path, 401]);
  }
  const missing = await server.send('GET', '/assets/gone.js', { headers: NOBODY });
  expect([missing.status, missing.headers.get('content-type')]).toEqual([
    404,
    expect.stringContaining('application/problem+json'),
  ]);
  expect((await server.send('POST', '/events', { headers: NOBODY, body: 'x' })).status).toBe(404);
  for (const path of [
    '/assets/..%2f..%2f..%2fetc%2fpasswd',
    '/..%2f..%2fetc/passwd',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/assets/%00',
  ]) {
    const answer = await server.send('GET', path, { headers: NOBODY });
    expect(answer.text).not.toContain('root:');
  }
});

test('every answer carries the headers that keep a browser safe', async () => {
  for (const [path, headers] of [
    ['/', NOBODY],
    ['/v1/rules', undefined],
    ['/v1/rules', NOBODY],
    ['/assets/gone.js', NOBODY],
    ['/v1/events/%zz', NOBODY],
  ] as const) {
    const answer = await server.send('GET', path, headers === undefined ? {} : { headers });
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(answer.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  }
  expect((await server.get('/v1/rules')).headers.get('cache-control')).toBe('no-store');
});

test('another site’s page is granted nothing by a preflight', async () => {
  const answer = await server.send('OPTIONS', '/v1/events', {
    headers: {
      ...NOBODY,
      origin: 'https://elsewhere.example',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'x-lapwing-csrf',
    },
  });
  expect(answer.status).toBe(401);
  expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
});
