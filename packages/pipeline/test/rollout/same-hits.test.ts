/**
 * C1: on the same events, rules in shadow hit what they would hit live and what a backtest of them hits, hit for hit: as a ruleset
 * beside the one in force, and rule by rule.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { windowFunctions } from '@lapwing/memory';
import { networkFunctions } from '@lapwing/networks/rules';
import { envelopeLine, simulate } from '@lapwing/simulator';
import {
  checkRuleset,
  compileRuleset,
  createRegistry,
  engineFunctions,
  jsonFunctions,
  observationsToJson,
  renderDiagnostics,
  rulesetSources,
  standardFunctions,
} from '@lapwing/sml';
import { loadRulesetDirectory } from '@lapwing/sml/load';
import { atprotoFunctions } from '@lapwing/sml-atproto';
import fc from 'fast-check';
import { expect, it, test } from 'vitest';
import type { CandidateDecided, Compile, Decided, Mapping, RulesetFilesByPath } from '../../src/index.ts';
import { parseEventText, readSource } from '../../src/index.ts';
import { decisionsOf, hitsOf } from '../backtest/support.ts';
import { exampleDirectory } from '../examples/harness.ts';
import { compile, mainRules } from '../support/rulesets.ts';
import { eventOf, openWorld, START, type World } from '../support/world.ts';

const USERS = ['ann', 'bob', 'cat'];
const step = fc.record({
  user: fc.nat(2),
  text: fc.nat(5),
  late: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(600) }),
  /** Sometimes a person changes a label in place of an event. */
  label: fc.oneof({ weight: 12, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.boolean() }),
});

type Steps = readonly { user: number; text: number; late: number; label: boolean | null }[];

/** As `hitsOf`, of what the candidate made of an event. */
function candidateHits({ ruleset, decision, hits }: CandidateDecided): string {
  const names = hits.map((index) => ruleset.rules[index]!.name);
  const { action, verdicts, labelMutations, observations } = decision;
  return [action.id, ...names, ...verdicts, ...labelMutations, observationsToJson(observations)].join(' ');
}

interface Run {
  readonly live: readonly string[];
  readonly shadow: readonly string[];
  readonly world: World;
}

/** Decide all of `feed` with some rules in force and, where given, others beside them. */
async function run(
  inForce: RulesetFilesByPath,
  beside: RulesetFilesByPath | null,
  feed: (world: World) => Promise<void>,
  compiler: Compile = compile,
): Promise<Run> {
  const world = await openWorld({ compile: compiler });
  const { pipeline } = world;
  const rulesetOf = (files: RulesetFilesByPath) => {
    const compiled = compiler(files);
    if (!compiled.ok) throw new Error(compiled.diagnostics);
    return compiled.ruleset;
  };
  await pipeline.activate(rulesetOf(inForce), inForce, 'files', 'start');
  if (beside !== null) {
    await pipeline.startCandidate(rulesetOf(beside), beside, { by: 'ann', reason: 'try it', counters: 'fork' });
  }
  const live: string[] = [];
  const shadow: string[] = [];
  pipeline.onDecided((decided: Decided) => {
    live.push(hitsOf(decided));
    if (decided.candidate !== null) shadow.push(candidateHits(decided.candidate));
  });
  await feed(world);
  await pipeline.flush();
  return { live, shadow, world };
}

async function backtested({ world }: Run, files: RulesetFilesByPath, compiler: Compile = compile): Promise<string[]> {
  const compiled = compiler(files);
  if (!compiled.ok) throw new Error(compiled.diagnostics);
  return (await decisionsOf(world.journal, compiled.ruleset)).map(hitsOf);
}

const feedSteps =
  (steps: Steps) =>
  async ({ pipeline, clock }: World): Promise<void> => {
    for (const [number, { user, text, late, label }] of steps.entries()) {
      clock.millis = START + number * 3000;
      const entityId = USERS[user]!;
      if (label === null) {
        const data = { user: entityId, text: text === 5 ? 'sorry' : `text ${text}` };
        pipeline.submit(eventOf(`e${number}`, clock.millis - late * 1000, data));
      } else {
        const status = label ? 'manually-added' : 'manually-removed';
        const whom = { entityType: 'User', entityId, label: 'bad' };
        await pipeline.changeLabel({ by: 'mo', reason: 'looked', status, ...whom, expiresAfterMillis: 60_000 });
      }
    }
  };

it('a ruleset beside another one, whatever events come and whatever people change meanwhile', {
  timeout: 120_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 120 }), async (steps) => {
      // The same counters, hit at other thresholds, whose labels feed back.
      const both = await run(mainRules(4), mainRules(2), feedSteps(steps));
      const alone = await run(mainRules(2), null, feedSteps(steps));
      const undisturbed = await run(mainRules(4), null, feedSteps(steps));
      expect(both.shadow).toEqual(alone.live);
      expect(await backtested(both, mainRules(2))).toEqual(both.shadow);
      // C2: the rules in force decide as if there were no candidate.
      expect(both.live).toEqual(undisturbed.live);
    }),
    { numRuns: 20 },
  );
});

test('and once it is in force it goes on with its counters', async () => {
  const steps: Steps = Array.from({ length: 60 }, (_, i) => ({ user: i % 3, text: i % 5, late: 0, label: null }));
  const files = mainRules(2);
  const both = await run(mainRules(4), files, feedSteps(steps));
  const compiled = compile(files);
  if (!compiled.ok) throw new Error(compiled.diagnostics);
  await both.world.pipeline.activate(compiled.ruleset, files, 'bob', 'good', { fromCandidate: true });
  const alone = await run(files, null, feedSteps(steps));
  const next = eventOf('next', START + 60 * 3000, { user: 'ann', text: 'text 1' });
  const decide = async ({ world }: Run) => {
    const submission = world.pipeline.submit(next);
    if (submission.status === 'duplicate') throw new Error('seen before');
    return observationsToJson((await submission.decided).decision.observations);
  };
  // All but what labels say: those are the ones that were given.
  const counts = (json: string) => json.replaceAll(/true|false/g, '');
  expect(counts(await decide(both))).toBe(counts(await decide(alone)));
  expect(both.world.pipeline.rollout.candidate).toBeNull();
  expect(both.world.pipeline.rollout.versions[0]).toMatchObject({ by: 'bob', fromCandidate: true });
});

const registry = createRegistry(
  engineFunctions(),
  jsonFunctions(),
  standardFunctions(),
  windowFunctions(),
  networkFunctions(),
  atprotoFunctions(),
);
const compiledExamples = new Map<string, ReturnType<Compile>>();

/** Compiled once for each text: but each run needs its own, so twice for the rules that are in force in one and beside in another. */
const compileExample: Compile = (files) => {
  const key = JSON.stringify(files);
  const known = compiledExamples.get(key);
  if (known !== undefined) return known;
  const { program, diagnostics } = checkRuleset(rulesetSources(files), registry);
  const result: ReturnType<Compile> =
    program === null
      ? { ok: false, diagnostics: renderDiagnostics(diagnostics) }
      : { ok: true, ruleset: compileRuleset(program) };
  compiledExamples.set(key, result);
  return result;
};

async function example(name: string): Promise<RulesetFilesByPath> {
  return Object.fromEntries((await loadRulesetDirectory(`${exampleDirectory(name)}/rules`)).texts);
}

/** In force: nothing but a rule that counts, so that all of the example is news. */
const LITTLE: RulesetFilesByPath = {
  'main.sml': `ActionName = GetActionName()
Seen = IncrementWindow(key=f'{ActionName}', window_seconds=60, when_all=[True])
OftenRule = Rule(when_all=[Seen > 100], description='often')
WhenRules(rules_any=[OftenRule], then=[DeclareVerdict(verdict='often')])
`,
};

async function expectSameHits(name: string, feed: (world: World) => Promise<void>, hits: number): Promise<void> {
  const files = await example(name);
  const alone = await run(files, null, feed, compileExample);
  const both = await run(LITTLE, files, feed, compileExample);
  const plain = await run(LITTLE, null, feed, compileExample);
  expect(alone.live.filter((line) => line.includes('Rule')).length).toBeGreaterThan(hits);
  expect(both.shadow).toEqual(alone.live);
  expect(await backtested(both, files, compileExample)).toEqual(both.shadow);
  expect(both.live).toEqual(plain.live);
}

test('the sample platform: a village', { timeout: 60_000 }, async () => {
  const events = [...simulate({ seed: 4, preset: 'village', startMillis: START })].map((event) => envelopeLine(event));
  const feed = async (world: World) => {
    for (const line of events) {
      const parsed = parseEventText(line, { nowMillis: START + 10 * 86_400_000 });
      if (!parsed.ok) throw new Error(parsed.refusal.message);
      world.clock.millis = Math.max(world.clock.millis, parsed.event.timeMillis);
      world.pipeline.submit(parsed.event);
      if (world.pipeline.pending > 5_000) await world.pipeline.ready();
    }
  };
  await expectSameHits('sample', feed, 100);
});

const dataset = join(process.env['LAPWING_DATASETS'] ?? '../shared/data', 'ira/tweets.csv.gz');
const TWEETS = 20_000;
const mapping: Mapping = {
  action: { const: 'tweet' },
  id: null,
  time: { column: 'publish_date', format: 'auto' },
  data: null,
  types: { following: 'int', followers: 'int', updates: 'int', retweet: 'int' },
  delimiter: null,
};

test.skipIf(!existsSync(dataset))(
  `${TWEETS} tweets of the archive (skipped without LAPWING_DATASETS)`,
  { timeout: 120_000 },
  async () => {
    const now = Date.now();
    const feed = async (world: World) => {
      world.clock.millis = now;
      let taken = 0;
      const spec = { input: { kind: 'file', path: dataset }, name: 'tweets.csv.gz', mapping } as const;
      for await (const batch of readSource(spec, { now: () => now })) {
        for (const { event } of batch.events) if (taken++ < TWEETS) world.pipeline.submit(event);
        await world.pipeline.ready();
        if (taken >= TWEETS) break;
      }
    };
    await expectSameHits('twitter-io', feed, 1000);
  },
);
