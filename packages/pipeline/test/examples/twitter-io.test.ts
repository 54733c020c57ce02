import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { type Mapping, readMapping } from '../../src/sources/mapping.ts';
import { readSource } from '../../src/sources/source.ts';
import { NOW, readText } from '../sources/helpers.ts';
import { exampleDirectory, openExample } from './harness.ts';

interface Tweet {
  readonly author: string;
  /** Minutes after the start of the archive's first day. */
  readonly minute: number;
  readonly content: string;
  readonly retweet?: boolean;
  readonly language?: string;
  readonly region?: string;
  readonly following?: number;
  readonly followers?: number;
  readonly updates?: number;
}

const HEADER =
  'author_id,account_category,content,region,language,publish_date,following,followers,updates,post_type,retweet';
const LONG = 'words that are long enough not to be equal by chance';

function mapping(): Mapping {
  const config: unknown = parseYaml(readFileSync(`${exampleDirectory('twitter-io')}/lapwing.yaml`, 'utf8'));
  const map = typeof config === 'object' && config !== null && 'map' in config ? config.map : undefined;
  const parsed = readMapping(map);
  if (!parsed.ok) throw new Error(parsed.problems.join('; '));
  return parsed.mapping;
}

function row(tweet: Tweet): string {
  const date = new Date(Date.UTC(2016, 0, 1) + tweet.minute * 60_000).toISOString().slice(0, 19).replace('T', ' ');
  const { author, content, region = 'United States', language = 'English' } = tweet;
  const numbers = [tweet.following ?? 100, tweet.followers ?? 100, tweet.updates ?? 5000];
  const kind = tweet.retweet === true ? 'R,1' : ',0';
  return [author, 'Unknown', `"${content}"`, region, language, date, ...numbers, kind].join(',');
}

async function rulesHit(tweets: readonly Tweet[]): Promise<Map<string, number>> {
  const { decide, outcomes } = await openExample('twitter-io');
  const { events, refused, failure } = await readText([HEADER, ...tweets.map(row)].join('\n'), { mapping: mapping() });
  expect({ refused, failure }).toEqual({ refused: [], failure: null });
  for (const event of events) decide(event);
  expect(outcomes.errors).toEqual([]);
  return outcomes.hits;
}

const times = (count: number, tweet: (i: number) => Tweet) => Array.from({ length: count }, (_, i) => tweet(i));

describe('what each rule is for, and what is just short of it', () => {
  const quiet = { author: 'a', content: 'hello' };
  const cases: readonly (readonly [rule: string, enough: number, tweet: (i: number) => Tweet])[] = [
    ['MinuteBurstRule', 5, (i) => ({ ...quiet, minute: 0, content: `word ${i}` })],
    ['HighVolumeRule', 100, (i) => ({ ...quiet, minute: i * 14, content: `word ${i}` })],
    ['SuddenVolumeRule', 20, (i) => ({ ...quiet, minute: i * 2, content: `word ${i}` })],
    ['NewHighVolumeRule', 40, (i) => ({ ...quiet, minute: i * 30, content: `word ${i}`, updates: 10 + i })],
    ['NeverSleepsRule', 20, (i) => ({ ...quiet, minute: i * 60, content: `word ${i}` })],
    ['RetweetMachineRule', 40, (i) => ({ ...quiet, minute: i * 30, content: `word ${i}`, retweet: true })],
    ['LinkFloodRule', 20, (i) => ({ ...quiet, minute: i * 2, content: `see https://t.co/${i}` })],
    ['SameLinkRule', 3, (i) => ({ ...quiet, minute: i * 60, content: `${i} see http://t.co/same and more` })],
    ['HashtagFloodRule', 15, (i) => ({ ...quiet, minute: i * 3, content: `word ${i} #Same` })],
    ['MentionFloodRule', 20, (i) => ({ ...quiet, minute: i * 2, content: `@someone${i} hi` })],
    ['SelfRepetitionRule', 3, (i) => ({ ...quiet, minute: i * 60, content: `${LONG} https://t.co/${i}` })],
    ['DuplicateTextRule', 3, (i) => ({ author: `a${i}`, minute: i * 60, content: `${LONG} https://t.co/${i}` })],
    ['SameMinuteTextRule', 2, (i) => ({ author: `a${i}`, minute: 5, content: LONG })],
    ['RetweetRingRule', 4, (i) => ({ author: `a${i}`, minute: i * 3, content: LONG, retweet: true })],
    ['SameMinuteRetweetRule', 3, (i) => ({ author: `a${i}`, minute: 5, content: LONG, retweet: true })],
    ['HashtagPushRule', 12, (i) => ({ author: `a${i}`, minute: 0, content: `#Push word ${i}` })],
    ['SharedLinkRule', 3, (i) => ({ author: `a${i}`, minute: i * 600, content: `${i} https://t.co/same` })],
    [
      'LanguageSwitchRule',
      4,
      (i) => ({ ...quiet, minute: i * 60, content: `${LONG} ${i}`, language: `language ${i}` }),
    ],
    ['RegionSwitchRule', 3, (i) => ({ ...quiet, minute: i * 2000, region: `region ${i}` })],
  ];
  test.each(cases)('%s', async (rule, enough, tweet) => {
    expect([...(await rulesHit(times(enough, tweet))).keys()]).toContain(rule);
    expect([...(await rulesHit(times(enough - 1, tweet))).keys()]).not.toContain(rule);
  });

  test.each<[string, Partial<Tweet>, Partial<Tweet>]>([
    ['HashtagStuffingRule', { content: '#a #b #c #d #e #f #g' }, { content: '#a #b #c #d #e #f' }],
    ['MassMentionRule', { content: '@a @b @c @d @e @f hi' }, { content: '@a @b @c @d @e hi' }],
    ['FollowRatioRule', { following: 1500, followers: 299 }, { following: 1500, followers: 300 }],
    ['UnheardRule', { updates: 10_000, followers: 200 }, { updates: 9999, followers: 200 }],
  ])('%s', async (rule, enough, short) => {
    expect([...(await rulesHit([{ ...quiet, minute: 0, ...enough }])).keys()]).toEqual([rule]);
    expect([...(await rulesHit([{ ...quiet, minute: 0, ...short }])).keys()]).toEqual([]);
  });

  test('OperationRule, once for an account', async () => {
    const copies = times(3, (i): Tweet => ({ author: `a${i}`, minute: 0, content: LONG }));
    const burst = times(10, (i): Tweet => ({ author: 'a2', minute: 5, content: `word ${i}` }));
    expect((await rulesHit([...copies, ...burst])).get('OperationRule')).toBe(1);
    expect((await rulesHit(copies)).get('OperationRule')).toBeUndefined();
  });

  test('retweets of one text are no copies of it, and the other way round', async () => {
    const shared = times(4, (i): Tweet => ({ author: `a${i}`, minute: i, content: LONG, retweet: i % 2 === 0 }));
    expect([...(await rulesHit(shared)).keys()]).toEqual([]);
  });
});

const dataset = join(process.env['LAPWING_DATASETS'] ?? '../shared/data', 'ira/tweets.csv.gz');

test.skipIf(!existsSync(dataset))(
  'the archive is read and decided without a fault (skipped without LAPWING_DATASETS)',
  async () => {
    const { decide, outcomes } = await openExample('twitter-io');
    let events = 0;
    const source = { input: { kind: 'file', path: dataset } as const, name: 'tweets.csv.gz', mapping: mapping() };
    for await (const batch of readSource(source, { now: () => NOW })) {
      expect(batch.refused).toEqual([]);
      for (const { event } of batch.events) decide(event);
      events += batch.events.length;
      if (events > 20_000) break;
    }
    expect(outcomes.errors).toEqual([]);
    const hits = [...outcomes.hits.values()].reduce((sum, count) => sum + count, 0);
    // Sensible, not absurd: rules that fire on every tweet, or on none, tell an analyst nothing.
    expect(hits / events).toBeGreaterThan(0.005);
    expect(hits / events).toBeLessThan(0.5);
  },
);
