/** Names of syntax nodes' classes in the reference, which its messages print. */
import type { Expression } from './nodes.ts';

/** The reference's class of a node: `String`, `BinaryOperation`, … */
export function nodeClass(node: Expression): string {
  switch (node.kind) {
    case 'string':
      return 'String';
    case 'int':
    case 'float':
      return 'Number';
    case 'bool':
      return 'Boolean';
    case 'none':
      return 'None_';
    case 'name':
      return 'Name';
    case 'attribute':
      return 'Attribute';
    case 'call':
      return 'Call';
    case 'list':
      return 'List';
    case 'format-string':
      return 'FormatString';
    case 'binary':
      return 'BinaryOperation';
    case 'unary':
      return 'UnaryOperation';
    case 'comparison':
      return 'BinaryComparison';
    case 'boolean':
      return 'BooleanOperation';
  }
}
