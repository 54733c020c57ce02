/** A rule file: its path inside the ruleset (`models/base.sml`) and its text. */
export interface Source {
  readonly path: string;
  readonly text: string;
}

/**
 * A place in a source. `line` is 1-based; `column` is the 0-based offset in UTF-8 bytes, because diagnostics print the
 * column as CPython's `col_offset` does. `start` and `end` are UTF-16 offsets into `source.text`, for editors and printing.
 */
export interface Span {
  readonly source: Source;
  readonly line: number;
  readonly column: number;
  readonly start: number;
  readonly end: number;
}
