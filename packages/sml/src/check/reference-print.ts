/**
 * Prints expressions as the reference does inside its hints. Not for formatting rules: it knows no line length, drops comments, and
 * writes operators in more parentheses than anyone would.
 */
import type { Expression, FormatString, List, Statement } from '../ast/nodes.ts';

/** An expression on one line. `replace` stands in for one node of it. */
export function printReference(expression: Expression, replace?: Replacement): string {
  const print = (node: Expression): string => printReference(node, replace);
  if (replace !== undefined && expression === replace.node) return replace.text;
  switch (expression.kind) {
    case 'string':
      return pythonString(expression.value);
    case 'int':
      return String(expression.value);
    case 'float':
      return pythonFloat(expression.value);
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
      return `f${pythonString(templateOf(expression))}`;
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

/** A whole statement; the annotation is given as it should read. */
export function printStatement(statement: Statement, replace?: Replacement): string {
  if (statement.kind === 'call-statement') return printReference(statement.call, replace);
  const { annotation, target } = statement;
  const declared = annotation === null ? '' : `: ${annotation.span.source.text.slice(annotation.span.start, annotation.span.end)}`;
  return `${target.name}${declared} = ${printReference(statement.value, replace)}`;
}

/** An f-string's text with `{Name}` for its names and literal braces doubled, as `str.format` takes it. */
export const templateOf = (format: FormatString): string =>
  format.parts
    .map((part) => (typeof part === 'string' ? part.replaceAll('{', '{{').replaceAll('}', '}}') : `{${part.name}}`))
    .join('');

export const printList = (list: List, items: readonly string[]): Replacement => ({
  node: list,
  text: `[${items.map(pythonString).join(', ')}]`,
});

/** Python's `repr` of a string. */
export function pythonString(value: string): string {
  const quote = value.includes("'") && !value.includes('"') ? '"' : "'";
  let body = '';
  for (const character of value) body += escapeCharacter(character, quote);
  return quote + body + quote;
}

function escapeCharacter(character: string, quote: string): string {
  switch (character) {
    case '\\':
      return '\\\\';
    case '\n':
      return '\\n';
    case '\r':
      return '\\r';
    case '\t':
      return '\\t';
    case quote:
      return `\\${quote}`;
  }
  if (character === ' ' || !/[\p{C}\p{Z}]/u.test(character)) return character;
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`;
  if (code < 0x10000) return `\\u${code.toString(16).padStart(4, '0')}`;
  return `\\U${code.toString(16).padStart(8, '0')}`;
}

/** Python's `repr` of a float: an exponent of at least two digits from 1e16 on and below 1e-4, else always a point. */
export function pythonFloat(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const magnitude = Math.abs(value);
  if (magnitude >= 1e16 || magnitude < 1e-4) {
    const [digits, exponent = '+0'] = value.toExponential().split('e');
    const size = exponent.slice(1).padStart(2, '0');
    return `${digits}e${exponent[0]}${size}`;
  }
  return Number.isInteger(value) ? `${value}.0` : String(value);
}
