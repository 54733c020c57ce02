/** Spans that no parser made: those of whole files. */
import type { Source, Span } from '../ast/span.ts';

/** The beginning of a file. */
export const startOf = (source: Source): Span => ({ source, line: 1, column: 0, start: 0, end: 0 });
