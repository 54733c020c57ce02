/**
 * P3 and E2 with states of rules, proposals and candidates: whatever happens, and wherever the process dies, a restart goes on as if
 * nothing had.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { RolloutError, settingOf } from '../../src/index.ts';
import { expectEqualRuns, USERS, undisturbed } from '../support/compare.ts';
import { mainRules, rulesetOf } from '../support/rulesets.ts';
import { crash, eventOf, openWorld, START, turns, type World } from '../support/world.ts';

const RULES = ['FloodRule', 'VariedRule', 'BadRule', 'SorryRule', 'NoSuchRule'];
const PEOPLE = ['ann@example.org', 'bob@example.org'];
const SETTINGS = ['live', 'shadow', 'draft', 'disabled', 'canary'] as const;

type Command =
  | { readonly do: 'event'; readonly user: number; readonly text: number; readonly late: number }
  | { readonly do: 'label'; readonly user: number; readonly add: boolean }
  | { readonly do: 'activate' | 'candidate'; readonly threshold: number; readonly rollout: number }
  | { readonly do: 'state' | 'propose'; readonly rule: number; readonly state: number; readonly by: number }
  | { readonly do: 'decide'; readonly approve: boolean; readonly by: number }
  | { readonly do: 'canary' | 'promote' | 'withdraw' | 'checkpoint' | 'begin checkpoint' | 'run' }
  | { readonly do: 'crash'; readonly keep: number; readonly withoutCheckpoints: boolean };

const small = (max: number) => fc.integer({ min: 0, max });
const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 30,
    arbitrary: fc.record({
      do: fc.constant('event' as const),
      user: small(USERS.length - 1),
      text: small(5),
      late: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: small(200) }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('label' as const), user: small(3), add: fc.boolean() }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom('activate' as const, 'candidate', 'candidate'),
      threshold: fc.integer({ min: 2, max: 4 }),
      rollout: small(2),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom('state' as const, 'propose'),
      rule: small(4),
      state: small(4),
      by: small(1),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('decide' as const), approve: fc.boolean(), by: small(1) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constantFrom('canary' as const, 'canary', 'promote', 'withdraw', 'checkpoint', 'begin checkpoint', 'run'),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('crash' as const),
      keep: fc.constantFrom(0, 0.5, 1),
      withoutCheckpoints: fc.oneof(
        { weight: 3, arbitrary: fc.constant(false) },
        { weight: 1, arbitrary: fc.constant(true) },
      ),
    }),
  },
);

const ROLLOUTS = [
  '',
  'new_rules: shadow\nchanged_rules: shadow\nactor: UserId\nrules: { SorryRule: canary:50% }\n',
  'rules: { BadRule: { state: disabled, reason: too many }, FloodRule: canary:25% }\n',
];

function files(threshold: number, rollout: number) {
  const text = ROLLOUTS[rollout]!;
  const rules = mainRules(threshold);
  // One that counts under the same keys as the others, and counts something else.
  const when = threshold === 4 ? "Text != 'text 1'" : 'True';
  const main = rules['main.sml']!.replace(
    'window_seconds=60, when_all=[True]',
    `window_seconds=60, when_all=[${when}]`,
  );
  const counting = { ...rules, 'main.sml': main };
  return text === '' ? counting : { ...counting, 'rollout.yaml': text };
}

async function perform(world: World, step: Command, number: number): Promise<World> {
  const { pipeline, clock } = world;
  clock.millis = START + number * 2000;
  const candidate = pipeline.rollout.candidate;
  switch (step.do) {
    case 'event': {
      const text = step.text === 5 ? 'sorry' : `text ${step.text}`;
      const data = { user: USERS[step.user], text };
      pipeline.submit(eventOf(`e${number}`, clock.millis - step.late * 1000, data));
      return world;
    }
    case 'label': {
      const status = step.add ? 'manually-added' : 'manually-removed';
      const whom = { entityType: 'User', entityId: USERS[step.user] ?? '', label: 'bad' };
      const change = { by: 'mo@example.org', reason: 'looked', status, ...whom, expiresAfterMillis: 60_000 } as const;
      await pipeline.changeLabel(change);
      return world;
    }
    case 'activate': {
      const those = files(step.threshold, step.rollout);
      await pipeline.activate(rulesetOf(those), those, 'files', 'changed');
      return world;
    }
    case 'candidate': {
      const those = files(step.threshold, step.rollout);
      const counters = step.threshold === 2 ? 'empty' : 'fork';
      const how = { by: PEOPLE[0]!, reason: 'try it', counters } as const;
      await refusable(() => pipeline.startCandidate(rulesetOf(those), those, how));
      return world;
    }
    case 'state':
    case 'propose': {
      const rule = RULES[step.rule]!;
      const version = pipeline.active?.ruleset.rules.find(({ name }) => name === rule)?.version ?? '';
      const state = SETTINGS[step.state]!;
      const action = { kind: 'rule' as const, rule, version, ...settingOf(state, state === 'canary' ? 40 : null)! };
      const change = step.do === 'state' ? action : { kind: 'propose' as const, action, approvalsNeeded: 1 as const };
      await refusable(() => pipeline.changeRollout(PEOPLE[step.by]!, 'because', change));
      return world;
    }
    case 'decide': {
      const open = pipeline.rollout.proposals.find(({ status }) => status === 'open');
      const change = { kind: step.approve ? 'approve' : 'reject', proposal: open?.id ?? 1 } as const;
      await refusable(() => pipeline.changeRollout(PEOPLE[step.by]!, 'looked at it', change));
      return world;
    }
    case 'canary': {
      const hash = candidate?.hash ?? 'none';
      const percent = candidate?.percent === 60 ? 30 : 60;
      const change = { kind: 'candidate', hash, state: 'canary', percent } as const;
      await refusable(() => pipeline.changeRollout(PEOPLE[0]!, 'some', change));
      return world;
    }
    case 'promote': {
      if (candidate === null) return world;
      const { hash } = candidate;
      const those = [0, 1, 2].flatMap((rollout) => [2, 3, 4].map((threshold) => files(threshold, rollout)));
      const found = those.find((some) => rulesetOf(some).program.hash === hash)!;
      await pipeline.activate(rulesetOf(found), found, PEOPLE[1]!, 'good', { fromCandidate: true });
      return world;
    }
    case 'withdraw': {
      const change = { kind: 'withdraw', hash: candidate?.hash ?? 'none' } as const;
      await refusable(() => pipeline.changeRollout(PEOPLE[0]!, 'bad', change));
      return world;
    }
    case 'checkpoint':
      await pipeline.checkpoint();
      return world;
    case 'begin checkpoint':
      pipeline.checkpoint().catch(() => {});
      return world;
    case 'run':
      await turns(10);
      return world;
    case 'crash': {
      const next = await crash(world, step);
      if (next.pipeline.active === null)
        await next.pipeline.activate(rulesetOf(files(3, 0)), files(3, 0), 'files', 'start');
      return next;
    }
  }
}

async function refusable(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    expect(error).toBeInstanceOf(RolloutError);
  }
}

it('goes on with what a candidate remembers, which is not what the rules in force remember', async () => {
  const world = await openWorld();
  await world.pipeline.activate(rulesetOf(files(3, 0)), files(3, 0), 'files', 'start');
  const submit = async ({ pipeline }: World, n: number) => {
    const submission = pipeline.submit(eventOf(`e${n}`, START + n * 1000, { user: 'ann', text: 'text 2' }));
    if (submission.status === 'duplicate') throw new Error('seen before');
    const { ruleset, decision, candidate } = await submission.decided;
    const perMinute = (those: typeof ruleset, values: typeof decision.values) =>
      values[those.features.find(({ name }) => name === 'PerMinute')!.index];
    return [perMinute(ruleset, decision.values), perMinute(candidate!.ruleset, candidate!.decision.values)];
  };
  world.pipeline.submit(eventOf('e0', START, { user: 'ann', text: 'text 2' }));
  const how = { by: PEOPLE[0]!, reason: 'try it', counters: 'empty' } as const;
  await world.pipeline.startCandidate(rulesetOf(files(4, 0)), files(4, 0), how);
  expect(await submit(world, 1)).toEqual([2, 1]);
  await world.pipeline.checkpoint();
  const next = await crash(world, { keep: 1 });
  expect(next.pipeline.rollout.candidate?.hash).toBe(rulesetOf(files(4, 0)).program.hash);
  expect(await submit(next, 2)).toEqual([3, 2]);
  // And where the replay makes it anew.
  const replayed = await crash(world, { keep: 1, withoutCheckpoints: true });
  expect(await submit(replayed, 2)).toEqual([3, 2]);
});

it('equals an undisturbed run after any history of events, states, candidates, checkpoints and crashes', {
  timeout: 240_000,
}, async () => {
  const seen = { shadow: 0, candidate: 0, canary: 0, promoted: 0 };
  await fc.assert(
    fc.asyncProperty(fc.array(command, { minLength: 20, maxLength: 120 }), async (commands) => {
      let world = await openWorld();
      await world.pipeline.activate(rulesetOf(files(3, 0)), files(3, 0), 'files', 'start');
      for (const [number, step] of commands.entries()) world = await perform(world, step, number);
      await world.pipeline.flush();
      for (const outcome of world.sink.all().values()) {
        if (!('shadow' in outcome)) continue;
        if (outcome.shadowHits.length > 0) seen.shadow++;
        if (outcome.candidate !== null) seen.candidate++;
        if (JSON.stringify(outcome.candidate).includes('"acted":["')) seen.canary++;
      }
      seen.promoted += world.pipeline.rollout.versions.filter(({ fromCandidate }) => fromCandidate).length;
      await expectEqualRuns(world, await undisturbed(world.journal.entries));
    }),
    { numRuns: 20 },
  );
  // Histories that never come to these would show nothing.
  const { shadow, candidate, canary, promoted } = seen;
  expect([shadow > 0, candidate > 0, canary + promoted > 0]).toEqual([true, true, true]);
});
