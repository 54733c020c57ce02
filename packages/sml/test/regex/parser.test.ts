/** Patterns that Python's compiler accepts or refuses, with its words and positions (`errors.golden.json`). */
import { expect, it } from 'vitest';
import { compilePattern } from '../../src/regex/pattern.ts';
import { goldenRows } from '../support/golden-file.ts';

const rows = goldenRows<[pattern: string, error: string | null]>(import.meta.dirname, 'errors.golden.json');

function errorOf(pattern: string): string | null {
  const result = compilePattern(pattern, { ignoreCase: false });
  return result.ok ? null : `${result.error.kind}: ${result.error.message}`;
}

it('accepts and refuses as re.compile does', () => {
  const answers = rows.map(([pattern]) => [pattern, errorOf(pattern)]);
  expect(answers).toEqual(rows);
});

it('refuses what is nested without end, and does not overflow', () => {
  const depth = 100_000;
  expect(errorOf('('.repeat(depth))).toMatch(/^error: groups are nested too deeply/);
  expect(errorOf(`${'(?:'.repeat(150)}a${')'.repeat(150)}`)).toBeNull();
});
