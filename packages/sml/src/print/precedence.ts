/** How tightly expressions bind, and where that asks for parentheses. */
import type { BinaryOperator, Expression } from '../ast/nodes.ts';

export const OR = 1;
export const AND = 2;
export const NOT = 3;
export const COMPARISON = 4;
export const NEGATION = 11;
export const POWER = 12;
const ATOM = 13;

export function operatorPrecedence(operator: BinaryOperator): number {
  switch (operator) {
    case '|':
      return 5;
    case '^':
      return 6;
    case '&':
      return 7;
    case '<<':
    case '>>':
      return 8;
    case '+':
    case '-':
      return 9;
    case '*':
    case '/':
    case '//':
    case '%':
      return 10;
    case '**':
      return POWER;
  }
}

export function precedenceOf(node: Expression): number {
  switch (node.kind) {
    case 'boolean':
      return node.operator === 'or' ? OR : AND;
    case 'unary':
      return node.operator === 'not' ? NOT : NEGATION;
    case 'comparison':
      return COMPARISON;
    case 'binary':
      return operatorPrecedence(node.operator);
    default:
      return ATOM;
  }
}
