/** Whatever the text, the parser returns, its diagnostics point into the text, and the formatter takes what it returns. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatModule, parseExpression, parseModule, renderDiagnostics } from '../../src/index.ts';

const FRAGMENTS = [
  ...'()[]{}:;,.=+-*/%@&|^~<>!$?`\'"\\#\n\r\t \f\0é×😀\ud800',
  ...'A B_ x1 1 0x 1e 1.5 == != <= ** // := -> ... and or not in is if else for lambda def class try with async'.split(
    ' ',
  ),
  ...'await yield print match case True None import return pass while del'.split(' '),
  '\n  ',
  '\n\t',
  '\\\n',
  '\r\n',
  "'a'",
  '"""',
  "'''",
  "f'",
  'f"{',
  '}"',
  '{A}',
  '{A!r}',
  '{{',
  '\\N{',
  '\\x4',
  '\\u',
  'b"',
  "rb'",
  'x=',
  'f(x=1)',
  '[1, 2]',
  '# c\n',
  'A = ',
  'A: str = ',
  '**k',
  '*a',
];

const text = fc.oneof(
  fc.array(fc.constantFrom(...FRAGMENTS), { maxLength: 40 }).map((parts) => parts.join('')),
  fc.array(fc.constantFrom(...FRAGMENTS), { maxLength: 40 }).map((parts) => parts.join(' ')),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.uint8Array({ maxLength: 80 }).map((bytes) => new TextDecoder().decode(bytes)),
);

describe('any text', () => {
  it('is read without a throw, to diagnostics inside of it', () => {
    fc.assert(
      fc.property(text, (source) => {
        const { module, diagnostics } = parseModule({ path: 'main.sml', text: source });
        for (const { span } of diagnostics) {
          expect(span.start).toBeGreaterThanOrEqual(0);
          expect(span.end).toBeLessThanOrEqual(source.length);
          expect(span.start).toBeLessThanOrEqual(span.end);
          expect(span.line).toBeGreaterThanOrEqual(1);
          expect(span.column).toBeGreaterThanOrEqual(0);
        }
        expect(typeof renderDiagnostics(diagnostics)).toBe('string');
        expect(typeof formatModule(module)).toBe('string');
        parseExpression({ path: 'query', text: source });
      }),
      { numRuns: 3000 },
    );
  });

  it('that is accepted is formatted to text that is accepted and stays', () => {
    let accepted = 0;
    fc.assert(
      fc.property(text, (source) => {
        const { module, diagnostics } = parseModule({ path: 'main.sml', text: `A = 1 # c\n${source}` });
        if (diagnostics.some(({ severity }) => severity === 'error')) return;
        accepted++;
        const formatted = formatModule(module);
        const again = parseModule({ path: 'main.sml', text: formatted });
        expect(again.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
        expect(again.module.comments).toHaveLength(module.comments.length);
        expect(formatModule(again.module)).toBe(formatted);
      }),
      { numRuns: 3000 },
    );
    expect(accepted).toBeGreaterThan(10);
  });
});
