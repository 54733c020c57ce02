/** Applying the replacements that diagnostics offer. */
import type { Diagnostic, TextEdit } from './diagnostic.ts';

/** A text with edits applied. Of edits that overlap, the first in the text counts: the others were made for another text. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let result = '';
  let at = 0;
  for (const { span, text: replacement } of edits.toSorted((a, b) => a.span.start - b.span.start)) {
    if (span.start < at) continue;
    result += text.slice(at, span.start) + replacement;
    at = span.end;
  }
  return result + text.slice(at);
}

/** The files that the diagnostics' fixes change, by path. Fixes whose edits overlap an earlier one are left for another round. */
export function applyFixes(diagnostics: readonly Diagnostic[]): ReadonlyMap<string, string> {
  const chosen = new Map<string, { readonly text: string; readonly edits: TextEdit[] }>();
  for (const { fix } of diagnostics) {
    if (fix === undefined || fix.edits.some((edit) => overlaps(edit, chosen.get(edit.span.source.path)?.edits ?? [])))
      continue;
    for (const edit of fix.edits) {
      const { path, text } = edit.span.source;
      const file = chosen.get(path) ?? { text, edits: [] };
      file.edits.push(edit);
      chosen.set(path, file);
    }
  }
  return new Map([...chosen].map(([path, { text, edits }]) => [path, applyEdits(text, edits)]));
}

const overlaps = ({ span }: TextEdit, edits: readonly TextEdit[]): boolean =>
  edits.some((other) => span.start < other.span.end && other.span.start < span.end);
