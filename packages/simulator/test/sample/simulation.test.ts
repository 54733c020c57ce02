import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { envelopeLine, type SimulatedEvent, simulate, type Truth } from '../../src/index.ts';

const startMillis = Date.UTC(2026, 0, 5);
const village = { seed: 1, preset: 'village', startMillis } as const;

function digest(events: Iterable<SimulatedEvent>): string {
  const hash = createHash('sha256');
  for (const event of events) hash.update(`${envelopeLine(event)}\n`);
  return hash.digest('hex');
}

describe('determinism (M1)', () => {
  test('the same options give the same bytes, another seed others', () => {
    const simulation = simulate(village);
    expect(digest(simulation)).toBe(digest(simulation));
    expect(digest(simulate(village))).toBe(digest(simulation));
    expect(digest(simulate({ ...village, seed: 2 }))).not.toBe(digest(simulation));
  });

  test('the bytes of one seed are pinned: who changes them says so here', () => {
    expect(digest(simulate(village))).toBe('be347d4e37ab9bb7043a4e275c0bb188128dbb4841d0824758ada98debe1fb38');
  });
});

test.each([1, 2, 'three'])('events come in order and within the time (M2), seed %s', (seed) => {
  let last = startMillis;
  for (const event of simulate({ ...village, seed })) {
    expect(event.timeMillis).toBeGreaterThanOrEqual(last);
    expect(Number.isInteger(event.timeMillis)).toBe(true);
    last = event.timeMillis;
  }
  expect(last).toBeLessThan(startMillis + 2 * 86_400_000);
  expect(last).toBeGreaterThan(startMillis + 1.9 * 86_400_000);
});

test.each([1, 7])('everything referred to was there before (M3), seed %s', (seed) => {
  const start = new Date(startMillis).toISOString();
  const users = new Set<string>();
  const posts = new Map<string, string>();
  const follows = new Set<string>();
  const likes = new Set<string>();
  const ids = new Set<string>();
  for (const { event, truth } of simulate({ ...village, seed }).withTruth()) {
    const { data } = event;
    for (const item of truth) if (item.kind === 'account') users.add(item.userId);
    expect(ids.has(event.id)).toBe(false);
    ids.add(event.id);
    if ('handle' in data) expect(data.account_created_at).toBe(new Date(event.timeMillis).toISOString());
    expect(users.has(data.user_id)).toBe(true);
    expect(data.account_created_at < start || Date.parse(data.account_created_at) <= event.timeMillis).toBe(true);
    if ('in_reply_to' in data) expect(posts.get(data.in_reply_to)).toBe(data.in_reply_to_user_id);
    if ('author_id' in data) {
      expect(posts.get(data.post_id)).toBe(data.author_id);
      expect(likes.has(`${data.user_id} ${data.post_id}`)).toBe(false);
      likes.add(`${data.user_id} ${data.post_id}`);
    }
    if ('reason' in data) expect(posts.get(data.post_id)).toBe(data.target_user_id);
    else if ('target_user_id' in data) {
      expect(users.has(data.target_user_id)).toBe(true);
      expect(data.target_user_id).not.toBe(data.user_id);
      expect(follows.has(`${data.user_id} ${data.target_user_id}`)).toBe(false);
      follows.add(`${data.user_id} ${data.target_user_id}`);
    }
    if ('text' in data) {
      expect(posts.has(data.post_id)).toBe(false);
      posts.set(data.post_id, data.user_id);
      for (const link of data.links) expect(data.text).toContain(link);
      expect(data.text).not.toMatch(/[{}]|undefined/);
      expect(data.text.isWellFormed()).toBe(true);
    }
  }
});

describe('truth', () => {
  const events = [...simulate(village)];
  const truth: Truth[] = [...simulate(village).truth()];
  const accounts = new Map(truth.flatMap((item) => (item.kind === 'account' ? [[item.userId, item] as const] : [])));
  const byEvent = new Map(truth.flatMap((item) => (item.kind === 'event' ? [[item.eventId, item] as const] : [])));

  test('is complete', () => {
    expect([...byEvent.keys()]).toEqual(events.map((event) => event.id));
    for (const event of events) expect(accounts.has(event.data.user_id)).toBe(true);
  });

  test('is in no event (M4): not in a field, and not in an id or name', () => {
    for (const event of events)
      expect(envelopeLine(event)).not.toMatch(/campaign|link-spam|follow-ring|organisation|"role"/);
    const ringNumbers = [...accounts.values()]
      .filter(({ campaign }) => campaign !== null)
      .map(({ userId }) => Number(userId.slice(1)));
    const others = [...accounts.values()]
      .filter(({ campaign }) => campaign === null)
      .map(({ userId }) => Number(userId.slice(1)));
    // Sign-up order mixes them: some ordinary person joined after the first member of a ring, and before the last.
    expect(others.some((number) => number > Math.min(...ringNumbers) && number < Math.max(...ringNumbers))).toBe(true);
  });

  test('events serve the campaign of their account or none', () => {
    for (const { userId, campaign } of byEvent.values()) {
      if (campaign !== null) expect(accounts.get(userId)?.campaign).toBe(campaign);
    }
    const roles = new Set([...accounts.values()].map(({ role }) => role));
    expect(roles).toEqual(new Set(['person', 'organisation', 'link-spam', 'follow-ring']));
  });
});

test('the village is of the size that it says, with every kind of event', () => {
  const kinds = new Map<string, number>();
  const users = new Set<string>();
  for (const event of simulate(village)) {
    kinds.set(event.action, (kinds.get(event.action) ?? 0) + 1);
    users.add(event.data.user_id);
  }
  expect([...kinds.keys()].sort()).toEqual(['follow', 'like', 'login', 'post', 'reply', 'report', 'sign_up']);
  const total = [...kinds.values()].reduce((sum, count) => sum + count);
  expect(total).toBeGreaterThan(3000);
  expect(total).toBeLessThan(9000);
  expect(users.size).toBeGreaterThan(250);
});

test('rings do what they are for, and share what they share', () => {
  const byCampaign = new Map<string, SimulatedEvent[]>();
  for (const { event, truth } of simulate(village).withTruth()) {
    const campaign = truth.at(-1)?.campaign ?? null;
    if (campaign !== null) byCampaign.set(campaign, [...(byCampaign.get(campaign) ?? []), event]);
  }
  const spam = byCampaign.get('link-spam-1') ?? [];
  const domains = new Set(
    spam.flatMap(({ data }) => ('links' in data ? data.links.map((link) => new URL(link).host) : [])),
  );
  expect(domains.size).toBe(3);
  expect(spam.filter(({ data }) => 'links' in data && data.links.length === 1).length).toBeGreaterThan(200);
  expect(new Set(spam.map(({ data }) => data.device_id)).size).toBeLessThanOrEqual(4);
  const follows = (byCampaign.get('follow-ring-1') ?? []).filter(({ action }) => action === 'follow');
  expect(follows.length / new Set(follows.map(({ data }) => data.user_id)).size).toBeGreaterThan(25);
});

test('activity has a heavy tail and a daily rhythm', () => {
  const perUser = new Map<string, number>();
  const perHour = new Array<number>(24).fill(0);
  for (const { event, truth } of simulate(village).withTruth()) {
    if (truth.at(-1)?.campaign !== null || event.data.country !== 'US') continue;
    perUser.set(event.data.user_id, (perUser.get(event.data.user_id) ?? 0) + 1);
    const hour = (new Date(event.timeMillis).getUTCHours() + 19) % 24;
    perHour[hour] = (perHour[hour] ?? 0) + 1;
  }
  const counts = [...perUser.values()].sort((a, b) => b - a);
  const total = counts.reduce((sum, count) => sum + count);
  const top = counts.slice(0, Math.ceil(counts.length / 10)).reduce((sum, count) => sum + count);
  expect(top / total).toBeGreaterThan(0.3);
  const night = perHour.slice(2, 6).reduce((sum, count) => sum + count);
  const evening = perHour.slice(18, 22).reduce((sum, count) => sum + count);
  expect(evening).toBeGreaterThan(4 * night);
});
