/** Expressions without source text, for tests of the translator. */
import type { BinaryOperator, ComparisonOperator, Expression, Span } from '@lapwing/sml';

const span: Span = { source: { path: 'query', text: '…' }, line: 1, column: 0, start: 0, end: 1 };

export const str = (value: string): Expression => ({ kind: 'string', span, value });
export const int = (value: number | bigint): Expression => ({ kind: 'int', span, value });
export const float = (value: number): Expression => ({ kind: 'float', span, value });
export const bool = (value: boolean): Expression => ({ kind: 'bool', span, value });
export const none: Expression = { kind: 'none', span };
export const name = (text: string): Expression => ({ kind: 'name', span, name: text });
export const list = (...items: Expression[]): Expression => ({ kind: 'list', span, items });
export const binary = (left: Expression, operator: BinaryOperator, right: Expression): Expression => ({
  kind: 'binary',
  span,
  operator,
  left,
  right,
});
export const compare = (left: Expression, operator: ComparisonOperator, right: Expression): Expression => ({
  kind: 'comparison',
  span,
  operator,
  left,
  right,
});
export const not = (operand: Expression): Expression => ({ kind: 'unary', span, operator: 'not', operand });
export const negative = (operand: Expression): Expression => ({ kind: 'unary', span, operator: '-', operand });
export const and = (...operands: Expression[]): Expression => ({ kind: 'boolean', span, operator: 'and', operands });
export const or = (...operands: Expression[]): Expression => ({ kind: 'boolean', span, operator: 'or', operands });
export const format = (...parts: (string | { readonly name: string })[]): Expression => ({
  kind: 'format-string',
  span,
  parts: parts.map((part) => (typeof part === 'string' ? part : { kind: 'name', span, name: part.name })),
});
export const call = (functionName: string, args: Readonly<Record<string, Expression>>): Expression => ({
  kind: 'call',
  span,
  function: { kind: 'name', span, name: functionName },
  arguments: Object.entries(args).map(([argument, value]) => ({ name: argument, value, span, nameSpan: span })),
});

/** The expression as an author would write it, for messages of failing tests. */
export function show(expression: Expression): string {
  switch (expression.kind) {
    case 'string':
      return JSON.stringify(expression.value);
    case 'int':
    case 'float':
    case 'bool':
      return String(expression.value);
    case 'none':
      return 'None';
    case 'name':
      return expression.name;
    case 'list':
      return `[${expression.items.map(show).join(', ')}]`;
    case 'binary':
    case 'comparison':
      return `(${show(expression.left)} ${expression.operator} ${show(expression.right)})`;
    case 'unary':
      return `(${expression.operator} ${show(expression.operand)})`;
    case 'boolean':
      return `(${expression.operands.map(show).join(` ${expression.operator} `)})`;
    case 'format-string':
      return `f"${expression.parts.map((part) => (typeof part === 'string' ? part : `{${part.name}}`)).join('')}"`;
    case 'call':
      return `${expression.function.kind === 'name' ? expression.function.name : ''}(${expression.arguments.map((a) => `${a.name}=${show(a.value)}`).join(', ')})`;
    case 'attribute':
      return `${expression.object.name}.${expression.attribute}`;
    default:
      return expression satisfies never;
  }
}
