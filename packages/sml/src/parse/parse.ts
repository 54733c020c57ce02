/**
 * Parsing of rule files and queries.
 *
 * - P1 Never throws and never hangs, whatever the text.
 * - P2 What is accepted, and each node's place, are as in CPython 3.11's `ast.parse` and the reference's whitelist over it.
 * - P3 Every error of a file is reported; the module holds the statements that are free of them.
 */
import type { Expression, Module, Statement } from '../ast/nodes.ts';
import type { Source } from '../ast/span.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { compareDiagnostics } from '../diagnostics/render.ts';
import { parseStarExpressions } from './expressions.ts';
import { lowerExpression } from './lower-expressions.ts';
import { lowerStatement } from './lower-statements.ts';
import { Parser } from './parser.ts';
import { recover } from './recovery.ts';
import { ParseFailure, Reporter } from './reporter.ts';
import { parseStatement } from './statements.ts';
import * as T from './tokens.ts';

/** Parse a rule file. The diagnostics are in the order in which they are shown. */
export function parseModule(source: Source): { module: Module; diagnostics: Diagnostic[] } {
  const reporter = new Reporter(source);
  const p = newParser(source, reporter);
  refuseNull(reporter, p);
  const statements: Statement[] = [];
  while (!p.is(T.END) && !reporter.full) {
    const start = p.token;
    p.commit();
    if (start.type === T.DEDENT) {
      p.advance();
      continue;
    }
    try {
      if (start.type === T.INDENT) {
        // The lines of a block that nothing opened are read as if they were not indented.
        reporter.error('unexpected indent', p.errorSpan(start));
        p.advance();
        continue;
      }
      const { errors } = reporter;
      const parsed = parseStatement(p);
      // What is wrong with a statement's text is all that is said about it.
      if (reporter.errors > errors) continue;
      for (const statement of parsed) {
        const lowered = lowerStatement(reporter, statement);
        if (lowered !== null) statements.push(lowered);
      }
    } catch (thrown) {
      if (!(thrown instanceof ParseFailure)) throw thrown;
      recover(p, start, thrown);
    }
  }
  const module: Module = { kind: 'module', source, statements, comments: p.lexer.comments };
  return { module, diagnostics: reporter.diagnostics.sort(compareDiagnostics) };
}

/**
 * Parse a query: one expression over feature names, and nothing else. `expression` is null where there are errors.
 */
export function parseExpression(source: Source): { expression: Expression | null; diagnostics: Diagnostic[] } {
  const reporter = new Reporter(source);
  const p = newParser(source, reporter);
  refuseNull(reporter, p);
  let expression: Expression | null = null;
  try {
    const node = parseStarExpressions(p);
    if (p.is(T.NEWLINE)) p.advance();
    if (!p.is(T.END)) p.fail();
    if (reporter.errors === 0) expression = lowerExpression(reporter, node, 0);
  } catch (thrown) {
    if (!(thrown instanceof ParseFailure)) throw thrown;
    recover(p, p.token, thrown);
  }
  return {
    expression: reporter.errors > 0 ? null : expression,
    diagnostics: reporter.diagnostics.sort(compareDiagnostics),
  };
}

function refuseNull(reporter: Reporter, p: Parser): void {
  const offset = p.text.indexOf('\0');
  if (offset === -1) return;
  const line = p.text.slice(0, offset).split(/\r\n?|\n/).length;
  reporter.error('source code cannot contain null bytes', p.lexer.errorSpan(offset, offset + 1, line));
}

const ASCII = /^[\0-\x7f]*$/;

function newParser(source: Source, reporter: Reporter): Parser {
  const range = { start: 0, end: source.text.length, line: 1, column: 0, embedded: false };
  return new Parser(source, reporter, ASCII.test(source.text), range, 0);
}
