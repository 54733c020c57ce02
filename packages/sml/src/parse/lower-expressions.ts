/**
 * From Python's syntax tree to SML's: what SML has is taken over, anything else is reported in the reference's words. Every
 * error is reported, except for those inside of something that is refused as a whole. Null stands for what was refused.
 */
import { nodeClass } from '../ast/node-class.ts';
import type { Attribute, BinaryOperator, ComparisonOperator, Expression, KeywordArgument, Name } from '../ast/nodes.ts';
import type { Span } from '../ast/span.ts';
import { MAX_EXPRESSION_DEPTH } from './limits.ts';
import { lowerFormatString } from './lower-format-strings.ts';
import type { PyComparator, PyExpression, PyKeyword } from './python-nodes.ts';
import { bytesRepr, complexRepr } from './python-repr.ts';
import type { Reporter } from './reporter.ts';

const SUBSET_HINT =
  'the Osprey rule language is a simplified subset of python\nnot all Python is valid osprey rule syntax';

type Py<Type extends PyExpression['type']> = Extract<PyExpression, { type: Type }>;

/** `depth` is the number of nodes above this one. */
export function lowerExpression(reporter: Reporter, node: PyExpression, depth: number): Expression | null {
  if (depth > MAX_EXPRESSION_DEPTH) {
    reporter.error('expression is nested too deeply', node.span);
    return null;
  }
  switch (node.type) {
    case 'Constant':
      return lowerConstant(reporter, node);
    case 'Name':
      return { kind: 'name', span: node.span, name: node.name };
    case 'JoinedStr':
      return lowerFormatString(reporter, node);
    case 'Attribute':
      return lowerAttribute(reporter, node, depth);
    case 'Call':
      return lowerCall(reporter, node, depth);
    case 'List': {
      const items = lowerAll(reporter, node.items, depth);
      return items === null ? null : { kind: 'list', span: node.span, items };
    }
    case 'BinOp':
      return lowerBinary(reporter, node, depth);
    case 'UnaryOp':
      return lowerUnary(reporter, node, depth);
    case 'Compare':
      return lowerComparison(reporter, node, depth);
    case 'BoolOp': {
      const operands = lowerAll(reporter, node.operands, depth);
      return operands === null ? null : { kind: 'boolean', span: node.span, operator: node.operator, operands };
    }
    default:
      return refuse(reporter, node.type, node.span);
  }
}

/** Report that SML has no such construct. */
export function refuse(reporter: Reporter, type: string, span: Span): null {
  reporter.error(`unexpected node type \`${type}\``, span, SUBSET_HINT);
  return null;
}

function lowerAll(reporter: Reporter, nodes: readonly PyExpression[], depth: number): Expression[] | null {
  const lowered: Expression[] = [];
  for (const node of nodes) {
    const item = lowerExpression(reporter, node, depth + 1);
    if (item !== null) lowered.push(item);
  }
  return lowered.length === nodes.length ? lowered : null;
}

function lowerConstant(reporter: Reporter, { constant, span }: Py<'Constant'>): Expression | null {
  switch (constant.kind) {
    case 'str':
      return { kind: 'string', span, value: constant.value };
    case 'int':
      return { kind: 'int', span, value: constant.value };
    case 'float':
      return { kind: 'float', span, value: constant.value };
    case 'bool':
      return { kind: 'bool', span, value: constant.value };
    case 'none':
      return { kind: 'none', span };
    case 'ellipsis':
      reporter.error('unexpected constant `Ellipsis`', span);
      return null;
    case 'bytes':
      reporter.error(`unexpected constant \`${bytesRepr(constant.value)}\``, span);
      return null;
    case 'complex':
      reporter.error(`unexpected constant \`${complexRepr(constant.value)}\``, span);
      return null;
  }
}

const ATTRIBUTE_HINT =
  'you can only access attributes one level deep\nfor example:\n - `Foo.Bar` is OK\n - `Foo.Bar.Baz` is not OK';

function lowerAttribute(reporter: Reporter, node: Py<'Attribute'>, depth: number): Attribute | null {
  const object = lowerExpression(reporter, node.object, depth + 1);
  if (object === null) return null;
  if (object.kind !== 'name') {
    reporter.error(`expected \`Name\`, got \`${nodeClass(object)}\``, object.span, ATTRIBUTE_HINT);
    return null;
  }
  return { kind: 'attribute', span: node.span, object, attribute: node.attribute };
}

function lowerCall(reporter: Reporter, node: Py<'Call'>, depth: number): Expression | null {
  let valid = node.positional === 0;
  if (!valid) reporter.error('functions with non-keyword arguments are not supported', node.span);
  const callee = lowerExpression(reporter, node.function, depth + 1);
  if (callee !== null && callee.kind !== 'name' && callee.kind !== 'attribute') {
    reporter.error(`expected \`Attribute\` or \`Name\`, got \`${nodeClass(callee)}\``, callee.span);
    valid = false;
  }
  const keywords = lowerKeywords(reporter, node.keywords, depth);
  if (!valid || callee === null || keywords === null) return null;
  const { unpacked } = keywords;
  return {
    kind: 'call',
    span: node.span,
    function: callee as Name | Attribute,
    arguments: keywords.arguments,
    ...(unpacked.length === 0 ? {} : { unpacked }),
  };
}

function lowerKeywords(
  reporter: Reporter,
  nodes: readonly PyKeyword[],
  depth: number,
): { arguments: KeywordArgument[]; unpacked: Span[] } | null {
  const lowered: KeywordArgument[] = [];
  const unpacked: Span[] = [];
  for (const { name, nameSpan, value } of nodes) {
    if (name === null) {
      // The reference drops these without a word, undefined names and all.
      const hint = 'the reference ignores `**` arguments, and so do we\nwrite each argument as `name=value`';
      reporter.warning('SML001', 'unpacked keyword arguments have no effect', nameSpan, hint);
      unpacked.push({ ...nameSpan, end: value.span.end });
      continue;
    }
    const argument = lowerExpression(reporter, value, depth + 1);
    if (argument !== null) lowered.push({ name, nameSpan, span: argument.span, value: argument });
  }
  return lowered.length + unpacked.length === nodes.length ? { arguments: lowered, unpacked } : null;
}

function lowerBinary(reporter: Reporter, node: Py<'BinOp'>, depth: number): Expression | null {
  const left = lowerExpression(reporter, node.left, depth + 1);
  const right = lowerExpression(reporter, node.right, depth + 1);
  if (node.operator === '@') {
    reporter.error('unsupported operator `MatMult` encountered', node.span);
    return null;
  }
  if (left === null || right === null) return null;
  const operator: BinaryOperator = node.operator;
  return { kind: 'binary', span: node.span, operator, left, right };
}

function lowerUnary(reporter: Reporter, node: Py<'UnaryOp'>, depth: number): Expression | null {
  const operand = lowerExpression(reporter, node.operand, depth + 1);
  if (node.operator === '+' || node.operator === '~') {
    const name = node.operator === '+' ? 'UAdd' : 'Invert';
    reporter.error(`unsupported unary operator \`${name}\` encountered`, node.span);
    return null;
  }
  return operand === null ? null : { kind: 'unary', span: node.span, operator: node.operator, operand };
}

function lowerComparison(reporter: Reporter, node: Py<'Compare'>, depth: number): Expression | null {
  const [operator, ...moreOperators] = node.operators;
  const [rightNode] = node.right;
  if (operator === undefined || rightNode === undefined || moreOperators.length > 0) {
    const hint = 'instead of `a < b < c`, consider: `a < b and b < c`';
    reporter.error('only binary comparisons are supported', node.span, hint);
    return null;
  }
  const left = lowerExpression(reporter, node.left, depth + 1);
  const right = lowerExpression(reporter, rightNode, depth + 1);
  const known = comparisonOperator(operator);
  if (known === null) {
    reporter.error(`unsupported comparator \`${operator === 'is' ? 'Is' : 'IsNot'}\` encountered`, node.span);
    return null;
  }
  if (left === null || right === null) return null;
  return { kind: 'comparison', span: node.span, operator: known, left, right };
}

function comparisonOperator(operator: PyComparator): ComparisonOperator | null {
  return operator === 'is' || operator === 'is not' ? null : operator;
}
