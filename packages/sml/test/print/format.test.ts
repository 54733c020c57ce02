/** The formatter: meaning is kept (F1), formatted text stays (F2), comments and empty lines are kept (F3). */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatModule, formatSource, type Module, parseModule } from '../../src/index.ts';
import { arbitraryModule } from './arbitrary.ts';

/** A tree without places and comments. */
function shape(module: Module): unknown {
  const leave = new Set(['span', 'nameSpan', 'source', 'comments']);
  return JSON.parse(
    JSON.stringify(module.statements, (key, value) =>
      leave.has(key) ? undefined : typeof value === 'bigint' ? `${value}n` : value === Infinity ? 'inf' : value,
    ),
  );
}

function parse(text: string): Module {
  const { module, diagnostics } = parseModule({ path: 'main.sml', text });
  expect(diagnostics.map(({ message }) => message)).toEqual([]);
  return module;
}

const golden = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8');

describe('formatModule', () => {
  it('gives a built tree a text that parses to it', () => {
    fc.assert(
      fc.property(arbitraryModule, (module) => {
        const text = formatModule(module);
        const parsed = parse(text);
        expect(shape(parsed)).toEqual(shape(module));
        expect(formatModule(parsed)).toBe(text);
      }),
      { numRuns: 500 },
    );
  });

  it('brings a file into its canonical form', () => {
    const before = golden('before.golden.txt');
    const after = golden('after.golden.txt');
    expect(formatModule(parse(before))).toBe(after);
    expect(formatModule(parse(after))).toBe(after);
    expect(shape(parse(after))).toEqual(shape(parse(before)));
  });

  it('keeps every comment wherever it stands, and is idempotent then', () => {
    const pieces = [
      'A',
      ': ',
      'List',
      '[',
      'str',
      ']',
      ' = ',
      'f',
      '(',
      'x',
      '=',
      '[',
      '1',
      ',',
      '(',
      'B',
      ' and ',
      'not ',
      'C',
      ')',
      ',',
      "'a'",
      ' ',
      "'b'",
      ']',
      ',',
      'y',
      '=',
      '-',
      '2',
      ',',
      ')',
      '',
    ];
    // Comments can only stand inside of brackets, or at the end.
    const places = pieces.map((_, index) => index).filter((index) => index >= 9 && index <= 30);
    fc.assert(
      fc.property(fc.subarray(places), fc.boolean(), (chosen, ownLine) => {
        const text = pieces
          .map((piece, index) => (chosen.includes(index) ? `${ownLine ? '\n' : ' '}# c${index}\n  ${piece}` : piece))
          .join('');
        const module = parse(`${text} # end\n`);
        const formatted = formatModule(module);
        const again = parse(formatted);
        expect(again.comments.map((comment) => comment.text).sort()).toEqual(
          module.comments.map((comment) => comment.text).sort(),
        );
        expect(shape(again)).toEqual(shape(module));
        expect(formatModule(again)).toBe(formatted);
      }),
      { numRuns: 300 },
    );
  });

  it('keeps arguments that have no effect', () => {
    const { module } = parseModule({ path: 'main.sml', text: 'A = f(x=1,**B, y=2)\n' });
    expect(formatModule(module)).toBe('A = f(x=1, **B, y=2)\n');
  });
});

describe('formatSource', () => {
  it('formats what has no errors, and only that', () => {
    expect(formatSource({ path: 'main.sml', text: 'A=1' })).toEqual({ text: 'A = 1\n', diagnostics: [] });
    expect(formatSource({ path: 'main.sml', text: '' }).text).toBe('');
    const refused = formatSource({ path: 'main.sml', text: 'A=1\nB=' });
    expect(refused.text).toBeNull();
    expect(refused.diagnostics).toHaveLength(1);
  });
});
