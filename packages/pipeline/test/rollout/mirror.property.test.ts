/** C3: a candidate with the rules in force sees the labels that they see, also when brakes hold, and people release, drop and undo. */
import { DEFAULT_BRAKES, effectText, type HeldEffect } from '@lapwing/enforcement';
import { observationsToJson } from '@lapwing/sml';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Decided, PlannedReversal } from '../../src/index.ts';
import { contentOf } from '../../src/undo/apply.ts';
import { decisionsOf, hitsOf } from '../backtest/support.ts';
import { compile } from '../support/rulesets.ts';
import { eventOf, openWorld, START } from '../support/world.ts';

const USERS = ['ann', 'bob', 'cat'];
const RULES = `
UserId: Entity[str] = EntityJson(type='User', path='$.user')
Text: str = JsonData(path='$.text')
IsBad = HasLabel(entity=UserId, label='bad')
LoudRule = Rule(when_all=[Text == 'loud'], description=f'loud {UserId}')
RudeRule = Rule(when_all=[Text == 'rude'], description='rude')
BadRule = Rule(when_all=[IsBad], description='was bad')
WhenRules(rules_any=[LoudRule], then=[LabelAdd(entity=UserId, label='bad', expires_after=TimeDelta(minutes=2))])
WhenRules(rules_any=[RudeRule], then=[LabelAdd(entity=UserId, label='bad'), DeclareVerdict(verdict='mute')])
WhenRules(rules_any=[BadRule], then=[DeclareVerdict(verdict='watch')])
`;
const CONFIG = 'labels: {bad: {valid_for: [User], connotation: negative, description: Bad}}\n';
const IN_FORCE = { 'main.sml': RULES, 'config.yaml': CONFIG };
/** The same rules, and one that never hits. */
const BESIDE = {
  'main.sml': `${RULES}\nNeverRule = Rule(when_all=[Text == 'never'], description='never')\nWhenRules(rules_any=[NeverRule], then=[DeclareVerdict(verdict='never')])\n`,
  'config.yaml': CONFIG,
};

const step = fc.record({
  user: fc.nat(2),
  text: fc.constantFrom('hello', 'loud', 'rude'),
  after: fc.oneof(
    { weight: 5, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.constantFrom('release', 'drop', 'undo', 'label') },
  ),
});

async function run(steps: readonly (typeof step extends fc.Arbitrary<infer T> ? T : never)[], limit: number) {
  const world = await openWorld();
  const { pipeline, clock } = world;
  const rulesetOf = (files: typeof IN_FORCE) => {
    const compiled = compile(files);
    if (!compiled.ok) throw new Error(compiled.diagnostics);
    return compiled.ruleset;
  };
  const made = (atMillis: number) => ({ by: 'ann', reason: 'a test', atMillis });
  const caps = [{ scope: 'each-rule', rule: null, effects: '*', spanSeconds: 600, limit } as const];
  const settings = { ...DEFAULT_BRAKES, emergency: null, caps };
  await pipeline.record({ type: 'brakes', ...made(START), change: { kind: 'file', settings } });
  await pipeline.activate(rulesetOf(IN_FORCE), IN_FORCE, 'files', 'start');
  await pipeline.startCandidate(rulesetOf(BESIDE), BESIDE, { by: 'ann', reason: 'try it', counters: 'fork' });
  const live: string[] = [];
  const shadow: string[] = [];
  let held: HeldEffect[] = [];
  let holds = 0;
  pipeline.onDecided((decided: Decided) => {
    const { candidate } = decided;
    live.push(hitsOf(decided));
    const { action, verdicts, labelMutations, observations } = candidate!.decision;
    const names = candidate!.hits.map((index) => candidate!.ruleset.rules[index]!.name);
    shadow.push([action.id, ...names, ...verdicts, ...labelMutations, observationsToJson(observations)].join(' '));
    held.push(...decided.held);
    holds += decided.held.length;
  });
  for (const [number, { user, text, after }] of steps.entries()) {
    clock.millis = START + number * 5000;
    const submission = pipeline.submit(eventOf(`e${number}`, clock.millis, { user: USERS[user], text }));
    if (submission.status === 'accepted') await submission.decided;
    const place = { entityType: 'User', entityId: USERS[user]!, label: 'bad' };
    if (after === 'release')
      await pipeline.record({
        type: 'release',
        ...made(clock.millis),
        effects: held.map(({ effect }) => effectText(effect)),
      });
    if (after === 'drop')
      await pipeline.record({ type: 'drop', ...made(clock.millis), ids: held.map(({ effect }) => effect.id) });
    if (after === 'release' || after === 'drop') held = [];
    if (after === 'label')
      await pipeline.changeLabel({
        by: 'mo',
        reason: 'looked',
        status: 'manually-removed',
        ...place,
        expiresAfterMillis: 20_000,
      });
    if (after === 'undo') {
      const expected = contentOf(pipeline.memory.labels.ofEntity('User', place.entityId).get('bad') ?? null);
      // Without its first reason, as after undoing one rule.
      const rest = expected?.reasons.slice(1) ?? [];
      const target = expected === null || rest.length === 0 ? null : { status: expected.status, reasons: rest };
      const labels: PlannedReversal[] = [{ ...place, effects: [], expected, target }];
      const tally = { verdicts: 0, plugins: 0, unreadable: 0 };
      await pipeline.record({
        type: 'undo-chunk',
        id: 'u',
        ...made(clock.millis),
        cursor: { pass: 1, sequence: 0 },
        tally,
        labels,
      });
    }
  }
  await pipeline.flush();
  return { live, shadow, holds, world, rulesetOf };
}

it('whatever is held, released, dropped, undone and decided by people', { timeout: 60_000 }, async () => {
  let holds = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60 }), fc.nat(4), async (steps, limit) => {
      const result = await run(steps, limit);
      expect(result.shadow).toEqual(result.live);
      holds += result.holds;
    }),
    { numRuns: 40 },
  );
  expect(holds).toBeGreaterThan(20);
});

it('and so does a backtest of what was undone, where nothing is held', { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      const { live, world, rulesetOf } = await run(steps, 1_000_000);
      expect((await decisionsOf(world.journal, rulesetOf(IN_FORCE))).map(hitsOf)).toEqual(live);
    }),
    { numRuns: 20 },
  );
});
