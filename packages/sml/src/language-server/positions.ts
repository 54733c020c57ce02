/** Positions of editors to offsets in a text and back. Lines end with `\n`, `\r\n` or `\r`. */
import type { Span } from '../ast/span.ts';
import type { Location, Position, Range } from './protocol.ts';

export class LineIndex {
  readonly #text: string;
  readonly #starts: readonly number[];

  constructor(text: string) {
    this.#text = text;
    const starts = [0];
    for (const match of text.matchAll(/\r\n|\r|\n/g)) starts.push(match.index + match[0].length);
    this.#starts = starts;
  }

  /** Offsets beyond the text are its end. */
  position(offset: number): Position {
    const at = Math.max(0, Math.min(offset, this.#text.length));
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    return { line: low, character: at - (this.#starts[low] ?? 0) };
  }

  /** A character beyond its line is the line's end, a line beyond the text the text's. */
  offset({ line, character }: Position): number {
    const start = this.#starts[line];
    if (start === undefined) return line < 0 ? 0 : this.#text.length;
    const next = this.#starts[line + 1] ?? this.#text.length + 1;
    let end = next - 1;
    if (this.#text[end] === '\n' && this.#text[end - 1] === '\r' && end > start) end--;
    return Math.min(start + Math.max(0, character), Math.max(start, end));
  }

  range(start: number, end: number): Range {
    return { start: this.position(start), end: this.position(end) };
  }
}

export const rangeOf = (span: Span): Range => new LineIndex(span.source.text).range(span.start, span.end);

export const locationOf = (span: Span): Location => ({ path: span.source.path, range: rangeOf(span) });
