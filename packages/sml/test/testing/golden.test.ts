/** Golden cases: the reader of their files, the runner, and the list of differences. */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import type { Dialect } from '../../src/check/dialect.ts';
import { dedent } from '../../src/testing/golden.ts';
import {
  type GoldenCase,
  goldenRegistry,
  parseDifferences,
  parseGoldenCases,
  runGoldenCase,
} from '../../src/testing/index.ts';

const registry = goldenRegistry();
const differences = parseDifferences(readFileSync(new URL('../../DIFFERENCES.md', import.meta.url), 'utf8'));

const golden = (main: string, expected: GoldenCase['expected']): GoldenCase => ({
  name: 'case',
  sources: { 'main.sml': main },
  data: {},
  secretData: null,
  expected,
});
const ok = (features: Record<string, number | boolean>, errors: string[] = []) =>
  ({ outcome: 'ok', features: { __error_count: errors.length, ...features }, errors, effects: {} }) as const;

describe('one case', () => {
  it('passes where everything is the same', () => {
    expect(
      runGoldenCase(
        golden('A = 1 + 1\nB = Boom()', {
          ...ok({ A: 2 }, ['ValueError']),
          features: { __error_count: 1, A: 2, B: null },
        }),
        registry,
      ),
    ).toEqual({ name: 'case', status: 'passed', difference: null, diff: null });
  });

  it('tells an int from a float', () => {
    const { status, diff } = runGoldenCase(golden('A = 4 / 2\nB = 1 + 0', ok({ A: 2, B: 1 })), registry);
    expect(status).toBe('failed');
    expect(diff).toBe('- A: 2\n+ A: 2.0\n  B: 1\n  __error_count: 0');
  });

  it('compares diagnostics byte for byte', () => {
    const error = 'error: unknown function: `F`\n--> main.sml:1:4\n     |\n   1 | A = F()\n     |     ^ called here';
    expect(runGoldenCase(golden('A = F()', { outcome: 'invalid', error }), registry).status).toBe('passed');
    const shifted = runGoldenCase(
      golden('A = F()', { outcome: 'invalid', error: error.replace(':4', ':5') }),
      registry,
    );
    expect(shifted.diff).toContain('- --> main.sml:1:5\n+ --> main.sml:1:4');
  });

  it('wants a diagnostic of what crashed the reference', () => {
    const crash = { outcome: 'crash', error: 'EXC RuntimeError' } as const;
    expect(runGoldenCase(golden('A = B.x', crash), registry).status).toBe('passed');
    expect(runGoldenCase(golden('A = 1 + 1', crash), registry).status).toBe('failed');
    // The reference loses this event; the default dialect warns of it.
    expect(runGoldenCase(golden("V = DeclareVerdict(verdict='a')", crash), registry)).toMatchObject({
      status: 'passed',
      difference: 'the reference crashed; here it is a warning',
    });
  });

  it('passes a documented difference with its reason, and no other', () => {
    const refused = golden("A: list[str] = ['a']", {
      outcome: 'invalid',
      error: 'x\n got unknown generic type `list[...]`',
    });
    expect(runGoldenCase(refused, registry, { dialect: 'compat' }).status).toBe('failed');
    expect(runGoldenCase(refused, registry, { dialect: 'compat', differences })).toMatchObject({
      status: 'passed',
      difference: expect.stringContaining('`list[T]`'),
    });
  });
});

test('sources are given to the reference without their common indent, and end with one line break', () => {
  expect(dedent('  A = 1\n\n    B = 2\n\n')).toBe('A = 1\n\n  B = 2\n');
  expect(dedent('A = 1')).toBe('A = 1\n');
});

test('a line that is no case is named', () => {
  expect(() => parseGoldenCases('\n{"name": "x"}')).toThrow('line 2: `sources` is not an object');
  expect(() => parseGoldenCases('{')).toThrow(/^line 1: /);
});

test('differences without a reason, or of nothing, are refused', () => {
  const block = (item: string) => `\`\`\`yaml differences\n${item}\n\`\`\`\n`;
  expect(() => parseDifferences('nothing')).toThrow('no block');
  expect(() => parseDifferences(block('- {case: a, dialects: [compat], here: ok}'))).toThrow('gives no `reason`');
  expect(() => parseDifferences(block('- {dialects: [compat], here: ok, reason: b}'))).toThrow('has none of');
});

const file = resolve(process.env['LAPWING_SPECS'] ?? '../shared/specs', 'sml-golden.jsonl');
const present = existsSync(file);

describe.skipIf(!present)(present ? 'the recorded answers' : `the recorded answers (skipped: no ${file})`, () => {
  const cases = present ? parseGoldenCases(readFileSync(file, 'utf8')) : [];
  test.each<Dialect>(['reference', 'compat', 'strict'])('all pass under %s', (dialect) => {
    const failed = cases
      .map((one) => runGoldenCase(one, registry, { dialect, differences }))
      .filter(({ status }) => status === 'failed');
    expect(failed).toEqual([]);
    expect(cases.length).toBeGreaterThan(80);
  });

  test('under reference without a single difference', () => {
    const differing = cases.map((one) => runGoldenCase(one, registry)).filter(({ difference }) => difference !== null);
    expect(differing).toEqual([]);
  });
});
