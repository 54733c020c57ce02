/** What holds of any scenario, against any enforcement: order, integrity, budgets, and a truth that leaves nothing out. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ADVERSARIES, type Decision, type Scenario } from '../../src/index.ts';
import { ofKind, onAccount, quiet, run } from '../support/run.ts';

const base = await quiet(40, 1);
const HOUR = 3_600_000;

const adversary = fc.record({
  kind: fc.constantFrom(...ADVERSARIES.map(({ kind }) => kind)),
  accounts: fc.integer({ min: 1, max: 12 }),
  startMillis: fc.integer({ min: 0, max: 20 * HOUR }),
  budgetDollars: fc.double({ min: 0, max: 80, noNaN: true }),
  care: fc.double({ min: 0, max: 1, noNaN: true }),
});

const scenarios: fc.Arbitrary<Scenario> = fc
  .record({
    days: fc.double({ min: 0.2, max: 1.2, noNaN: true }),
    people: fc.integer({ min: 10, max: 60 }),
    newcomersPerDay: fc.integer({ min: 0, max: 20 }),
    communities: fc.integer({ min: 1, max: 9 }),
    recordsViews: fc.boolean(),
    characterLimit: fc.integer({ min: 60, max: 400 }),
    adversaries: fc.array(adversary, { minLength: 1, maxLength: 4 }),
  })
  .map(({ days, recordsViews, characterLimit, adversaries, ...population }) => ({
    ...base,
    days,
    recordsViews,
    characterLimit,
    population: { ...base.population, ...population },
    adversaries: adversaries.filter(({ startMillis }) => startMillis < days * 24 * HOUR),
  }));

const KINDS = ['suspend', 'limit_reach', 'challenge', 'rate_limit', 'read_only', 'label'] as const;

test('any scenario, against any enforcement', { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(
      scenarios,
      fc.nat(1000),
      fc.array(fc.constantFrom(...KINDS), { maxLength: 3 }),
      (scenario, seed, kinds) => {
        const events = new Map<string, string>();
        const tooLong: string[] = [];
        const decide = ({ id, data }: { id: string; data: { user_id: string } }): readonly Decision[] =>
          kinds.flatMap((kind, i) =>
            Number(id.slice(id.indexOf('-') + 1)) % 17 === i ? [onAccount(kind, data.user_id)] : [],
          );
        const { audit, truth } = run({
          scenario,
          seed,
          ...(kinds.length === 0 ? {} : { decide }),
          onLine({ id, data }) {
            events.set(id, data.user_id);
            const said = data['text'];
            const fixed = [...((data['links'] as string[]) ?? []), ...((data['hashtags'] as string[]) ?? [])].join(
              ' # ',
            );
            // Names, links and hashtags are never cut.
            if (
              typeof said === 'string' &&
              data['lang'] !== undefined &&
              said.length > scenario.characterLimit + fixed.length + 60
            )
              tooLong.push(said);
          },
        });
        expect(audit.problems).toEqual([]);
        expect(tooLong).toEqual([]);
        for (const { campaign, dollars, budget } of ofKind(truth, 'spending'))
          expect(dollars, campaign).toBeLessThanOrEqual(budget + 0.005);
        const accounts = ofKind(truth, 'account');
        const known = new Set(accounts.map(({ userId }) => userId));
        const operated = new Set(accounts.filter(({ role }) => role === 'operated').map(({ userId }) => userId));
        const told = new Set(ofKind(truth, 'event').map(({ eventId }) => eventId));
        for (const [id, user] of events) {
          expect(known.has(user), `${id} by ${user}`).toBe(true);
          if (operated.has(user)) expect(told.has(id), `${id} by the operated ${user}`).toBe(true);
        }
        for (const id of told) expect(events.has(id), id).toBe(true);
        expect(ofKind(truth, 'totals')).toHaveLength(1);
      },
    ),
    { numRuns: 25 },
  );
});
