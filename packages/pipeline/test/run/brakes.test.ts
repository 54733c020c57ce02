/** E2 and E5 together: what the brakes hold, and what people make of it, is the same after any crash. */
import { type BrakeChange, DEFAULT_BRAKES, effectText } from '@lapwing/enforcement';
import { describe, expect, it } from 'vitest';
import { mainRules, rulesetOf } from '../support/rulesets.ts';
import { crash, openWith, post, START, type World } from '../support/world.ts';

const MADE = { by: 'ada@example.org', reason: 'a test' };
const RULES = {
  'main.sml': `
UserId: Entity[str] = EntityJson(type='User', path='$.user')
AnyRule = Rule(when_all=[UserId != ''], description='anybody')
WhenRules(rules_any=[AnyRule], then=[LabelAdd(entity=UserId, label='seen'), DeclareVerdict(verdict='watch')])
`,
  'config.yaml': 'labels: {seen: {valid_for: [User], connotation: neutral, description: Was here}}\n',
};

const cap = { scope: 'platform', rule: null, effects: 'label', spanSeconds: 3600, limit: 3 } as const;
const FILE: BrakeChange = { kind: 'file', settings: { ...DEFAULT_BRAKES, caps: [cap], emergency: null } };

async function change({ pipeline }: World, what: BrakeChange): Promise<void> {
  await pipeline.record({ type: 'brakes', atMillis: pipeline.nowMillis(), ...MADE, change: what });
}

function held(world: World, n: number) {
  const submission = world.pipeline.submit(post(n, `user${n}`));
  if (submission.status === 'duplicate' || submission.decided instanceof Promise) throw new Error('not decided');
  return submission.decided;
}

const isLabelled = ({ pipeline }: World, n: number) =>
  pipeline.memory.labels.get('User', `user${n}`, 'seen', START + 1e6) !== null;

describe('the brakes', () => {
  it('hold, release and halt as before in a replay, with and without a checkpoint', async () => {
    const world = await openWith(RULES);
    await change(world, FILE);
    const decided = Array.from({ length: 5 }, (_, n) => held(world, n));
    expect(decided.map((one) => one.held.length)).toEqual([0, 0, 0, 1, 1]);
    expect(decided.map((one) => [one.decision.verdicts, one.decision.labelMutations.length])).toEqual([
      ...Array.from({ length: 3 }, () => [['watch'], 1]),
      ...Array.from({ length: 2 }, () => [['watch'], 0]),
    ]);
    await world.pipeline.checkpoint();
    const effects = decided[3]!.held.map(({ effect }) => effectText(effect));
    await world.pipeline.record({ type: 'release', atMillis: START + 9000, ...MADE, effects });
    await change(world, { kind: 'halt' });
    expect(held(world, 6).held.map(({ cause }) => cause)).toEqual(['halt', 'halt']);
    expect(held(world, 7).decision.verdicts).toEqual([]);
    await change(world, { kind: 'resume' });
    await change(world, { kind: 'set-cap', cap: { ...cap, limit: 5 } });
    expect(held(world, 8).held).toEqual([]);
    await world.pipeline.flush();
    const labelled = (some: World) => Array.from({ length: 9 }, (_, n) => isLabelled(some, n));
    expect(labelled(world)).toEqual([true, true, true, true, false, false, false, false, true]);

    for (const withoutCheckpoints of [false, true]) {
      const again = await crash(world, { withoutCheckpoints });
      expect(again.warnings).toEqual([]);
      expect(again.pipeline.brakes?.save()).toEqual(world.pipeline.brakes?.save());
      expect(labelled(again)).toEqual(labelled(world));
      expect(again.sink.contradictions).toEqual([]);
      // And from here on they brake alike.
      expect([held(again, 20).held.length, held(again, 21).held.length]).toEqual([0, 1]);
    }
  });

  it('apply nothing before anybody set them', async () => {
    const world = await openWith(mainRules(3));
    await world.pipeline.activate(rulesetOf(RULES), RULES, 'ops@example.org', 'test');
    for (let n = 0; n < 300; n++) expect(held(world, n).held).toEqual([]);
  });
});
