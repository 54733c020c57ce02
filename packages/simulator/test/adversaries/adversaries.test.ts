import { describe, expect, test } from 'vitest';
import { ADVERSARIES } from '../../src/index.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { ofKind, onAccount, quiet, run } from '../support/run.ts';

const base = await quiet(90, 2.5);
/** Notes by others take more people. */
const crowd = await quiet(500, 2.5);
const alone = (kind: string, care = 0.3): Scenario => {
  const defaults = ADVERSARIES.find((adversary) => adversary.kind === kind)?.defaults ?? {
    accounts: 1,
    budgetDollars: 1,
  };
  return {
    ...(kind === 'note-infiltration' ? crowd : base),
    adversaries: [
      { kind, accounts: Math.min(12, defaults.accounts), startMillis: 0, budgetDollars: defaults.budgetDollars, care },
    ],
  };
};

describe.each(ADVERSARIES.map((adversary) => [adversary.kind, adversary] as const))(
  '%s',
  (kind, { harm, sources, goal }) => {
    test('says what it wants and where that is described, and does its harm', () => {
      expect(goal.length).toBeGreaterThan(10);
      expect(sources.length).toBeGreaterThan(0);
      const { truth, audit } = run({ scenario: alone(kind) });
      expect(audit.problems).toEqual([]);
      const events = ofKind(truth, 'event').filter(({ campaign, harm: of }) => campaign === `${kind}-1` && of === harm);
      expect(events.length).toBeGreaterThan(2);
    });

    test('works at any care, from none to most', () => {
      for (const care of [0, 1]) {
        const { truth, audit } = run({ scenario: { ...alone(kind, care), days: 1.2 } });
        expect(audit.problems).toEqual([]);
        expect(
          ofKind(truth, 'event').some(({ campaign }) => campaign === `${kind}-1`),
          `care ${care}`,
        ).toBe(true);
      }
    });
  },
);

test('adversaries notice suspensions, and say how they adapt; later accounts behave otherwise', () => {
  const adapting = ADVERSARIES.map(({ kind }) => kind).filter((kind) => !['credential-stuffing'].includes(kind));
  const silent: string[] = [];
  for (const kind of adapting) {
    // An oracle that suspends operated accounts after a while.
    const seen = new Map<string, number>();
    const operated = new Set<string>();
    const scenario = alone(kind);
    for (const one of ofKind(run({ scenario }).truth, 'account')) if (one.role === 'operated') operated.add(one.userId);
    const { truth } = run({
      scenario,
      decide({ data }) {
        const count = (seen.get(data.user_id) ?? 0) + 1;
        seen.set(data.user_id, count);
        return operated.has(data.user_id) && count === 3 ? [onAccount('suspend', data.user_id)] : [];
      },
    });
    if (!ofKind(truth, 'adaptation').some(({ response }) => response !== 'goes on as before')) silent.push(kind);
  }
  expect(silent).toEqual([]);
});

test('link spam posts at longer intervals after it has lost accounts', () => {
  const gaps = (suspends: boolean) => {
    const lastMillis = new Map<string, number>();
    const found: number[] = [];
    const { truth } = run({
      scenario: alone('link-spam', 0.1),
      ...(suspends
        ? {
            decide: ({ action, data }) =>
              action === 'post' && (data['links'] as string[]).length > 0 && String(data['text']).includes('$')
                ? [onAccount('suspend', data.user_id)]
                : [],
          }
        : {}),
    });
    for (const { userId, time, harm } of ofKind(truth, 'event')) {
      if (harm !== 'spam') continue;
      const millis = Date.parse(time);
      const last = lastMillis.get(userId);
      if (last !== undefined) found.push(millis - last);
      lastMillis.set(userId, millis);
    }
    return { accounts: lastMillis.size, events: found.length };
  };
  const free = gaps(false);
  const fought = gaps(true);
  expect(fought.accounts).toBeGreaterThan(free.accounts);
  expect(fought.events).toBeLessThan(free.events / 4);
});
