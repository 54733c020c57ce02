/** What acts and what stays in shadow, by the states of rules. */
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { Decided, RolloutState, RulesetFilesByPath } from '../../src/index.ts';
import { parseSetting, printSetting, settingOf } from '../../src/index.ts';
import { isWithinShare } from '../../src/rollout/bucket.ts';
import { readDeclared } from '../../src/rollout/declared.ts';
import { rulesetOf } from '../support/rulesets.ts';
import { eventOf, openWith, START, type World } from '../support/world.ts';

const CONFIG = `labels:
  bad: { valid_for: [User, Device], connotation: negative, description: Behaves badly }
`;

/** Two rules that fire one effect together, one with a verdict of its own, and one without effects. */
const FILES: RulesetFilesByPath = {
  'config.yaml': CONFIG,
  'main.sml': `
UserId: Entity[str] = EntityJson(type='User', path='$.user')
DeviceId: Entity[str] = EntityJson(type='Device', path='$.device', required=False)
N: int = JsonData(path='$.n')
EvenRule = Rule(when_all=[N % 2 == 0], description=f'{N} is even')
SmallRule = Rule(when_all=[N < 100], description=f'{N} is small')
ThirdRule = Rule(when_all=[N % 3 == 0], description=f'{N} is a multiple of three')
QuietRule = Rule(when_all=[N > 0], description='does nothing')
WhenRules(rules_any=[EvenRule, SmallRule], then=[LabelAdd(entity=UserId, label='bad')])
WhenRules(rules_any=[ThirdRule], then=[LabelAdd(entity=DeviceId, label='bad'), DeclareVerdict(verdict='third')])
`,
};
const RULES = ['EvenRule', 'SmallRule', 'ThirdRule', 'QuietRule'];

async function put(world: World, rule: string, state: RolloutState, percent: number | null = null): Promise<void> {
  const version = world.pipeline.active!.ruleset.rules.find(({ name }) => name === rule)!.version;
  await world.pipeline.changeRollout('ann', 'because', { kind: 'rule', rule, version, state, percent });
}

async function decide(world: World, n: number, user = 'ann', device: string | null = 'd1'): Promise<Decided> {
  const submission = world.pipeline.submit(eventOf(`${user}-${n}`, START, { user, device, n }));
  if (submission.status === 'duplicate') throw new Error('seen before');
  return submission.decided;
}

/** What acted and what did not, in words: `label:Type/id by Rule+Rule` and `verdict by Rule`. */
function outcome({ ruleset, hits, shadowHits, effects, shadow, decision }: Decided) {
  const name = (index: number) => ruleset.rules[index]!.name;
  const said = (effect: (typeof shadow)[number]) => {
    const { body, rules } = effect;
    const what =
      body.kind === 'label' ? `${body.entityType}/${body.entityId}` : body.kind === 'verdict' ? body.verdict : '';
    return `${what} by ${rules.map((rule) => rule.name).join('+')}`;
  };
  return {
    hits: hits.map(name),
    shadowHits: shadowHits.map(name),
    effects: effects.map(({ effect }) => said(effect)),
    shadow: shadow.map(said),
    verdicts: decision.verdicts,
    labels: decision.labelMutations,
  };
}

describe('an effect of several rules', () => {
  it('acts for those that are live, and stands in shadow for the others', async () => {
    const world = await openWith(FILES);
    await put(world, 'EvenRule', 'shadow');
    expect(outcome(await decide(world, 2))).toMatchObject({
      hits: ['SmallRule', 'QuietRule'],
      shadowHits: ['EvenRule'],
      effects: ['User/ann by SmallRule'],
      shadow: ['User/ann by EvenRule'],
      labels: ['User/ann/bad/1'],
    });
    // Nobody but the rule in shadow: nothing acts.
    expect(outcome(await decide(world, 200, 'bob'))).toMatchObject({
      hits: ['QuietRule'],
      effects: [],
      shadow: ['User/bob by EvenRule'],
      labels: [],
    });
    expect(world.pipeline.memory.labels.get('User', 'bob', 'bad', START)).toBeNull();
  });

  it('leaves no trace of those that are drafts or disabled', async () => {
    const world = await openWith(FILES);
    await put(world, 'EvenRule', 'disabled');
    await put(world, 'ThirdRule', 'draft');
    expect(outcome(await decide(world, 6))).toEqual({
      hits: ['SmallRule', 'QuietRule'],
      shadowHits: [],
      effects: ['User/ann by SmallRule'],
      shadow: [],
      verdicts: [],
      labels: ['User/ann/bad/1'],
    });
  });
});

describe('a canary', () => {
  it('acts by whom an effect names, else by whom the event is of; a rule without effects by the latter', async () => {
    const world = await openWith(FILES);
    await put(world, 'ThirdRule', 'canary', 50);
    await put(world, 'QuietRule', 'canary', 50);
    const seen = { label: new Set<boolean>(), verdict: new Set<boolean>(), quiet: new Set<boolean>() };
    for (let i = 0; i < 40; i++) {
      const [user, device] = [`u${i}`, `d${i}`];
      const { hits, shadowHits, effects, verdicts, shadow } = outcome(await decide(world, 303, user, device));
      const labelled = isWithinShare('ThirdRule', `Device/${device}`, 50);
      const judged = isWithinShare('ThirdRule', `User/${user}`, 50);
      const quiet = isWithinShare('QuietRule', `User/${user}`, 50);
      expect(effects).toEqual([
        ...(labelled ? [`Device/${device} by ThirdRule`] : []),
        ...(judged ? ['third by ThirdRule'] : []),
      ]);
      expect(shadow).toHaveLength(2 - effects.length);
      expect(verdicts).toEqual(judged ? ['third'] : []);
      expect(hits.includes('ThirdRule')).toBe(labelled || judged);
      expect(shadowHits.includes('ThirdRule')).toBe(!(labelled || judged));
      expect([hits.includes('QuietRule'), shadowHits.includes('QuietRule')]).toEqual([quiet, !quiet]);
      seen.label.add(labelled);
      seen.verdict.add(judged);
      seen.quiet.add(quiet);
    }
    expect(Object.values(seen).map(({ size }) => size)).toEqual([2, 2, 2]);
  });

  it('keeps those inside when its share grows, and takes about as many as it says; two of them choose independently', () => {
    const unit = fc.string({ maxLength: 12 });
    fc.assert(
      fc.property(
        unit,
        unit,
        fc.integer({ min: 1, max: 9_999 }),
        fc.integer({ min: 1, max: 9_999 }),
        (salt, id, a, b) => {
          const [low, high] = [Math.min(a, b) / 100, Math.max(a, b) / 100];
          if (isWithinShare(salt, id, low)) expect(isWithinShare(salt, id, high)).toBe(true);
        },
      ),
    );
    const ids = Array.from({ length: 20_000 }, (_, i) => `User/${i}`);
    const inside = (salt: string, percent: number) => ids.filter((id) => isWithinShare(salt, id, percent));
    for (const percent of [0.5, 5, 50]) {
      const expected = (ids.length * percent) / 100;
      expect(Math.abs(inside('A', percent).length - expected)).toBeLessThan(6 * Math.sqrt(expected));
    }
    const both = new Set(inside('A', 50));
    const shared = inside('B', 50).filter((id) => both.has(id)).length;
    expect(Math.abs(shared - 5_000)).toBeLessThan(400);
  });
});

it('splits every decision without remainder, whatever the states (G1, G2)', { timeout: 60_000 }, async () => {
  const states = fc.constantFrom<RolloutState>('draft', 'shadow', 'canary', 'live', 'disabled');
  await fc.assert(
    fc.asyncProperty(
      fc.tuple(states, states, states, states),
      fc.array(fc.nat(400), { maxLength: 20 }),
      async (given, ns) => {
        const plain = await openWith(FILES);
        const world = await openWith(FILES);
        for (const [i, state] of given.entries()) {
          if (state !== 'live') await put(world, RULES[i]!, state, state === 'canary' ? 50 : null);
        }
        const recorded = new Set(RULES.filter((_, i) => given[i] !== 'draft' && given[i] !== 'disabled'));
        for (const [i, n] of ns.entries()) {
          const all = await decide(plain, n, `u${i}`);
          const split = await decide(world, n, `u${i}`);
          const names = (decided: Decided, indexes: readonly number[]) =>
            indexes.map((index) => decided.ruleset.rules[index]!.name);
          const hit = [...names(split, split.hits), ...names(split, split.shadowHits)].sort();
          expect(hit).toEqual(
            names(all, all.hits)
              .filter((name) => recorded.has(name))
              .sort(),
          );
          const fired = (effects: Decided['shadow']) =>
            effects.flatMap(({ body, rules }) => rules.map((rule) => `${JSON.stringify(body)} ${rule.name}`));
          const effects = fired([...split.effects.map(({ effect }) => effect), ...split.shadow]).sort();
          const expected = fired(all.effects.map(({ effect }) => effect)).filter((text) =>
            recorded.has(text.split(' ').at(-1)!),
          );
          expect(effects).toEqual(expected.sort());
        }
      },
    ),
    { numRuns: 30 },
  );
});

describe('states in words', () => {
  test.each(['live', 'shadow', 'draft', 'disabled', 'canary:5%', 'canary:0.25%'])('%s', (text) => {
    const setting = parseSetting(text);
    expect(setting).not.toBeNull();
    expect(printSetting(setting!)).toBe(text);
  });
  test.each(['', 'on', 'canary', 'canary:0%', 'canary:100%', 'canary:0.001%', 'shadow:5%', 'canary:x'])(
    'not %s',
    (text) => {
      expect(parseSetting(text)).toBeNull();
    },
  );
  test('only a canary has a share', () => {
    expect([settingOf('live', 5), settingOf('canary', null), settingOf('canary', Number.NaN)]).toEqual([
      null,
      null,
      null,
    ]);
  });
});

describe('rollout.yaml', () => {
  const declared = (text: string) => readDeclared(rulesetOf({ ...FILES, 'rollout.yaml': text }));

  it('says what becomes of rules', () => {
    const result = declared(
      'new_rules: shadow\nactor: DeviceId\nrules:\n  EvenRule: canary:5%\n  ThirdRule: { state: disabled, reason: noisy }\n',
    );
    expect(result).toEqual({
      ok: true,
      declared: {
        newRules: 'shadow',
        changedRules: 'keep',
        actor: 'DeviceId',
        rules: new Map([
          ['EvenRule', { state: 'canary', percent: 5, reason: '' }],
          ['ThirdRule', { state: 'disabled', percent: null, reason: 'noisy' }],
        ]),
      },
    });
  });

  test.each([
    ['- a', 'rollout.yaml: must be a mapping of keys to values'],
    ['rule: {}', 'rollout.yaml: rule: there is no such key; there are new_rules, changed_rules, actor, rules'],
    ['new_rules: off', 'rollout.yaml: new_rules: must be live or shadow'],
    ['changed_rules: 1', 'rollout.yaml: changed_rules: must be keep or shadow'],
    ['actor: N', 'rollout.yaml: actor: "N" is no feature that is an entity'],
    ['rules: []', 'rollout.yaml: rules: must be a mapping of rules to states'],
    ['rules: { NoRule: shadow }', 'rollout.yaml: rules.NoRule: there is no such rule'],
    ['rules: { EvenRule: disabled }', 'rollout.yaml: rules.EvenRule: say why: { state: disabled, reason: … }'],
    [
      'rules: { EvenRule: { state: canary } }',
      'rollout.yaml: rules.EvenRule: percent must be over 0 and below 100, in steps of 0.01',
    ],
    ['rules: { EvenRule: { state: live, percent: 5 } }', 'rollout.yaml: rules.EvenRule: only a canary has a percent'],
    [
      'rules: { EvenRule: { status: live } }',
      'rollout.yaml: rules.EvenRule: there is no key status; there are state, percent, reason',
    ],
  ])('%s', (text, problem) => {
    expect(declared(text)).toEqual({ ok: false, problems: [problem] });
  });

  it('speaks when what it says changes, and a person may say otherwise meanwhile', async () => {
    const at = (rollout: string): RulesetFilesByPath => ({ ...FILES, 'rollout.yaml': rollout });
    const world = await openWith(at('rules: { EvenRule: shadow }'));
    const { rollout } = world.pipeline;
    const activate = async (files: RulesetFilesByPath) =>
      world.pipeline.activate(rulesetOf(files), files, 'files', 'edited');
    expect(rollout.stateOf('EvenRule').state).toBe('shadow');
    await put(world, 'EvenRule', 'live');
    await activate(at('rules: { EvenRule: shadow, ThirdRule: shadow }'));
    expect([rollout.stateOf('EvenRule').state, rollout.stateOf('ThirdRule').state]).toEqual(['live', 'shadow']);
    await activate(at('rules: { EvenRule: canary:5% }'));
    expect([rollout.stateOf('EvenRule').state, rollout.stateOf('ThirdRule').state]).toEqual(['canary', 'live']);
    expect(rollout.history('EvenRule').map(({ state, by, reason }) => [state, by, reason])).toEqual([
      ['canary', 'files', 'edited'],
      ['live', 'ann', 'because'],
      ['shadow', 'files', 'test'],
    ]);
  });

  it('lets new and changed rules begin in shadow, but not those that a person puts back', async () => {
    const yaml = 'new_rules: shadow\nchanged_rules: shadow\n';
    const before = { ...FILES, 'rollout.yaml': '' };
    const main = FILES['main.sml']!;
    const after: RulesetFilesByPath = {
      ...FILES,
      'rollout.yaml': yaml,
      'main.sml': `${main.replace('N < 100', 'N < 50')}NewRule = Rule(when_all=[N > 7], description='new')\n`,
    };
    const world = await openWith(before);
    const { rollout } = world.pipeline;
    const states = () => ['EvenRule', 'SmallRule', 'NewRule'].map((rule) => rollout.stateOf(rule).state);
    await world.pipeline.activate(rulesetOf(after), after, 'files', 'edited');
    expect(states()).toEqual(['live', 'shadow', 'shadow']);
    await put(world, 'SmallRule', 'live');
    await world.pipeline.activate(rulesetOf(before), before, 'ann', 'back', {
      pinnedOver: rulesetOf(after).program.hash,
    });
    expect(states()).toEqual(['live', 'live', 'shadow']);
    expect(rollout.pinnedOver).toBe(rulesetOf(after).program.hash);
  });
});
