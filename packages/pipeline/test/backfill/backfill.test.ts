/** Back-fills: later decisions are those of a run that had the counters from the beginning, and of any replay. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BackfillResult, Event } from '../../src/index.ts';
import { expectEqualRuns, undisturbed } from '../support/compare.ts';
import { type DecidedOutcome, outcomeOf } from '../support/outcome.ts';
import { LOOKUP_RULES, mainRules, rulesetOf } from '../support/rulesets.ts';
import { crash, eventOf, openWith, post, START, turns, until, type World } from '../support/world.ts';

/** Counters that the first ruleset has not: on their own, behind labels, lists and old counters, and sharing keys with old ones. */
const COUNTERS = `
NewWhenBad = IncrementWindow(key=f'nb-{UserId}', window_seconds=90, when_all=[IsBad])
NewListed = InList(list='texts', value=Text)
NewWhenListed = IncrementWindow(key=f'nl-{UserId}', window_seconds=400, when_all=[NewListed])
NewDistinct = DistinctWindow(key=f'nd-{Text}', value=UserId, window_seconds=300, when_all=[PerMinute >= 2])
NewShared = IncrementWindow(key=f'm-{UserId}', window_seconds=60, when_all=[Text == 'text 1'])
NewFirst = FirstSeen(key=f'nf-{UserId}-{Text}')
NewTop = TopValues(key=f'nt-{UserId}', value=Text, half_life_seconds=200, limit=2)
NewTokens = RateLimited(key=f'nr-{UserId}', max_tokens=4, refill_seconds=30)
NewCopies = NearDuplicateActors(text=f'{Text} and many more words that all of them share', actor=UserId, window_seconds=500)
NewChain = SumWindow(key=f'nc-{UserId}', value=NewDistinct, window_seconds=100)
NewSet = SetAdd(set='new', value=Text, ttl_seconds=300)
NewShares = CoAction(layer='new', actor=UserId, object=Text, window_seconds=50, keep_seconds=300)
NewSharesWhenBad = CoAction(layer='new-bad', actor=UserId, object=Text, window_seconds=90, keep_seconds=300, when_all=[IsBad])
NewCluster = ClusterMembers(entity=UserId, layers=['new', 'new-bad'], min_repetition=1)
NewUnseen = IncrementWindow(key=f'nu-{UserId}', window_seconds=500, when_all=[not IsKnown])
`;
const RULE = `
NewRule = Rule(when_all=[NewWhenBad >= 2], description='x')
WhenRules(rules_any=[NewRule], then=[DeclareVerdict(verdict='new')])
`;
/** What comes before the edit, what it makes of it, and what the other run has from the beginning. */
const [BEFORE, AFTER, ALWAYS] = [mainRules(3), withMain(COUNTERS + RULE), withMain(COUNTERS)];

function withMain(more: string) {
  return mainRules(3, more);
}

const USERS = ['ann', 'bob', 'cid'];
const step = fc.record({
  user: fc.constantFrom(...USERS),
  text: fc.integer({ min: 0, max: 4 }),
  late: fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: 0, max: 200 }) }),
});

/** Steps in short: the user's first letter, the text, and how many seconds late. */
function stepsOf(short: string) {
  return short.split(' ').map((one) => {
    const [, letter = '', text, late = 0] = /^(\w)(\d)(?:-(\d+))?$/.exec(one) ?? [];
    return { user: USERS.find((user) => user.startsWith(letter)) ?? '', text: Number(text), late: Number(late) };
  });
}

/** Keys that were first used after the edit, for values that rest on added counters. */
const CHAINED =
  'c1-133 c3 b4-37 b1 c0 b4-123 c0 b3 c4 c1 c3 a4-47 a2 b4 a3 b2 b0 c0-44 b3 a2 a3 a3 b4 c3 a4 a3-12 a4 a4 b1-154 a0 c2 c1 a2';

function eventsOf(steps: readonly { user: string; text: number; late: number }[]): Event[] {
  return steps.map(({ user, text, late }, n) => {
    const data = { user, text: text === 4 ? 'sorry' : `text ${text}` };
    return eventOf(`e${n}`, START + (n * 4 - late) * 1000, data);
  });
}

async function decide({ pipeline, clock }: World, event: Event, n: number): Promise<DecidedOutcome> {
  clock.millis = START + n * 4000;
  const submission = pipeline.submit(event);
  if (submission.status === 'duplicate') throw new Error('seen before');
  return outcomeOf(await submission.decided);
}

const activate = async ({ pipeline }: World, files: typeof BEFORE) =>
  pipeline.activate(rulesetOf(files), files, 'ops@example.org', 'edit');
const backfill = (
  { pipeline }: World,
  more: { sinceMillis?: number; signal?: AbortSignal; onProgress?: () => void } = {},
): Promise<BackfillResult> =>
  pipeline.backfill({
    by: 'ana@example.org',
    reason: 'new counters',
    sinceMillis: null,
    signal: new AbortController().signal,
    onProgress: () => {},
    ...more,
  });

async function lists({ pipeline }: World): Promise<void> {
  const change = { list: 'texts', by: 'ana@example.org', reason: 'seen' };
  const properties = { kind: 'words', owner: 'ana', description: '', maxDistance: 0 } as const;
  await pipeline.changeList({ ...change, change: { operation: 'create', ...properties } });
  const entries = [{ value: 'text 1', expiresAtMillis: null, note: '' }];
  await pipeline.changeList({ ...change, change: { operation: 'put', entries } });
}

/** What both runs have in common: rulesets before the edit have other features. */
function common({ features, effects, verdicts, labelMutations, errors, hits }: DecidedOutcome): unknown {
  const said = effects.map(({ effect: { id, body }, labelOutcome }) => [id, body, labelOutcome]);
  return { features, effects: said, verdicts, labelMutations, errors, hits };
}

describe('a back-fill', () => {
  it('makes every later decision that of a run with the counters from the beginning', {
    timeout: 120_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 30, maxLength: 60 }),
        fc.tuple(fc.integer({ min: 5, max: 15 }), fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 6 })),
        async (steps, [edit, wait, during]) => {
          const events = eventsOf(steps);
          const [filled, always] = [await openWith(BEFORE), await openWith(ALWAYS)];
          let joined = -1;
          let running: Promise<BackfillResult> | null = null;
          for (const [n, event] of events.entries()) {
            if (n === 3) for (const world of [filled, always]) await lists(world);
            if (n === edit) for (const world of [filled, always]) await activate(world, AFTER);
            if (n === edit + wait) {
              running = backfill(filled);
              running.then(
                () => {
                  joined = n + during;
                },
                () => {},
              );
            }
            if (running !== null && n === edit + wait + during) await running;
            const [ours, theirs] = [await decide(filled, event, n), await decide(always, event, n)];
            if (joined >= 0 && n >= edit + wait + during) expect([n, common(ours)]).toEqual([n, common(theirs)]);
          }
          expect(joined).toBeGreaterThan(0);
          // The same again: from the keys that were kept, and from the journal alone.
          for (const withKeys of [true, false]) {
            const next = await crash(filled, { keep: 1, withoutCheckpoints: true });
            if (!withKeys) {
              await rm(join(next.directory, 'backfills'), { recursive: true });
              const again = await crash(next, { keep: 1, withoutCheckpoints: true });
              await expectEqualRuns(again, await undisturbed(again.journal.entries));
            } else await expectEqualRuns(next, await undisturbed(next.journal.entries));
          }
        },
      ),
      { numRuns: 4, examples: [[stepsOf(CHAINED), [8, 6, 6]]] },
    );
  });

  it('knows rules in shadow, and candidates that went on with their counters', async () => {
    const steps = Array.from({ length: 80 }, (_, n) => ({
      user: USERS[(n * 7) % 3] ?? '',
      text: (n * n) % 5,
      late: 0,
    }));
    const events = eventsOf(steps);
    const [filled, always] = [await openWith(BEFORE), await openWith(ALWAYS)];
    const change = { by: 'ana@example.org', reason: 'try' };
    for (const [n, event] of events.entries()) {
      for (const { pipeline } of [filled, always]) {
        if (n === 10) {
          const version = pipeline.active?.ruleset.rules.find(({ name }) => name === 'FloodRule')?.version ?? '';
          const shadow = { kind: 'rule', rule: 'FloodRule', version, state: 'shadow', percent: null } as const;
          await pipeline.changeRollout('ana@example.org', 'look', shadow);
        }
        if (n === 25) await pipeline.startCandidate(rulesetOf(AFTER), AFTER, { ...change, counters: 'fork' });
        if (n === 45) {
          await pipeline.activate(rulesetOf(AFTER), AFTER, 'ana@example.org', 'good', { fromCandidate: true });
        }
      }
      if (n === 55) await backfill(filled);
      const [ours, theirs] = [await decide(filled, event, n), await decide(always, event, n)];
      if (n >= 55) expect([n, common(ours)]).toEqual([n, common(theirs)]);
    }
    const next = await crash(filled, { keep: 1, withoutCheckpoints: true });
    await expectEqualRuns(next, await undisturbed(next.journal.entries));
  });

  it('in a journal with an earlier one counts on top of it', async () => {
    const world = await openWith(BEFORE);
    const steps = Array.from({ length: 60 }, (_, n) => ({ user: USERS[n % 3] ?? '', text: n % 5, late: 0 }));
    const events = eventsOf(steps);
    for (const [n, event] of events.entries()) {
      await decide(world, event, n);
      if (n === 15) await activate(world, ALWAYS);
      if (n === 20 || n === 40) await backfill(world);
      if (n === 30) await activate(world, AFTER);
    }
    const next = await crash(world, { keep: 1, withoutCheckpoints: true });
    await expectEqualRuns(next, await undisturbed(next.journal.entries));
  });

  it('that is stopped, or that another ruleset overtakes, changes nothing', async () => {
    const world = await openWith(BEFORE);
    for (let n = 0; n < 300; n++) await decide(world, post(n), n);
    await activate(world, AFTER);
    const before = world.journal.nextPosition;
    const stop = new AbortController();
    const stopped = backfill(world, { signal: stop.signal });
    stop.abort(new Error('enough'));
    await expect(stopped).rejects.toThrow('enough');
    const overtaken = expect(backfill(world)).rejects.toThrow(/another ruleset was put in force/);
    await activate(world, BEFORE);
    await overtaken;
    expect(world.journal.nextPosition).toBe(before + 1);
  });

  it('says what it did, keeps the journal that it needs, and runs alone', async () => {
    const world = await openWith(BEFORE);
    for (let n = 0; n < 50; n++) await decide(world, post(n), n);
    await activate(world, AFTER);
    await world.pipeline.checkpoint();
    await decide(world, post(60), 60);
    await world.pipeline.checkpoint();
    expect(await world.pipeline.oldestNeeded()).toBeGreaterThan(0);
    const running = backfill(world);
    await expect(backfill(world)).rejects.toThrow('a back-fill is under way');
    expect(await world.pipeline.oldestNeeded()).toBe(0);
    expect(await running).toMatchObject({ position: world.journal.nextPosition - 1, events: 51, partial: false });
    expect((await running).keys).toBeGreaterThan(5);
    expect(await backfill(world, { sinceMillis: START + 20_000 })).toMatchObject({ partial: true });
  });

  it('of rules with windows alone reads no more events than those can see', async () => {
    const rules = (more: string) => ({
      'main.sml': `UserId: Entity[str] = EntityJson(type='User', path='$.user')\n${more}`,
    });
    const world = await openWith(rules(''));
    for (let n = 0; n < 100; n++) await decide(world, post(n), n);
    await activate(world, rules("N = IncrementWindow(key=f'n-{UserId}', window_seconds=10, when_all=[True])\n"));
    expect(await backfill(world)).toMatchObject({ events: 11, partial: false });
    expect((await decide(world, post(100), 100)).features).toContain('"N":10');
  });

  it('is refused for rules that look something up outside', async () => {
    const world = await openWith(LOOKUP_RULES);
    await expect(backfill(world)).rejects.toThrow(/look something up outside cannot be back-filled/);
  });

  it('lets events be decided meanwhile, and those that come while it joins behind it', async () => {
    const world = await openWith(BEFORE);
    for (let n = 0; n < 400; n++) await decide(world, post(n), n);
    await activate(world, AFTER);
    let progress = 0;
    const running = backfill(world, {
      onProgress: () => {
        progress++;
      },
    });
    let n = 1000;
    let done = false;
    running.finally(() => {
      done = true;
    });
    while (!done) {
      await decide(world, post(n++), n);
      await turns(1);
    }
    await until(() => progress > 0);
    const { position } = await running;
    expect(position).toBeGreaterThan(400);
    const next = await crash(world, { keep: 1, withoutCheckpoints: true });
    await expectEqualRuns(next, await undisturbed(next.journal.entries));
  });
});
