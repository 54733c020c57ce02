/** Queries: one expression. */
import { describe, expect, it } from 'vitest';
import { parseExpression } from '../../src/index.ts';
import { outline } from './outline.ts';

function read(text: string) {
  const { expression, diagnostics } = parseExpression({ path: 'query', text });
  return {
    outline: expression === null ? null : outline(expression),
    errors: diagnostics.map(({ span, message }) => `${span.line}:${span.column} ${message}`),
  };
}

describe('parseExpression', () => {
  it('reads one expression', () => {
    expect(read("UserId == 'x' and HasLink")).toEqual({
      outline: 'boolean@1:0(comparison@1:0(name@1:0 UserId == string@1:10 "x") and name@1:18 HasLink)',
      errors: [],
    });
    expect(read('(\n  A or\n  B\n)\n').errors).toEqual([]);
  });

  it.each([
    ['', '1:0 invalid syntax'],
    ['A = 1', '1:2 invalid syntax'],
    ['A; B', '1:1 invalid syntax'],
    ['A\nB', '2:0 invalid syntax'],
    ['(A', "1:0 '(' was never closed"],
    ['A +', '1:3 invalid syntax'],
    ["A == 'x", '1:5 unterminated string literal (detected at line 1)'],
    ['{}', '1:0 unexpected node type `Dict`'],
    ['A, B', '1:0 unexpected node type `Tuple`'],
    ['f(1)', '1:0 functions with non-keyword arguments are not supported'],
  ])('refuses %j', (text, error) => {
    expect(read(text)).toEqual({ outline: null, errors: [error] });
  });
});
