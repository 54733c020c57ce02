/** The two layouts of anything long: items in brackets with commas, and operands with operators before them. */
import type { Span } from '../ast/span.ts';
import { type CommentCursor, leadingComments, ownLineComment, trailingComment } from './comments.ts';
import { concat, concatAll, type Doc, group, hardLine, ifBroken, indent, line, softLine } from './doc.ts';
import { MAX_BLANK_LINES_INSIDE } from './limits.ts';

export interface Item {
  /** What stands before the item on its line: `name=`, `and `. */
  readonly prefix: string;
  readonly span: Span;
  readonly print: () => Doc;
  /** Of two operands, a short one stays on the line of the bracket of the other: `X in [` … `]`. */
  readonly shape?: 'short' | 'bracketed';
}

/** `(a, b)`, or one item per line with a comma behind each. A comma behind the last one asks for that. */
export function printBracketed(
  cursor: CommentCursor,
  open: string,
  items: readonly Item[],
  close: string,
  span: Span,
): Doc {
  const lines: Doc[] = [];
  let previousEnd: number | null = null;
  for (const [index, item] of items.entries()) {
    const printed = printItem(cursor, item, items[index + 1]?.span.start ?? span.end);
    const isLast = index === items.length - 1;
    const blanks = previousEnd === null ? 0 : cursor.blankLines(previousEnd, printed.start, MAX_BLANK_LINES_INSIDE);
    if (index > 0) lines.push(line(blanks));
    lines.push(printed.leading, printed.doc, isLast ? ifBroken(',') : ',', printed.trailing);
    previousEnd = printed.end;
  }
  const dangling = cursor.takeBefore(span.end);
  for (const [index, found] of dangling.entries()) {
    const blanks = previousEnd === null ? 0 : cursor.blankLines(previousEnd, found.span.start, MAX_BLANK_LINES_INSIDE);
    lines.push(index === 0 && items.length === 0 ? '' : hardLine(blanks), ownLineComment(found));
    previousEnd = found.span.end;
  }
  if (lines.length === 0) return `${open}${close}`;
  const last = items.at(-1);
  const broken = last !== undefined && hasTrailingComma(cursor.text, last.span.end, span.end);
  return group(concat(open, indent(concat(softLine(), concatAll(lines))), softLine(), close), broken);
}

/** `a + b + c` on one line, or in parentheses with one operand per line. */
export function printChain(cursor: CommentCursor, items: readonly Item[]): Doc {
  const [first, second] = items;
  if (items.length === 2 && first?.shape !== undefined && second?.shape !== undefined) {
    const hugs = first.shape !== second.shape && !cursor.has(first.span.end, second.span.start);
    if (hugs) return concat(first.print(), ' ', second.prefix, second.print());
  }
  const parts: Doc[] = [];
  for (const [index, item] of items.entries()) {
    const next = items[index + 1];
    const printed = printItem(cursor, item, next?.span.start ?? item.span.end);
    if (index > 0) parts.push(line());
    parts.push(printed.leading, printed.doc, printed.trailing);
  }
  if (items.length === 1) return concatAll(parts);
  return group(concat(ifBroken('('), indent(concat(softLine(), concatAll(parts))), softLine(), ifBroken(')')));
}

interface PrintedItem {
  readonly leading: Doc;
  readonly doc: Doc;
  readonly trailing: Doc;
  /** Where the item with its comments begins and ends in the source. */
  readonly start: number;
  readonly end: number;
}

/** An item with the comments above it, in it and behind it. `limit` is where the next one starts. */
function printItem(cursor: CommentCursor, item: Item, limit: number): PrintedItem {
  const { span } = item;
  const above = cursor.takeBefore(span.start);
  const doc = concat(item.prefix, item.print());
  const inside = cursor.takeBefore(span.end);
  const behind = cursor.takeTrailing(span.end, limit);
  const comments = [...above, ...inside];
  return {
    leading: leadingComments(cursor, comments, span.start, MAX_BLANK_LINES_INSIDE),
    doc,
    trailing: trailingComment(behind),
    start: above[0]?.span.start ?? span.start,
    end: behind?.span.end ?? span.end,
  };
}

/** Whether a comma stands between the last item and the closing bracket. */
function hasTrailingComma(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const character = text[at];
    if (character === ',') return true;
    if (character === '#') while (at < end && text[at] !== '\n' && text[at] !== '\r') at++;
  }
  return false;
}
