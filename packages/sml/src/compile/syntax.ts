/** Walking and printing expressions, positions left out. */
import type { Call, Expression, FormatString } from '../ast/nodes.ts';

/** The direct sub-expressions, in source order. */
export function childrenOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'call':
      return expression.arguments.map((argument) => argument.value);
    case 'list':
      return expression.items;
    case 'format-string':
      return namesIn(expression);
    case 'binary':
    case 'comparison':
      return [expression.left, expression.right];
    case 'unary':
      return [expression.operand];
    case 'boolean':
      return expression.operands;
    default:
      return [];
  }
}

export function namesIn(format: FormatString): readonly (Expression & { kind: 'name' })[] {
  return format.parts.filter((part) => typeof part !== 'string');
}

/** The texts around the names of an f-string: one more than there are names. */
export function textsIn(format: FormatString): string[] {
  const texts = [''];
  for (const part of format.parts) {
    if (typeof part === 'string') texts[texts.length - 1] += part;
    else texts.push('');
  }
  return texts;
}

/**
 * An expression as text that differs where its meaning may; `name` says what a name stands for, `beside` what a call depends on beside
 * its arguments.
 */
export function normalized(
  expression: Expression,
  name: (name: string) => string,
  beside: (call: Call) => string = () => '',
): string {
  const inner = (child: Expression): string => normalized(child, name, beside);
  switch (expression.kind) {
    case 'string':
      return JSON.stringify(expression.value);
    case 'int':
      return expression.value.toString();
    case 'float':
      return `${expression.value}f`;
    case 'bool':
      return expression.value ? 'True' : 'False';
    case 'none':
      return 'None';
    case 'name':
      return name(expression.name);
    case 'attribute':
      return `${name(expression.object.name)}.${expression.attribute}`;
    case 'call': {
      const callee = expression.function.kind === 'name' ? expression.function.name : expression.function.attribute;
      const given = expression.arguments.map((argument) => `${argument.name}=${inner(argument.value)}`);
      return `${callee}(${given.join(',')})${beside(expression)}`;
    }
    case 'list':
      return `[${expression.items.map(inner).join(',')}]`;
    case 'format-string':
      return `f(${expression.parts.map((part) => (typeof part === 'string' ? JSON.stringify(part) : inner(part))).join(',')})`;
    case 'binary':
    case 'comparison':
      return `(${inner(expression.left)} ${expression.operator} ${inner(expression.right)})`;
    case 'unary':
      return `(${expression.operator} ${inner(expression.operand)})`;
    case 'boolean':
      return `(${expression.operands.map(inner).join(` ${expression.operator} `)})`;
  }
}
