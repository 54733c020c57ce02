/** Comprehensions, and the targets of `for`. SML has none: only their end matters. */
import { parseDisjunction, parsePrimary, parseStarred, startsExpression } from './expressions.ts';
import type { Parser } from './parser.ts';
import type { PyExpression } from './python-nodes.ts';
import { expressionName, invalidTarget } from './syntax-errors.ts';

export function atComprehension(p: Parser): boolean {
  return p.at('for') || p.at('async');
}

/** The `for … in … if …` clauses behind an element. */
export function parseComprehension(p: Parser, element: PyExpression): void {
  if (element.type === 'Starred') p.failAt('iterable unpacking cannot be used in comprehension', element.span);
  while (atComprehension(p)) {
    p.take('async');
    p.expect('for');
    parseTargets(p);
    p.expect('in');
    parseDisjunction(p);
    while (p.take('if')) parseDisjunction(p);
  }
}

/** `a, (b, *c)` up to an `in`. */
export function parseTargets(p: Parser): void {
  do {
    if (!startsExpression(p.token)) break;
    parseTarget(p);
  } while (p.take(','));
}

export function parseTarget(p: Parser): void {
  const target = p.at('*') ? parseStarred(p) : parsePrimary(p);
  const invalid = invalidTarget(target);
  if (invalid !== null) p.failAt(`cannot assign to ${expressionName(invalid)}`, invalid.span);
}
