/**
 * Prints expressions as the reference does inside its hints. Not for formatting rules: it knows no line length, drops comments, and
 * writes operators in more parentheses than anyone would.
 */
import type { Expression, FormatString, List, Statement } from '../ast/nodes.ts';
import { formatFloat, reprString } from '../text/python-format.ts';
import { printAnnotation } from './annotations.ts';

/** An expression on one line. `replace` stands in for one node of it. */
export function printReference(expression: Expression, replace?: Replacement): string {
  const print = (node: Expression): string => printReference(node, replace);
  if (replace !== undefined && expression === replace.node) return replace.text;
  switch (expression.kind) {
    case 'string':
      return reprString(expression.value);
    case 'int':
      return String(expression.value);
    case 'float':
      return formatFloat(expression.value);
    case 'bool':
      return expression.value ? 'True' : 'False';
    case 'none':
      return 'None';
    case 'name':
      return expression.name;
    case 'attribute':
      return `${expression.object.name}.${expression.attribute}`;
    case 'call': {
      const target = expression.function;
      const name = target.kind === 'name' ? target.name : `${target.object.name}.${target.attribute}`;
      return `${name}(${expression.arguments.map((argument) => `${argument.name}=${print(argument.value)}`).join(', ')})`;
    }
    case 'list':
      return `[${expression.items.map(print).join(', ')}]`;
    case 'format-string':
      return `f${reprString(templateOf(expression))}`;
    case 'binary':
      return `(${print(expression.left)} ${expression.operator} ${print(expression.right)})`;
    case 'unary':
      return `(${expression.operator} ${print(expression.operand)})`;
    case 'comparison':
      return `${print(expression.left)} ${expression.operator} ${print(expression.right)}`;
    case 'boolean':
      return `(${expression.operands.map(print).join(` ${expression.operator} `)})`;
  }
}

export interface Replacement {
  readonly node: Expression;
  readonly text: string;
}

/** A whole statement. */
export function printStatement(statement: Statement, replace?: Replacement): string {
  if (statement.kind === 'call-statement') return printReference(statement.call, replace);
  const { annotation, target } = statement;
  const declared = annotation === null ? '' : `: ${printAnnotation(annotation)}`;
  return `${target.name}${declared} = ${printReference(statement.value, replace)}`;
}

/** An f-string's text with `{Name}` for its names and literal braces doubled, as `str.format` takes it. */
export const templateOf = (format: FormatString): string =>
  format.parts
    .map((part) => (typeof part === 'string' ? part.replaceAll('{', '{{').replaceAll('}', '}}') : `{${part.name}}`))
    .join('');

export const printList = (list: List, items: readonly string[]): Replacement => ({
  node: list,
  text: `[${items.map(reprString).join(', ')}]`,
});
