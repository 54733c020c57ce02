/** One run reports every error of a file, and keeps the statements that have none. */
import { describe, expect, it } from 'vitest';
import { parseModule } from '../../src/index.ts';

function read(...lines: string[]) {
  const { module, diagnostics } = parseModule({ path: 'main.sml', text: `${lines.join('\n')}\n` });
  const statements = module.statements.map((node) => (node.kind === 'assign' ? node.target.name : 'call'));
  return { errors: diagnostics.map(({ span, message }) => `${span.line}:${span.column} ${message}`), statements };
}

describe('parseModule after an error', () => {
  it('goes on with the next statement', () => {
    expect(read('A = 1 1', 'B = {}', 'C = 2', 'f(1)', 'D = é $', 'E = 3')).toEqual({
      errors: [
        '1:6 invalid syntax',
        '2:4 unexpected node type `Dict`',
        '4:0 functions with non-keyword arguments are not supported',
        '5:6 invalid syntax',
      ],
      statements: ['C', 'E'],
    });
  });

  it('names each bracket that stays open, and reads what follows it', () => {
    expect(read('A = f(x=1', 'B = 2', 'C = [1, (2', '', 'D = 3', 'E = {}')).toEqual({
      errors: ["1:5 '(' was never closed", "3:8 '(' was never closed", '6:4 unexpected node type `Dict`'],
      statements: ['B', 'D'],
    });
  });

  it('names a bracket closed by another, once', () => {
    expect(read('A = f(x=[1, 2)', 'B = 1)', 'C = 2')).toEqual({
      errors: ["1:13 closing parenthesis ')' does not match opening parenthesis '['", "2:5 unmatched ')'"],
      statements: ['C'],
    });
  });

  it('ends an unterminated string at its line', () => {
    expect(read("A = f(x='abc)", 'B = 1', 'C = "x', 'D = 2')).toEqual({
      errors: [
        '1:8 unterminated string literal (detected at line 1)',
        '3:4 unterminated string literal (detected at line 3)',
      ],
      statements: ['B', 'D'],
    });
  });

  it('takes a compound statement with its blocks as one', () => {
    const source = [
      'if A:',
      '  B = f(1)',
      '  for x in y:',
      '    C = {}',
      'else:',
      '  D = 1',
      'E = 1',
      'def f(x, *, y=1):',
      '  return x',
    ];
    expect(read(...source)).toEqual({
      errors: ['1:0 unexpected node type `If`', '8:0 unexpected node type `FunctionDef`'],
      statements: ['E'],
    });
  });

  it('reads lines that are indented for no reason', () => {
    expect(read('A = 1', '  B = 2', '  C = {}', 'D = 3')).toEqual({
      errors: ['2:1 unexpected indent', '3:6 unexpected node type `Dict`'],
      statements: ['A', 'B', 'D'],
    });
  });

  it('reports several errors of one statement, but nothing inside of what is refused as a whole', () => {
    const source = 'A = f(x=~1, y=a.b.c, z={"k": f(1)}, w=[g(1), 1 < 2 < 3])';
    expect(read(source).errors).toEqual([
      '1:8 unsupported unary operator `Invert` encountered',
      '1:14 expected `Name`, got `Attribute`',
      '1:23 unexpected node type `Dict`',
      '1:39 functions with non-keyword arguments are not supported',
      '1:45 only binary comparisons are supported',
    ]);
  });

  it('goes on after malformed numbers and escapes, and says nothing else of their statement', () => {
    expect(read("A = f(x=1abc, y='\\x1', z=0b12) + {}", 'B = 1')).toEqual({
      errors: [
        '1:8 invalid decimal literal',
        "1:21 (unicode error) 'unicodeescape' codec can't decode bytes in position 0-2: truncated \\xXX escape",
        "1:28 invalid digit '2' in binary literal",
      ],
      statements: ['B'],
    });
  });

  it('stops at the limit of errors', () => {
    const { errors } = read(...Array.from({ length: 500 }, () => 'A = {}'));
    expect(errors).toHaveLength(100);
  });

  it('warns of arguments that have no effect', () => {
    const { module, diagnostics } = parseModule({ path: 'm.sml', text: 'A = f(x=1, **B)\n' });
    expect(diagnostics).toMatchObject([{ severity: 'warning', code: 'SML001', span: { line: 1, column: 11 } }]);
    expect(module.statements).toMatchObject([{ value: { arguments: [{ name: 'x' }] } }]);
  });

  it('refuses null bytes', () => {
    expect(read("A = 'a\0b'").errors).toEqual(['1:6 source code cannot contain null bytes']);
  });
});
