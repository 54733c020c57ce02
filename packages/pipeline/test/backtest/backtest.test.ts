/** Whole backtests of small journals: ranges, warm-ups, baselines, outcomes, interruption, and what can go wrong. */
import { describe, expect, it } from 'vitest';
import type { Report, RuleReport } from '../../src/backtest/index.ts';
import { needsOf } from '../../src/backtest/needs.ts';
import { Pipeline, type RulesetFilesByPath } from '../../src/index.ts';
import { mainRules, rulesetOf } from '../support/rulesets.ts';
import { openWith, post, START } from '../support/world.ts';
import { backtestOf, decisionsOf, hitsOf, plainRules, steady } from './support.ts';

const named = (files: RulesetFilesByPath, name = 'new') => ({ name, files });
const WINDOWS: RulesetFilesByPath = {
  'main.sml': `
UserId: Entity[str] = EntityJson(type='User', path='$.user')
Text: str = JsonData(path='$.text')
Minute = 60
PerTwoMinutes = IncrementWindow(key=f'm-{UserId}', window_seconds=2 * Minute, when_all=[True])
Texts = DistinctWindow(key=f't-{UserId}', value=Text, window_seconds=30)
FloodRule = Rule(when_all=[PerTwoMinutes >= 4], description='floods')
VariedRule = Rule(when_all=[Texts >= 3], description='varies')
WhenRules(rules_any=[FloodRule, VariedRule], then=[DeclareVerdict(verdict='limit')])
`,
};

/** A journal in which three users post for some hours, more or less often. */
async function busyWorld(files: RulesetFilesByPath) {
  const world = await openWith(files);
  for (let n = 0; n < 900; n++) {
    const event = post(
      n * 13 + ((n * n) % 17),
      ['ann', 'bob', 'cat'][(n * 7) % 3],
      n % 5 === 0 ? 'LOUD' : `text ${n % 4}`,
    );
    world.clock.millis = event.timeMillis;
    world.pipeline.submit(event);
  }
  await world.pipeline.flush();
  return world;
}

function ruleIn({ rules }: Report, name: string): RuleReport {
  const rule = rules.find((candidate) => candidate.name === name);
  if (rule === undefined) throw new Error(`the report has no ${name}`);
  return rule;
}

describe('the range', () => {
  it('counts what lies in it, and warms up to the results of a run that never stopped', async () => {
    const world = await busyWorld(WINDOWS);
    const [from, to] = [START + 5_000_000, START + 8_000_000];
    const whole = await decisionsOf(world.journal, rulesetOf(WINDOWS));
    const expected = whole.filter(({ decision: { action } }) => action.timeMillis >= from && action.timeMillis < to);
    const range = { fromMillis: from, toMillis: to };
    const warmed = await decisionsOf(world.journal, rulesetOf(WINDOWS), range, { kind: 'window', millis: 120_000 });
    expect(warmed.map(hitsOf)).toEqual(expected.map(hitsOf));
    const cold = await decisionsOf(world.journal, rulesetOf(WINDOWS), range, { kind: 'none' });
    expect(cold.map(hitsOf)).not.toEqual(expected.map(hitsOf));

    const report = await backtestOf(world.journal, {
      candidate: named(WINDOWS),
      range: { kind: 'between', fromMillis: from, toMillis: to },
    });
    expect(report.events).toBe(expected.length);
    expect(report.memoryEvents).toBeGreaterThan(0);
    expect(report.memoryEvents).toBeLessThan(whole.length - expected.length);
    expect(report.notes).toContainEqual(expect.stringMatching(/^Counters were rebuilt in event time/));
  });

  it('since counts back from the newest event', async () => {
    const world = await busyWorld(WINDOWS);
    const newest = Math.max(
      ...(await decisionsOf(world.journal, rulesetOf(WINDOWS))).map((d) => d.decision.action.timeMillis),
    );
    const report = await backtestOf(world.journal, {
      candidate: named(WINDOWS),
      range: { kind: 'since', millis: 3_600_000 },
    });
    expect(report.range.from).toBe(new Date(newest - 3_600_000).toISOString());
    expect(report.range.lastEvent).toBe(new Date(newest).toISOString());
  });

  it('with labels, everything before the range is decided, and a shorter warm-up is told as such', async () => {
    const world = await busyWorld(mainRules(3));
    const range = { kind: 'between', fromMillis: START + 8_000_000, toMillis: null } as const;
    const report = await backtestOf(world.journal, { candidate: named(mainRules(3)), range });
    expect(report.events + report.memoryEvents).toBe(900);
    expect(report.notes).toContainEqual(
      expect.stringMatching(/^Counters and labels were rebuilt from the first event/),
    );
    const short = await backtestOf(world.journal, {
      candidate: named(mainRules(3)),
      range,
      warmUp: { kind: 'window', millis: 60_000 },
    });
    expect(short.memoryEvents).toBeLessThan(100);
    expect(short.notes).toContainEqual(expect.stringMatching(/what came before the warm-up is missing/));
  });

  it('that holds no event is an error that says where the events are', async () => {
    const world = await busyWorld(WINDOWS);
    const range = { kind: 'between', fromMillis: Date.UTC(2030, 0, 1), toMillis: null } as const;
    await expect(backtestOf(world.journal, { candidate: named(WINDOWS), range })).rejects.toThrow(
      /^the range holds no event: those of the journal are from 2026-01-05T00:00:00.000Z to 2026-01-05T/,
    );
  });
});

describe('what rules need to remember', () => {
  it('is nothing, the longest window, or everything', () => {
    expect(needsOf(rulesetOf(plainRules({ shout: 3, link: true, short: true })).program)).toEqual({ kind: 'nothing' });
    expect(needsOf(rulesetOf(WINDOWS).program)).toEqual({ kind: 'windows', seconds: 120 });
    const network = (keep: string) => ({
      'main.sml': `U: Entity[str] = EntityJson(type='User', path='$.user')
N = CoAction(layer='l', actor=U, object='o'${keep})
S = ClusterSize(entity=U)`,
    });
    expect(needsOf(rulesetOf(network(', keep_seconds=600')).program)).toEqual({ kind: 'windows', seconds: 600 });
    expect(needsOf(rulesetOf(network('')).program)).toEqual({ kind: 'windows', seconds: 3600 });
    // The support's rules use whatever remembers; labels are among it.
    const everything = { kind: 'everything', because: expect.arrayContaining(['HasLabel']) };
    expect(needsOf(rulesetOf(mainRules(3)).program)).toEqual(everything);
  });

  it('is everything where a window is not known beforehand', () => {
    const files = { 'main.sml': WINDOWS['main.sml']!.replace('2 * Minute', '2 * StringLength(s=Text)') };
    expect(needsOf(rulesetOf(files).program)).toEqual({ kind: 'everything', because: ['IncrementWindow'] });
  });
});

describe('the comparison', () => {
  it('tells rules apart that were added, changed, removed and left alone, and whom that affects', async () => {
    const before = plainRules({ shout: 9, link: false, short: true });
    const after = plainRules({ shout: 3, link: true, short: false });
    const world = await openWith(before);
    const posts = [
      ['ann', 'HEY!'],
      ['bob', 'see https://example.org'],
      ['bob', 'see https://example.net'],
      ['cat', 'yo'],
      ['dan', 'MUCH TOO LOUD'],
    ] as const;
    for (const [n, [user, text]] of posts.entries()) world.pipeline.submit(post(n, user, text));
    await world.pipeline.flush();
    const report = await backtestOf(world.journal, {
      candidate: named(after),
      baseline: async (files) => named(files ?? {}, 'current'),
      outcomes: { name: 'file.csv', records: [{ entityType: 'User', entityId: 'bob', outcome: 'bad', atMillis: 0 }] },
    });
    expect(report.rules.map(({ name, change }) => `${name} ${change}`)).toEqual([
      'LinkRule added',
      'ShoutRule changed',
      'ShortRule removed',
    ]);
    const link = ruleIn(report, 'LinkRule');
    expect(link.candidate).toMatchObject({
      hits: 2,
      share: 0.4,
      entities: [{ type: 'User', count: 1 }],
      hitsByOutcome: { bad: 2, unknown: 0 },
      entitiesByOutcome: { bad: 1 },
      precision: { value: 1, judged: 1 },
    });
    expect(link.difference?.newlyAffected).toMatchObject({ entities: 1, samples: [{ entityId: 'bob', hits: 2 }] });
    expect(ruleIn(report, 'ShoutRule')).toMatchObject({ candidate: { hits: 2 }, baseline: { hits: 1 } });
    // ShortRule names nobody in its effects and reads nobody: it is about whom the event is about.
    expect(ruleIn(report, 'ShortRule')).toMatchObject({
      candidate: null,
      baseline: { hits: 1, entities: [{ type: 'User', count: 1 }] },
    });
    expect(report.affected).toMatchObject({ newlyAffected: { entities: 2 }, noLongerAffected: { entities: 1 } });
    expect(report.effects).toContainEqual({ effect: 'verdict watch', candidate: 0, baseline: 1 });
  });

  it('of a ruleset with itself finds no difference', async () => {
    const world = await busyWorld(mainRules(3));
    const report = await backtestOf(world.journal, {
      candidate: named(mainRules(3)),
      baseline: async () => named(mainRules(3), 'same'),
    });
    expect(report.rules.every(({ change }) => change === 'same')).toBe(true);
    expect(report.affected).toMatchObject({ newlyAffected: { entities: 0 }, noLongerAffected: { entities: 0 } });
    expect(report.totals.baseline).toEqual(report.totals.candidate);
  });

  it('keeps the label states of both apart: a label that only the baseline adds is unknown to the candidate', async () => {
    const world = await busyWorld(mainRules(3));
    const report = await backtestOf(world.journal, {
      candidate: named(mainRules(1_000)),
      baseline: async () => named(mainRules(3), 'old'),
    });
    expect(ruleIn(report, 'BadRule').baseline?.hits).toBeGreaterThan(100);
    expect(ruleIn(report, 'FloodRule').candidate?.hits).toBe(0);
    const alone = await backtestOf(world.journal, { candidate: named(mainRules(1_000)) });
    expect(ruleIn(report, 'BadRule').candidate).toEqual(ruleIn(alone, 'BadRule').candidate);
  });
});

it('label changes by people reach both label states, and are outcomes', async () => {
  const world = await openWith(mainRules(100));
  const change = { by: 'mo@example.org', reason: 'saw it', entityType: 'User', label: 'bad', expiresAfterMillis: null };
  world.pipeline.submit(post(0, 'ann'));
  await world.pipeline.changeLabel({ ...change, entityId: 'ann', status: 'manually-added' });
  world.pipeline.submit(post(1, 'ann'));
  world.pipeline.submit(post(2, 'bob'));
  await world.pipeline.flush();
  const report = await backtestOf(world.journal, {
    candidate: named(mainRules(99)),
    baseline: async () => named(mainRules(100), 'old'),
  });
  expect(ruleIn(report, 'BadRule')).toMatchObject({
    candidate: { hits: 1, hitsByOutcome: { bad: 1 } },
    baseline: { hits: 1, hitsByOutcome: { bad: 1 } },
  });
  expect(report.outcomes).toEqual({ entities: 1, sources: ['1 label changes by people'] });
});

it('B2: nothing of the journal or its state changes', async () => {
  const world = await busyWorld(mainRules(3));
  const before = world.journal.entries.length;
  const labels = world.pipeline.memory.labels.entities;
  await backtestOf(world.journal, { candidate: named(mainRules(1)) });
  expect(world.journal.entries.length).toBe(before);
  expect(world.pipeline.memory.labels.entities).toBe(labels);
  expect(world.pipeline).toBeInstanceOf(Pipeline);
});

it('repeated, it gives the same report but for the performance', async () => {
  const world = await busyWorld(mainRules(3));
  const run = () =>
    backtestOf(world.journal, { candidate: named(mainRules(2)), baseline: async () => named(mainRules(3)) });
  expect(steady(await run())).toEqual(steady(await run()));
});

it('interrupted, it reports what was decided until then and says so', async () => {
  const world = await openWith(WINDOWS);
  // More than one batch holds.
  for (let n = 0; n < 9_000; n++) {
    world.pipeline.submit(post(n));
    if (world.pipeline.pending > 3_000) await world.pipeline.ready();
  }
  await world.pipeline.flush();
  const stop = new AbortController();
  const report = await backtestOf(world.journal, {
    candidate: named(WINDOWS),
    signal: stop.signal,
    onProgress: ({ phase }) => phase === 'replay' && stop.abort(),
  });
  expect(report.incomplete).toBe('interrupted before the end of the range');
  expect(report.events).toBeGreaterThan(0);
  expect(report.events).toBeLessThan(9_000);
  const early = new AbortController();
  early.abort();
  await expect(backtestOf(world.journal, { candidate: named(WINDOWS), signal: early.signal })).rejects.toThrow(
    'interrupted before anything was decided',
  );
});

describe('what can go wrong', () => {
  it('rules that do not compile are told with their diagnostics', async () => {
    const world = await busyWorld(WINDOWS);
    const broken = { 'main.sml': 'A = Missing(x=1)\n' };
    await expect(backtestOf(world.journal, { candidate: named(broken) })).rejects.toThrow(
      /^new does not compile:\n[\s\S]*main\.sml:1/,
    );
    await expect(
      backtestOf(world.journal, { candidate: named(WINDOWS), baseline: async () => named(broken, 'old') }),
    ).rejects.toThrow(/^old does not compile:/);
  });

  it('a journal without events, and since on a file, are errors that say so', async () => {
    const world = await openWith(WINDOWS);
    await expect(backtestOf(world.journal, { candidate: named(WINDOWS) })).rejects.toThrow('data holds no event yet');
    const source = { kind: 'file', spec: { input: { kind: 'file', path: 'none' }, name: 'none' } } as const;
    await expect(
      backtestOf(world.journal, { candidate: named(WINDOWS), source, range: { kind: 'since', millis: 1000 } }),
    ).rejects.toThrow('its newest event is not known');
    await expect(backtestOf(world.journal, { candidate: named(WINDOWS), source })).rejects.toThrow(
      'there is no such file',
    );
  });
});
