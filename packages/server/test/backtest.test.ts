/** Backtests beside a running server: its rules in force, its journal while it takes events, and lanes in threads (B3). */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEventText } from '@lapwing/pipeline';
import type { Report } from '@lapwing/pipeline/backtest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BacktestRequest, backtest } from '../src/index.ts';
import { startServer, type TestServer } from './support/server.ts';

const START = Date.UTC(2026, 0, 5);

/** `text` is the pattern of the rule that remembers nothing; with `memory` there is one that counts and reads labels. */
const rules = (text: string, memory: boolean) => ({
  'main.sml': `
UserId: Entity[str] = EntityJson(type='User', path='$.user')
Text: str = JsonData(path='$.text')
Matches = RegexMatch(target=Text, pattern='${text}')
MatchRule = Rule(when_all=[Matches], description='matches')
WhenRules(rules_any=[MatchRule], then=[LabelAdd(entity=UserId, label='bad')])
${
  memory
    ? `PerHour = IncrementWindow(key=f'{UserId}', window_seconds=3600, when_all=[True])
IsBad = HasLabel(entity=UserId, label='bad')
FloodRule = Rule(when_all=[PerHour >= 5, IsBad], description='floods')
WhenRules(rules_any=[FloodRule], then=[DeclareVerdict(verdict='limit')])`
    : ''
}
`,
  'config.yaml': `labels:
  bad:
    valid_for: [User]
    connotation: negative
    description: Is bad
`,
});

let server: TestServer;
let home: string;

async function rulesDirectory(name: string, files: Readonly<Record<string, string>>): Promise<string> {
  const directory = await mkdtemp(join(home, `${name}-`));
  for (const [path, text] of Object.entries(files)) await writeFile(join(directory, path), text);
  return directory;
}

function submit(from: number, to: number): void {
  for (let n = from; n < to; n++) {
    const data = { user: `u${(n * 7) % 97}`, text: `text ${(n * 31) % 50}` };
    const line = JSON.stringify({ id: `e${n}`, action: 'post', time: START + n * 4000, data });
    const parsed = parseEventText(line, { nowMillis: Date.now() });
    if (!parsed.ok) throw new Error(parsed.refusal.message);
    server.system.pipeline.submit(parsed.event);
  }
}

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'lapwing-backtest-'));
  server = await startServer({ rules: rules('1$', true) });
  submit(0, 10_000);
  await server.settled();
});

afterAll(async () => {
  await server.close();
  await rm(home, { recursive: true, force: true });
});

function request(candidate: string, overrides: Partial<BacktestRequest> = {}): BacktestRequest {
  return {
    rules: candidate,
    baseline: { kind: 'current' },
    source: { kind: 'data', directory: server.system.dataDirectory },
    range: { kind: 'between', fromMillis: null, toMillis: null },
    warmUp: 'exact',
    outcomes: null,
    workers: 0,
    signal: new AbortController().signal,
    onProgress: () => {},
    ...overrides,
  };
}

function steady(report: Report): Omit<Report, 'performance'> {
  const { performance: _, ...rest } = report;
  return rest;
}

describe('beside a running server', () => {
  it('the baseline is what the server has decided, and goes on deciding', async () => {
    const candidate = await rulesDirectory('next', rules('[12]$', true));
    const report = await backtest(request(candidate));
    expect(report.events).toBe(10_000);
    const live = server.system.pipeline.statistics.hits;
    for (const { name, baseline } of report.rules) expect(baseline?.hits ?? 0).toBe(live.get(name) ?? 0);
    expect(report.rules.find(({ name }) => name === 'MatchRule')).toMatchObject({ change: 'changed' });
    submit(10_000, 10_100);
    await server.settled();
    expect((await backtest(request(candidate))).events).toBe(10_100);
  });

  it.each([
    ['a ruleset that remembers', true],
    ['a ruleset that remembers nothing, spread over the threads', false],
  ])('B3: threads or none, the report is the same: %s', async (_, memory) => {
    const candidate = await rulesDirectory('threads', rules('[12]$', memory));
    const inline = await backtest(request(candidate));
    const threaded = await backtest(request(candidate, { workers: 4 }));
    expect(threaded.performance.threads).toBe(memory ? 3 : 4);
    expect(steady(threaded)).toEqual(steady(inline));
    expect(inline.totals.candidate.hits).toBeGreaterThan(200);
  });

  it('interrupted, threads end with a partial report', async () => {
    const candidate = await rulesDirectory('stop', rules('3$', true));
    const stop = new AbortController();
    const onProgress: BacktestRequest['onProgress'] = ({ phase }) => phase === 'replay' && stop.abort();
    const report = await backtest(request(candidate, { workers: 2, signal: stop.signal, onProgress }));
    expect(report.incomplete).toBe('interrupted before the end of the range');
    expect(report.events).toBeLessThan(10_000);
  });
});

describe('what can go wrong', () => {
  it('is told: no journal, no rules, rules that do not compile, nothing in force for a file', async () => {
    const candidate = await rulesDirectory('fine', rules('3$', true));
    const nowhere = { kind: 'data', directory: join(home, 'nowhere') } as const;
    await expect(backtest(request(candidate, { source: nowhere }))).rejects.toThrow(
      /nowhere\/journal holds no journal/,
    );
    await expect(backtest(request(join(home, 'missing')))).rejects.toThrow(/missing/);
    const broken = await rulesDirectory('broken', { 'main.sml': 'X = Nothing()\n' });
    await expect(backtest(request(broken))).rejects.toThrow(/does not compile:\n[\s\S]*unknown function: `Nothing`/);
    const file = { kind: 'file', spec: { input: { kind: 'file', path: 'x' }, name: 'x' } } as const;
    await expect(backtest(request(candidate, { source: file }))).rejects.toThrow('a file has no rules in force');
  });
});
