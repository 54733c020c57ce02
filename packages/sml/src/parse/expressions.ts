/** Expressions: operators, comparisons, `and`/`or`/`not`, ternaries and lambdas; what they are made of is in `atoms.ts`. */
import { parseAtom } from './atoms.ts';
import { parseTrailers } from './calls.ts';
import { parseParameters } from './parameters.ts';
import type { Parser } from './parser.ts';
import type { PyBinaryOperator, PyComparator, PyExpression, PyUnaryOperator } from './python-nodes.ts';
import { failAdjacent } from './syntax-errors.ts';
import type { Token } from './tokens.ts';
import * as T from './tokens.ts';

/** `a, *b` as in an expression statement: itself without a comma, else a tuple. */
export function parseStarExpressions(p: Parser): PyExpression {
  const start = p.token;
  const first = parseStarExpression(p);
  if (!p.at(',')) return first;
  const items = [first];
  while (p.take(',')) {
    if (!startsExpression(p.token)) break;
    items.push(parseStarExpression(p));
  }
  return { type: 'Tuple', span: p.spanFrom(start), items };
}

export function parseStarExpression(p: Parser): PyExpression {
  return p.at('*') ? parseStarred(p) : parseExpression(p);
}

export function parseStarred(p: Parser): PyExpression {
  const start = p.expect('*');
  const value = parseBinary(p, 0);
  return { type: 'Starred', span: p.spanFrom(start), value };
}

/** `expression` or `name := expression`. */
export function parseNamedExpression(p: Parser): PyExpression {
  const start = p.token;
  if (start.type === T.NAME && p.peek().text === ':=') {
    p.advance();
    p.advance();
    parseExpression(p);
    return { type: 'NamedExpr', span: p.spanFrom(start) };
  }
  return parseExpression(p);
}

/** An expression as it stands in a condition, a list or parentheses: an `=` behind it is most likely meant as `==`. */
export function parseExpression(p: Parser): PyExpression {
  const start = p.token;
  if (p.at('lambda')) return parseLambda(p);
  const value = parseDisjunction(p);
  if (p.is(T.KEYWORD) && p.token.text === 'if') {
    p.advance();
    p.enter();
    parseDisjunction(p);
    if (!p.at('else')) {
      if (!p.at(':') && !p.is(T.BROKEN) && !p.trying) {
        p.failAt("expected 'else' after 'if' expression", value.span);
      }
      p.fail();
    }
    p.advance();
    parseExpression(p);
    p.leave();
    return { type: 'IfExp', span: p.spanFrom(start) };
  }
  failAdjacent(p, start, value);
  return value;
}

function parseLambda(p: Parser): PyExpression {
  const start = p.expect('lambda');
  p.enter();
  parseParameters(p, ':', false);
  p.expect(':');
  parseExpression(p);
  p.leave();
  return { type: 'Lambda', span: p.spanFrom(start) };
}

export function parseDisjunction(p: Parser): PyExpression {
  const start = p.token;
  const first = parseConjunction(p);
  if (!(p.is(T.KEYWORD) && p.token.text === 'or')) return first;
  const operands = [first];
  while (p.take('or')) operands.push(parseConjunction(p));
  return { type: 'BoolOp', span: p.spanFrom(start), operator: 'or', operands };
}

function parseConjunction(p: Parser): PyExpression {
  const start = p.token;
  const first = parseInversion(p);
  if (!(p.is(T.KEYWORD) && p.token.text === 'and')) return first;
  const operands = [first];
  while (p.take('and')) operands.push(parseInversion(p));
  return { type: 'BoolOp', span: p.spanFrom(start), operator: 'and', operands };
}

function parseInversion(p: Parser): PyExpression {
  if (!(p.is(T.KEYWORD) && p.token.text === 'not')) return parseComparison(p);
  const start = p.advance();
  p.enter();
  const operand = parseInversion(p);
  p.leave();
  return { type: 'UnaryOp', span: p.spanFrom(start), operator: 'not', operand };
}

function parseComparison(p: Parser): PyExpression {
  const start = p.token;
  const left = parseBinary(p, 0);
  let operator = takeComparator(p);
  if (operator === null) return left;
  const operators: PyComparator[] = [];
  const right: PyExpression[] = [];
  while (operator !== null) {
    operators.push(operator);
    right.push(parseBinary(p, 0));
    operator = takeComparator(p);
  }
  return { type: 'Compare', span: p.spanFrom(start), left, operators, right };
}

function takeComparator(p: Parser): PyComparator | null {
  const { type, text } = p.token;
  if (type !== T.OPERATOR && type !== T.KEYWORD) return null;
  switch (text) {
    case '==':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
    case 'in':
      p.advance();
      return text;
    case 'is':
      p.advance();
      return p.take('not') ? 'is not' : 'is';
    case 'not':
      if (p.peek().text !== 'in') return null;
      p.advance();
      p.advance();
      return 'not in';
    default:
      return null;
  }
}

const PRECEDENCE: ReadonlyMap<string, number> = new Map([
  ['|', 1],
  ['^', 2],
  ['&', 3],
  ['<<', 4],
  ['>>', 4],
  ['+', 5],
  ['-', 5],
  ['*', 6],
  ['/', 6],
  ['//', 6],
  ['%', 6],
  ['@', 6],
]);

/** Binary operators that bind tighter than `minimum`, all associative to the left. */
export function parseBinary(p: Parser, minimum: number): PyExpression {
  const start = p.token;
  let left = parseFactor(p);
  while (p.is(T.OPERATOR)) {
    const precedence = PRECEDENCE.get(p.token.text);
    if (precedence === undefined || precedence <= minimum) break;
    const operator = p.advance().text as PyBinaryOperator;
    const right = parseBinary(p, precedence);
    left = { type: 'BinOp', span: p.spanFrom(start), operator, left, right };
  }
  return left;
}

function parseFactor(p: Parser): PyExpression {
  const start = p.token;
  if (start.type === T.OPERATOR && (start.text === '-' || start.text === '+' || start.text === '~')) {
    p.advance();
    p.enter();
    const operand = parseFactor(p);
    p.leave();
    return { type: 'UnaryOp', span: p.spanFrom(start), operator: start.text as PyUnaryOperator, operand };
  }
  const base = parsePrimary(p);
  if (!p.at('**')) return base;
  p.advance();
  p.enter();
  const right = parseFactor(p);
  p.leave();
  return { type: 'BinOp', span: p.spanFrom(start), operator: '**', left: base, right };
}

/** An atom with what follows it: attributes, calls, subscripts. */
export function parsePrimary(p: Parser): PyExpression {
  const start = p.token;
  if (start.type === T.KEYWORD && start.text === 'await') {
    p.advance();
    p.enter();
    parseTrailers(p, p.token, parseAtom(p));
    p.leave();
    return { type: 'Await', span: p.spanFrom(start) };
  }
  return parseTrailers(p, start, parseAtom(p));
}

const STARTING_OPERATORS: ReadonlySet<string> = new Set(['(', '[', '{', '-', '+', '~', '...', '*']);
const STARTING_KEYWORDS: ReadonlySet<string> = new Set(['None', 'True', 'False', 'not', 'lambda', 'await']);

/** Whether a token can begin an expression (or a starred one). */
export function startsExpression(token: Token): boolean {
  switch (token.type) {
    case T.NAME:
    case T.NUMBER:
    case T.STRING:
      return true;
    case T.OPERATOR:
      return STARTING_OPERATORS.has(token.text);
    case T.KEYWORD:
      return STARTING_KEYWORDS.has(token.text);
    default:
      return false;
  }
}
