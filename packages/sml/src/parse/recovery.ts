/**
 * Going on after a syntax error, so that one run reports every error of a file.
 *
 * - R1 What follows is read from the end of the statement that failed, if that has one: all brackets closed, then a line break.
 * - R2 Where brackets stay open to the end of the file, that is the error, and reading goes on at the next line that looks like
 *   the start of a statement.
 * - R3 Each resumption is further on in the file than the one before it.
 */
import { isLineBreak } from './characters.ts';
import type { OpenBracket } from './lexer.ts';
import type { Parser } from './parser.ts';
import type { ParseFailure } from './reporter.ts';
import type { Token } from './tokens.ts';
import * as T from './tokens.ts';

/** Report a failure of the statement that began at `start`, and move the parser to where reading can go on. */
export function recover(p: Parser, start: Token, failure: ParseFailure): void {
  const lastSeen = p.lastSeen();
  let broken = p.is(T.BROKEN);
  while (!broken && !p.is(T.END) && !(p.is(T.NEWLINE) && p.lexer.brackets.length === 0)) {
    p.advance();
    broken = p.is(T.BROKEN);
    p.forget();
  }
  const open = p.lexer.brackets;
  if (!broken && p.is(T.NEWLINE)) {
    report(p, failure);
    p.advance();
    skipBlock(p);
    return;
  }
  const first = open[0];
  const from = broken ? p.token : (first?.token ?? p.token);
  const next = nextStatement(p.text, Math.max(from.start, start.start), from.line, broken && first === undefined);
  reportUnclosed(p, failure, open, next?.offset ?? p.text.length, broken, lastSeen);
  if (next === null) p.lexer.restart(p.text.length, p.token.line);
  else p.lexer.restart(next.offset, next.line);
  p.reload();
}

function report(p: Parser, failure: ParseFailure): void {
  if (failure.message !== undefined) p.reporter.error(failure.message, failure.span);
}

/** Of the brackets left open before the place where reading goes on, the innermost is the error, as it is in CPython. */
function reportUnclosed(
  p: Parser,
  failure: ParseFailure,
  open: readonly OpenBracket[],
  resumed: number,
  broken: boolean,
  lastSeen: Token,
): void {
  const culprit = open.findLast((bracket) => bracket.token.start < resumed);
  if (broken || culprit === undefined) {
    report(p, failure);
    return;
  }
  if (lastSeen.line > culprit.token.line || lastSeen.type === T.END || failure.message === undefined) {
    p.reporter.error(`'${culprit.text}' was never closed`, p.errorSpan(culprit.token));
  } else {
    report(p, failure);
  }
}

/** The lines of a block whose head has failed belong to it. */
function skipBlock(p: Parser): void {
  if (!p.is(T.INDENT)) return;
  let depth = 0;
  do {
    if (p.is(T.INDENT)) depth++;
    if (p.is(T.DEDENT)) depth--;
    p.advance();
    p.forget();
  } while (depth > 0 && !p.is(T.END));
}

const STATEMENT_START = /[\p{L}_][\p{L}\p{N}_]*[ \t]*(?:=(?!=)|:(?!=)|\()/uy;

interface LinePlace {
  readonly offset: number;
  readonly line: number;
}

/** The next line after `offset` that looks like a statement's start; with `any`, the next line whatever it holds. */
function nextStatement(text: string, offset: number, line: number, any: boolean): LinePlace | null {
  let current = line;
  for (let at = offset; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (!isLineBreak(unit)) continue;
    if (unit === 13 && text.charCodeAt(at + 1) === 10) at++;
    current++;
    STATEMENT_START.lastIndex = at + 1;
    if (any || STATEMENT_START.test(text)) return at + 1 < text.length ? { offset: at + 1, line: current } : null;
  }
  return null;
}
