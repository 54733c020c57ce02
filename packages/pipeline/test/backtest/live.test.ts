/** B1: on the same events, a live run and a backtest of the same rules agree, hit for hit. */

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
  type Ruleset,
  renderDiagnostics,
  rulesetSources,
  standardFunctions,
} from '@lapwing/sml';
import { loadRulesetDirectory } from '@lapwing/sml/load';
import { atprotoFunctions } from '@lapwing/sml-atproto';
import fc from 'fast-check';
import { expect, it, test } from 'vitest';
import { driveLanes } from '../../src/backtest/drive.ts';
import { fileInput } from '../../src/backtest/file-input.ts';
import { inlineLane } from '../../src/backtest/lane.ts';
import { type Compile, type Decided, type Mapping, parseEventText, readSource } from '../../src/index.ts';
import { exampleDirectory } from '../examples/harness.ts';
import { mainRules, rulesetOf } from '../support/rulesets.ts';
import { eventOf, openWith, openWorld, START, type World } from '../support/world.ts';
import { ALL, decisionsOf, hitsOf } from './support.ts';

const ROWS = 50_000;
const USERS = ['ann', 'bob', 'cat'];

type Step =
  | { readonly do: 'event'; readonly user: number; readonly text: number; readonly late: number; readonly id: number }
  | { readonly do: 'label'; readonly user: number; readonly add: boolean };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      do: fc.constant('event' as const),
      user: fc.nat(2),
      text: fc.nat(5),
      late: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(600) }),
      id: fc.nat(300),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('label' as const), user: fc.nat(2), add: fc.boolean() }) },
);

async function perform(
  world: World,
  { number, step: { user, ...what } }: { number: number; step: Step },
): Promise<void> {
  world.clock.millis = START + number * 3000;
  if (what.do === 'event') {
    const text = what.text === 5 ? 'sorry' : `text ${what.text}`;
    const event = eventOf(`e${what.id}`, world.clock.millis - what.late * 1000, { user: USERS[user], text });
    const submission = world.pipeline.submit(event);
    if (submission.status === 'accepted') await submission.decided;
    return;
  }
  await world.pipeline.changeLabel({
    by: 'mo@example.org',
    reason: 'looked at it',
    status: what.add ? 'manually-added' : 'manually-removed',
    entityType: 'User',
    entityId: USERS[user]!,
    label: 'bad',
    expiresAfterMillis: 60_000,
  });
}

it('whatever events come, late or twice, and whatever people change meanwhile', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 120 }), async (steps) => {
      const files = mainRules(3);
      const world = await openWith(files);
      const live: string[] = [];
      world.pipeline.onDecided((decided) => live.push(hitsOf(decided)));
      for (const [number, step] of steps.entries()) await perform(world, { number, step });
      await world.pipeline.flush();
      expect((await decisionsOf(world.journal, rulesetOf(files))).map(hitsOf)).toEqual(live);
      await world.pipeline.close();
    }),
    { numRuns: 25 },
  );
});

const examples = createRegistry(
  engineFunctions(),
  jsonFunctions(),
  standardFunctions(),
  windowFunctions(),
  networkFunctions(),
  atprotoFunctions(),
);

const compile: Compile = (files) => {
  const { program, diagnostics } = checkRuleset(rulesetSources(files), examples);
  if (program === null) return { ok: false, diagnostics: renderDiagnostics(diagnostics) };
  return { ok: true, ruleset: compileRuleset(program) };
};

/** A pipeline with an example's rules in force, and the same rules compiled once more. */
async function openExample(name: string): Promise<{ world: World; ruleset: Ruleset; live: string[] }> {
  const sources = await loadRulesetDirectory(`${exampleDirectory(name)}/rules`);
  const files = Object.fromEntries(sources.texts);
  const [inForce, again] = [compile(files), compile(files)];
  if (!inForce.ok || !again.ok) throw new Error('the example does not compile');
  const world = await openWorld({ compile });
  await world.pipeline.activate(inForce.ruleset, files, 'ops@example.org', 'test');
  const live: string[] = [];
  world.pipeline.onDecided((decided) => live.length < ROWS && live.push(hitsOf(decided)));
  return { world, ruleset: again.ruleset, live };
}

test('the sample platform: a village through the sample rules', async () => {
  const { world, ruleset, live } = await openExample('sample');
  for (const event of simulate({ seed: 4, preset: 'village', startMillis: START })) {
    const parsed = parseEventText(envelopeLine(event), { nowMillis: START + 10 * 86_400_000 });
    if (!parsed.ok) throw new Error(parsed.refusal.message);
    world.clock.millis = Math.max(world.clock.millis, parsed.event.timeMillis);
    world.pipeline.submit(parsed.event);
    if (world.pipeline.pending > 5_000) await world.pipeline.ready();
  }
  await world.pipeline.flush();
  const replayed = (await decisionsOf(world.journal, ruleset)).map(hitsOf);
  expect(live.length).toBeGreaterThan(3_000);
  expect(live.filter((line) => line.includes('Rule')).length).toBeGreaterThan(100);
  expect(replayed).toEqual(live);
  await world.pipeline.close();
});

const dataset = join(process.env['LAPWING_DATASETS'] ?? '../shared/data', 'ira/tweets.csv.gz');

const mapping: Mapping = {
  action: { const: 'tweet' },
  id: null,
  time: { column: 'publish_date', format: 'auto' },
  data: null,
  types: { following: 'int', followers: 'int', updates: 'int', retweet: 'int' },
  delimiter: null,
};

test.skipIf(!existsSync(dataset))(
  `${ROWS} tweets of the archive: live, from the journal, and from the file (skipped without LAPWING_DATASETS)`,
  async () => {
    const { world, ruleset, live } = await openExample('twitter-io');
    world.clock.millis = Date.now();
    const spec = { input: { kind: 'file', path: dataset }, name: 'tweets.csv.gz', mapping } as const;
    for await (const batch of readSource(spec, { now: Date.now })) {
      for (const { event } of batch.events) world.pipeline.submit(event);
      await world.pipeline.ready();
      if (live.length >= ROWS) break;
    }
    await world.pipeline.flush();
    expect((await decisionsOf(world.journal, ruleset)).slice(0, ROWS).map(hitsOf)).toEqual(live);
    expect(await fromFile(ruleset, spec)).toEqual(live);
    await world.pipeline.close();
  },
  120_000,
);

async function fromFile(ruleset: Ruleset, spec: Parameters<typeof fileInput>[0]): Promise<string[]> {
  const lines: string[] = [];
  const stop = new AbortController();
  const onCounted = (decided: Decided) => {
    if (lines.length < ROWS) lines.push(hitsOf(decided));
    else stop.abort();
  };
  const lane = inlineLane(ruleset, { outcomes: [], intervalMillis: 86_400_000 }, onCounted);
  await driveLanes(fileInput(spec, ALL, { kind: 'all' }, Date.now), [lane], {
    signal: stop.signal,
    onProgress: () => {},
  });
  return lines;
}
