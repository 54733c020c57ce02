/** Parameters of `lambda` and `def`: read past, for SML has neither. */
import { parseExpression, parseStarExpression } from './expressions.ts';
import type { Parser } from './parser.ts';
import * as T from './tokens.ts';

/** Parameters up to `closing`, which stays. Annotations are allowed in a `def`. */
export function parseParameters(p: Parser, closing: string, annotated: boolean): void {
  let defaults = false;
  let keywordOnly = false;
  while (!p.at(closing)) {
    if (p.take('**')) {
      parseParameter(p, annotated);
      p.take(',');
      if (!p.at(closing)) p.fail('arguments cannot follow var-keyword argument');
      return;
    }
    if (p.take('*')) {
      keywordOnly = true;
      if (!p.at(',')) parseParameter(p, annotated, true);
      else if (p.peek().text === closing) p.fail('named arguments must follow bare *', p.previous);
    } else if (!p.take('/')) {
      parseParameter(p, annotated);
      if (p.take('=')) {
        defaults = true;
        parseExpression(p);
      } else if (defaults && !keywordOnly) {
        p.fail('non-default argument follows default argument', p.previous);
      }
    }
    if (!p.take(',')) return;
  }
}

function parseParameter(p: Parser, annotated: boolean, starred = false): void {
  if (!p.is(T.NAME)) p.fail();
  p.advance();
  if (!annotated || !p.take(':')) return;
  if (starred) parseStarExpression(p);
  else parseExpression(p);
}
