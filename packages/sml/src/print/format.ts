/**
 * The formatter: one canonical text for a module.
 *
 * - F1 Meaning is kept: the text parses to an equal tree. Literals stay as they are written.
 * - F2 It is idempotent: formatted text stays as it is.
 * - F3 Every comment is kept, and empty lines up to a limit.
 */
import type { Module, Statement } from '../ast/nodes.ts';
import type { Source } from '../ast/span.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { parseModule } from '../parse/parse.ts';
import { CommentCursor, leadingComments, ownLineComment, trailingComment } from './comments.ts';
import { concat, concatAll, type Doc, hardLine, renderDoc } from './doc.ts';
import { MAX_BLANK_LINES } from './limits.ts';
import { printAnnotation, printExpression } from './print-expressions.ts';

/**
 * The text of a module that was parsed without errors, or built. It ends with a line break unless it is empty. Of a module with
 * errors the statements that have them are missing: see {@link formatSource}.
 */
export function formatModule(module: Module): string {
  const cursor = new CommentCursor(module);
  const parts: Doc[] = [];
  let previousEnd: number | null = null;
  for (const [index, statement] of module.statements.entries()) {
    const { start, end } = statement.span;
    const above = cursor.takeBefore(start);
    const doc = printStatement(cursor, statement);
    const comments = [...above, ...cursor.takeBefore(end)];
    const limit = module.statements[index + 1]?.span.start ?? module.source.text.length;
    const behind = cursor.takeTrailing(end, limit);
    const first = above[0]?.span.start ?? start;
    if (previousEnd !== null) parts.push(hardLine(cursor.blankLines(previousEnd, first, MAX_BLANK_LINES)));
    parts.push(leadingComments(cursor, comments, start, MAX_BLANK_LINES), doc, trailingComment(behind));
    previousEnd = behind?.span.end ?? end;
  }
  for (const found of cursor.takeBefore(Number.POSITIVE_INFINITY)) {
    if (previousEnd !== null) parts.push(hardLine(cursor.blankLines(previousEnd, found.span.start, MAX_BLANK_LINES)));
    parts.push(ownLineComment(found));
    previousEnd = found.span.end;
  }
  return parts.length === 0 ? '' : `${renderDoc(concatAll(parts))}\n`;
}

/** Format a rule file; `text` is null where it has errors, which are then among the diagnostics. */
export function formatSource(source: Source): { text: string | null; diagnostics: Diagnostic[] } {
  const { module, diagnostics } = parseModule(source);
  const failed = diagnostics.some((diagnostic) => diagnostic.severity === 'error');
  return { text: failed ? null : formatModule(module), diagnostics };
}

function printStatement(cursor: CommentCursor, statement: Statement): Doc {
  if (statement.kind === 'call-statement') return printExpression(cursor, statement.call);
  const annotation = statement.annotation === null ? '' : `: ${printAnnotation(statement.annotation)}`;
  return concat(`${statement.target.name}${annotation} = `, printExpression(cursor, statement.value));
}
