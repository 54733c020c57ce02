import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  boardOf,
  type Decided,
  decisionLine,
  Ledger,
  parseDecisions,
  renderBoards,
  StreamWatch,
  scoreRun,
  streamEvent,
  type Truth,
} from '../../src/index.ts';
import { Accusations } from '../../src/score/accusations.ts';
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

const dropPost = {
  kind: 'drop',
  target: { type: 'post', id: '' },
  source: 'x',
  reason: 'y',
  expiresAtMillis: null,
  appealable: true,
} as const;

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
    // The takeover of ben is harm in itself: nobody has to see it.
    expect(adversaries.get('crypto-scam')).toMatchObject({ directHarm: 3, directHarmBeforeDetection: 3, victims: 1 });
    expect(overall).toMatchObject({ harm: 5, harmBeforeDetection: 4 });
  });

  test('ann was limited for ten hours at 0.3', () => {
    expect(overall['innocentPeople']).toBe(1);
    expect(overall['innocentSeverityHours']).toBeCloseTo(3);
  });
});

describe('events', () => {
  const act = (eventId: string, hours: number, extra: Partial<Extract<Truth, { kind: 'event' }>>): Truth => ({
    kind: 'event',
    eventId,
    userId: 's1',
    time: at(hours),
    campaign: 'link-spam-1',
    harm: 'spam',
    action: 'post',
    postId: null,
    target: null,
    ...extra,
  });
  const messages: readonly Truth[] = [
    ...truth.filter(({ kind }) => kind !== 'event' && kind !== 'exposure'),
    act('m1', 1, { action: 'message', target: 'ann' }),
    act('m2', 4, { action: 'message', target: 'ben' }),
    act('m3', 5, { action: 'post', postId: 'p7' }),
    act('m4', 6, { action: 'like', harm: 'none' }),
    act('m5', 7, { action: 'message', target: 's2' }),
  ];
  const ledgerOf = (lines: readonly Truth[]) => {
    const ledger = new Ledger();
    for (const line of lines) ledger.add(line);
    return ledger;
  };

  test('are flagged by name, by their post, or while their account is accused; cover is neither missed nor wrong', () => {
    const ledger = ledgerOf(messages);
    const decisions: Decided[] = [
      { ...decide(4, 'limit_reach', 's1', 5), eventId: 'm2' },
      { ...decide(5, 'limit_reach', 's1', null), decision: { ...dropPost, target: { type: 'post', id: 'p7' } } },
    ];
    const watch = new StreamWatch(ledger);
    for (const one of decisions) watch.decided(one);
    for (const [id, userId] of [
      ['a1', 'ann'],
      ['m4', 's1'],
      ['a2', 'ben'],
    ] as const)
      watch.event({ id, userId, timeMillis: 4.5 * HOUR, postId: null });
    expect(watch.innocentFlagged).toBe(0);
    watch.decided(decide(4.6, 'limit_reach', 'ann', 5));
    watch.event({ id: 'a3', userId: 'ann', timeMillis: 4.8 * HOUR, postId: null });
    watch.event({ id: 'a4', userId: 'ann', timeMillis: 5.2 * HOUR, postId: null });
    watch.decided({ ...decide(6, 'limit_reach', 'ben', 6.5), eventId: 'b1' });
    expect(watch.innocentFlagged).toBe(2);
    const { adversaries } = scoreRun(ledger, decisions, { innocentFlagged: watch.innocentFlagged, microsPerEvent: 12 });
    // Of m1, m2, m3 and m5 the second and third.
    expect(adversaries.get('link-spam')).toMatchObject({ harmfulEvents: 4, eventRecall: 0.5, eventPrecision: 0.5 });
  });

  test('direct harm counts what is done to people, who it is, and what of it came before detection', () => {
    const { overall, adversaries } = scoreRun(ledgerOf(messages), [decide(3, 'suspend', 's1')]);
    expect(adversaries.get('link-spam')).toMatchObject({
      directHarm: 3,
      directHarmBeforeDetection: 1,
      victims: 2,
      victimsBeforeDetection: 1,
    });
    expect(overall['eventPrecision']).toBeUndefined();
  });

  test('posts and links of nobody guilty count as innocent', () => {
    const ledger = ledgerOf([
      ...messages,
      { kind: 'link', domain: 'shop.example', campaign: 'link-spam-1', harm: 'spam', since: at(0) },
    ]);
    const drop = (type: 'post' | 'link', id: string): Decided => ({
      ...decide(8, 'limit_reach', ''),
      decision: { ...dropPost, target: { type, id } },
    });
    const { overall } = scoreRun(ledger, [
      drop('post', 'p7'),
      drop('post', 'p8'),
      drop('link', 'shop.example'),
      drop('link', 'times.example'),
    ]);
    expect(overall).toMatchObject({ innocentPosts: 1, innocentLinks: 1, innocentPeople: 0 });
  });

  test('an accusation ends when it expires or is taken back', () => {
    const accusations = new Accusations();
    accusations.add(decide(1, 'limit_reach', 'x', 3));
    accusations.add(decide(5, 'suspend', 'x'));
    accusations.add(decide(9, 'allow', 'x'));
    const on = [0.5, 1, 2.9, 3, 5, 8.9, 9].map((hours) => accusations.isOn('x', hours * HOUR));
    expect(on).toEqual([false, true, true, false, true, true, false]);
  });

  test('lines are read for what scoring needs, and others refused', () => {
    const line =
      '{"id":"e1","action":"reply","time":"2026-01-05T00:00:01.000Z","data":{"user_id":"u1","post_id":"p1"}}';
    expect(streamEvent(line)).toEqual({
      id: 'e1',
      userId: 'u1',
      timeMillis: Date.UTC(2026, 0, 5, 0, 0, 1),
      postId: 'p1',
    });
    expect(streamEvent(line.replace('reply', 'like'))?.postId).toBeNull();
    for (const bad of ['', '[]', '{}', line.replace('2026', 'x'), line.replace('"u1"', '7')])
      expect(streamEvent(bad), bad).toBeNull();
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
    '{"time":"2026-01-05T00:00:00","kind":"suspend","target":{"type":"account","id":"a"}}',
    '{"time":"2026-01-05T00:00:00Z","kind":"suspend","target":{"type":"account","id":""}}',
    '{"time":"2026-01-05T00:00:00Z","kind":"suspend","target":{"type":"account","id":"a"},"minutes":-1}',
    '{"time":"2026-01-05T00:00:00Z","kind":"suspend","target":{"type":"account","id":"a"},"expires_at":"1/2/2026"}',
    '{"time":"2026-01-05T00:00:00Z","kind":"suspend","target":{"type":"account","id":"a"},"event_id":7}',
  ];
  const refused = parseDecisions(bad.join('\n'));
  expect(refused.ok ? [] : refused.problems).toEqual([
    'line 1: time is undefined, but has to be ISO 8601 with its zone',
    'line 2: this is no JSON',
    'line 3: kind is "hang", which is no action',
    'line 4: target.type is "planet", but has to be one of account, post, link, device',
    'line 5: time is "2026-01-05T00:00:00", but has to be ISO 8601 with its zone',
    'line 6: target has to be {"type", "id"}',
    'line 7: minutes is -1, but has to be a number from 0 on',
    'line 8: expires_at is "1/2/2026", but has to be ISO 8601 with its zone',
    'line 9: event_id is 7, but has to be text',
  ]);
  expect(parseDecisions('')).toEqual({ ok: true, decisions: [] });
  expect(parseDecisions(`\ufeff${decisions.map(decisionLine).join('\r\n')}\r\n`)).toEqual({ ok: true, decisions });
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
