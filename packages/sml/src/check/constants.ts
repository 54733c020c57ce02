/**
 * Constant arguments (the reference's `ConstExpr`): a literal, a negated number, or a name that is assigned to one of these. One
 * level only: `B = A`, `A = 1` does not make `B` a constant.
 */

import { nodeClass } from '../ast/node-class.ts';
import type { Assign, Expression, List } from '../ast/nodes.ts';
import type { SmlType } from '../types/types.ts';
import { IntegralFloat, type Value } from '../values/values.ts';
import type { GlobalIndex } from './names.ts';
import { reprNode } from './node-names.ts';
import type { Report } from './report.ts';

export interface Constant {
  readonly value: Value;
  /** The literal itself; of a negated number, the number. */
  readonly literal: Expression;
}

/** What names stand for in one file: any global by its right side, and the file's own names that are assigned to literals. */
export interface Literals {
  readonly globals: GlobalIndex;
  readonly locals: ReadonlyMap<string, Assign>;
}

/** The constant passed, or null where it is not one (which is then reported). */
export function resolveConstant(
  argument: Expression,
  type: SmlType,
  literals: Literals,
  report: Report,
): Constant | null {
  let node = argument;
  if (node.kind === 'name') {
    const definition = literals.globals.get(node.name)?.statement ?? literals.locals.get(node.name);
    if (definition !== undefined) node = definition.value;
    else {
      report.error(
        `name \`${node.name}\` could not be resolved to a \`Literal`,
        node.span,
        `currently literal resolutions are only one layer deep so you can't do a = b = c = 1\nperhaps variable \`${node.name}\` is undefined?`,
      );
    }
  }
  let negated = false;
  if (node.kind === 'unary') {
    if (node.operator === '-' && (node.operand.kind === 'int' || node.operand.kind === 'float')) {
      node = node.operand;
      negated = true;
    } else {
      report.error(
        `\`${node.operator === '-' ? 'USub' : 'Not'}()\` not supported\nor ${reprNode(node.operand)} is incorrect type`,
        node.span,
        'currently only the USub UnaryOperation is supported in arguments\nthe operand must be of type `int` or `float`',
      );
    }
  }
  const value = literalValue(node, type, report);
  return value === null ? null : { value: negated ? negate(value.value) : value.value, literal: node };
}

/** A literal of the parameter's kind, or null after reporting. Int and float are one kind here; the type check tells them apart. */
function literalValue(node: Expression, type: SmlType, report: Report): { readonly value: Value } | null {
  const expected = expectedClass(type);
  const found = nodeClass(node);
  if (expected !== null && found !== expected) {
    report.error(`invalid argument type: \`${found}\``, node.span, `expected type \`${expected}\``);
    return null;
  }
  switch (node.kind) {
    case 'string':
    case 'bool':
    case 'int':
      return { value: node.value };
    case 'float':
      return { value: Number.isInteger(node.value) ? new IntegralFloat(node.value) : node.value };
    case 'none':
      return { value: null };
    case 'list':
      return listValue(node, type, report);
    default:
      report.error(`invalid argument type: \`${found}\``, node.span, 'expected a literal');
      return null;
  }
}

function listValue(list: List, type: SmlType, report: Report): { readonly value: Value } | null {
  const item: SmlType = type.kind === 'list' ? type.item : { kind: 'any' };
  const values: Value[] = [];
  for (const node of list.items) {
    const value = literalValue(node, item, report);
    // The reference stops at the first bad item.
    if (value === null) return null;
    values.push(value.value);
  }
  return { value: values };
}

/** The literal node that a constant of this type is written as; null where any will do. */
function expectedClass(type: SmlType): string | null {
  switch (type.kind) {
    case 'str':
      return 'String';
    case 'int':
    case 'float':
      return 'Number';
    case 'bool':
      return 'Boolean';
    case 'none':
      return 'None_';
    case 'list':
      return 'List';
    default:
      return null;
  }
}

function negate(value: Value): Value {
  if (value instanceof IntegralFloat) return new IntegralFloat(-value.value);
  if (typeof value === 'bigint') return -value;
  // An int has no negative zero.
  return typeof value === 'number' ? 0 - value : value;
}

export const isLiteral = (node: Expression): boolean =>
  node.kind === 'string' ||
  node.kind === 'int' ||
  node.kind === 'float' ||
  node.kind === 'bool' ||
  node.kind === 'none' ||
  node.kind === 'list';
