/** The finer of CPython's syntax errors: what was probably meant. */
import { parseBinary, parseExpression, startsExpression } from './expressions.ts';
import type { Parser } from './parser.ts';
import type { PyExpression } from './python-nodes.ts';
import type { Token } from './tokens.ts';
import * as T from './tokens.ts';

const SOFT_KEYWORDS: ReadonlySet<string> = new Set(['match', 'case', '_']);

/**
 * Behind an expression that began at `start`: another one side by side lacks a comma, inside of brackets; a `print` lacks
 * parentheses, anywhere.
 */
export function failAdjacent(p: Parser, start: Token, node: PyExpression): void {
  if (p.trying || !startsExpression(p.token)) return;
  const legacy = start.type === T.NAME && p.previous === start && LEGACY_STATEMENTS.has(start.text);
  if (!legacy) {
    if (start.type === T.NAME && SOFT_KEYWORDS.has(start.text)) return;
    // A string with a prefix that is none: `x'…'`.
    if (start.type === T.NAME && p.is(T.STRING) && p.previous === start) return;
  }
  const bracketed = p.inBrackets();
  const mark = p.mark();
  if (p.attempt(() => parseExpression(p)) === null) return;
  p.reset(mark);
  if (legacy) p.failAt(`Missing parentheses in call to '${start.text}'. Did you mean ${start.text}(...)?`, node.span);
  if (bracketed) p.failAt('invalid syntax. Perhaps you forgot a comma?', node.span);
}

const LEGACY_STATEMENTS: ReadonlySet<string> = new Set(['print', 'exec']);

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

/** Behind an element that began at `start`: an `=` there is reported as what it was probably meant for. */
export function failAssignment(p: Parser, start: Token, element: PyExpression): void {
  if (!p.at('=') || p.trying || !mayBeCompared(start, element)) return;
  const compared = p.attempt(() => {
    p.advance();
    parseBinary(p, 0);
    if (p.at('=') || p.at(':=')) p.fail();
    return true;
  });
  if (compared === null) return;
  if (element.type === 'Name') {
    p.failAt("invalid syntax. Maybe you meant '==' or ':=' instead of '='?", element.span);
  }
  p.failAt(`cannot assign to ${expressionName(element)} here. Maybe you meant '==' instead of '='?`, element.span);
}

/** Whether CPython takes `element = …` for a comparison gone wrong: anything no looser than a binary operator. */
function mayBeCompared(start: Token, element: PyExpression): boolean {
  if (start.type === T.KEYWORD && CONSTANT_KEYWORDS.has(start.text)) return false;
  const bare = element.span.start === start.start;
  switch (element.type) {
    case 'List':
    case 'Tuple':
    case 'GeneratorExp':
    case 'Starred':
      return false;
    case 'BoolOp':
    case 'Compare':
    case 'IfExp':
    case 'Lambda':
    case 'NamedExpr':
    case 'Yield':
    case 'YieldFrom':
      return !bare;
    case 'UnaryOp':
      return !bare || element.operator !== 'not';
    default:
      return true;
  }
}

const CONSTANT_KEYWORDS: ReadonlySet<string> = new Set(['True', 'False', 'None']);
