/** `lapwing backtest` from the command line: forms of the report, exit codes, and options that cannot be. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { runCommandLine } from '../src/main.ts';

let home: string;

const rules = (threshold: number) => `
UserId: Entity[str] = EntityJson(type='User', path='$.user')
Points: int = JsonData(path='$.points')
HighRule = Rule(when_all=[Points >= ${threshold}], description='many points')
WhenRules(rules_any=[HighRule], then=[LabelAdd(entity=UserId, label='high')])
`;
const LABELS = 'labels:\n  high: {valid_for: [User], connotation: negative, description: Has many points}\n';

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'lapwing-cli-'));
  for (const [name, threshold] of [
    ['old', 8],
    ['new', 5],
  ] as const) {
    await mkdir(join(home, name, 'rules'), { recursive: true });
    await writeFile(join(home, name, 'rules', 'main.sml'), rules(threshold));
    await writeFile(join(home, name, 'rules', 'config.yaml'), LABELS);
    await writeFile(
      join(home, name, 'lapwing.yaml'),
      'map: {action: {const: score}, time: at, types: {points: int}}\n',
    );
  }
  const rows = Array.from({ length: 100 }, (_, n) => `u${n % 10},${n % 10},2026-01-0${1 + (n % 5)}`);
  await writeFile(join(home, 'events.csv'), ['user,points,at', ...rows].join('\n'));
  await writeFile(join(home, 'outcomes.csv'), 'entity_type,entity_id,outcome\nUser,u9,bad\nUser,u5,fine\n');
});

afterAll(() => rm(home, { recursive: true, force: true }));

async function lapwing(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ['', ''];
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      out += String(text);
      return true;
    }),
    vi.spyOn(console, 'error').mockImplementation((text) => {
      err += `${text}\n`;
    }),
  ];
  const code = await runCommandLine(['backtest', ...args]);
  for (const spy of spies) spy.mockRestore();
  return { code, out, err };
}

const at = (name: string) => join(home, name);
const file = () => ['--rules', at('new'), '--file', at('events.csv'), '--config', at('old'), '--workers', '0'];

describe('a file against the rules of its configuration', () => {
  it('as JSON, with outcomes', async () => {
    const { code, out } = await lapwing(...file(), '--outcomes', at('outcomes.csv'), '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      events: 100,
      rules: [
        {
          name: 'HighRule',
          change: 'changed',
          candidate: { hits: 50, precision: { value: 0.5, judged: 2 } },
          baseline: { hits: 20 },
          difference: { newlyAffected: { entities: 3 }, noLongerAffected: { entities: 0 } },
        },
      ],
    });
  });

  it('as text, in a range, and as HTML in a file', async () => {
    const args = [...file(), '--from', '2026-01-02', '--to', '2026-01-04', '--baseline', 'none'];
    const text = await lapwing(...args);
    expect(text).toMatchObject({ code: 0, out: expect.stringContaining('40 events') });
    const html = await lapwing(...args, '--report', 'html', '--out', at('report.html'));
    expect(html).toMatchObject({ code: 0, out: '', err: expect.stringMatching(/the report is in .*report\.html/) });
    expect(await readFile(join(home, 'report.html'), 'utf8')).toMatch(/^<!doctype html>/);
  });
});

describe('what cannot be', () => {
  it.each([
    [['--from', '2026-02-01', '--to', '2026-01-01'], '--from 2026-02-01 is not before --to 2026-01-01'],
    [['--from', 'yesterday'], '--from: yesterday is no time'],
    [['--since', '7d', '--from', '2026-01-01'], '--since says it all'],
    [['--since', '7d'], 'its newest event is not known'],
    [['--since', 'a week'], '--since: a week is no length of time'],
    [['--workers', 'two'], '--workers: two is no number of threads'],
    [['--data', 'x'], '--data and --file'],
    [['--from', '2030-01-01'], 'the range holds no event'],
    [['--outcomes', 'events.csv'], 'events.csv: line 1: the header lacks entity_type, entity_id, outcome'],
  ])('%j: exit code 2 and the reason', async (args, reason) => {
    const { code, out, err } = await lapwing(...file(), ...args.map((arg) => (arg === 'events.csv' ? at(arg) : arg)));
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(reason);
    expect(err).not.toContain('    at ');
  });

  it('a data directory without a journal', async () => {
    const { code, err } = await lapwing('--rules', at('new'), '--data', at('nothing-here'));
    expect(code).toBe(2);
    expect(err).toMatch(/nothing-here\/journal holds no journal\n$/);
  });
});
