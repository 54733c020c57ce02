/** Hostile sources: deep, long, and malformed at length. None overflows the stack; each is read in linear time. */
import { describe, expect, it } from 'vitest';
import { formatModule, parseModule } from '../../src/index.ts';

function errorsOf(text: string): string[] {
  return parseModule({ path: 'main.sml', text }).diagnostics.map(({ message }) => message);
}

describe('deep sources', () => {
  it('are refused beyond the limits', () => {
    expect(errorsOf(`A = ${'('.repeat(201)}1${')'.repeat(201)}`)).toEqual(['too many nested parentheses']);
    for (const text of [
      `A = ${'-'.repeat(5000)}1`,
      `A = ${'not '.repeat(5000)}1`,
      `A = ${'1 + '.repeat(5000)}1`,
      `A = ${'2 ** '.repeat(5000)}1`,
      `A = x${'.y'.repeat(5000)}`,
      `A = f${'(x=1)'.repeat(5000)}`,
      `A = ${'lambda: '.repeat(5000)}1`,
      `A = ${'1 if x else '.repeat(5000)}1`,
      `A: ${'str | '.repeat(5000)}str = 1`,
    ]) {
      expect(errorsOf(text), text.slice(0, 20)).toContain('expression is nested too deeply');
    }
  });

  it('are accepted up to them', () => {
    for (const text of [
      `A = ${'('.repeat(200)}1${')'.repeat(200)}`,
      `A = ${'f(x=['.repeat(95)}1${'])'.repeat(95)}`,
      `A = ${'1 + '.repeat(900)}1`,
      `A = ${'not '.repeat(900)}True`,
      `A = ${Array.from({ length: 20_000 }, () => 'X').join(' or ')}`,
    ]) {
      const { module, diagnostics } = parseModule({ path: 'main.sml', text });
      expect(diagnostics).toEqual([]);
      expect(formatModule(module)).not.toBe('');
    }
  });

  it('of nested blocks are refused', () => {
    const lines = Array.from({ length: 150 }, (_, depth) => `${' '.repeat(depth)}if x:`);
    expect(errorsOf(lines.join('\n'))).toContain('too many levels of indentation');
  });
});

it('integers longer than the limit are refused', () => {
  expect(errorsOf(`A = ${'9'.repeat(4300)}`)).toEqual([]);
  expect(errorsOf(`A = ${'9'.repeat(4301)}`)[0]).toMatch(
    /^Exceeds the limit \(4300 digits\) .* value has 4301 digits;/,
  );
});

describe('long sources', () => {
  // Each takes a fraction of a second where reading is linear, and minutes where it is quadratic.
  const size = 200_000;
  it.each([
    ['open brackets', 'A = [\n'.repeat(size / 6)],
    ['calls never closed', 'f(x=1,\n'.repeat(size / 7)],
    ['brackets of one line', `A = f(${'x=(1,2),'.repeat(size / 8)}`],
    ['adjacent words', `A = (${'b '.repeat(size / 2)}`],
    ['fields of one string', `A = f'${'é{B}'.repeat(size / 4)}'`],
    ['malformed fields', `A = f'${'{1 2}'.repeat(size / 5)}'`],
    ['strings side by side', `A = ${"'é' ".repeat(size / 4)}`],
    ['format strings on one line', `A = [${"f'é{B}',".repeat(size / 8)}]`],
    ['a line of wide characters', `A = [${'é,'.repeat(size / 2)}]`],
    ['quotes', `${'"'.repeat(size)}`],
    ['unterminated strings', "A = 'x\n".repeat(size / 7)],
    ['comments', `A = [\n${'# c\n1,\n'.repeat(size / 8)}]`],
    ['match statements', 'match (a):\n'.repeat(size / 11)],
    ['backslashes', 'A = \\\n'.repeat(size / 6)],
    ['assignments', `A${' = B'.repeat(size / 4)}`],
    ['generators', `A = f(${'x for x in '.repeat(size / 11)}`],
    ['a long number', `A = ${'9'.repeat(size)}`],
    ['a long hexadecimal number', `A = 0x${'9'.repeat(size)}`],
  ])(
    'of %s are read in linear time',
    (_, text) => {
      const { module, diagnostics } = parseModule({ path: 'main.sml', text });
      expect(module.statements.length + diagnostics.length).toBeGreaterThan(0);
    },
    5_000,
  );
});
