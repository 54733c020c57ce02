/** E4: an evaluation that breaks is the decision of one event with an error in it. It stops nothing and changes no order. */
import type { Ruleset } from '@lapwing/sml';
import { describe, expect, it } from 'vitest';
import { LOOKUP_RULES, mainRules, rulesetOf } from '../support/rulesets.ts';
import { crash, openWith, openWorld, post, type World } from '../support/world.ts';

/** The ruleset, except that it throws for some events, before or after it has evaluated them. */
function breaking(ruleset: Ruleset, breaks: (text: string) => 'before' | 'after' | null): Ruleset {
  const check = (data: unknown, moment: 'before' | 'after') => {
    const text = typeof data === 'object' && data !== null && 'text' in data ? String(data.text) : '';
    if (breaks(text) === moment) throw new RangeError(`Maximum call stack size exceeded (${moment})`);
  };
  const { program, features, rules, observationSites, metrics } = ruleset;
  return {
    ...{ program, features, rules, observationSites, metrics },
    effectFeature: (site) => ruleset.effectFeature(site),
    evaluate(action, host, options) {
      check(action.data, 'before');
      const decision = ruleset.evaluate(action, host, options);
      check(action.data, 'after');
      return decision;
    },
    async evaluateAsync(action, host, options) {
      check(action.data, 'before');
      const decision = await ruleset.evaluateAsync(action, host, options);
      check(action.data, 'after');
      return decision;
    },
  };
}

async function decide({ pipeline }: World, n: number, text: string) {
  const submission = pipeline.submit(post(n, 'ann', text));
  if (submission.status === 'duplicate') throw new Error('seen before');
  return submission.decided;
}

const summary = (world: World) =>
  [...world.sink.all().values()].map((outcome) => ('errors' in outcome ? [outcome.eventId, outcome.errors] : []));

describe.each([
  ['rules that wait for nothing', mainRules(3)],
  ['rules with look-ups', LOOKUP_RULES],
])('%s', (_, files) => {
  const broken = breaking(rulesetOf(files), (text) => {
    if (text === 'breaks early') return 'before';
    return text === 'breaks late' ? 'after' : null;
  });
  const open = async () => {
    const world = await openWorld({ compile: () => ({ ok: true, ruleset: broken }) });
    await world.pipeline.activate(broken, files, 'ops@example.org', 'test');
    return world;
  };

  it('decide the event with an error, and go on with the next', async () => {
    const world = await open();
    const decisions = [];
    for (const [n, text] of ['a', 'breaks early', 'b', 'breaks late', 'c'].entries()) {
      decisions.push((await decide(world, n, text)).decision);
    }
    expect(decisions.map(({ errorCount }) => errorCount)).toEqual([0, 1, 0, 1, 0]);
    expect(decisions[1]).toMatchObject({
      values: [],
      effects: [],
      verdicts: [],
      errors: [{ kind: 'RangeError', message: 'Maximum call stack size exceeded (before)', path: 'main.sml', line: 1 }],
    });
    await world.pipeline.flush();
    expect(world.sink.offered.length).toBe(5);
    expect(world.pipeline.statistics).toMatchObject({ decided: 5, errors: 2 });
  });

  it('do so again in a replay, and the process starts', async () => {
    const world = await open();
    // With look-ups, a ruleset of another make that breaks late leaves behind what it has counted: `repeatBroken` cannot.
    const texts = files === LOOKUP_RULES ? ['a', 'breaks early', 'b'] : ['a', 'breaks early', 'b', 'breaks late', 'c'];
    for (const [n, text] of texts.entries()) await decide(world, n, text);
    await world.pipeline.flush();
    const asked = world.oracle.asked.length;
    const next = await crash(world, { compile: () => ({ ok: true, ruleset: broken }) });
    await next.pipeline.flush();
    expect(next.sink.contradictions).toEqual([]);
    expect(summary(next)).toEqual(summary(world));
    expect(next.oracle.asked.length).toBe(asked);
  });
});

it('a look-up that broke is on record as broken, even where a repetition would not break', async () => {
  const ruleset = rulesetOf(LOOKUP_RULES);
  const broken = breaking(ruleset, (text) => (text === 'breaks' ? 'before' : null));
  const world = await openWorld({ compile: () => ({ ok: true, ruleset: broken }) });
  await world.pipeline.activate(broken, LOOKUP_RULES, 'ops@example.org', 'test');
  await decide(world, 0, 'breaks');
  await decide(world, 1, 'works');
  await world.pipeline.flush();
  const next = await crash(world, { compile: () => ({ ok: true, ruleset }) });
  await next.pipeline.flush();
  expect(next.sink.contradictions).toEqual([]);
  expect(summary(next)[0]).toEqual(['ann-0', ['RangeError: Maximum call stack size exceeded (before)']]);
});

it('an effect that cannot be written down is left out with an error; the others are applied', async () => {
  const files = {
    'main.sml': `
UserId: Entity[str] = EntityJson(type='User', path='$.user')
AnyRule = Rule(when_all=[UserId != 'nobody'], description='anyone')
WhenRules(rules_any=[AnyRule], then=[
  Notify(name='fine'),
  Notify(name='odd', weird=True),
  DeclareVerdict(verdict='limit'),
])
`,
  };
  const world = await openWith(files);
  const decided = await decide(world, 0, 'a');
  expect(decided.effects.map(({ effect }) => effect.body)).toEqual([
    { kind: 'plugin', name: 'notify', fields: { name: 'fine' } },
    { kind: 'verdict', verdict: 'limit' },
  ]);
  expect(decided.decision.errors).toMatchObject([
    { kind: 'RangeError', message: 'an effect nests deeper than 16 levels' },
  ]);
});
