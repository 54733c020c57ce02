/** What the brakes would have held, as a backtest tells it: what they held live, however the events are spread over threads. */
import { type BrakeSettings, DEFAULT_BRAKES, type EntityName } from '@lapwing/enforcement';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { BatchWriter } from '../../src/backtest/batch.ts';
import { forecastBrakes } from '../../src/backtest/brake-forecast.ts';
import { inlineLane, spreadLane } from '../../src/backtest/lane.ts';
import type { Decided } from '../../src/index.ts';
import { rulesetOf } from '../support/rulesets.ts';
import { eventOf, openWith, post, START } from '../support/world.ts';
import { backtestOf } from './support.ts';

const FILES = {
  'config.yaml': 'labels: {spammer: {valid_for: [User], connotation: negative, description: Sends spam}}\n',
  'main.sml': `
UserId: Entity[str] = EntityJson(type='User', path='$.user')
Text: str = JsonData(path='$.text')
LinkRule = Rule(when_all=[RegexMatch(target=Text, pattern='link')], description='links')
LoudRule = Rule(when_all=[RegexMatch(target=Text, pattern='LOUD')], description='shouts')
WhenRules(rules_any=[LinkRule, LoudRule], then=[LabelAdd(entity=UserId, label='spammer')])
WhenRules(rules_any=[LoudRule], then=[DeclareVerdict(verdict='mute'), LabelAdd(entity=UserId, label='spammer')])
`,
};
const RULES = rulesetOf(FILES).rules;
const TEXTS = ['hello', 'a link', 'LOUD', 'LOUD link'];

const settings: fc.Arbitrary<BrakeSettings> = fc.record({
  caps: fc.constantFrom(
    [],
    [{ scope: 'each-rule' as const, rule: null, effects: 'label', spanSeconds: 600, limit: 3 }],
    [
      { scope: 'platform' as const, rule: null, effects: '*', spanSeconds: 120, limit: 4 },
      { scope: 'rule' as const, rule: 'LoudRule', effects: 'verdict:mute', spanSeconds: 60, limit: 1 },
    ],
  ),
  emergency: fc.constantFrom(null, { share: 0.3, hitsMin: 4, harmless: [] }),
  anomaly: fc.boolean(),
  protected: fc.constantFrom<EntityName[]>([], [{ type: 'User', id: 'ann' }]),
  onProtected: fc.constantFrom('hold' as const, 'refuse' as const),
});
const events = fc.array(
  fc.record({ seconds: fc.nat(90), late: fc.nat(120), user: fc.constantFrom('ann', 'bob', 'cat'), text: fc.nat(3) }),
  { minLength: 20, maxLength: 80 },
);

it('equals what live brakes held of the same rules', async () => {
  let held = 0;
  await fc.assert(
    fc.asyncProperty(settings, events, fc.integer({ min: 1, max: 9 }), async (brakes, posts, batchSize) => {
      const world = await openWith(FILES);
      const { pipeline, clock } = world;
      const made = { by: 'files', reason: 'start', atMillis: START };
      await pipeline.record({ type: 'brakes', ...made, change: { kind: 'file', settings: brakes } });
      const live = new Map<string, number>();
      pipeline.onDecided((decided: Decided) => {
        for (const { rule, cause } of decided.held)
          live.set(`${rule} ${cause}`, (live.get(`${rule} ${cause}`) ?? 0) + 1);
      });
      const writer = new BatchWriter();
      const batches = [];
      let second = 0;
      for (const [i, { seconds, late, user, text }] of posts.entries()) {
        second += seconds;
        const event = eventOf(`e${i}`, START + (second - late) * 1000, { user, text: TEXTS[text] });
        clock.millis = START + second * 1000;
        await pipeline.submit(event);
        writer.add('counted', i, clock.millis, event.payload);
        if (i % batchSize === 0) batches.push(writer.flush()!);
      }
      const rest = writer.flush();
      if (rest !== null) batches.push(rest);
      await pipeline.flush();

      const report = await backtestOf(world.journal, { candidate: { name: 'same', files: FILES } });
      const told = (entries: readonly (readonly [string, Record<'cap' | 'emergency' | 'protected', number>])[]) =>
        new Map(
          entries.flatMap(([rule, figures]) =>
            (['cap', 'emergency', 'protected'] as const).flatMap((cause) =>
              figures[cause] === 0 ? [] : [[`${rule} ${cause}`, figures[cause]] as const],
            ),
          ),
        );
      expect(told(report.brakes.map(({ rule, candidate }) => [rule, candidate!]))).toEqual(live);
      held += live.size;

      const options = { outcomes: [], intervalMillis: 60_000, brakes };
      const lane = spreadLane(Array.from({ length: 3 }, () => inlineLane(rulesetOf(FILES), options)));
      for (const batch of batches) await lane.push(batch);
      const { trace } = await lane.finish();
      const spread = forecastBrakes(trace, RULES, brakes, []);
      expect(told([...spread].map(([rule, figures]) => [rule, figures.held]))).toEqual(live);
      await pipeline.close();
    }),
    { numRuns: 60 },
  );
  expect(held).toBeGreaterThan(10);
});

it('does not watch a rule that stands in the baseline as it is, and says which brakes were asked', async () => {
  const world = await openWith(FILES);
  for (let n = 0; n < 150; n++) {
    const event = post(n, `user-${n}`, 'LOUD');
    world.clock.millis = event.timeMillis;
    world.pipeline.submit(event);
  }
  await world.pipeline.flush();
  const candidate = { name: 'new', files: FILES };
  const alone = await backtestOf(world.journal, { candidate });
  const [first] = alone.brakes;
  const stop = (DEFAULT_BRAKES.emergency?.hitsMin ?? 0) - 1;
  expect(first).toEqual({
    rule: 'LoudRule',
    candidate: { effects: 300, cap: 0, emergency: 300 - 2 * stop, protected: 0, stoppedAt: expect.any(String) },
    baseline: null,
  });
  expect(alone.notes).toContainEqual(
    expect.stringContaining('The default brakes were asked what they would have held'),
  );
  const edited = { ...FILES, 'main.sml': FILES['main.sml'].replace("'link'", "'links'") };
  const report = await backtestOf(world.journal, { candidate, baseline: async () => ({ name: 'old', files: edited }) });
  expect(report.brakes).toEqual([]);
});
