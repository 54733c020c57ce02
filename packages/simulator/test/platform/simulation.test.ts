import { describe, expect, test } from 'vitest';
import { ADVERSARIES, beginningAt, HARMS } from '../../src/index.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import { ofKind, onAccount, quiet, run } from '../support/run.ts';

const tiny = await loadScenario('tiny');

describe('determinism (M1)', () => {
  test('the same seed gives the same bytes and truth, another seed others', () => {
    const scenario = { ...tiny, days: 1 };
    const first = run({ scenario });
    const again = run({ scenario });
    expect(again.digest).toBe(first.digest);
    expect(JSON.stringify(again.truth) === JSON.stringify(first.truth)).toBe(true);
    expect(run({ scenario, seed: 2 }).digest).not.toBe(first.digest);
  });

  test('ids of another seed, scenario or time are others, so that one platform can hold several runs', () => {
    const idsOf = (scenario: typeof tiny, seed: number) => {
      const ids = new Set<string>();
      const onLine = ({ id, data }: { id: string; data: Readonly<Record<string, unknown>> }) => {
        for (const one of [id, data['user_id'], data['post_id'], data['note_id']])
          if (typeof one === 'string') ids.add(one);
      };
      run({ scenario, seed, onLine });
      return ids;
    };
    const short = { ...tiny, days: 0.4, adversaries: [] };
    const first = idsOf(short, 1);
    expect(first.size).toBeGreaterThan(500);
    for (const other of [
      idsOf(short, 2),
      idsOf({ ...short, name: 'tinier' }, 1),
      idsOf(beginningAt(short, Date.UTC(2026, 5, 1)), 1),
    ])
      expect([...other].filter((id) => first.has(id))).toEqual([]);
  });

  test('one more adversary changes neither who people are nor, for nearly all, when they come', async () => {
    const scenario = await quiet();
    const logins = (adversaries: typeof tiny.adversaries) => {
      const seen = new Set<string>();
      const { truth } = run({
        scenario: { ...scenario, adversaries },
        onLine: ({ action, time, data }) => {
          if (action === 'login' || action === 'sign_up') seen.add(`${data.user_id} ${time} ${data['ip']}`);
        },
      });
      return {
        seen,
        people: ofKind(truth, 'account')
          .filter(({ campaign }) => campaign === null)
          .map(({ userId }) => userId),
      };
    };
    const without = logins([]);
    const withOne = logins([{ kind: 'link-spam', accounts: 8, startMillis: 3_600_000, budgetDollars: 40, care: 0.2 }]);
    expect(withOne.people.sort()).toEqual(without.people.sort());
    const kept = [...without.seen].filter((login) => withOne.seen.has(login)).length;
    expect(kept / without.seen.size).toBeGreaterThan(0.9);
  });
});

describe('order and integrity (M2, M3)', () => {
  test.each([1, 2, 3])('nothing refers to what is not there, seed %s', (seed) => {
    const { audit, events } = run({ scenario: tiny, seed });
    expect(audit.problems).toEqual([]);
    expect(events).toBeGreaterThan(5000);
    for (const action of [
      'login',
      'view',
      'like',
      'post',
      'reply',
      'repost',
      'quote',
      'follow',
      'sign_up',
      'message',
      'profile_change',
    ]) {
      expect(audit.counts.get(action), action).toBeGreaterThan(0);
    }
  });

  test('a suspended account does nothing but appeal, and a read-only one does not write', () => {
    const readOnly = new Map<string, string>();
    const written: string[] = [];
    const { audit, decided } = run({
      scenario: tiny,
      decide({ action, time, data }) {
        // What is done at one moment is one act: decisions come between acts.
        if ((readOnly.get(data.user_id) ?? time) < time && ['post', 'like', 'follow', 'reply'].includes(action))
          written.push(data.user_id);
        if (action !== 'post') return [];
        const third = Number.parseInt(data.user_id.slice(-2), 36) % 6;
        if (third === 1) readOnly.set(data.user_id, time);
        return third === 0
          ? [onAccount('suspend', data.user_id)]
          : third === 1
            ? [onAccount('read_only', data.user_id)]
            : [];
      },
    });
    expect(audit.problems).toEqual([]);
    expect(decided.filter(({ decision }) => decision.kind === 'suspend').length).toBeGreaterThan(10);
    expect(audit.counts.get('appeal')).toBeGreaterThan(0);
    const ended = new Set(
      decided.filter(({ decision }) => decision.kind === 'allow').map(({ decision }) => decision.target.id),
    );
    expect(written.filter((id) => !ended.has(id))).toEqual([]);
  });
});

describe('truth (M4)', () => {
  test('names every account, campaign and link, and no event carries it', async () => {
    const town = await loadScenario('town');
    const scenario = { ...town, days: 2.4, population: { ...town.population, people: 100, newcomersPerDay: 5 } };
    const users = new Set<string>();
    const domains = new Set<string>();
    const words = [
      ...ADVERSARIES.map(({ kind }) => kind),
      ...Object.keys(HARMS),
      'campaign',
      'operation',
      'operated',
    ].filter((word) => !['none', 'spam', 'scam', 'influence', 'impersonation'].includes(word));
    const leaks: string[] = [];
    const leaking = new RegExp(`"(${words.join('|')})`);
    const { truth, audit, events } = run({
      scenario,
      onLine: ({ action, data }) => {
        users.add(data.user_id);
        for (const link of (data['links'] as string[] | undefined) ?? []) domains.add(link.split('/')[2] ?? '');
        const leak = leaking.exec(JSON.stringify({ action, data }));
        if (leak !== null) leaks.push(leak[1] ?? '');
      },
    });
    expect(audit.problems).toEqual([]);
    expect([...new Set(leaks)]).toEqual([]);
    const accounts = new Map(ofKind(truth, 'account').map((account) => [account.userId, account]));
    expect([...users].filter((user) => !accounts.has(user))).toEqual([]);
    const campaigns = new Set(ofKind(truth, 'campaign').map(({ campaign }) => campaign));
    expect(campaigns.size).toBe(scenario.adversaries.length);
    // Each operated account belongs to a campaign that there is, and whatever it did is in the truth.
    const operated = [...accounts.values()].filter(({ role }) => role === 'operated');
    for (const { campaign } of operated) expect(campaigns.has(campaign ?? '')).toBe(true);
    const told = new Set(ofKind(truth, 'event').map(({ userId }) => userId));
    for (const { userId } of operated) if (users.has(userId)) expect(told.has(userId), userId).toBe(true);
    for (const { domain } of ofKind(truth, 'link').slice(0, 4)) expect(domains.has(domain), domain).toBe(true);
    expect(ofKind(truth, 'totals')[0]?.events).toBe(events);
  });

  test('ids tell nobody who is operated: those of operated accounts are spread as all others', () => {
    const { truth } = run({ scenario: { ...tiny, days: 1.2 } });
    const numbers = (role: string) =>
      ofKind(truth, 'account')
        .filter((one) => one.role === role)
        .map(({ userId }) => Number.parseInt(userId.slice(1), 36) / 2 ** 32);
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(mean(numbers('person'))).toBeCloseTo(0.5, 1);
    expect(Math.abs(mean(numbers('operated')) - 0.5)).toBeLessThan(0.2);
  });
});

test('budgets hold (M5), also where they are too small for the plan', async () => {
  const scenario = await quiet();
  const adversaries = ADVERSARIES.flatMap(({ kind }) =>
    [1, 15].map((budgetDollars) => ({ kind, accounts: 12, startMillis: 0, budgetDollars, care: 0.5 })),
  );
  const { truth } = run({ scenario: { ...scenario, days: 1, adversaries } });
  const spending = ofKind(truth, 'spending');
  expect(spending.length).toBe(adversaries.length);
  for (const { campaign, dollars, budget } of spending) expect(dollars, campaign).toBeLessThanOrEqual(budget);
  expect(spending.some(({ dollars }) => dollars > 10)).toBe(true);
});

test('memory is the same for every account, whatever happens', () => {
  const { simulation } = run({ scenario: { ...tiny, adversaries: [] } });
  const { world } = simulation;
  expect(world.accounts.byteLength / world.accounts.capacity).toBeLessThan(150);
});
