/** Statements of Python that SML has: assignments of one name, and bare calls. */

import { nodeClass } from '../ast/node-class.ts';
import type { Assign, CallStatement, Expression, Name, Statement } from '../ast/nodes.ts';
import { lowerAnnotation } from './lower-annotations.ts';
import { lowerExpression, refuse } from './lower-expressions.ts';
import type { PyExpression, PyStatement } from './python-nodes.ts';
import type { Reporter } from './reporter.ts';

type Py<Type extends PyStatement['type']> = Extract<PyStatement, { type: Type }>;

/** Null where the statement holds an error, which is then reported. */
export function lowerStatement(reporter: Reporter, node: PyStatement): Statement | null {
  switch (node.type) {
    case 'Assign':
      return lowerAssign(reporter, node);
    case 'AnnAssign':
      return lowerAnnotated(reporter, node);
    case 'Expr':
      return lowerBare(reporter, node);
    default:
      return refuse(reporter, node.type, node.span);
  }
}

function lowerAssign(reporter: Reporter, node: Py<'Assign'>): Assign | null {
  const [targetNode, ...more] = node.targets;
  if (targetNode === undefined || more.length > 0) {
    reporter.error('an assignment can only have a single target', node.span);
    return null;
  }
  const target = lowerTarget(reporter, targetNode);
  const value = lowerExpression(reporter, node.value, 0);
  if (target === null || value === null) return null;
  return { kind: 'assign', span: node.span, target, annotation: null, value };
}

const LIST_TARGET_HINT =
  'this generally means that a list must not be on the left-hand side of an `=`\n' +
  'for example:\n' +
  ' - `[Foo, Bar] = Baz` is not OK\n' +
  ' - `Baz = [Foo, Bar]` is OK';

function lowerTarget(reporter: Reporter, node: PyExpression): Name | null {
  if (node.type === 'List') {
    reporter.error('a list can only be in the load context', node.span, LIST_TARGET_HINT);
    return null;
  }
  const target = lowerExpression(reporter, node, 0);
  if (target === null || target.kind === 'name') return target;
  const hint = 'you can only assign to a Name, e.g. `Foo = Bar`';
  reporter.error(`expected \`Name\`, got \`${nodeClass(target)}\``, target.span, hint);
  return null;
}

function lowerAnnotated(reporter: Reporter, node: Py<'AnnAssign'>): Assign | null {
  if (!node.simple || node.target.type !== 'Name') {
    reporter.error('expected simple Annotated Assignment', node.span);
    return null;
  }
  if (node.value === null) {
    reporter.error('assignment must have a value', node.span);
    return null;
  }
  const target: Name = { kind: 'name', span: node.target.span, name: node.target.name };
  const value = lowerExpression(reporter, node.value, 0);
  const annotation = lowerAnnotation(reporter, node.annotation, node.span);
  if (value === null || annotation === null) return null;
  const marker = annotation.kind === 'annotation-union' ? null : annotation.name;
  if (marker === 'ExtractLiteral' && !isLiteralLike(value)) {
    const hint = '`ExtractLiteral` assignment expects an rvalue of type `Literal | FormatString`';
    reporter.error(`expected \`Literal\` or \`FormatString\`, got \`${nodeClass(value)}\``, value.span, hint);
    return null;
  }
  return { kind: 'assign', span: node.span, target, annotation, value };
}

function isLiteralLike({ kind }: Expression): boolean {
  switch (kind) {
    case 'string':
    case 'int':
    case 'float':
    case 'bool':
    case 'none':
    case 'list':
    case 'format-string':
      return true;
    default:
      return false;
  }
}

function lowerBare(reporter: Reporter, node: Py<'Expr'>): CallStatement | null {
  if (node.value.type !== 'Call') {
    const hint = 'consider prefixing this with a variable assignment: `Foo =`';
    reporter.error('a bare expression is not allowed, unless it is a function call', node.span, hint);
    return null;
  }
  const call = lowerExpression(reporter, node.value, 0);
  return call?.kind === 'call' ? { kind: 'call-statement', span: call.span, call } : null;
}
