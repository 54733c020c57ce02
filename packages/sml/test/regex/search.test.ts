/** Searches as Python's `re` answers them (`search.golden.json`), by both engines. */
import { describe, expect, it } from 'vitest';
import { Backtracker } from '../../src/regex/backtrack.ts';
import { compileBacktracking } from '../../src/regex/backtrack-program.ts';
import { NO_FLAGS } from '../../src/regex/flags.ts';
import { parsePattern } from '../../src/regex/parser.ts';
import { compilePattern, type Pattern } from '../../src/regex/pattern.ts';
import { foldText } from '../../src/text/fold.ts';
import { goldenRows } from '../support/golden-file.ts';

type Row = [pattern: string, texts: [text: string, found: boolean][]];
const rows = goldenRows<Row>(import.meta.dirname, 'search.golden.json');

function compiled(pattern: string, ignoreCase = false): Pattern {
  const result = compilePattern(pattern, { ignoreCase });
  if (!result.ok) throw new Error(`${pattern}: ${result.error.message}`);
  return result.pattern;
}

describe('search', () => {
  it('answers as re.search does', () => {
    for (const [pattern, texts] of rows) {
      const { test } = compiled(pattern);
      expect([pattern, texts.map(([text]) => [text, test(text)])]).toEqual([pattern, texts]);
    }
  });

  it('answers the same by backtracking', () => {
    for (const [pattern, texts] of rows) {
      const { node, groups } = parsePattern(pattern, NO_FLAGS);
      const engine = new Backtracker(compileBacktracking(node, groups));
      expect([pattern, texts.map(([text]) => [text, engine.test(text)])]).toEqual([pattern, texts]);
    }
  });

  it('requires only literals that every matching text has', () => {
    let checked = 0;
    for (const [pattern, texts] of rows) {
      const { requiredLiterals } = compiled(pattern);
      if (requiredLiterals === null) continue;
      for (const [text, found] of texts) {
        if (!found) continue;
        checked++;
        expect([pattern, text, requiredLiterals.some((literal) => foldText(text).includes(literal))]).toEqual([
          pattern,
          text,
          true,
        ]);
      }
    }
    expect(checked).toBeGreaterThan(10);
  });
});

it('finds every match as re.finditer does: an empty one may be followed by another where it stands', () => {
  const all = (pattern: string, text: string) => {
    const matches = compiled(pattern).findAll(text);
    return 'message' in matches ? matches.message : matches.map(({ start, end }) => [start, end]);
  };
  expect(all('\\b|.', 'bc')).toEqual([
    [0, 0],
    [0, 1],
    [1, 2],
    [2, 2],
  ]);
  expect(all('(.)??', '\nc')).toEqual([
    [0, 0],
    [1, 1],
    [1, 2],
    [2, 2],
  ]);
  expect(all('a*', 'baac')).toEqual([
    [0, 0],
    [1, 3],
    [3, 3],
    [4, 4],
  ]);
  expect(all('a+', 'baaca')).toEqual([
    [1, 3],
    [4, 5],
  ]);
});

describe('required literals', () => {
  const literals = (pattern: string, ignoreCase = false) => compiled(pattern, ignoreCase).requiredLiterals;

  it('are the longest that a pattern cannot match without', () => {
    expect(literals('\\bfree\\s+money\\b')).toEqual(['money']);
    expect(literals('(?:viagra|cialis)\\d*')).toEqual(['viagra', 'cialis']);
    expect(literals('t[e3]l[e3]gram')).toEqual(['t3l3gram', 't3legram', 'tel3gram', 'telegram']);
  });

  it('are folded where case is ignored', () => {
    expect(literals('STRASSE', true)).toEqual(['strasse']);
  });

  it('are unknown where some alternative has none', () => {
    expect(literals('spam|\\d+')).toBeNull();
    expect(literals('.*')).toBeNull();
    expect(literals('a')).toBeNull();
  });
});

describe('findings', () => {
  it('name what is doubtful about a pattern', () => {
    const codes = (pattern: string) => compiled(pattern).findings.map(({ code }) => code);
    expect(codes('\bbbs\b')).toEqual(['SML401']);
    expect(codes('(a)\\1')).toEqual(['SML402']);
    expect(codes('a*')).toEqual(['SML403']);
    expect(codes('\\bok\\b')).toEqual([]);
  });
});
