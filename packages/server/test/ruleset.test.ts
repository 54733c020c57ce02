/** Rules that change while the server runs: a good edit takes effect, a bad one is refused with its reasons, and nobody restarts anything. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { RULES } from './support/rules.ts';
import { eventOf, startServer, type TestServer, writeFiles } from './support/server.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startServer();
  server.system.rules.follow();
});
afterAll(() => server.close());

const active = async () => (await server.get('/v1/ruleset')).json;
const decide = async (id: string, text: string) =>
  (await server.send('POST', '/v1/decide', { body: eventOf(id, { user_id: id, text }) })).json;
const write = (files: Readonly<Record<string, string>>) => writeFiles(server.rulesDirectory, files);
const changed = (from: string) =>
  vi.waitUntil(async () => (await active()).active.hash !== from, { timeout: 10_000, interval: 50 });
const spam = RULES['spam.sml'] ?? '';

test('the ruleset in force says what it is', async () => {
  expect(await active()).toEqual({
    active: {
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      activatedAt: expect.stringMatching(/^\d{4}-.*Z$/),
      position: 0,
      files: expect.arrayContaining(['main.sml', 'models.sml', 'spam.sml', 'totals.sml']),
      rules: 3,
      features: expect.any(Number),
    },
    refused: null,
  });
});

test('a good edit takes effect for the next event, and the earlier ones keep their ruleset', async () => {
  const before = (await active()).active.hash;
  expect((await decide('before', 'buy later')).rules).toEqual([]);
  await write({ 'spam.sml': spam.replace("'buy now'", "'buy later'") });
  await changed(before);
  const after = await decide('after', 'buy later');
  expect(after.rules).toMatchObject([{ name: 'SpamTextRule' }]);
  expect(after.rulesetHash).not.toBe(before);
  await server.settled();
  const page = (await server.get('/v1/events/before')).json;
  expect(page.rulesetHash).toBe(before);
  const rule = page.rules.find(({ name }: { name: string }) => name === 'SpamTextRule');
  expect(JSON.stringify(rule.conditions)).toContain("'buy now'");
});

test('a bad edit is refused with its reasons while the old rules go on; mending it puts the rules in force', async () => {
  const before = (await active()).active.hash;
  await write({ 'spam.sml': spam.replace('HasSpam = ', 'HasSpan = ') });
  await vi.waitUntil(async () => (await active()).refused !== null, { timeout: 10_000, interval: 50 });
  const refused = await active();
  expect(refused.active.hash).toBe(before);
  expect(refused.refused.at).toMatch(/^\d{4}-.*Z$/);
  expect(refused.refused.diagnostics).toContain('spam.sml:');
  expect(refused.refused.diagnostics).toContain('HasSpam');
  expect(server.warnings.at(-1)).toContain(refused.refused.diagnostics);
  expect((await decide('meanwhile', 'buy later')).rules).toMatchObject([{ name: 'SpamTextRule' }]);

  await write({ 'spam.sml': spam.replace("'buy now'", "'buy soon'") });
  await changed(before);
  expect((await active()).refused).toBeNull();
  expect((await decide('mended', 'buy soon')).rules).toMatchObject([{ name: 'SpamTextRule' }]);
});

test('mending back to the rules in force clears the refusal without a new activation', async () => {
  const { active: before } = await active();
  await write({ 'totals.sml': 'Broken = ' });
  await vi.waitUntil(async () => (await active()).refused !== null, { timeout: 10_000, interval: 50 });
  await write({ 'totals.sml': RULES['totals.sml'] ?? '' });
  await vi.waitUntil(async () => (await active()).refused === null, { timeout: 10_000, interval: 50 });
  expect((await active()).active).toEqual(before);
});

test('a file that is new, in a directory that is new, and one that is gone', async () => {
  const before = (await active()).active.hash;
  await write({
    'more/night.sml': "Import(rules=['models.sml'])\nNightRule = Rule(when_all=[Score == 3], description='at night')\n",
    'main.sml': `${RULES['main.sml']}Require(rule='more/night.sml')\n`,
  });
  await changed(before);
  const grown = (await active()).active;
  expect([grown.rules, grown.files.includes('more/night.sml')]).toEqual([4, true]);
  await write({ 'main.sml': RULES['main.sml'] ?? '' });
  await rm(join(server.rulesDirectory, 'more'), { recursive: true });
  await changed(grown.hash);
  expect((await active()).active.rules).toBe(3);
});

test('an edit in many steps while events come in is one change, and loses nothing', async () => {
  const before = (await active()).active;
  let running = true;
  const answers: number[] = [];
  const sender = (async () => {
    for (let n = 0; running; n++) {
      const { status } = await server.send('POST', '/v1/decide', { body: eventOf(`stream-${n}`, { user_id: 'ben' }) });
      answers.push(status);
    }
  })();
  for (let step = 0; step < 10; step++)
    await write({ 'spam.sml': spam.replace('buy now', `buy ${step}`).slice(0, step < 9 ? 200 : undefined) });
  await changed(before.hash);
  running = false;
  await sender;
  expect(new Set(answers)).toEqual(new Set([200]));
  expect((await active()).refused).toBeNull();
  await server.settled();
  const { rows } = (
    await server.send('POST', '/v1/query', {
      json: { sql: `SELECT count(*), count(DISTINCT "__ruleset") FROM events WHERE "UserId" = 'ben'` },
    })
  ).json;
  expect(rows[0][0]).toBe(answers.length);
  expect(rows[0][1]).toBeLessThanOrEqual(2);
});
