/** T1: tallies of parts, merged in any order and grouping, are the tally of the whole. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { BatchWriter } from '../../src/backtest/batch.ts';
import { Replayer } from '../../src/backtest/replayer.ts';
import { emptyTally, mergeTallies, type Tally } from '../../src/backtest/tally.ts';
import type { Event } from '../../src/index.ts';
import { rulesetOf } from '../support/rulesets.ts';
import { post } from '../support/world.ts';
import { plainRules } from './support.ts';

const ruleset = rulesetOf(plainRules({ shout: 3, link: true, short: true }));
const options = {
  outcomes: [{ entityType: 'User', entityId: 'ann', outcome: 'bad', atMillis: 0 } as const],
  intervalMillis: 60_000,
};

function tallyOf(events: readonly (readonly [number, Event])[]): Tally {
  const replayer = new Replayer(ruleset, options);
  const writer = new BatchWriter();
  for (const [position, event] of events) writer.add('counted', position, event.timeMillis, event.payload);
  const batch = writer.flush();
  if (batch !== null) replayer.take(batch);
  return replayer.result().tally;
}

const texts = ['hello', 'HI!', 'LOUD AND CLEAR', 'x', 'see https://example.org', 'A'];
const events = fc
  .array(fc.tuple(fc.constantFrom('ann', 'bob', 'cat'), fc.constantFrom(...texts), fc.nat(500)), { maxLength: 60 })
  .map((posts) => posts.map(([user, text, at], position) => [position, post(at, `${user}`, text)] as const));

it('however events are split, and in whatever order the parts are merged', () => {
  fc.assert(
    fc.property(events, fc.array(fc.nat(3), { maxLength: 60 }), fc.boolean(), (all, assignment, reversed) => {
      const parts: (readonly [number, Event])[][] = [[], [], [], []];
      for (const [i, event] of all.entries()) parts[assignment[i] ?? 0]!.push(event);
      const tallies = parts.map(tallyOf);
      if (reversed) tallies.reverse();
      const [a, b, c, d] = tallies as [Tally, Tally, Tally, Tally];
      const whole = tallyOf(all);
      expect(mergeTallies(mergeTallies(mergeTallies(a, b), c), d)).toEqual(whole);
      expect(mergeTallies(mergeTallies(a, b), mergeTallies(c, d))).toEqual(whole);
      expect(mergeTallies(whole, emptyTally([], 60_000))).toEqual(whole);
    }),
    { numRuns: 60 },
  );
});

it('merging changes neither part, and different intervals are an error', () => {
  const a = tallyOf([[0, post(0, 'ann', 'x')]]);
  const before = structuredClone(a);
  mergeTallies(a, a);
  expect(a).toEqual(before);
  expect(() => mergeTallies(a, emptyTally([], 1))).toThrow('different intervals');
});
