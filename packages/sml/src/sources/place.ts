/** Spans that no parser made: whole files, and places given by line and column. */
import type { Source, Span } from '../ast/span.ts';

/** The beginning of a file. */
export const startOf = (source: Source): Span => ({ source, line: 1, column: 0, start: 0, end: 0 });

/** The span of two UTF-16 offsets; finds line and byte column by scanning the text. */
export function spanAt(source: Source, start: number, end: number): Span {
  const before = source.text.slice(0, start);
  const lineStart = before.lastIndexOf('\n') + 1;
  let line = 1;
  for (let at = before.indexOf('\n'); at !== -1; at = before.indexOf('\n', at + 1)) line++;
  return { source, line, column: Buffer.byteLength(before.slice(lineStart)), start, end };
}
