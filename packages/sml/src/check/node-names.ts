/** Names of syntax nodes as the reference's messages print them. */
import type { BinaryOperator, ComparisonOperator, Expression } from '../ast/nodes.ts';
import { formatFloat, reprString } from '../text/python-format.ts';
import { templateOf } from './reference-print.ts';

const OPERATORS: Readonly<Record<BinaryOperator | ComparisonOperator, string>> = {
  '+': 'Add',
  '-': 'Subtract',
  '*': 'Multiply',
  '/': 'Divide',
  '//': 'FloorDivide',
  '%': 'Modulo',
  '**': 'Pow',
  '<<': 'LeftShift',
  '>>': 'RightShift',
  '|': 'BitwiseOr',
  '^': 'BitwiseXor',
  '&': 'BitwiseAnd',
  '==': 'Equals',
  '!=': 'NotEquals',
  '<': 'LessThan',
  '<=': 'LessThanEquals',
  '>': 'GreaterThan',
  '>=': 'GreaterThanEquals',
  in: 'In',
  'not in': 'NotIn',
};

/** A node as one odd message of the reference shows it. */
export function reprNode(node: Expression): string {
  const all = (nodes: readonly Expression[]): string => `[${nodes.map(reprNode).join(', ')}]`;
  switch (node.kind) {
    case 'string':
      return `String(value=${reprString(node.value)})`;
    case 'int':
      return `Number(value=${node.value})`;
    case 'float':
      return `Number(value=${formatFloat(node.value)})`;
    case 'bool':
      return `Boolean(value=${node.value ? 'True' : 'False'})`;
    case 'none':
      return 'None_()';
    case 'name':
      return `Name(identifier=${reprString(node.name)}, context=Load())`;
    case 'attribute':
      return `Attribute(name=${reprNode(node.object)}, attribute=${reprString(node.attribute)}, context=Load())`;
    case 'call': {
      const keywords = node.arguments.map(
        (argument) => `Keyword(name=${reprString(argument.name)}, value=${reprNode(argument.value)})`,
      );
      return `Call(func=${reprNode(node.function)}, arguments=[${keywords.join(', ')}])`;
    }
    case 'list':
      return `List(items=${all(node.items)})`;
    case 'format-string': {
      const names = node.parts.filter((part) => typeof part !== 'string');
      return `FormatString(format_string=${reprString(templateOf(node))}, names=${all(names)})`;
    }
    case 'binary':
      return `BinaryOperation(left=${reprNode(node.left)}, right=${reprNode(node.right)}, operator=${OPERATORS[node.operator]}())`;
    case 'comparison':
      return `BinaryComparison(left=${reprNode(node.left)}, right=${reprNode(node.right)}, comparator=${OPERATORS[node.operator]}(original_comparator='${node.operator}'))`;
    case 'unary':
      return `UnaryOperation(operand=${reprNode(node.operand)}, operator=${node.operator === '-' ? 'USub' : 'Not'}())`;
    case 'boolean':
      return `BooleanOperation(values=${all(node.operands)}, operand=${node.operator === 'and' ? 'And' : 'Or'}(original_operand='${node.operator}'))`;
  }
}
