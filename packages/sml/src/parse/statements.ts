/** Simple statements: assignments and expressions, and those that SML has not (`import`, `return`, …). */
import { parseYield } from './atoms.ts';
import { parseCompound } from './compound-statements.ts';
import { parseExpression, parseStarExpressions, startsExpression } from './expressions.ts';
import type { Parser } from './parser.ts';
import type { PyExpression, PyOpaqueStatement, PyStatement } from './python-nodes.ts';
import { expressionName, failAssignment, invalidTarget } from './syntax-errors.ts';
import type { Token } from './tokens.ts';
import * as T from './tokens.ts';

/** One logical line of simple statements, or one compound statement with its blocks. */
export function parseStatement(p: Parser): readonly PyStatement[] {
  const compound = parseCompound(p);
  if (compound !== null) return [compound];
  return parseSimpleStatements(p);
}

/** Simple statements with `;` between, up to and with the end of the line. */
export function parseSimpleStatements(p: Parser): readonly PyStatement[] {
  const statements = [parseSimpleStatement(p)];
  while (p.take(';')) {
    if (p.is(T.NEWLINE)) break;
    statements.push(parseSimpleStatement(p));
  }
  if (!p.is(T.NEWLINE)) p.fail();
  p.advance();
  return statements;
}

function parseSimpleStatement(p: Parser): PyStatement {
  const start = p.token;
  if (start.type === T.KEYWORD) {
    const type = parseKeywordStatement(p, start);
    if (type !== null) return { type, span: p.spanFrom(start) };
  }
  return parseExpressionStatement(p);
}

const AUGMENTED: ReadonlySet<string> = new Set('+= -= *= /= //= %= @= &= |= ^= <<= >>= **='.split(' '));

function parseExpressionStatement(p: Parser): PyStatement {
  const start = p.token;
  const first = p.at('yield') ? parseYield(p) : parseStarExpressions(p);
  const { type, text } = p.token;
  if (type !== T.OPERATOR) return expressionStatement(p, start, first);
  if (text === '=') return parseAssignment(p, start, first);
  if (text === ':') return parseAnnotated(p, start, first);
  if (AUGMENTED.has(text)) {
    const { type: kind } = first;
    if (kind !== 'Name' && kind !== 'Attribute' && kind !== 'Subscript') {
      p.failAt(`'${expressionName(first)}' is an illegal expression for augmented assignment`, first.span);
    }
    p.advance();
    parseValue(p);
    return { type: 'AugAssign', span: p.spanFrom(start) };
  }
  return expressionStatement(p, start, first);
}

function expressionStatement(p: Parser, start: Token, value: PyExpression): PyStatement {
  return { type: 'Expr', span: p.spanFrom(start), value };
}

function parseAssignment(p: Parser, start: Token, first: PyExpression): PyStatement {
  const targets = [first];
  let value = first;
  while (p.at('=')) {
    failTarget(p, start, value, value === first);
    p.advance();
    value = parseValue(p);
    if (p.at('=')) targets.push(value);
  }
  return { type: 'Assign', span: p.spanFrom(start), targets, value };
}

function parseValue(p: Parser): PyExpression {
  return p.at('yield') ? parseYield(p) : parseStarExpressions(p);
}

/** The element before the first `=` may be meant for a comparison; any other that is no target is just that. */
function failTarget(p: Parser, start: Token, target: PyExpression, first: boolean): void {
  const invalid = invalidTarget(target);
  if (invalid === null) return;
  const last = target.type === 'Tuple' && target.parenthesised !== true ? target.items.at(-1) : target;
  if (first && last !== undefined && last === invalid) failAssignment(p, start, last);
  p.failAt(`cannot assign to ${expressionName(invalid)}`, invalid.span);
}

function parseAnnotated(p: Parser, start: Token, target: PyExpression): PyStatement {
  if (target.type === 'List' || target.type === 'Tuple') {
    p.failAt(`only single target (not ${target.type.toLowerCase()}) can be annotated`, target.span);
  }
  if (target.type !== 'Name' && target.type !== 'Attribute' && target.type !== 'Subscript') {
    // A bare expression before a colon, at any rate for the reader.
    if (p.peek().type === T.NEWLINE) p.fail();
    p.failAt('illegal target for annotation', target.span);
  }
  const simple = target.type === 'Name' && start.type === T.NAME;
  p.advance();
  const annotation = parseExpression(p);
  const value = p.take('=') ? parseValue(p) : null;
  return { type: 'AnnAssign', span: p.spanFrom(start), target, annotation, value, simple };
}

/** A statement that begins with a keyword; null where the keyword begins an expression. */
function parseKeywordStatement(p: Parser, start: Token): PyOpaqueStatement | null {
  switch (start.text) {
    case 'pass':
      p.advance();
      return 'Pass';
    case 'break':
      p.advance();
      return 'Break';
    case 'continue':
      p.advance();
      return 'Continue';
    case 'return':
      p.advance();
      if (startsExpression(p.token)) parseStarExpressions(p);
      return 'Return';
    case 'raise':
      p.advance();
      if (startsExpression(p.token)) {
        parseExpression(p);
        if (p.take('from')) parseExpression(p);
      }
      return 'Raise';
    case 'global':
    case 'nonlocal':
      p.advance();
      do p.expectName();
      while (p.take(','));
      return start.text === 'global' ? 'Global' : 'Nonlocal';
    case 'del':
      return parseDelete(p);
    case 'assert':
      p.advance();
      parseExpression(p);
      if (p.take(',')) parseExpression(p);
      return 'Assert';
    case 'import':
      p.advance();
      do parseDottedAs(p);
      while (p.take(','));
      return 'Import';
    case 'from':
      return parseFrom(p);
    default:
      return null;
  }
}

function parseDelete(p: Parser): PyOpaqueStatement {
  p.advance();
  const target = parseStarExpressions(p);
  const invalid = target.type === 'Starred' ? target : invalidTarget(target);
  if (invalid !== null) p.failAt(`cannot delete ${expressionName(invalid)}`, invalid.span);
  return 'Delete';
}

function parseDottedAs(p: Parser): void {
  do p.expectName();
  while (p.take('.'));
  if (p.take('as')) p.expectName();
}

function parseFrom(p: Parser): PyOpaqueStatement {
  p.expect('from');
  let relative = false;
  while (p.take('.') || p.take('...')) relative = true;
  if (!relative || p.is(T.NAME)) {
    do p.expectName();
    while (p.take('.'));
  }
  p.expect('import');
  if (p.take('*')) return 'ImportFrom';
  const parenthesised = p.take('(');
  do {
    if (parenthesised && p.at(')')) break;
    if (!parenthesised && p.is(T.NEWLINE) && p.previous.text === ',') {
      p.fail('trailing comma not allowed without surrounding parentheses');
    }
    p.expectName();
    if (p.take('as')) p.expectName();
  } while (p.take(','));
  if (parenthesised) p.expect(')');
  return 'ImportFrom';
}
