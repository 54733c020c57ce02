/** The finer of CPython's syntax errors: what was probably meant. */
import { parseExpression, startsExpression } from './expressions.ts';
import type { Parser } from './parser.ts';
import type { PyExpression } from './python-nodes.ts';
import type { Token } from './tokens.ts';
import * as T from './tokens.ts';

const SOFT_KEYWORDS: ReadonlySet<string> = new Set(['match', 'case', '_']);

/** Two expressions side by side inside of brackets lack a comma. `start` is the first token of the first of them. */
export function failAdjacent(p: Parser, start: Token): void {
  const next = p.token;
  if (next.type === T.NEWLINE || next.type === T.OPERATOR || !startsExpression(next)) return;
  if (p.trying || !p.inBrackets()) return;
  if (start.type === T.NAME && SOFT_KEYWORDS.has(start.text)) return;
  // A string with a prefix that is none: `x'…'`.
  if (start.type === T.NAME && next.type === T.STRING && p.previous === start) return;
  if (p.attempt(() => parseExpression(p)) === null) return;
  p.failAt('invalid syntax. Perhaps you forgot a comma?', p.tokenSpan(start));
}

/** An expression in CPython's messages. */
export function expressionName(node: PyExpression): string {
  switch (node.type) {
    case 'Attribute':
      return 'attribute';
    case 'Subscript':
      return 'subscript';
    case 'Starred':
      return 'starred';
    case 'Name':
      return 'name';
    case 'List':
      return 'list';
    case 'Tuple':
      return 'tuple';
    case 'Lambda':
      return 'lambda';
    case 'Call':
      return 'function call';
    case 'BoolOp':
    case 'BinOp':
    case 'UnaryOp':
      return 'expression';
    case 'GeneratorExp':
      return 'generator expression';
    case 'Yield':
    case 'YieldFrom':
      return 'yield expression';
    case 'Await':
      return 'await expression';
    case 'ListComp':
      return 'list comprehension';
    case 'SetComp':
      return 'set comprehension';
    case 'DictComp':
      return 'dict comprehension';
    case 'Dict':
      return 'dict literal';
    case 'Set':
      return 'set display';
    case 'JoinedStr':
      return 'f-string expression';
    case 'Constant':
      return constantName(node.constant);
    case 'Compare':
      return 'comparison';
    case 'IfExp':
      return 'conditional expression';
    case 'NamedExpr':
      return 'named expression';
    case 'Slice':
      return 'slice';
  }
}

function constantName(constant: Extract<PyExpression, { type: 'Constant' }>['constant']): string {
  switch (constant.kind) {
    case 'none':
      return 'None';
    case 'bool':
      return constant.value ? 'True' : 'False';
    case 'ellipsis':
      return 'ellipsis';
    default:
      return 'literal';
  }
}

/** The first part of an assignment's target that cannot be assigned to, as CPython looks for it. */
export function invalidTarget(node: PyExpression): PyExpression | null {
  switch (node.type) {
    case 'Name':
    case 'Attribute':
    case 'Subscript':
      return null;
    case 'Starred':
      return invalidTarget(node.value);
    case 'List':
    case 'Tuple':
      for (const item of node.items) {
        const invalid = invalidTarget(item);
        if (invalid !== null) return invalid;
      }
      return null;
    default:
      return node;
  }
}

/** After an element in brackets: an `=` there is reported as what it was probably meant for. */
export function failAssignment(p: Parser, element: PyExpression): void {
  if (!p.at('=') || p.trying) return;
  if (element.type === 'Name') {
    p.failAt("invalid syntax. Maybe you meant '==' or ':=' instead of '='?", element.span);
  }
  const listLike = element.type === 'List' || element.type === 'Tuple' || element.type === 'GeneratorExp';
  if (listLike || element.type === 'Starred') return;
  p.failAt(`cannot assign to ${expressionName(element)} here. Maybe you meant '==' instead of '='?`, element.span);
}

/** `print x`, as it was written in Python 2. */
export function failLegacyCall(p: Parser, callee: PyExpression): void {
  if (callee.type !== 'Name' || (callee.name !== 'print' && callee.name !== 'exec')) return;
  if (p.trying || !startsExpression(p.token) || p.attempt(() => parseExpression(p)) === null) return;
  p.failAt(`Missing parentheses in call to '${callee.name}'. Did you mean ${callee.name}(...)?`, callee.span);
}
