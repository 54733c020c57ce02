/** What may follow an atom: attributes, calls with their arguments, subscripts. */
import { atComprehension, parseComprehension } from './comprehensions.ts';
import { parseExpression, parseNamedExpression, parseStarred, startsExpression } from './expressions.ts';
import { BRACKET_WEIGHT } from './limits.ts';
import type { Parser } from './parser.ts';
import type { PyExpression, PyKeyword } from './python-nodes.ts';
import { expressionName } from './syntax-errors.ts';
import type { Token } from './tokens.ts';
import * as T from './tokens.ts';

/** Attributes, calls and subscripts behind `base`, which began at `start`. */
export function parseTrailers(p: Parser, start: Token, base: PyExpression): PyExpression {
  let node = base;
  while (p.is(T.OPERATOR)) {
    const { text } = p.token;
    if (text === '.') {
      p.advance();
      const attribute = p.expectName();
      node = { type: 'Attribute', span: p.spanFrom(start), object: node, attribute: attribute.text };
    } else if (text === '(') {
      p.enter(BRACKET_WEIGHT);
      node = parseCall(p, start, node);
      p.leave(BRACKET_WEIGHT);
    } else if (text === '[') {
      if (p.peek().text === ']') break;
      p.enter(BRACKET_WEIGHT);
      p.advance();
      const index = parseSlices(p);
      p.expect(']');
      p.leave(BRACKET_WEIGHT);
      node = { type: 'Subscript', span: p.spanFrom(start), object: node, index };
    } else {
      break;
    }
  }
  return node;
}

/** What stands between a call's parentheses, as far as it was read. */
interface Arguments {
  positional: number;
  readonly keywords: PyKeyword[];
  /** The last one was `**value`. */
  unpacked: boolean;
}

function parseCall(p: Parser, start: Token, callee: PyExpression): PyExpression {
  p.expect('(');
  const { positional, keywords } = parseArguments(p);
  p.expect(')');
  return { type: 'Call', span: p.spanFrom(start), function: callee, positional, keywords };
}

/** Arguments up to the closing parenthesis, which stays. */
export function parseArguments(p: Parser): Arguments {
  const read: Arguments = { positional: 0, keywords: [], unpacked: false };
  while (!p.at(')')) {
    parseArgument(p, read);
    if (!p.take(',')) break;
  }
  return read;
}

function parseArgument(p: Parser, read: Arguments): void {
  const start = p.token;
  if (start.type === T.NAME && p.peek().text === '=') {
    p.advance();
    p.advance();
    const value = parseExpression(p);
    if (atComprehension(p)) p.fail("invalid syntax. Maybe you meant '==' or ':=' instead of '='?", start);
    read.keywords.push({ name: start.text, nameSpan: p.tokenSpan(start), value });
    read.unpacked = false;
    return;
  }
  if (p.take('**')) {
    const value = parseExpression(p);
    read.keywords.push({ name: null, nameSpan: p.tokenSpan(start), value });
    read.unpacked = true;
    return;
  }
  if (p.at('*')) {
    if (read.keywords.some((keyword) => keyword.name === null)) {
      p.fail('iterable argument unpacking follows keyword argument unpacking');
    }
    p.advance();
    parseExpression(p);
    read.positional++;
    return;
  }
  const value = parseNamedExpression(p);
  failKeyword(p, value);
  if (atComprehension(p)) {
    parseComprehension(p, value);
    const alone = read.positional === 0 && read.keywords.length === 0;
    const trailing = p.at(',') && (!alone || p.peek().text !== ')');
    if (!alone || trailing) p.failAt('Generator expression must be parenthesized', value.span);
  }
  if (read.keywords.length > 0) {
    p.fail(`positional argument follows keyword argument${read.unpacked ? ' unpacking' : ''}`, afterArguments(p));
  }
  read.positional++;
}

/** CPython reads the rest of the arguments before it finds one out of place, and points to where it is then. */
function afterArguments(p: Parser): Token {
  p.attempt(() => {
    while (p.take(',') && startsExpression(p.token)) {
      if (p.is(T.NAME) && p.peek().text === '=') {
        p.advance();
        p.advance();
      }
      parseExpression(p);
    }
  });
  return p.token;
}

function failKeyword(p: Parser, value: PyExpression): void {
  if (!p.at('=') || p.trying) return;
  const constant = value.type === 'Constant' ? value.constant.kind : null;
  if (constant === 'bool' || constant === 'none') p.failAt(`cannot assign to ${expressionName(value)}`, value.span);
  p.failAt('expression cannot contain assignment, perhaps you meant "=="?', value.span);
}

function parseSlices(p: Parser): PyExpression {
  const start = p.token;
  const first = parseSlice(p);
  if (!p.at(',') && first.type !== 'Starred') return first;
  const items = [first];
  while (p.take(',')) {
    if (p.at(']')) break;
    items.push(parseSlice(p));
  }
  return { type: 'Tuple', span: p.spanFrom(start), items };
}

function parseSlice(p: Parser): PyExpression {
  const start = p.token;
  if (p.at('*')) return parseStarred(p);
  const lower = p.at(':') ? null : parseNamedExpression(p);
  if (lower !== null && !p.at(':')) return lower;
  p.expect(':');
  if (startsExpression(p.token)) parseExpression(p);
  if (p.take(':') && startsExpression(p.token)) parseExpression(p);
  return { type: 'Slice', span: p.spanFrom(start) };
}
