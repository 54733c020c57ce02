/** The text of diagnostics, in the reference's format. */
import { describe, expect, it } from 'vitest';
import {
  type Diagnostic,
  parseModule,
  renderDiagnostic,
  renderDiagnostics,
  type Source,
  type Span,
} from '../../src/index.ts';

const source: Source = { path: 'main.sml', text: 'First = 1\nSecond = Fisrt + 1\n' };
const other: Source = { path: 'rules/other.sml', text: `${'\n'.repeat(1233)}Third = 3\n` };

function span(at: Source, line: number, column: number): Span {
  return { source: at, line, column, start: 0, end: 0 };
}

describe('renderDiagnostic', () => {
  it('puts the caret and the hint under the place', () => {
    const diagnostic: Diagnostic = {
      severity: 'error',
      message: 'unknown identifier',
      span: span(source, 2, 9),
      hint: 'this identifier not found\ntypo, perhaps?\n',
    };
    expect(`\n${renderDiagnostic(diagnostic)}\n`).toBe(`
error: unknown identifier
--> main.sml:2:9
     |
   2 | Second = Fisrt + 1
     |          ^ this identifier not found
                | typo, perhaps?
`);
  });

  it('numbers further places, and widens the gutter to the largest line', () => {
    const diagnostic: Diagnostic = {
      severity: 'warning',
      code: 'SML123',
      message: 'unknown identifier',
      span: span(source, 2, 9),
      additional: [
        { message: 'however, it was found here:', spans: [{ span: span(other, 1234, 0), hint: 'here' }] },
        { message: '', spans: [{ span: span(source, 1, 0) }] },
      ],
    };
    expect(`\n${renderDiagnostic(diagnostic)}\n`).toBe(`
warning[SML123]: unknown identifier
--> main.sml:2:9
      |
    2 | Second = Fisrt + 1
      |          ^
~~~ however, it was found here:
--> (1) rules/other.sml:1234:0
      |
 1234 | Third = 3
      | ^ here
--> (2) main.sml:1:0
      |
    1 | First = 1
      | ^
`);
  });

  it('counts columns in bytes, as the reference does, and shows lines without their breaks', () => {
    const { diagnostics } = parseModule({ path: 'main.sml', text: "A = 1\r\nB = f(x='é', y={})\r\n" });
    expect(`\n${renderDiagnostics(diagnostics)}\n`).toBe(`
error: unexpected node type \`Dict\`
--> main.sml:2:16
     |
   2 | B = f(x='é', y={})
     |                 ^ the Osprey rule language is a simplified subset of python
                       | not all Python is valid osprey rule syntax
`);
  });

  it('shows an empty line where there is none', () => {
    const diagnostic: Diagnostic = { severity: 'error', message: 'm', span: span(source, 9, 0) };
    expect(renderDiagnostic(diagnostic)).toBe('error: m\n--> main.sml:9:0\n     |\n   9 | \n     | ^');
  });
});

describe('renderDiagnostics', () => {
  const at = (severity: Diagnostic['severity'], path: string, line: number, column: number, message: string) => ({
    severity,
    message,
    span: span({ path, text: 'text' }, line, column),
  });
  const titles = (diagnostics: readonly Diagnostic[]) =>
    renderDiagnostics(diagnostics)
      .split('\n')
      .filter((text) => /error|warning|-->/.test(text));

  it('sorts by path, line, column and message, errors before warnings', () => {
    const shuffled = [
      at('warning', 'a.sml', 1, 0, 'w'),
      at('error', 'b.sml', 1, 0, 'b'),
      at('error', 'a.sml', 10, 0, 'd'),
      at('error', 'a.sml', 2, 5, 'c'),
      at('error', 'a.sml', 2, 0, 'b'),
      at('error', 'a.sml', 2, 0, 'a'),
    ];
    expect(titles(shuffled)).toEqual([
      '5 errors occurred while validating:',
      '[1/5] error: a',
      '--> a.sml:2:0',
      '[2/5] error: b',
      '--> a.sml:2:0',
      '[3/5] error: c',
      '--> a.sml:2:5',
      '[4/5] error: d',
      '--> a.sml:10:0',
      '[5/5] error: b',
      '--> b.sml:1:0',
      'warning: w',
      '--> a.sml:1:0',
    ]);
  });

  it('has no header for one, and no text for none', () => {
    expect(titles([at('warning', 'a.sml', 1, 0, 'w')])).toEqual(['warning: w', '--> a.sml:1:0']);
    expect(renderDiagnostics([])).toBe('');
  });
});
