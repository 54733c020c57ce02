import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  boardOf,
  type Decided,
  decisionLine,
  Ledger,
  parseDecisions,
  renderBoards,
  scoreRun,
  type Truth,
} from '../../src/index.ts';
import { intervalOf } from '../../src/score/board.ts';
import { quantile } from '../../src/score/score.ts';

const HOUR = 3_600_000;
const at = (hours: number) => new Date(hours * HOUR).toISOString();
const truth: readonly Truth[] = [
  { kind: 'campaign', campaign: 'link-spam-1', adversary: 'link-spam', goal: 'clicks', harm: 'spam', since: at(0) },
  { kind: 'campaign', campaign: 'crypto-scam-1', adversary: 'crypto-scam', goal: 'coins', harm: 'scam', since: at(0) },
  { kind: 'account', userId: 'ann', role: 'person', campaign: null, since: at(0) },
  { kind: 'account', userId: 'ben', role: 'person', campaign: null, since: at(0) },
  { kind: 'account', userId: 's1', role: 'operated', campaign: 'link-spam-1', since: at(0) },
  { kind: 'account', userId: 's2', role: 'operated', campaign: 'link-spam-1', since: at(0) },
  { kind: 'account', userId: 'c1', role: 'operated', campaign: 'crypto-scam-1', since: at(0) },
  { kind: 'account', userId: 'ben', role: 'taken-over', campaign: 'crypto-scam-1', since: at(50) },
  {
    kind: 'event',
    eventId: 'e0',
    userId: 's1',
    time: at(1),
    campaign: 'link-spam-1',
    harm: 'none',
    action: 'post',
    postId: 'p0',
    target: null,
  },
  {
    kind: 'event',
    eventId: 'e1',
    userId: 's1',
    time: at(2),
    campaign: 'link-spam-1',
    harm: 'spam',
    action: 'post',
    postId: 'p1',
    target: null,
  },
  {
    kind: 'event',
    eventId: 'e2',
    userId: 's1',
    time: at(6),
    campaign: 'link-spam-1',
    harm: 'spam',
    action: 'post',
    postId: 'p2',
    target: null,
  },
  {
    kind: 'event',
    eventId: 'e3',
    userId: 'c1',
    time: at(3),
    campaign: 'crypto-scam-1',
    harm: 'scam',
    action: 'post',
    postId: 'p3',
    target: null,
  },
  { kind: 'exposure', time: at(3), postId: 'p1', authorId: 's1', campaign: 'link-spam-1', harm: 'spam' },
  { kind: 'exposure', time: at(7), postId: 'p1', authorId: 's1', campaign: 'link-spam-1', harm: 'spam' },
  { kind: 'exposure', time: at(7), postId: 'p2', authorId: 'c1', campaign: 'crypto-scam-1', harm: 'scam' },
  { kind: 'spending', campaign: 'link-spam-1', dollars: 10, budget: 20 },
  { kind: 'totals', events: 100, accounts: 5, operated: 3, views: 50, endsAt: at(100) },
];

function decide(
  hours: number,
  kind: 'suspend' | 'limit_reach' | 'allow',
  id: string,
  expires: number | null = null,
): Decided {
  return {
    timeMillis: hours * HOUR,
    minutes: 0,
    eventId: null,
    decision: {
      kind,
      target: { type: 'account', id },
      source: 'x',
      reason: 'y',
      expiresAtMillis: expires === null ? null : expires * HOUR,
      appealable: true,
    },
  };
}

function score(decisions: readonly Decided[]) {
  const ledger = new Ledger();
  for (const one of truth) ledger.add(one);
  return scoreRun(ledger, decisions);
}

describe('the score of one run, by hand', () => {
  const { overall, adversaries } = score([
    decide(5, 'suspend', 's1'),
    decide(10, 'limit_reach', 'ann', 30),
    decide(20, 'allow', 'ann'),
    decide(60, 'suspend', 'ben'),
  ]);

  test('accounts: s1 and the taken-over ben are found, s2 and c1 are not, ann is innocent', () => {
    expect(overall['accounts']).toBe(4);
    expect(overall['accountRecall']).toBe(0.5);
    expect(overall['accountPrecision']).toBeCloseTo(2 / 3);
    expect(adversaries.get('link-spam')?.['accountRecall']).toBe(0.5);
    expect(adversaries.get('crypto-scam')?.['accountPrecision']).toBe(0.5);
  });

  test('time runs from the first harm, not from what served as cover', () => {
    expect(adversaries.get('link-spam')?.['detectionMedianHours']).toBe(3);
  });

  test('events and harm before and after detection, by weight', () => {
    expect(adversaries.get('link-spam')).toMatchObject({
      harmfulEvents: 2,
      eventRecall: 0.5,
      harm: 2,
      harmBeforeDetection: 1,
      dollarsPerThousandViews: 5000,
    });
    expect(overall).toMatchObject({ harm: 5, harmBeforeDetection: 4 });
  });

  test('ann was limited for ten hours at 0.3', () => {
    expect(overall['innocentPeople']).toBe(1);
    expect(overall['innocentSeverityHours']).toBeCloseTo(3);
  });
});

test('nobody decides: nothing is found, nobody is hurt, and there is no precision to speak of', () => {
  const { overall } = score([]);
  expect(overall).toMatchObject({
    accountsFound: 0,
    accountRecall: 0,
    innocentPeople: 0,
    harm: 5,
    harmBeforeDetection: 5,
  });
  expect(overall['accountPrecision']).toBeUndefined();
});

test('an action that is never ended hurts until the end of the run; a new one takes the place of the last', () => {
  expect(score([decide(90, 'suspend', 'ann')]).overall['innocentSeverityHours']).toBeCloseTo(10);
  expect(
    score([decide(80, 'limit_reach', 'ann'), decide(90, 'suspend', 'ann')]).overall['innocentSeverityHours'],
  ).toBeCloseTo(13);
});

test('decisions come back as they were written, and each bad line is named', () => {
  const decisions = [
    decide(1, 'suspend', 'a'),
    decide(2, 'limit_reach', 'b', 9),
    { ...decide(3, 'allow', 'a'), minutes: 1.25 },
  ];
  const parsed = parseDecisions(`${decisions.map(decisionLine).join('\n')}\n`);
  expect(parsed).toEqual({ ok: true, decisions });
  const bad = [
    '{}',
    'x',
    '{"time":"2026-01-05T00:00:00Z","kind":"hang","target":{"type":"account","id":"a"}}',
    '{"time":"2026-01-05T00:00:00Z","kind":"suspend","target":{"type":"planet","id":"a"}}',
  ];
  const refused = parseDecisions(bad.join('\n'));
  expect(refused.ok ? [] : refused.problems).toEqual([
    'line 1: time is undefined, but has to be ISO 8601',
    'line 2: this is no JSON',
    'line 3: kind is "hang", which is no action',
    'line 4: target.type is "planet", but has to be one of account, post, link, device',
  ]);
  const disordered = parseDecisions(
    [decide(2, 'suspend', 'a'), decide(1, 'suspend', 'b')].map(decisionLine).join('\n'),
  );
  expect(disordered.ok ? [] : disordered.problems).toEqual(['line 2: its time is before that of the line above']);
});

test('intervals: Student’s t for few runs, nothing for one', () => {
  expect(intervalOf([3])).toEqual({ mean: 3, low: 3, high: 3, runs: 1 });
  // 1, 2, 3: deviation 1, t of two degrees of freedom 4.303.
  expect(intervalOf([1, 2, 3]).high).toBeCloseTo(2 + 4.303 / Math.sqrt(3), 3);
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 2, maxLength: 30 }),
      (values) => {
        const { mean, low, high } = intervalOf(values);
        expect(low).toBeLessThanOrEqual(mean);
        expect(high).toBeGreaterThanOrEqual(mean);
      },
    ),
  );
  expect(quantile([5, 1, 3], 0.5)).toBe(3);
  expect(quantile([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.9)).toBe(9);
});

test('the page shows every adversary, and no markup of names', () => {
  const board = boardOf('<town>', 'a & b', ['1', '2'], [score([decide(5, 'suspend', 's1')]), score([])]);
  const html = renderBoards([board]);
  expect(html).toContain('a &amp; b');
  expect(html).not.toContain('<town>');
  expect(html).toContain('link-spam');
  expect(html).toContain('crypto-scam');
  expect(board.adversaries['link-spam']?.['accountRecall']).toMatchObject({ mean: 0.25, runs: 2 });
});
