/** Patterns that take a backtracking engine for ever, on long texts made for that. */
import { describe, expect, it } from 'vitest';
import { compilePattern, type Pattern } from '../../src/regex/pattern.ts';

const SIZE = 100_000;
/** Twenty times what an idle machine takes, so that a busy one passes and an exponential does not. */
const PATIENCE_MILLIS = 2_000;

function compiled(pattern: string): Pattern {
  const result = compilePattern(pattern, { ignoreCase: false });
  if (!result.ok) throw new Error(result.error.message);
  return result.pattern;
}

function timed(pattern: Pattern, text: string) {
  const start = performance.now();
  const found = pattern.test(text);
  return { found, inTime: performance.now() - start < PATIENCE_MILLIS };
}

const a = 'a'.repeat(SIZE);

describe('linear patterns', () => {
  const cases: readonly [pattern: string, text: string, found: boolean][] = [
    ['(a+)+$', `${a}b`, false],
    ['(x+x+)+y', 'x'.repeat(SIZE), false],
    ['^(a|aa)+$', `${a}b`, false],
    ['^(a|aa)+$', a, true],
    ['(.*a){20}$', 'ab'.repeat(SIZE / 2), false],
    ['(\\w+\\s?)+!', 'word '.repeat(SIZE / 5), false],
    ['^(([a-z])+.)+[A-Z]([a-z])+$', a, false],
    ['([a-zA-Z0-9._-]+)@([a-z0-9]+\\.)+com', 'a.'.repeat(SIZE / 2), false],
    ['(?:a?){100}a{100}c', a, false],
    ['[ab]*a[ab]{30}c', Array.from({ length: SIZE }, (_, i) => ((i * 7919) % 11 < 5 ? 'a' : 'b')).join(''), false],
    ['(?i)(\\b\\w+\\b\\s*){5,}z', 'héllo '.repeat(SIZE / 6), false],
  ];
  for (const [pattern, text, found] of cases) {
    it(pattern, () => {
      const subject = compiled(pattern);
      expect(subject.engine).toBe('automaton');
      expect(timed(subject, text)).toEqual({ found, inTime: true });
      // Once more, with all states known.
      expect(timed(subject, text)).toEqual({ found, inTime: true });
    });
  }
});

describe('patterns without a linear bound', () => {
  const cases: readonly [pattern: string, text: string][] = [
    ['(a+)+\\1$', `${a}b`],
    ['(?=.*b)a', a],
    ['(x[^y]{1,60}){30}z', 'x'.repeat(SIZE)],
  ];
  for (const [pattern, text] of cases) {
    it(`${pattern} gives up`, () => {
      const { found, inTime } = timed(compiled(pattern), text);
      expect(inTime).toBe(true);
      expect(found === false || typeof found === 'object').toBe(true);
    });
  }

  it('answers where its steps suffice', () => {
    expect(compiled('(a+)\\1$').test('aaaa')).toBe(true);
    expect(compiled('(?<=a{3})b').test(`${a}b`)).toBe(true);
  });
});

it('forgets states without changing its answer', () => {
  const pattern = compiled('a[ab]{14}c');
  const noise = Array.from({ length: 60_000 }, (_, i) => ((i * i) % 7 < 3 ? 'a' : 'b')).join('');
  expect(pattern.test(noise)).toBe(false);
  expect(pattern.test(`${noise}abababababababac${noise}`)).toBe(true);
  expect(pattern.test(noise)).toBe(false);
});
