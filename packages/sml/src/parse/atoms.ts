/** Atoms: names, literals, and what stands in brackets of its own. */

import { atComprehension, parseComprehension } from './comprehensions.ts';
import {
  parseBinary,
  parseExpression,
  parseNamedExpression,
  parseStarExpressions,
  parseStarred,
  startsExpression,
} from './expressions.ts';
import { BRACKET_WEIGHT, MAX_INTEGER_DIGITS } from './limits.ts';
import { numberValue } from './numbers.ts';
import type { Parser } from './parser.ts';
import type { PyConstant, PyExpression } from './python-nodes.ts';
import { joinStrings } from './string-values.ts';
import { failAssignment } from './syntax-errors.ts';
import type { Token } from './tokens.ts';
import * as T from './tokens.ts';

export function parseAtom(p: Parser): PyExpression {
  const start = p.token;
  switch (start.type) {
    case T.NAME:
      p.advance();
      return { type: 'Name', span: p.tokenSpan(start), name: start.text };
    case T.STRING:
      return parseStrings(p, start);
    case T.NUMBER:
      return parseNumber(p, start);
    case T.KEYWORD:
      return parseConstant(p, start);
    case T.OPERATOR:
      if (start.text === '(' || start.text === '[' || start.text === '{') {
        p.enter(BRACKET_WEIGHT);
        const node = start.text === '(' ? parseParentheses(p) : start.text === '[' ? parseList(p) : parseBraces(p);
        p.leave(BRACKET_WEIGHT);
        return node;
      }
      if (start.text === '...') {
        p.advance();
        return { type: 'Constant', span: p.tokenSpan(start), constant: { kind: 'ellipsis' } };
      }
      return p.fail();
    default:
      return p.fail();
  }
}

function parseStrings(p: Parser, start: Token): PyExpression {
  p.advance();
  if (!p.is(T.STRING)) return joinStrings(p, [start], p.spanFrom(start));
  const tokens = [start];
  while (p.is(T.STRING)) tokens.push(p.advance());
  return joinStrings(p, tokens, p.spanFrom(start));
}

function parseNumber(p: Parser, start: Token): PyExpression {
  p.advance();
  const span = p.tokenSpan(start);
  // A malformed number was reported by the lexer, and is read as zero.
  const number =
    start.text === '' ? numberValue(p.text.slice(start.start, start.end)) : ({ kind: 'int', value: 0 } as const);
  if (number.kind === 'too-long') {
    const reason = `Exceeds the limit (${MAX_INTEGER_DIGITS} digits) for integer string conversion: value has ${number.digits} digits`;
    const advice = 'Consider hexadecimal for huge integer literals to avoid decimal conversion limits';
    // CPython has the line, and no column.
    p.reporter.error(`${reason}; use sys.set_int_max_str_digits() to increase the limit - ${advice}.`, {
      ...p.errorSpan(start),
      column: 0,
    });
    return { type: 'Constant', span, constant: { kind: 'int', value: 0 } };
  }
  return { type: 'Constant', span, constant: number };
}

function parseConstant(p: Parser, start: Token): PyExpression {
  const constant = CONSTANTS.get(start.text);
  if (constant === undefined) return p.fail();
  p.advance();
  return { type: 'Constant', span: p.tokenSpan(start), constant };
}

const CONSTANTS: ReadonlyMap<string, PyConstant> = new Map<string, PyConstant>([
  ['None', { kind: 'none' }],
  ['True', { kind: 'bool', value: true }],
  ['False', { kind: 'bool', value: false }],
]);

function parseParentheses(p: Parser): PyExpression {
  const start = p.expect('(');
  if (p.take(')')) return { type: 'Tuple', span: p.spanFrom(start), items: [], parenthesised: true };
  const node = parseGroup(p);
  p.expect(')');
  // What has parentheses of its own spans them; a group is what is in it.
  if (node.type === 'Tuple' && node.parenthesised !== true) {
    return { ...node, span: p.spanFrom(start), parenthesised: true };
  }
  return node.type === 'GeneratorExp' ? { ...node, span: p.spanFrom(start) } : node;
}

/** What may stand between parentheses: an expression, a tuple, a generator, a yield. Up to the closing one, which stays. */
export function parseGroup(p: Parser): PyExpression {
  if (p.at('yield')) return parseYield(p);
  const start = p.token;
  const first = parseElement(p);
  if (atComprehension(p)) {
    parseComprehension(p, first);
    return { type: 'GeneratorExp', span: p.spanFrom(start) };
  }
  failAssignment(p, start, first);
  if (!p.at(',')) {
    if (first.type === 'Starred') p.failAt('cannot use starred expression here', first.span);
    return first;
  }
  return { type: 'Tuple', span: p.spanFrom(start), items: parseElements(p, first, ')') };
}

function parseList(p: Parser): PyExpression {
  const start = p.expect('[');
  if (p.take(']')) return { type: 'List', span: p.spanFrom(start), items: [] };
  const element = p.token;
  const first = parseElement(p);
  if (atComprehension(p)) {
    parseComprehension(p, first);
    p.expect(']');
    return { type: 'ListComp', span: p.spanFrom(start) };
  }
  failAssignment(p, element, first);
  const items = parseElements(p, first, ']');
  p.expect(']');
  return { type: 'List', span: p.spanFrom(start), items };
}

/** The rest of a list of elements after its first, up to its closing bracket, which stays. */
function parseElements(p: Parser, first: PyExpression, closing: string): PyExpression[] {
  const items = [first];
  while (p.take(',')) {
    if (p.at(closing) || p.is(T.END)) break;
    const start = p.token;
    const item = parseElement(p);
    failAssignment(p, start, item);
    items.push(item);
  }
  return items;
}

function parseElement(p: Parser): PyExpression {
  return p.at('*') ? parseStarred(p) : parseNamedExpression(p);
}

/** `{…}`: a dictionary, a set, or a comprehension of either. */
function parseBraces(p: Parser): PyExpression {
  const start = p.expect('{');
  if (p.take('}')) return { type: 'Dict', span: p.spanFrom(start) };
  if (p.at('**')) {
    parseDictItem(p);
    return parseDict(p, start);
  }
  const first = parseElement(p);
  if (p.at(':') && first.type !== 'Starred' && first.type !== 'NamedExpr') {
    parseDictValue(p);
    if (atComprehension(p)) {
      parseComprehension(p, first);
      p.expect('}');
      return { type: 'DictComp', span: p.spanFrom(start) };
    }
    return parseDict(p, start);
  }
  if (atComprehension(p)) {
    parseComprehension(p, first);
    p.expect('}');
    return { type: 'SetComp', span: p.spanFrom(start) };
  }
  parseElements(p, first, '}');
  p.expect('}');
  return { type: 'Set', span: p.spanFrom(start) };
}

/** The rest of a dictionary after its first item. */
function parseDict(p: Parser, start: Token): PyExpression {
  while (p.take(',')) {
    if (p.at('}')) break;
    parseDictItem(p);
  }
  p.expect('}');
  return { type: 'Dict', span: p.spanFrom(start) };
}

function parseDictItem(p: Parser): void {
  if (p.take('**')) {
    // Binds tighter than a comparison.
    parseBinary(p, 0);
    return;
  }
  parseExpression(p);
  if (!p.at(':')) p.fail("':' expected after dictionary key", p.previous);
  parseDictValue(p);
}

function parseDictValue(p: Parser): void {
  const colon = p.expect(':');
  if (p.at('}') || p.at(',')) p.fail("expression expected after dictionary key and ':'", colon);
  if (p.at('*')) p.fail('cannot use a starred expression in a dictionary value');
  parseExpression(p);
}

/** `yield`, `yield a, b`, `yield from a`. */
export function parseYield(p: Parser): PyExpression {
  const start = p.expect('yield');
  if (p.take('from')) {
    parseExpression(p);
    return { type: 'YieldFrom', span: p.spanFrom(start) };
  }
  if (startsExpression(p.token)) parseStarExpressions(p);
  return { type: 'Yield', span: p.spanFrom(start) };
}
