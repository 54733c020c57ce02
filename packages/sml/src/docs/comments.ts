/** Comments as documentation: what stands right above a definition says what it is for. */
import type { Program } from '../program/program.ts';

/** The text of the comment lines that end on the line before, without their `#`; '' for none. */
export function commentAbove(program: Program, path: string, line: number): string {
  const comments = program.modules.get(path)?.comments ?? [];
  return commentLinesAbove(new Map(comments.map(({ span, text }) => [span.line, { text, column: span.column }])), line);
}

export function commentLinesAbove(
  comments: ReadonlyMap<number, { readonly text: string; readonly column: number }>,
  line: number,
): string {
  const lines: string[] = [];
  for (let at = line - 1; at > 0; at--) {
    const comment = comments.get(at);
    // A comment behind code belongs to that code.
    if (comment === undefined || comment.column > 0) break;
    lines.unshift(comment.text.replace(/^#+ ?/, '').trim());
  }
  return lines.join(' ').trim();
}
