/**
 * Comments on their way through the formatter. Each is printed exactly once: behind the item on whose line it stands, else above
 * the next item; one that stands where no line can end moves above the item that it is in.
 */
import type { Comment, Module } from '../ast/nodes.ts';
import { comment, concatAll, type Doc, hardLine } from './doc.ts';

export class CommentCursor {
  readonly text: string;
  private readonly comments: readonly Comment[];
  private next = 0;

  constructor(module: Module) {
    this.text = module.source.text;
    this.comments = module.comments;
  }

  /** The comments not yet taken that begin before an offset. */
  takeBefore(offset: number): readonly Comment[] {
    const first = this.next;
    while (this.next < this.comments.length && this.comments[this.next]!.span.start < offset) this.next++;
    return this.comments.slice(first, this.next);
  }

  /** The comment that stands behind `end` on the same line, and before `limit`. */
  takeTrailing(end: number, limit: number): Comment | null {
    const found = this.comments[this.next];
    if (found === undefined || found.span.start < end || found.span.start >= limit) return null;
    if (lineBreaks(this.text, this.skipParentheses(end, found.span.start), found.span.start) > 0) return null;
    this.next++;
    return found;
  }

  /** Whether a comment not yet taken stands between two offsets. */
  has(start: number, end: number): boolean {
    const found = this.comments[this.next];
    return found !== undefined && found.span.start >= start && found.span.start < end;
  }

  /** Forget the comments inside of text that is printed as it is. */
  skip(start: number, end: number): void {
    const found = this.comments[this.next];
    if (found !== undefined && found.span.start >= start) this.takeBefore(end);
  }

  /** Parentheses around an item are not in its span, but what is behind them is behind the item. */
  private skipParentheses(end: number, limit: number): number {
    let after = end;
    for (let at = end; at < limit && /[\s)]/.test(this.text[at]!); at++) if (this.text[at] === ')') after = at + 1;
    return after;
  }

  /** Empty lines between two offsets, at most `limit`. */
  blankLines(start: number, end: number, limit: number): number {
    let blanks = 0;
    // Text on a line between can only be parentheses, which are printed afresh.
    const lines = this.text.slice(start, Math.max(start, end)).split(/\r\n?|\n/);
    for (let i = 1; i < lines.length - 1 && blanks < limit; i++) if (lines[i]!.trim() === '') blanks++;
    return blanks;
  }
}

/** Behind code: two spaces, the comment. A line break must follow. */
export function trailingComment(found: Comment | null): Doc {
  return found === null ? '' : comment(`  ${found.text.trimEnd()}`);
}

/** A comment on a line of its own; a line break must follow. */
export function ownLineComment(found: Comment): Doc {
  return comment(found.text.trimEnd());
}

/** Comments above an item, each with its line break; empty lines between them are kept. */
export function leadingComments(
  cursor: CommentCursor,
  comments: readonly Comment[],
  before: number,
  maxBlanks: number,
): Doc {
  const parts: Doc[] = [];
  for (const [index, found] of comments.entries()) {
    const following = comments[index + 1]?.span.start ?? before;
    parts.push(ownLineComment(found), hardLine(cursor.blankLines(found.span.end, following, maxBlanks)));
  }
  return concatAll(parts);
}

function lineBreaks(text: string, start: number, end: number): number {
  let count = 0;
  for (let at = start; at < end; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 10 || (unit === 13 && text.charCodeAt(at + 1) !== 10)) count++;
  }
  return count;
}
