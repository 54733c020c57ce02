/** Compound statements (`if`, `for`, `def`, …). SML has none: they are read so that one error names the whole of one. */
import { parseArguments } from './calls.ts';
import { parseTarget, parseTargets } from './comprehensions.ts';
import { parseExpression, parseNamedExpression, parseStarExpressions } from './expressions.ts';
import { parseParameters } from './parameters.ts';
import type { Parser } from './parser.ts';
import type { PyOpaqueStatement, PyStatement } from './python-nodes.ts';
import { parseSimpleStatements, parseStatement } from './statements.ts';
import { failAssignment } from './syntax-errors.ts';
import type { Token } from './tokens.ts';
import * as T from './tokens.ts';

/** A compound statement, or null where none begins here. */
export function parseCompound(p: Parser): PyStatement | null {
  const decorated = parseDecorators(p);
  // A decorated definition begins at its keyword.
  const start = p.token;
  if (decorated && !p.at('def') && !p.at('class') && !p.at('async')) p.fail();
  const type = compoundType(p, start);
  return type === null ? null : { type, span: p.spanFrom(start) };
}

function compoundType(p: Parser, start: Token): PyOpaqueStatement | null {
  if (start.type === T.NAME) return start.text === 'match' ? parseMatch(p, start) : null;
  if (start.type !== T.KEYWORD) return null;
  switch (start.text) {
    case 'if':
      return parseIf(p);
    case 'while':
      p.advance();
      parseCondition(p);
      parseBlock(p, "'while' statement", start);
      parseElse(p);
      return 'While';
    case 'for':
      return parseFor(p, start);
    case 'try':
      return parseTry(p, start);
    case 'with':
      return parseWith(p, start);
    case 'def':
      return parseFunction(p, start);
    case 'class':
      return parseClass(p, start);
    case 'async':
      return parseAsync(p);
    default:
      return null;
  }
}

function parseIf(p: Parser): PyOpaqueStatement {
  const start = p.advance();
  parseCondition(p);
  parseBlock(p, `'${start.text}' statement`, start);
  if (p.at('elif')) parseIf(p);
  else parseElse(p);
  return 'If';
}

function parseCondition(p: Parser): void {
  const start = p.token;
  failAssignment(p, start, parseNamedExpression(p));
}

function parseElse(p: Parser): void {
  if (!p.at('else')) return;
  const start = p.advance();
  parseBlock(p, "'else' statement", start);
}

function parseFor(p: Parser, start: Token): PyOpaqueStatement {
  p.expect('for');
  parseTargets(p);
  p.expect('in');
  parseStarExpressions(p);
  parseBlock(p, "'for' statement", start);
  parseElse(p);
  return 'For';
}

function parseTry(p: Parser, start: Token): PyOpaqueStatement {
  p.expect('try');
  parseBlock(p, "'try' statement", start);
  let type: PyOpaqueStatement = 'Try';
  let handled = false;
  while (p.at('except')) {
    const handler = p.advance();
    handled = true;
    const group = p.take('*');
    if (group) type = 'TryStar';
    if (!p.at(':')) {
      const type = parseExpression(p);
      if (p.at(',')) p.failAt('multiple exception types must be parenthesized', type.span);
      if (p.take('as')) p.expectName();
    }
    parseBlock(p, group ? "'except*' statement" : "'except' statement", handler);
  }
  if (handled) parseElse(p);
  if (p.at('finally')) {
    const final = p.advance();
    parseBlock(p, "'finally' statement", final);
  } else if (!handled) {
    p.fail("expected 'except' or 'finally' block");
  }
  return type;
}

function parseWith(p: Parser, start: Token): PyOpaqueStatement {
  p.expect('with');
  const items = () => {
    do {
      if (p.at(')')) break;
      parseWithItem(p);
    } while (p.take(','));
  };
  const parenthesised =
    p.at('(') &&
    p.attempt(() => {
      p.advance();
      items();
      p.expect(')');
      if (!p.at(':')) p.fail();
      return true;
    }, true);
  if (parenthesised !== true) items();
  parseBlock(p, "'with' statement", start);
  return 'With';
}

function parseWithItem(p: Parser): void {
  parseExpression(p);
  if (p.take('as')) parseTarget(p);
}

function parseFunction(p: Parser, start: Token): PyOpaqueStatement {
  p.expect('def');
  p.expectName();
  p.expect('(', "expected '('");
  parseParameters(p, ')', true);
  p.expect(')');
  if (p.take('->')) parseExpression(p);
  parseBlock(p, 'function definition', start);
  return 'FunctionDef';
}

function parseClass(p: Parser, start: Token): PyOpaqueStatement {
  p.expect('class');
  p.expectName();
  if (p.take('(')) {
    parseArguments(p);
    p.expect(')');
  }
  parseBlock(p, 'class definition', start);
  return 'ClassDef';
}

function parseAsync(p: Parser): PyOpaqueStatement {
  p.expect('async');
  const start = p.token;
  if (p.at('def')) {
    parseFunction(p, start);
    return 'AsyncFunctionDef';
  }
  if (p.at('for')) {
    parseFor(p, start);
    return 'AsyncFor';
  }
  if (!p.at('with')) p.fail();
  parseWith(p, start);
  return 'AsyncWith';
}

function parseDecorators(p: Parser): boolean {
  if (!p.at('@')) return false;
  while (p.take('@')) {
    parseNamedExpression(p);
    if (!p.is(T.NEWLINE)) p.fail();
    p.advance();
  }
  return true;
}

/** `match subject:` with its cases; null where `match` is a name. */
function parseMatch(p: Parser, start: Token): PyOpaqueStatement | null {
  const next = p.peek();
  const subject = p.attempt(() => {
    p.advance();
    parseStarExpressions(p);
    if (!p.at(':') && !(p.is(T.NEWLINE) && next.type !== T.OPERATOR)) p.fail();
    return true;
  }, true);
  if (subject === null) return null;
  p.expect(':', "expected ':'");
  if (!p.is(T.NEWLINE)) p.fail();
  p.advance();
  openBlock(p, "'match' statement", start);
  while (!p.is(T.DEDENT) && !p.is(T.END)) {
    const label = p.token;
    if (label.type !== T.NAME || label.text !== 'case') p.fail();
    p.advance();
    // A pattern's colon is the one outside of all brackets.
    const level = label.level;
    while (!(p.at(':') && p.token.level === level)) {
      if (p.is(T.NEWLINE) || p.is(T.END) || p.is(T.BROKEN)) p.fail("expected ':'");
      p.advance();
    }
    parseBlock(p, "'case' statement", label);
  }
  closeBlock(p);
  return 'Match';
}

/** `:` and a block: indented lines, or simple statements on the same line. */
function parseBlock(p: Parser, owner: string, start: Token): void {
  p.expect(':', p.at('=') ? undefined : "expected ':'");
  if (!p.is(T.NEWLINE)) {
    parseSimpleStatements(p);
    return;
  }
  p.advance();
  openBlock(p, owner, start);
  p.enter();
  while (!p.is(T.DEDENT) && !p.is(T.END)) parseStatement(p);
  p.leave();
  closeBlock(p);
}

function openBlock(p: Parser, owner: string, start: Token): void {
  if (!p.is(T.INDENT)) p.fail(`expected an indented block after ${owner} on line ${start.line}`);
  p.advance();
}

function closeBlock(p: Parser): void {
  if (p.is(T.DEDENT)) p.advance();
}
