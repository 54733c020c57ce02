/**
 * U1 to U3: a label after an undo is what it would be had the effects not been. The oracle is a second label state that never saw
 * them; the deeds are as the effect store gives them.
 */
import type { LabelDeed, UndoScope } from '@lapwing/enforcement';
import { isExpired, type LabelState, Memory } from '@lapwing/memory';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { labelChangeOf } from '../../src/decide/labels.ts';
import { planReversal, type UndoRange } from '../../src/index.ts';
import { applyReversals, contentOf } from '../../src/undo/apply.ts';

const PLACE = { entityType: 'User', entityId: 'u', label: 'spammer' } as const;
const MINUTE = 60_000;

interface Act {
  readonly wait: number;
  readonly change: 'add' | 'remove';
  readonly expires: number | null;
  readonly by: readonly string[] | string;
}

const act: fc.Arbitrary<Act> = fc.record({
  wait: fc.integer({ min: 0, max: 10 }),
  change: fc.constantFrom('add', 'remove'),
  expires: fc.option(fc.integer({ min: 1, max: 30 })),
  by: fc.oneof(
    { weight: 5, arbitrary: fc.subarray(['A', 'B', 'C'], { minLength: 1 }) },
    { weight: 1, arbitrary: fc.constantFrom('ada', 'mo') },
  ),
});

function deedsOf(acts: readonly Act[]): LabelDeed[] {
  let now = 0;
  return acts.map(({ wait, change, expires, by }, position) => {
    now += wait * MINUTE;
    const rules =
      typeof by === 'string'
        ? []
        : by.map((name) => ({ name, version: `${name}1`, reason: `because ${name}`, features: {} }));
    return {
      id: `effect-${position}`,
      position,
      atMillis: now,
      released: false,
      change,
      expiresAtMillis: expires === null ? null : now + expires * MINUTE,
      rulesetHash: typeof by === 'string' ? null : position % 2 === 0 ? 'even' : 'odd',
      rules,
      person: typeof by === 'string' ? by : null,
      reason: typeof by === 'string' ? 'by hand' : '',
      reversed: new Set<string>(),
    };
  });
}

/** Live, the way effects and people's changes come. `without` says which rules' or persons' part never was. */
function live(memory: Memory, deeds: readonly LabelDeed[], without: (deed: LabelDeed, by: string) => boolean): void {
  for (const deed of deeds) {
    const { atMillis, change, expiresAtMillis, person, reason } = deed;
    const at = ['User', 'u', 'spammer'] as const;
    if (person !== null) {
      if (without(deed, person)) continue;
      const status = change === 'add' ? 'manually-added' : 'manually-removed';
      const reasons = [
        { source: person, description: reason, features: {}, createdAtMillis: atMillis, expiresAtMillis },
      ];
      memory.labels.change(...at, [{ status, reasons }], atMillis);
      continue;
    }
    const rules = deed.rules.filter(({ name }) => !without(deed, name));
    if (rules.length === 0) continue;
    const body = {
      kind: 'label',
      change,
      entityType: 'User',
      entityId: 'u',
      label: 'spammer',
      expiresAtMillis,
    } as const;
    memory.labels.change(...at, [labelChangeOf(rules, body, atMillis)], atMillis);
  }
}

const current = (memory: Memory) => memory.labels.ofEntity('User', 'u').get('spammer') ?? null;

function visible(state: LabelState | null, now: number) {
  return state === null || isExpired(state, now) ? null : contentOf(state);
}

function isMeant({ scope, fromMillis, toMillis }: UndoRange, deed: LabelDeed, by: string): boolean {
  if (deed.atMillis < fromMillis || deed.atMillis > toMillis) return false;
  switch (scope.of) {
    case 'rule':
      return deed.person === null && by === scope.rule && (scope.version === null || scope.version === `${by}1`);
    case 'ruleset':
      return deed.person === null && deed.rulesetHash === scope.hash;
    case 'person':
      return deed.person === scope.person;
  }
}

const scopes: readonly UndoScope[] = [
  { of: 'rule', rule: 'A', version: null },
  { of: 'rule', rule: 'B', version: 'B1' },
  { of: 'rule', rule: 'B', version: 'another' },
  { of: 'ruleset', hash: 'even' },
  { of: 'person', person: 'ada' },
];

it('leaves the label as if what is undone had not been, whatever else was and comes', () => {
  fc.assert(
    fc.property(
      fc.array(act, { minLength: 1, maxLength: 14 }),
      fc.array(act, { maxLength: 6 }),
      fc.array(fc.tuple(fc.constantFrom(...scopes), fc.nat(60), fc.nat(90)), { minLength: 1, maxLength: 3 }),
      (before, after, undos) => {
        let deeds = deedsOf([...before, ...after]);
        const memory = new Memory({ seed: 1 });
        live(memory, deeds.slice(0, before.length), () => false);
        const now = deeds[before.length - 1]!.atMillis;
        const ranges = undos.map(([scope, from, length], i): UndoRange => {
          return {
            id: String(i),
            scope,
            fromMillis: from * MINUTE,
            toMillis: (from + length) * MINUTE,
            position: before.length,
          };
        });
        for (const range of ranges) {
          const planned = planReversal(PLACE, deeds.slice(0, before.length), current(memory), range, now);
          if (typeof planned === 'string') {
            expect(planned).toBe('nothing');
            continue;
          }
          const chunk = { type: 'undo-chunk', id: range.id, by: 'ada', reason: 'a test', atMillis: now } as const;
          const tally = { verdicts: 0, plugins: 0, unreadable: 0 };
          const entry = { ...chunk, cursor: { pass: 1, sequence: 0 }, tally, labels: [planned] };
          const [undone] = applyReversals(memory, JSON.parse(JSON.stringify(entry)));
          expect(undone?.outcome).not.toBe('changed-meanwhile');
          // As the store marks them.
          deeds = deeds.map((deed) => {
            const parts = planned.effects.filter(({ id }) => id === deed.id).map(({ rule }) => rule);
            if (deed.reversed === null || parts.includes(null)) return { ...deed, reversed: null };
            return { ...deed, reversed: new Set([...deed.reversed, ...parts.filter((rule) => rule !== null)]) };
          });
          // Asked again, there is nothing to do.
          expect(planReversal(PLACE, deeds.slice(0, before.length), current(memory), range, now)).toBe('nothing');
        }
        const oracle = new Memory({ seed: 1 });
        const without = (deed: LabelDeed, by: string) =>
          deed.position < before.length && ranges.some((range) => isMeant(range, deed, by));
        live(oracle, deeds.slice(0, before.length), without);
        expect(visible(current(memory), now)).toEqual(visible(current(oracle), now));
        // And what comes later comes to the same.
        live(memory, deeds.slice(before.length), () => false);
        live(oracle, deeds.slice(before.length), () => false);
        const end = deeds.at(-1)!.atMillis;
        expect(visible(current(memory), end)).toEqual(visible(current(oracle), end));
      },
    ),
    { numRuns: 1000 },
  );
});

it('is made on the state that it was planned for only', () => {
  const deeds = deedsOf([{ wait: 1, change: 'add', expires: null, by: ['A'] }]);
  const memory = new Memory({ seed: 1 });
  live(memory, deeds, () => false);
  const range: UndoRange = { id: 'x', scope: scopes[0]!, fromMillis: 0, toMillis: MINUTE, position: 1 };
  expect(planReversal(PLACE, [], current(memory), range, MINUTE)).toBe('nothing');
  const foreign = new Memory({ seed: 1 });
  expect(planReversal(PLACE, deeds, current(foreign), range, MINUTE)).toBe('mismatch');
  const planned = planReversal(PLACE, deeds, current(memory), range, MINUTE);
  if (typeof planned === 'string') throw new Error(planned);
  live(memory, deedsOf([{ wait: 1, change: 'remove', expires: null, by: 'mo' }]), () => false);
  const kept = JSON.stringify(current(memory));
  const tally = { verdicts: 0, plugins: 0, unreadable: 0 };
  const made = { by: 'ada', reason: 'a test', atMillis: MINUTE, id: 'x', cursor: { pass: 1, sequence: 0 }, tally };
  const undone = applyReversals(memory, { type: 'undo-chunk', ...made, labels: [planned] });
  expect(undone).toMatchObject([{ outcome: 'changed-meanwhile', now: null, told: null }]);
  expect(JSON.stringify(current(memory))).toBe(kept);
});
