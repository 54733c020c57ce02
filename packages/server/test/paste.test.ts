/** Query = rule: a filter that an analyst pastes into a rule finds the same events as a rule that it found as a query. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { RULES } from './support/rules.ts';
import { eventOf, startServer, type TestServer } from './support/server.ts';

const FILTERS: Readonly<Record<string, string>> = {
  Arithmetic: 'Score % 7 > 3 and Ratio * 2 >= Score / 4',
  Failed: 'not (Score > 10)',
  Missing: 'Link == None or Score in [3, 5, 8]',
  Text: "StringLength(s=StringClean(s=Text, lower=True, remove_punctuation=True)) > 5 and 'y' in StringToLower(s=Text)",
  Pattern: "RegexMatch(target=Text, pattern=r'(?<=buy )\\bnow') or StringEndsWith(s=StringToUpper(s=Text), end='ß')",
  Entities: "UserId in ['user-1', 'user-3'] and UserId != Entity(type='User', id='user-3')",
  Printed: "f'{UserId}:{Score}:{Ratio}' in ['user-1:5:1.25', 'user-2:6:1.5', 'user-0:8:2.0', 'user-0:8:2']",
  Counters: 'BusyRule and not SpamTextRule and PostsPerHour > 4',
  Hashes: "HashSha256(input=Text) == HashSha256(input='BUY NOW') and BigNumber > 9007199254740993",
  Names: "GetActionName() == 'post' and TimeSince(timestamp='2026-01-05T12:00:00Z') >= TimeDelta(minutes=10)",
};

const TEXTS = ['buy now', 'BUY NOW', 'Straße', 'hello, you!', '', 'buy now or never', null, 5];
const EVENTS = Array.from({ length: 60 }, (_, n) => {
  const text = TEXTS[n % TEXTS.length];
  const data = {
    user_id: `user-${n % 4}`,
    ...(n % 6 === 5 ? {} : { score: n, ratio: n / 4 }),
    ...(text === null ? {} : { text }),
    ...(n % 5 === 0 ? { link: 'https://x.example' } : {}),
    big: 2 ** 53,
  };
  const time = `2026-01-05T12:${String(n).padStart(2, '0')}:00Z`;
  const big = n % 2 === 0 ? '9007199254740993' : '9007199254740995';
  return eventOf(`p-${n}`, data, { time, action: n % 3 === 0 ? 'reply' : 'post' }).replace('9007199254740992', big);
});

const servers: TestServer[] = [];

async function serverWith(rules: Readonly<Record<string, string>>): Promise<TestServer> {
  const server = await startServer({ rules });
  servers.push(server);
  await server.send('POST', '/v1/events', { body: EVENTS.join('\n') });
  await server.settled();
  return server;
}

async function idsOf(server: TestServer, query: Readonly<Record<string, string>>): Promise<string[]> {
  const { status, json } = await server.get(`/v1/events?limit=500&${new URLSearchParams(query)}`);
  expect([status, json.detail]).toEqual([200, undefined]);
  return json.items.map(({ eventId }: { eventId: string }) => eventId);
}

let before: TestServer;
let after: TestServer;

beforeAll(async () => {
  const pasted = Object.entries(FILTERS).map(
    ([name, filter]) => `Pasted${name}Rule = Rule(when_all=[\n  ${filter}\n], description='pasted')\n`,
  );
  before = await serverWith(RULES);
  after = await serverWith({
    ...RULES,
    'main.sml': "Import(rules=['models.sml', 'pasted.sml', 'spam.sml', 'totals.sml'])\n",
    'pasted.sml': `Import(rules=['models.sml', 'spam.sml'])\n${pasted.join('')}`,
  });
});
afterAll(() => Promise.all(servers.map((server) => server.close())));

test.each(Object.entries(FILTERS))('%s', async (name, filter) => {
  const asQuery = await idsOf(before, { q: filter });
  const asRule = await idsOf(after, { rule: `Pasted${name}Rule` });
  expect(asQuery).toEqual(asRule);
  expect(asQuery.length).toBeGreaterThan(0);
  expect(asQuery.length).toBeLessThan(EVENTS.length);
});
