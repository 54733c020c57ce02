/** `lapwing rules …` as people run it: what is printed, and the exit code. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { runCommandLine } from '../../src/main.ts';

const EXAMPLES = fileURLToPath(new URL('../../../../examples/', import.meta.url));
const RULES = `Import(rules=['model.sml'])
Require(rule='model.sml')
# Owner: me. Old enough.
OldRule = Rule(when_all=[Age > 3, Name != 'bob'], description=f'{Age} days')
WhenRules(rules_any=[OldRule], then=[DeclareVerdict(verdict='fine')])
`;
const MODEL = "Age: int = JsonData(path='$.age')\nName: str = JsonData(path='$.name', required=False)\n";
const TEST = `defaults: {action: post}
cases:
  - {name: old, event: {data: {age: 4, name: al}}, expect: {rules: [OldRule], verdicts: [fine]}}
  - {name: young, event: {data: {age: 1, name: bob}}, expect: {rules: []}}
`;

let directory = '';
let out = '';

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lapwing-rules-'));
  await write({ 'main.sml': RULES, 'model.sml': MODEL, 'main.test.yaml': TEST });
  out = '';
  const take = (text: unknown): boolean => {
    out += `${String(text)}`;
    return true;
  };
  vi.spyOn(process.stdout, 'write').mockImplementation(take);
  for (const method of ['log', 'error'] as const)
    vi.spyOn(console, method).mockImplementation((text) => void take(`${text}\n`));
});

afterEach(async () => {
  vi.restoreAllMocks();
  await rm(directory, { recursive: true, force: true });
});

const write = (files: Readonly<Record<string, string>>) =>
  Promise.all(Object.entries(files).map(([path, text]) => writeFile(join(directory, path), text)));

async function run(...args: string[]): Promise<number> {
  out = '';
  return runCommandLine(['rules', ...args]);
}

test('check finds what is wrong with the states that the files declare', async () => {
  await write({ 'rollout.yaml': 'rules:\n  OldRule: canary:5%\n' });
  expect(await run('check', directory)).toBe(0);
  await write({ 'rollout.yaml': 'rules:\n  OldRule: disabled\n  NoRule: shadow\n' });
  expect(await run('check', directory)).toBe(1);
  expect(out).toContain('rules.OldRule: say why: { state: disabled, reason: … }');
  expect(out).toContain('rules.NoRule: there is no such rule');
  expect(out).toContain('rollout.yaml:1');
});

describe('test', () => {
  test('passes, with coverage', async () => {
    expect(await run('test', directory)).toBe(0);
    expect(out).toContain('✓ young');
    expect(out).toContain('coverage 100.0 %: 1 of 1 rules fired, 2 of 2 conditions were both true and false');
    expect(out).toContain('2 passed, 0 failed');
  });

  test('fails with a difference', async () => {
    await write({ 'main.test.yaml': TEST.replace('rules: []', 'rules: [OldRule], features: {Age: 2}') });
    expect(await run('test', directory)).toBe(1);
    expect(out).toContain('      - Age: 2\n      - rules: OldRule\n      + Age: 1\n      + rules: (none)');
  });

  test('a name that the rules do not have fails, even where it is said not to fire', async () => {
    await write({ 'main.test.yaml': TEST.replace('rules: []', 'rules: {OldRul: false}') });
    expect(await run('test', directory)).toBe(1);
    expect(out).toContain('! there is no rule `OldRul`');
  });

  test('wants as much coverage as it is told', async () => {
    await write({ 'main.test.yaml': TEST.split('\n').slice(0, 3).join('\n') });
    expect(await run('test', directory, '--min-coverage', '60')).toBe(1);
    expect(out).toContain('coverage is 50.0 %, less than 60 %');
    expect(await run('test', directory, '--min-coverage', '50')).toBe(0);
  });

  test('prints JSON', async () => {
    expect(await run('test', directory, '--json', '--filter', 'old')).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ passed: 1, failed: 0, coverage: { seen: 3, total: 6 } });
  });

  test('could not run: a broken test file, broken rules, none', async () => {
    await write({ 'main.test.yaml': 'cases:\n  - nmae: x' });
    expect(await run('test', directory)).toBe(2);
    expect(out).toContain('main.test.yaml:2: a case has no `nmae`');
    await rm(join(directory, 'main.test.yaml'));
    expect(await run('test', directory)).toBe(2);
    await write({ 'model.sml': 'Age = Nothing' });
    expect(await run('test', directory)).toBe(2);
    expect(out).toContain('--> model.sml:1:6');
  });

  test.each(['sample', 'twitter-io'])('the rules of the example %s are tested whole', async (example) => {
    expect(await run('test', join(EXAMPLES, example), '--min-coverage', '100')).toBe(0);
  });
});

describe('explain', () => {
  test('shows every value, and what failed', async () => {
    await write({ 'event.json': '{"action":"post","time":"2026-01-02T00:00:00Z","data":{"age":4}}' });
    expect(await run('explain', directory, '--event', join(directory, 'event.json'))).toBe(0);
    expect(out).toBe(`OldRule  FIRED  main.sml:4
  {Age} days
  ✓ Age > 3
    · Age = 4  ← JsonData(path='$.age')
  ✓ Name != 'bob'
    ! Name failed: \`JsonData\` has no result here  ← JsonData(path='$.name', required=False)

effects: fine
`);
  });

  test('of several events, the last', async () => {
    const event = (age: number) =>
      `{"action":"post","time":"2026-01-02T00:00:00Z","data":{"age":${age},"name":"bob"}}\n`;
    await write({ 'events.ndjson': event(9) + event(2) });
    expect(
      await run('explain', directory, '--event', join(directory, 'events.ndjson'), '--json', '--rule', 'OldRule'),
    ).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      rules: [{ fired: false, conditions: [{ state: 'false' }, { state: 'false' }] }],
    });
  });

  test('could not run: no such rule, no event', async () => {
    await write({ 'event.json': '{"action":"post"}' });
    expect(await run('explain', directory, '--event', join(directory, 'event.json'))).toBe(2);
    expect(out).toContain('the event has no time ($.time)');
    expect(await run('explain', directory, '--event', 'x', '--rule', 'Nobody')).toBe(2);
  });
});

describe('check', () => {
  test('mends what can be mended safely', async () => {
    await write({ 'main.sml': "Import(rules=['model.sml'])\nRequire(rule='model.sml')\nA = 1 + 1\n" });
    expect(await run('check', directory, '--fix')).toBe(0);
    expect(out).toContain('main.sml was changed');
    expect(await readFile(join(directory, 'main.sml'), 'utf8')).toBe(
      "Import(rules=[])\nRequire(rule='model.sml')\nA = 1 + 1\n",
    );
  });

  test('lints are as loud as they are told', async () => {
    await write({ 'main.sml': "R = Rule(when_all=[1 == 1], description='d')\n" });
    expect(await run('check', directory, '--lint', 'SML206=error,SML210=off')).toBe(1);
    expect(out).toContain('error[SML206]');
    expect(out).not.toContain('SML210');
    expect(await run('check', directory, '--no-lint')).toBe(0);
    expect(out).toBe('2 files, 0 errors, 0 warnings\n');
    expect(await run('check', directory, '--lint', 'SML999=off')).toBe(2);
  });

  test('annotates pull requests', async () => {
    await write({ 'main.sml': 'A = Nope\n' });
    expect(await run('check', directory, '--format', 'github')).toBe(1);
    expect(out).toMatch(/^::error file=.*main\.sml,line=1,col=5::unknown identifier%0Athis identifier not found\n/);
  });
});

describe('docs and graph', () => {
  test('a ruleset is documented', async () => {
    expect(await run('docs', directory)).toBe(0);
    expect(out).toContain(
      "### OldRule\n\n> {Age} days\n\nOwner: me. Old enough.\n\n- `Age > 3`\n- `Name != 'bob'`\n\nEffects: `fine`.",
    );
    expect(out).toMatch(/\| `Age` +\| `int` .*`OldRule`/);
  });

  test('what a rule comes from and leads to', async () => {
    expect(await run('graph', directory, '--rule', 'OldRule', '--no-files', '--format', 'dot')).toBe(0);
    expect(out).toContain('"feature:Age" -> "rule:OldRule";');
    expect(out).toContain('"rule:OldRule" -> "verdict:fine";');
    expect(await run('graph', directory, '--rule', 'OldRule', '--upstream', '--json')).toBe(0);
    expect(JSON.parse(out).nodes.map(({ id }: { id: string }) => id)).toEqual([
      'feature:Age',
      'feature:Name',
      'file:main.sml',
      'file:model.sml',
      'rule:OldRule',
    ]);
    expect(await run('graph', directory, '--label', 'nothing')).toBe(2);
  });

  test('what an action runs', async () => {
    expect(await run('graph', join(EXAMPLES, 'sample'), '--action', 'follow', '--no-files', '--json')).toBe(0);
    const names = JSON.parse(out).nodes.map(({ name }: { name: string }) => name);
    expect(names).toContain('FollowFloodRule');
    expect(names).not.toContain('PitchRule');
  });
});

test('golden cases that fail say how', async () => {
  const golden = {
    name: 'a',
    sources: { 'main.sml': 'A = 1 + 1' },
    data: {},
    outcome: 'ok',
    features: { __error_count: 0, A: 3 },
    errors: [],
    effects: {},
  };
  await write({ 'cases.jsonl': JSON.stringify(golden) });
  expect(await run('golden', join(directory, 'cases.jsonl'))).toBe(1);
  expect(out).toContain('FAILED a\n- A: 3\n+ A: 2\n  __error_count: 0');
  expect(await run('golden', join(directory, 'cases.jsonl'), '--json')).toBe(1);
  expect(JSON.parse(out)).toMatchObject({ passed: 0, failed: 1 });
  expect(await run('golden', join(directory, 'nothing.jsonl'))).toBe(2);
});
