/** Edits of the language server applied to the texts of a draft, shown or not. Pure but for the buffer. */
import type { Edit, Position, WorkspaceEdit } from '../../../api/authoring-types.ts';
import type { DraftBuffer } from './buffer.ts';

export function applyWorkspaceEdit(buffer: DraftBuffer, edit: WorkspaceEdit): void {
  for (const [path, edits] of Object.entries(edit)) buffer.set(path, applyEdits(buffer.text(path) ?? '', edits));
}

/** Later places first, so that earlier ones stay where they are. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const starts = lineStarts(text);
  const placed = edits
    .map(({ range, newText }) => ({
      from: offset(starts, text, range.start),
      to: offset(starts, text, range.end),
      newText,
    }))
    // At one place, those that come first in the list come first in the text.
    .reverse()
    .sort((a, b) => b.from - a.from);
  return placed.reduce((result, { from, to, newText }) => result.slice(0, from) + newText + result.slice(to), text);
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (const match of text.matchAll(/\r\n|\r|\n/g)) starts.push(match.index + match[0].length);
  return starts;
}

function offset(starts: readonly number[], text: string, { line, character }: Position): number {
  const start = starts[line];
  return start === undefined ? text.length : Math.min(start + character, starts[line + 1] ?? text.length);
}
