/** Query = rule, for what changes: labels and lists are asked as the rules saw them, by the server and in its data directory. */
import { join } from 'node:path';
import { openWarehouseReader, translateQuery } from '@lapwing/warehouse';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { latestRuleset, openPastState, systemRegistry } from '../src/index.ts';
import { eventOf, startServer, type TestServer } from './support/server.ts';

const FILTERS: Readonly<Record<string, string>> = {
  Word: "InList(list='words', value=Text)",
  Match: "ListMatch(list='words', value=Text) == 'free coins'",
  Domain: "InList(list='sites', value=Link) and not InList(list='words', value=Text)",
  Image: "InList(list='images', value=Image)",
  Known: "EntityInList(list='people', entity=UserId)",
  Bad: "HasLabel(entity=UserId, label='bad')",
  Manual: "HasLabel(entity=UserId, label='bad', manual=True)",
  Gone: "HasLabel(entity=UserId, label='bad', status='removed') or HasLabel(entity=UserId, label='good')",
};
const names = Object.keys(FILTERS);

const RULES = {
  'config.yaml':
    'labels:\n  bad: {valid_for: [User], connotation: negative, description: Bad}\n  good: {valid_for: [User], connotation: positive, description: Good}\n',
  'main.sml': `
UserId: Entity[str] = EntityJson(type='User', path='$.user')
Text: str = JsonData(path='$.text')
Link: str = JsonData(path='$.link')
Image: str = JsonData(path='$.image')
${names.map((name) => `${name}Rule = Rule(when_all=[${FILTERS[name]}], description='x')`).join('\n')}
LoudRule = Rule(when_all=[Text == 'LOUD'], description='loud')
SorryRule = Rule(when_all=[Text == 'sorry'], description='sorry')
WhenRules(rules_any=[LoudRule], then=[LabelAdd(entity=UserId, label='bad', expires_after=TimeDelta(minutes=20))])
WhenRules(rules_any=[SorryRule], then=[LabelRemove(entity=UserId, label='bad')])
`,
};

let server: TestServer;
let person: Record<string, string>;
let seed = 12345;
const random = (below: number) => {
  seed = (seed * 1103515245 + 12345) % 2 ** 31;
  return Math.floor((seed / 2 ** 31) * below);
};
const pick = <T>(items: readonly T[]): T => items[random(items.length)]!;
const post = async (path: string, json: object) => {
  const answer = await server.send('POST', path, { headers: person, json });
  expect([path, answer.status < 300 || answer.status === 409, answer.text]).toEqual([path, true, answer.text]);
};
const reason = 'a test';
const LISTS = { words: 'words', sites: 'domains', images: 'images', people: 'entities' } as const;
const VALUES: Readonly<Record<keyof typeof LISTS, readonly string[]>> = {
  words: ['free coins', 'coins', 'pills'],
  sites: ['example.com', 'bad.example.com', 'example.net'],
  images: ['ffff0000ffff0000', 'ffff0000ffff000f'],
  people: ['User/u1', 'User/u2'],
};

async function changeSomething(): Promise<void> {
  const list = pick(['words', 'words', 'sites', 'images', 'people'] as const);
  const dice = random(16);
  if (dice < 4) {
    const expiry = random(2) === 0 ? {} : { expiresAfterSeconds: 60 * (1 + random(20)) };
    await post(`/v1/lists/${list}/entries`, { entries: [{ value: pick(VALUES[list]), ...expiry }], reason });
  } else if (dice < 7) await post(`/v1/lists/${list}/entries/remove`, { values: [pick(VALUES[list])], reason });
  else if (dice < 8) await post('/v1/lists/words/rollback', { version: 2, reason });
  else {
    const label = { label: pick(['bad', 'good']), change: pick(['add', 'add', 'remove']), reason };
    const expiry = random(2) === 0 ? {} : { expiresAfterSeconds: 1200 };
    await post(`/v1/entities/User/u${random(3)}/labels`, { ...label, ...expiry });
  }
}

beforeAll(async () => {
  server = await startServer({ rules: RULES, config: 'brakes: {emergency: false}' });
  person = await server.signIn();
  const data = (n: number) => ({
    user: `u${random(3)}`,
    text: pick(['get free coins', 'coins and pills', 'LOUD', 'sorry', 'hello']),
    link: pick(['https://bad.example.com/x', 'https://example.net', 'https://other.org']),
    image: pick(['ffff0000ffff0000', 'ffff0000ffff0003', '0000000000000000']),
    n,
  });
  const send = async (n: number) => {
    // Some come late.
    const late = random(6) === 0 ? random(30) : 0;
    const time = new Date(Date.UTC(2026, 0, 5, 12, n * 2 - late)).toISOString();
    await server.send('POST', '/v1/decide', { body: eventOf(`e${n}`, data(n), { time }) });
  };
  // Before there are lists, rules that ask them fail.
  for (let n = 0; n < 5; n++) await send(n);
  for (const [name, kind] of Object.entries(LISTS)) {
    const distance = kind === 'images' ? { maxDistance: 2 } : {};
    await post('/v1/lists', { name, kind, ...distance, reason });
    await post(`/v1/lists/${name}/entries`, { entries: [{ value: VALUES[name as keyof typeof LISTS][0] }], reason });
  }
  for (let n = 5; n < 170; n++) {
    if (random(2) === 0) await changeSomething();
    await send(n);
  }
  await post('/v1/undo', { rule: 'LoudRule', from: '2026-01-05T12:00:00Z', to: '2026-01-05T13:00:00Z', reason });
  for (let n = 170; n < 200; n++) await send(n);
  // A list that is gone, and is another one later.
  await server.system.lists.change('sites', { by: 'ana@example.org', reason }, { operation: 'delete' });
  for (let n = 200; n < 210; n++) await send(n);
  await post('/v1/lists', { name: 'sites', kind: 'hashes', reason });
  await post('/v1/lists/sites/entries', { entries: [{ value: 'https://other.org' }], reason });
  for (let n = 210; n < 220; n++) await send(n);
  await server.settled();
  await server.system.pipeline.flush();
}, 90_000);
afterAll(() => server.close());

const idsOf = async (query: Readonly<Record<string, string>>) => {
  const { status, json } = await server.get(`/v1/events?limit=500&${new URLSearchParams(query)}`);
  expect([status, json.detail]).toEqual([200, undefined]);
  return json.items.map(({ eventId }: { eventId: string }) => eventId).sort();
};

test.each(names)('%s, asked of the server', async (name) => {
  const asRule = await idsOf({ rule: `${name}Rule` });
  expect(await idsOf({ q: FILTERS[name] ?? '' })).toEqual(asRule);
  expect(asRule.length).toBeGreaterThan(3);
  expect(asRule.length).toBeLessThan(200);
});

test('and in the data directory, beside the server', async () => {
  const directory = server.system.dataDirectory;
  const ruleset = await latestRuleset(directory, systemRegistry());
  const reader = await openWarehouseReader(join(directory, 'warehouse'));
  const past = openPastState(directory);
  try {
    for (const name of names) {
      const translated = translateQuery(FILTERS[name] ?? '', ruleset.program, systemRegistry(), past);
      if (!translated.ok) throw new Error(translated.diagnostics);
      const { rows } = await reader.select(translated.predicate, { limit: 500, columns: ['UserId'] });
      const found = rows.map((row) => row.find((cell) => /^e\d+$/.test(String(cell)))).map(String);
      expect([name, found.sort()]).toEqual([name, await idsOf({ rule: `${name}Rule` })]);
    }
  } finally {
    past.close();
    await reader.close();
  }
});
