/** Patterns that take a backtracking engine for ever, on long texts made for that. */
import { describe, expect, it } from 'vitest';
import { compilePattern, type Pattern } from '../../src/regex/pattern.ts';

const SIZE = 100_000;
/** Of the processor, twenty times what is aimed at, so that a busy machine passes and an exponential does not. */
const PATIENCE_MILLIS = 1_000;

const cpuMillis = (): number => process.threadCpuUsage().user / 1000;

function compiled(pattern: string): Pattern {
  const result = compilePattern(pattern, { ignoreCase: false });
  if (!result.ok) throw new Error(result.error.message);
  return result.pattern;
}

function timed(pattern: Pattern, text: string) {
  const start = cpuMillis();
  const found = pattern.test(text);
  return { found, inTime: cpuMillis() - start < PATIENCE_MILLIS };
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
    // A lazy repeat of a lazy repeat: V8 needs half a minute for 28 characters.
    ['^((?:x?.+\\w)\\s[ab]{1,3}|.*?|.\\d)+?a\\s', 'str: * := == { <= ; '.repeat(SIZE / 20), false],
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

describe('texts of characters that were never seen', () => {
  const characters = (from: number) =>
    Array.from({ length: SIZE / 3 }, (_, i) => String.fromCodePoint(from + i)).join('');
  const distinct = (count: number) =>
    Array.from({ length: count }, (_, i) => `[b-${String.fromCodePoint(0x4e00 + i)}]`);
  const cases: readonly [name: string, pattern: string][] = [
    ['categories', '\\w+\\s\\d+!'],
    ['no case', '(?i)\\bfr[e3]{2}\\s+m[o0]ney\\b'],
    ['200 classes', distinct(200).join('')],
    ['9,000 classes', distinct(9000).join('')],
  ];
  for (const [name, pattern] of cases) {
    it(name, () => {
      const subject = compiled(pattern);
      expect(timed(subject, `${characters(0x10000)}a`)).toEqual({ found: false, inTime: true });
    });
  }
});

describe('patterns that take long to compile', () => {
  const nested = (inner: string, around: (item: string) => string, depth: number): string => {
    let pattern = inner;
    for (let i = 0; i < depth; i++) pattern = around(pattern);
    return pattern;
  };
  const cases: readonly [name: string, pattern: string][] = [
    ['counts inside counts', nested('[ab]', (item) => `(?:${item}){4}`, 100)],
    ['counts of alternatives', nested('a', (item) => `(?:${item}|b){4}`, 100)],
    [
      'wide classes without case',
      `(?i)${Array.from({ length: 200 }, (_, i) => `[\\u${String(i).padStart(4, '0')}-\\uffff]`).join('')}`,
    ],
    ['groups inside groups', `${'('.repeat(200)}${'a|b|'.repeat(5000)}${')'.repeat(200)}`],
  ];
  for (const [name, pattern] of cases) {
    it(name, () => {
      const start = cpuMillis();
      compiled(pattern);
      expect(cpuMillis() - start).toBeLessThan(PATIENCE_MILLIS);
    });
  }
});

it('forgets states without changing its answer', () => {
  const pattern = compiled('a[ab]{14}c');
  const noise = Array.from({ length: 60_000 }, (_, i) => ((i * i) % 7 < 3 ? 'a' : 'b')).join('');
  expect(pattern.test(noise)).toBe(false);
  expect(pattern.test(`${noise}abababababababac${noise}`)).toBe(true);
  expect(pattern.test(noise)).toBe(false);
});
