/** Between the language server's lines and columns and the editor's offsets. */
import type { Text } from '@codemirror/state';
import type { Edit, Position } from '../../../api/authoring-types.ts';

export function offsetOf(doc: Text, { line, character }: Position): number {
  if (line >= doc.lines) return doc.length;
  const { from, to } = doc.line(line + 1);
  return Math.min(from + character, to);
}

export function positionOf(doc: Text, offset: number): Position {
  const line = doc.lineAt(offset);
  return { line: line.number - 1, character: offset - line.from };
}

export const changesOf = (doc: Text, edits: readonly Edit[]) =>
  edits.map(({ range, newText }) => ({
    from: offsetOf(doc, range.start),
    to: offsetOf(doc, range.end),
    insert: newText,
  }));
