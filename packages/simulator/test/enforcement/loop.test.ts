import { expect, test } from 'vitest';
import { decisionsOf, subjectOf } from '../../src/index.ts';
import { ofKind, onAccount, quiet, run } from '../support/run.ts';

const base = await quiet(120, 3);

test('an action ends when it expires, and not before', () => {
  const DAY = 86_400_000;
  const silencedAt = new Map<string, number>();
  const broken: string[] = [];
  let back = 0;
  run({
    scenario: base,
    decide({ action, time, data }) {
      const millis = Date.parse(time);
      const since = silencedAt.get(data.user_id);
      if (since !== undefined && action !== 'appeal') {
        if (millis < since + DAY && millis > since) broken.push(`${data.user_id} ${action}`);
        else if (millis >= since + DAY) back++;
      }
      if (since !== undefined || action !== 'like') return [];
      silencedAt.set(data.user_id, millis);
      return [{ ...onAccount('suspend', data.user_id), expiresAtMillis: millis + DAY } as ReturnType<typeof onAccount>];
    },
  });
  // Appeals may end some of them early; with one reviewer at office pace that is a handful.
  expect(new Set(broken.map((one) => one.split(' ')[0])).size).toBeLessThan(silencedAt.size / 2);
  expect(back).toBeGreaterThan(50);
});

test('innocent people who are suspended appeal, and most get back; reviewers’ minutes are limited', () => {
  const { decided, audit, truth } = run({
    scenario: base,
    decide: ({ action, data }) => (action === 'reply' ? [onAccount('suspend', data.user_id)] : []),
  });
  const appeals = audit.counts.get('appeal') ?? 0;
  const answered = decided.filter(({ decision }) => decision.source === 'reviewer');
  expect(appeals).toBeGreaterThan(5);
  expect(answered.length).toBeGreaterThan(3);
  expect(answered.length).toBeLessThanOrEqual(appeals);
  const overturned = answered.filter(({ decision }) => decision.kind === 'allow').length;
  expect(overturned / answered.length).toBeGreaterThan(0.6);
  const minutes = decided.reduce((sum, one) => sum + one.minutes, 0);
  expect(minutes).toBeGreaterThan(0);
  expect(minutes).toBeLessThanOrEqual(base.review.reviewers * base.review.minutesPerDay * base.days + 30);
  expect(ofKind(truth, 'totals').length).toBe(1);
});

test('limited reach costs views, and a challenge costs a visit', () => {
  const viewsOf = (limits: boolean) => {
    const authors = new Set<string>();
    let views = 0;
    run({
      scenario: base,
      decide({ action, data }) {
        if (action === 'view' && authors.has(String(data['author_id']))) views++;
        if (action !== 'post' || authors.has(data.user_id)) return [];
        authors.add(data.user_id);
        return limits ? [onAccount('limit_reach', data.user_id)] : [];
      },
    });
    return views;
  };
  expect(viewsOf(true)).toBeLessThan(viewsOf(false) * 0.95);
  const { decided } = run({
    scenario: base,
    decide: ({ action, data }) => (action === 'login' ? [onAccount('challenge', data.user_id)] : []),
  });
  expect(decided.filter(({ decision }) => decision.source === 'challenge').length).toBeGreaterThan(10);
});

test('verdicts and labels mean decisions; what is reported is about whoever is reported', () => {
  const answer = {
    timeMillis: 0,
    userId: 'u1',
    postId: 'p1',
    verdicts: ['limit', 'drop', 'review', 'nonsense'],
    labels: [
      { type: 'Domain', id: 'a.example', label: 'spam_domain', isNegative: true },
      { type: 'User', id: 'u1', label: 'spammer', isNegative: true },
      { type: 'User', id: 'u1', label: 'verified', isNegative: false },
      { type: 'Device', id: 'd1', label: 'shared', isNegative: true },
    ],
    source: 'R',
  };
  expect(decisionsOf(answer).map(({ kind, target }) => `${kind} ${target.type} ${target.id}`)).toEqual([
    'limit_reach account u1',
    'drop post p1',
    'review account u1',
    'drop link a.example',
    'label account u1',
  ]);
  expect(decisionsOf({ ...answer, postId: null, labels: [], verdicts: ['drop'] })).toEqual([]);
  expect(subjectOf('report', { user_id: 'u1', target_user_id: 'u2', post_id: 'p3' })).toEqual({
    userId: 'u2',
    postId: 'p3',
  });
  expect(subjectOf('like', { user_id: 'u1' })).toEqual({ userId: 'u1', postId: null });
});
