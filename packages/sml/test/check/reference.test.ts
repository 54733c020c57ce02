/**
 * The dialect `reference` against what the reference itself said of these rulesets. `here` is set where we say something else: where
 * the reference crashed, or reports only the first of several syntax errors.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { say } from './fixtures.ts';

interface Case {
  readonly name: string;
  readonly sources: Record<string, string>;
  readonly outcome: 'ok' | 'invalid' | 'crash';
  readonly error?: string;
  readonly here?: string;
}

const read = (path: URL | string): Case[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line): Case => JSON.parse(line));

describe('what the reference says of a ruleset', () => {
  test.each(read(new URL('reference.jsonl', import.meta.url)))('$name', ({ sources, outcome, error, here }) => {
    expect(say(sources, 'reference')).toBe(here ?? (outcome === 'ok' ? '' : error));
  });
});

const golden = new URL(
  `${process.env['LAPWING_SPECS'] ?? '../../../../../shared/specs'}/sml-golden.jsonl`,
  import.meta.url,
);

/** Present only where the specifications are; elsewhere the cases above stand alone. */
function goldenCases(): Case[] {
  try {
    return read(
      process.env['LAPWING_SPECS'] === undefined ? golden : `${process.env['LAPWING_SPECS']}/sml-golden.jsonl`,
    );
  } catch {
    return [];
  }
}

const cases = goldenCases();

describe.skipIf(cases.length === 0)(
  'golden cases (skipped: set LAPWING_SPECS to the directory of sml-golden.jsonl)',
  () => {
    test.each(cases)('$name', ({ sources, outcome, error }) => {
      const said = say(sources, 'reference');
      if (outcome === 'crash') expect(said).not.toBe('');
      else expect(said).toBe(outcome === 'ok' ? '' : error);
    });
  },
);
