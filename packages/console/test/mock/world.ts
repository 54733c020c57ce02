/** The mock platform: ordinary people, a link-spam ring and a follow ring, their events, labels and history. */
import type { Json } from '../../src/api/json.ts';
import type { Condition, EntityLabel, LabelChange } from '../../src/api/types.ts';
import { createRandom, type Random } from './random.ts';
import { features, rules, type Values } from './ruleset.ts';

export interface MockEvent {
  readonly eventId: string;
  readonly position: number;
  readonly timeMillis: number;
  readonly action: string;
  readonly values: Values;
  readonly hits: readonly string[];
  readonly conditions: ReadonlyMap<string, { fired: boolean | null; conditions: Condition[] }>;
}

interface MockEntity {
  labels: EntityLabel[];
  history: LabelChange[];
}

export interface World {
  readonly events: MockEvent[];
  readonly entities: Map<string, MockEntity>;
  readonly startMillis: number;
  readonly endMillis: number;
  /** One more event at the given time; appended and labelled. */
  step(timeMillis: number): MockEvent;
}

interface Account {
  readonly id: bigint;
  readonly handle: string;
  readonly kind: 'person' | 'spam' | 'ring';
  readonly bornMillis: number;
  readonly ip: string;
}

const words =
  'the quiet harbour woke early and somebody had already painted a bird on every door along the long street'.split(' ');
const tags = ['#gardening', '#football', '#vote', '#health', '#deals', '#free', '#winner', '#crypto', '#music'];

/** `hours` of traffic that ends at `endMillis`. The same arguments give the same platform. */
export function createWorld(options: { seed: number; endMillis: number; hours: number; events: number }): World {
  const random = createRandom(options.seed);
  const accounts = makeAccounts(random, options.endMillis);
  const events: MockEvent[] = [];
  const entities = new Map<string, MockEntity>();
  const startMillis = options.endMillis - options.hours * 3_600_000;

  const step = (timeMillis: number): MockEvent => {
    const busy = random.chance(0.2 + 0.15 * Math.sin(timeMillis / 5_400_000));
    const account = busy ? random.pick(accounts.filter((a) => a.kind !== 'person')) : random.pick(accounts);
    const event = decide(makeValues(random, account, accounts, timeMillis), events.length + 1, timeMillis, random);
    events.push(event);
    label(entities, event);
    return event;
  };
  const gap = (options.endMillis - startMillis) / options.events;
  for (let index = 0; index < options.events; index++)
    step(Math.round(startMillis + (index + random.next() * 0.9) * gap));
  return { events, entities, startMillis, endMillis: options.endMillis, step };
}

function makeAccounts(random: Random, endMillis: number): Account[] {
  return Array.from({ length: 120 }, (_, index) => {
    const kind = index < 96 ? 'person' : index < 110 ? 'spam' : 'ring';
    const ageDays = kind === 'person' ? 30 + random.below(2000) : random.below(20) / 10 + 0.2;
    return {
      id: 1760000000000000001n + BigInt(index) * 7919000013n,
      handle: kind === 'person' ? `${random.pick(words)}_${random.pick(words)}` : `${kind}${100 + index}`,
      kind,
      bornMillis: endMillis - ageDays * 86_400_000,
      ip: kind === 'ring' ? '203.0.113.7' : `198.51.100.${1 + random.below(250)}`,
    };
  });
}

function makeValues(
  random: Random,
  account: Account,
  accounts: readonly Account[],
  timeMillis: number,
): Record<string, Json> {
  const values: Record<string, Json> = {
    UserId: account.id,
    UserHandle: account.handle,
    AccountAgeSeconds: Math.max(60, Math.round((timeMillis - account.bornMillis) / 1000)),
    IpAddress: account.ip,
    Country: random.pick(['DE', 'ES', 'US', 'BR', 'IN']),
  };
  if (account.kind === 'ring' ? random.chance(0.85) : random.chance(0.2)) {
    values['ActionName'] = 'follow';
    values['TargetUserId'] = random.pick(accounts).id;
    values['FollowsLastHour'] = account.kind === 'ring' ? 10 + random.below(50) : random.below(9);
    // A look-up that failed now and then: the rule must say so rather than count zero.
    values['DistinctTargetsLastDay'] = random.chance(0.08) ? null : 5 + random.below(70);
    return values;
  }
  if (random.chance(0.25)) {
    values['ActionName'] = 'like';
    values['PostId'] = 1850000000000000000n + BigInt(random.below(1_000_000));
    return values;
  }
  const spam = account.kind === 'spam';
  const hashtags = Array.from({ length: spam ? random.below(9) : random.below(3) }, () => random.pick(tags));
  const link = spam ? random.chance(0.8) : random.chance(0.2);
  const domain = link
    ? random.pick(spam ? ['cheap-meds.example', 'sho.rt', 'go.lnk'] : ['news.example', 'blog.example', 'video.example'])
    : null;
  const text =
    `${Array.from({ length: 5 + random.below(spam ? 12 : 30) }, () => random.pick(words)).join(' ')}${domain === null ? '' : ` https://${domain}/${random.below(99)}`} ${hashtags.join(' ')}`.trim();
  values['ActionName'] = 'post';
  values['PostId'] = 1850000000000000000n + BigInt(random.below(1_000_000_000));
  values['PostText'] = text;
  values['PostLength'] = text.length;
  values['HasLink'] = link;
  values['LinkDomain'] = domain;
  values['Hashtags'] = hashtags;
  values['HashtagCount'] = hashtags.length;
  values['TextSimilarity'] = Math.round((spam ? 0.5 + random.next() / 2 : random.next() * 0.7) * 1000) / 1000;
  values['PostsLastHour'] = spam ? 4 + random.below(20) : random.below(5);
  return values;
}

function decide(values: Values, position: number, timeMillis: number, random: Random): MockEvent {
  const conditions = new Map<string, { fired: boolean | null; conditions: Condition[] }>();
  const hits: string[] = [];
  for (const rule of rules) {
    const nodes = rule.when.map((test) => test(values));
    const fired = nodes.some((node) => node.value === false)
      ? false
      : nodes.some((node) => node.state === 'failed' || node.state === 'null')
        ? null
        : true;
    if (fired === true) hits.push(rule.name);
    conditions.set(rule.name, { fired, conditions: nodes });
  }
  const eventId = `evt-${(position * 2654435761 + random.below(1000)).toString(36).padStart(9, '0')}`;
  return { eventId, position, timeMillis, action: String(values['ActionName']), values, hits, conditions };
}

/** `Type/id` of each entity in an event. */
export function entitiesOf(event: MockEvent): { feature: string; type: string; id: string }[] {
  return features.flatMap((feature) => {
    const value = event.values[feature.name];
    if (feature.entityType === null || value === null || value === undefined) return [];
    return [{ feature: feature.name, type: feature.entityType, id: String(value) }];
  });
}

/** The entity that a rule labels: the domain or address where the rule is about one, else the account. */
export function targetOf(ruleName: string, event: MockEvent): { type: string; id: string } | null {
  const wanted = ruleName === 'RiskyDomain' ? 'Domain' : ruleName === 'SharedAddress' ? 'Ip' : 'User';
  return entitiesOf(event).find((entity) => entity.type === wanted) ?? null;
}

const labelDescriptions: Readonly<Record<string, string>> = {
  link_spammer: 'Posts links at a rate that people do not.',
  follow_ring: 'Follows within a closed set of accounts.',
  risky_domain: 'Shared by labelled accounts only.',
};

function label(entities: Map<string, MockEntity>, event: MockEvent): void {
  for (const name of event.hits) {
    const rule = rules.find((candidate) => candidate.name === name);
    const target = targetOf(name, event);
    if (rule?.label == null || target === null) continue;
    const key = `${target.type}/${target.id}`;
    const entity = entities.get(key) ?? { labels: [], history: [] };
    entities.set(key, entity);
    const at = new Date(event.timeMillis).toISOString();
    const seconds = rule.label.expiresAfterSeconds;
    const expiresAt = seconds === null ? null : new Date(event.timeMillis + seconds * 1000).toISOString();
    const reason = describe(rule.description, event.values);
    const existing = entity.labels.find((candidate) => candidate.label === rule.label?.name);
    if (existing === undefined) {
      entity.labels.push({
        label: rule.label.name,
        status: 'added',
        connotation: rule.label.name === 'ring_address' ? 'neutral' : 'negative',
        description: labelDescriptions[rule.label.name] ?? null,
        since: at,
        expiresAt,
        manual: false,
        reasons: [{ rule: name, reason, at, expiresAt }],
      });
    } else if (!existing.manual) {
      existing.expiresAt = expiresAt;
      existing.reasons = [{ rule: name, reason, at, expiresAt }];
    }
    const outcome = existing === undefined ? 'added' : existing.manual ? 'cannot-override-manual' : 'merged';
    entity.history.unshift({
      at,
      change: 'add',
      label: rule.label.name,
      outcome,
      by: name,
      reason,
      eventId: event.eventId,
    });
  }
}

export function describe(template: string, values: Values): string {
  return template.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? 'None'));
}
