/** The functions of the language: their examples, what they answer over a stream, and what they refuse. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadCheckpoint, snapshot } from '@lapwing/memory';
import { describe, expect, it } from 'vitest';
import { networkFunctions } from '../../src/rules/index.ts';
import { compile, Evaluator } from './support.ts';

const T0 = 1_767_270_000_000;

describe('examples', () => {
  for (const { name, examples = [] } of networkFunctions()) {
    it(name, () => {
      expect(examples.length).toBeGreaterThan(0);
      for (const { source, data = {}, features } of examples) {
        const { __error_count: _, ...exported } = new Evaluator(compile(source)).evaluate(data, T0);
        expect(exported).toEqual(features);
      }
    });
  }
});

const RULES = `
UserId: Entity[str] = EntityJson(type='User', path='$.user')
Link: Optional[str] = JsonData(path='$.link', required=False)
Tags: List[str] = JsonData(path='$.tags')
Alike = CoAction(layer='link', actor=UserId, object=Link, window_seconds=60, keep_seconds=600)
AlikeTags = CoAction(layer='tag', actor=UserId, objects=Tags, window_seconds=10, keep_seconds=600)
Score = CoordinationScore(entity=UserId)
Chance = CoordinationChance(entity=UserId)
Size = ClusterSize(entity=UserId)
LinkSize = ClusterSize(entity=UserId, layers=['link'])
Members = ClusterMembers(entity=UserId)
Objects = ClusterObjects(entity=UserId)
Formed = ClusterFormed(entity=UserId, min_size=3, quiet_seconds=3600)
FormedAgain = ClusterFormed(entity=UserId, min_size=3, quiet_seconds=3600)
Burst = Rule(when_all=[Formed], description=f'{Size} act together')
WhenRules(
  rules_any=[Burst],
  then=[ClusterAlert(entity=UserId, size=Size, members=Members, objects=Objects, score=Score, chance=Chance)],
)
`;

const post = (user: string, link: string | null, tags: readonly string[] = []) => ({ user, link, tags });

describe('rules over a network', () => {
  it('see a burst as it comes, and tell of it once', () => {
    const rules = new Evaluator(compile(RULES));
    expect(rules.evaluate(post('ann', 'a'), T0)).toMatchObject({ Alike: 0, Size: 0, Score: 0, Chance: 1 });
    expect(rules.evaluate(post('bob', 'a'), T0 + 1000)).toMatchObject({ Alike: 1, Size: 0, Formed: false });
    rules.evaluate(post('ann', 'b', ['x']), T0 + 2000);
    const second = rules.evaluate(post('bob', 'b', ['x']), T0 + 3000);
    expect(second).toMatchObject({ Alike: 1, AlikeTags: 1, Size: 2, LinkSize: 2, Formed: false, Burst: false });
    expect(second['Score']).toBeCloseTo(3 / (3 + 2));
    rules.evaluate(post('cat', 'a'), T0 + 4000);
    expect(rules.evaluate(post('cat', 'b'), T0 + 5000)).toMatchObject({
      Size: 3,
      Members: ['User/ann', 'User/bob', 'User/cat'],
      Objects: ['link:a', 'link:b', 'tag:x'],
      Formed: true,
      FormedAgain: true,
      Burst: true,
      __cluster_alerts: ['User/cat|3|link:a link:b tag:x'],
    });
    rules.evaluate(post('dan', 'a'), T0 + 6000);
    expect(rules.evaluate(post('dan', 'b'), T0 + 7000)).toMatchObject({ Size: 4, Formed: false, Burst: false });
  });

  it('forget what is older than is kept, after a pause too', () => {
    const rules = new Evaluator(compile(RULES));
    for (const link of ['a', 'b']) for (const user of ['ann', 'bob']) rules.evaluate(post(user, link), T0);
    expect(rules.evaluate(post('ann', null), T0 + 599_000)).toMatchObject({ Size: 2 });
    expect(rules.evaluate(post('ann', null), T0 + 600_000)).toMatchObject({ Size: 0 });
  });

  it('take an event that comes late for what it was, and one that comes too late for nothing', () => {
    const rules = new Evaluator(compile(RULES));
    rules.evaluate(post('ann', 'a'), T0);
    for (let minute = 1; minute <= 8; minute++) rules.evaluate(post('zoe', null), T0 + minute * 60_000);
    expect(rules.evaluate(post('bob', 'a'), T0 + 30_000)).toMatchObject({ Alike: 1 });
    for (let minute = 9; minute <= 11; minute++) rules.evaluate(post('zoe', null), T0 + minute * 60_000);
    expect(rules.evaluate(post('cat', 'a'), T0 + 20_000)).toMatchObject({ Alike: 0 });
  });

  it('go on from a checkpoint as if there had been no stop', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'networks-'));
    try {
      const ruleset = compile(RULES);
      const whole = new Evaluator(ruleset);
      let resumed = new Evaluator(ruleset);
      for (let i = 0; i < 120; i++) {
        const event = post(`u${(i * 7) % 11}`, `l${(i * 5) % 4}`, i % 3 === 0 ? [`t${i % 2}`] : []);
        const time = T0 + i * 4000 - (i % 5 === 0 ? 30_000 : 0);
        expect(resumed.evaluate(event, time)).toEqual(whole.evaluate(event, time));
        if (i % 40 !== 20) continue;
        const path = join(directory, `${i}`);
        await snapshot(resumed.memory, i).writeTo(path);
        const { memory } = await loadCheckpoint(path, {});
        // A second one before anybody has asked holds the same.
        await snapshot(memory, i).writeTo(`${path}b`);
        resumed = new Evaluator(ruleset, (await loadCheckpoint(`${path}b`, {})).memory, resumed.position);
      }
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  it('keep what they know where an edit leaves a layer alone, and begin anew where it changes one', () => {
    const before = new Evaluator(compile(RULES));
    for (const link of ['a', 'b']) for (const user of ['ann', 'bob']) before.evaluate(post(user, link), T0);
    const edited = RULES.replace('min_size=3', 'min_size=2').replace(
      "layer='tag', actor=UserId",
      "layer='tags', actor=UserId",
    );
    const kept = new Evaluator(compile(edited), before.memory.fork(), before.position);
    expect(kept.evaluate(post('ann', null), T0 + 1000)).toMatchObject({ Size: 2 });
    const wider = new Evaluator(
      compile(RULES.replace('window_seconds=60', 'window_seconds=61')),
      before.memory.fork(),
      4,
    );
    expect(wider.evaluate(post('ann', null), T0 + 1000)).toMatchObject({ Size: 0 });
  });

  it('refuse layers that contradict each other, and numbers that make no sense', () => {
    const call = (text: string) => () => compile(`${RULES}\nMore = ${text}`);
    expect(call("CoAction(layer='link', actor=UserId, object='x', window_seconds=5)")).toThrow(
      /`link` is declared twice/,
    );
    expect(call("CoAction(layer='link', actor=UserId, object='x', window_seconds=60, keep_seconds=600)")).not.toThrow();
    expect(call("CoAction(layer='n', actor=UserId, object='x', window_seconds=0)")).toThrow(/invalid window/);
    expect(call("CoAction(layer='n', actor=UserId, object='x', window_seconds=90, keep_seconds=60)")).toThrow(
      /longer than/,
    );
    expect(call("CoAction(layer='n', actor=UserId, object='x', keep_seconds=9999999)")).toThrow(/invalid time to keep/);
    expect(call('ClusterSize(entity=UserId, min_repetition=0)')).toThrow(/invalid repetition/);
    expect(call('ClusterFormed(entity=UserId, min_size=1)')).toThrow(/invalid size/);
    expect(call('ClusterMembers(entity=UserId, limit=100000)')).toThrow(/invalid limit/);
    const unknown = new Evaluator(compile(`${RULES}\nMore = ClusterSize(entity=UserId, layers=['none'])`));
    expect(unknown.evaluate(post('ann', null), T0)).toMatchObject({ More: null, __error_count: 1 });
  });
});
