/** The mock platform's ruleset: features with types, and rules whose conditions explain themselves. */
import type { Json } from '../../src/api/json.ts';
import type { Condition, Feature } from '../../src/api/types.ts';

export type Values = Readonly<Record<string, Json>>;

function feature(name: string, type: string, path: string, line: number, entityType: string | null = null): Feature {
  return { name, type, entityType, path, line, isRule: false };
}

const base = 'models/base.sml';
const post = 'models/post.sml';

export const features: readonly Feature[] = [
  feature('ActionName', 'str', base, 1),
  feature('UserId', 'int', base, 3, 'User'),
  feature('UserHandle', 'str', base, 5),
  feature('AccountAgeSeconds', 'int', base, 7),
  feature('IpAddress', 'str', base, 9, 'Ip'),
  feature('Country', 'str', base, 11),
  feature('PostId', 'int', post, 2, 'Post'),
  feature('PostText', 'str', post, 4),
  feature('PostLength', 'int', post, 6),
  feature('HasLink', 'bool', post, 8),
  feature('LinkDomain', 'str', post, 10, 'Domain'),
  feature('Hashtags', 'list[str]', post, 12),
  feature('HashtagCount', 'int', post, 14),
  feature('TextSimilarity', 'float', post, 17),
  feature('PostsLastHour', 'int', 'models/counters.sml', 2),
  feature('FollowsLastHour', 'int', 'models/counters.sml', 5),
  feature('DistinctTargetsLastDay', 'int', 'models/counters.sml', 9),
  feature('TargetUserId', 'int', 'models/follow.sml', 2, 'User'),
];

type Test = (values: Values) => Condition;

/** One comparison of a named value, with the value as a child, as the evaluator explains it. */
function compare(name: string, operator: '>' | '<' | '==' | '>=', against: string | number | boolean): Test {
  const literal =
    typeof against === 'string'
      ? `'${against}'`
      : typeof against === 'boolean'
        ? against
          ? 'True'
          : 'False'
        : against;
  return (values) => {
    const value = values[name] ?? null;
    const source = `${name} ${operator} ${literal}`;
    const child = leaf(name, value);
    if (value === null && operator !== '==') {
      return { source, value: null, state: 'failed', failure: `${name} has no value`, children: [child] };
    }
    const left = value as number;
    const result =
      operator === '=='
        ? value === against
        : operator === '>'
          ? left > Number(against)
          : operator === '<'
            ? left < Number(against)
            : left >= Number(against);
    return { source, value: result, state: result ? 'true' : 'false', failure: null, children: [child] };
  };
}

function leaf(source: string, value: Json): Condition {
  const state = value === null ? 'null' : value === true ? 'true' : value === false ? 'false' : 'value';
  return { source, value, state, failure: null, children: [] };
}

function named(name: string): Test {
  return (values) => leaf(name, values[name] ?? null);
}

function either(...tests: Test[]): Test {
  return (values) => {
    const children = tests.map((test) => test(values));
    const known = children.filter((child) => child.state !== 'failed');
    const value = known.some((child) => child.value === true);
    const source = children.map((child) => child.source).join(' or ');
    if (known.length === 0) return { source, value: null, state: 'failed', failure: 'every side failed', children };
    return { source, value, state: value ? 'true' : 'false', failure: null, children };
  };
}

export interface MockRule {
  readonly name: string;
  readonly description: string;
  readonly path: string;
  readonly line: number;
  readonly version: string;
  readonly when: readonly Test[];
  readonly label: { readonly name: string; readonly expiresAfterSeconds: number | null } | null;
  readonly verdict: string | null;
}

function rule(
  name: string,
  at: string,
  description: string,
  when: Test[],
  label: MockRule['label'],
  verdict: string | null,
): MockRule {
  const [path, line] = at.split(':');
  const version = [...name]
    .reduce((hash, letter) => (hash * 31 + letter.charCodeAt(0)) >>> 0, 7)
    .toString(16)
    .padStart(8, '0');
  return { name, description, path: `rules/${path}`, line: Number(line), version, when, label, verdict };
}

const day = 86_400;

export const rules: readonly MockRule[] = [
  rule(
    'LinkFlood',
    'spam.sml:4',
    'More than 12 posts with links in an hour by {UserHandle}',
    [compare('HasLink', '==', true), compare('PostsLastHour', '>', 12)],
    { name: 'link_spammer', expiresAfterSeconds: 7 * day },
    'reject',
  ),
  rule(
    'HashtagStuffing',
    'spam.sml:13',
    '{HashtagCount} hashtags in one post',
    [compare('HashtagCount', '>=', 6)],
    null,
    'limit',
  ),
  rule(
    'NewAccountBurst',
    'spam.sml:21',
    'An account younger than a day posts {PostsLastHour} times an hour',
    [
      compare('AccountAgeSeconds', '<', day),
      either(compare('PostsLastHour', '>', 8), compare('FollowsLastHour', '>', 30)),
    ],
    { name: 'new_account_burst', expiresAfterSeconds: 2 * day },
    'challenge',
  ),
  rule(
    'DuplicateText',
    'spam.sml:33',
    'The same text as other accounts (similarity {TextSimilarity})',
    [compare('TextSimilarity', '>', 0.9), compare('PostLength', '>', 40)],
    { name: 'copy_paste', expiresAfterSeconds: day },
    null,
  ),
  rule(
    'ShortenerLink',
    'links.sml:3',
    'A link that hides where it leads',
    [named('HasLink'), either(compare('LinkDomain', '==', 'sho.rt'), compare('LinkDomain', '==', 'go.lnk'))],
    null,
    'limit',
  ),
  rule(
    'RiskyDomain',
    'links.sml:12',
    'A link to {LinkDomain}, which only ring accounts share',
    [compare('LinkDomain', '==', 'cheap-meds.example')],
    { name: 'risky_domain', expiresAfterSeconds: null },
    'reject',
  ),
  rule(
    'FollowRing',
    'rings.sml:5',
    '{FollowsLastHour} follows in an hour, to a closed set of accounts',
    [
      compare('ActionName', '==', 'follow'),
      compare('FollowsLastHour', '>', 20),
      compare('DistinctTargetsLastDay', '<', 60),
    ],
    { name: 'follow_ring', expiresAfterSeconds: 30 * day },
    'challenge',
  ),
  rule(
    'FollowFlood',
    'rings.sml:16',
    'More than 45 follows in an hour',
    [compare('ActionName', '==', 'follow'), compare('FollowsLastHour', '>', 45)],
    null,
    'limit',
  ),
  rule(
    'SharedAddress',
    'rings.sml:24',
    'Several labelled accounts behind {IpAddress}',
    [compare('IpAddress', '==', '203.0.113.7')],
    { name: 'ring_address', expiresAfterSeconds: 7 * day },
    null,
  ),
  rule('LongRantAtNight', 'quality.sml:2', 'A very long post', [compare('PostLength', '>', 900)], null, null),
];
