/** Records that are CSV rows, in which quoted fields may hold line breaks. */
import type { Refusal } from '../envelope/refusal.ts';
import { NEWLINE, RETURN, type RecordSink, type RecordSplitter, tooLong } from './records.ts';

const QUOTE = 0x22;
const EMPTY = Buffer.alloc(0);

/** Where a scan within a row stands. */
type RowState = 'field-start' | 'plain' | 'quoted' | 'quote-in-quoted';

/**
 * Splits at line feeds outside of quoted fields. A quote opens a field only as its first byte; elsewhere in an unquoted field it is
 * text. Where a quoted field is not closed within `recordBytes` or the stream, or text follows its closing quote, the row's first
 * line alone is refused and reading goes on with the next line: one stray quote does not swallow the rest of the file.
 */
export class RowSplitter implements RecordSplitter {
  readonly #sink: RecordSink;
  readonly #recordBytes: number;
  readonly #delimiter: number;
  #held: Buffer = EMPTY;
  #scanned = 0;
  #state: RowState = 'field-start';
  #quoted = false;
  #line = 1;
  #offset = 0;
  /** True within an over-long line that has been reported. */
  #skipping = false;

  /** `delimiter` is one ASCII character. */
  constructor(sink: RecordSink, recordBytes: number, delimiter: string) {
    this.#sink = sink;
    this.#recordBytes = recordBytes;
    this.#delimiter = delimiter.charCodeAt(0);
  }

  push(chunk: Buffer): void {
    this.#split(this.#held.length > 0 ? Buffer.concat([this.#held, chunk]) : chunk, false);
  }

  end(): void {
    this.#split(this.#held, true);
  }

  #split(buffer: Buffer, last: boolean): void {
    let start = this.#skipping ? this.#skip(buffer, 0) : 0;
    while (start < buffer.length) {
      const end = this.#scan(buffer, start + this.#scanned, last);
      if (end === 'more') {
        if (buffer.length - start <= this.#recordBytes) break;
        start = this.#giveUp(buffer, start, tooLong(this.#recordBytes));
      } else if (end === 'text-after-quote') {
        start = this.#giveUp(buffer, start, badRow('text follows the closing quote of a field'));
      } else if (end === 'unclosed') {
        start = this.#giveUp(buffer, start, badRow('a quoted field is not closed'));
      } else {
        this.#emit(buffer, start, end);
        const next = Math.min(end + 1, buffer.length);
        this.#line += this.#quoted ? countNewlines(buffer, start, next) : 1;
        start = this.#advance(start, next);
      }
    }
    this.#held = buffer.subarray(start);
    this.#scanned = this.#held.length;
  }

  /** Index of the row's line feed or the last row's end, or why there is none. Leaves the state at the end of the buffer. */
  #scan(buffer: Buffer, from: number, last: boolean): number | 'more' | 'text-after-quote' | 'unclosed' {
    let state = this.#state;
    const delimiter = this.#delimiter;
    for (let i = from; i < buffer.length; i++) {
      const byte = buffer[i];
      if (state === 'quoted') {
        if (byte === QUOTE) state = 'quote-in-quoted';
      } else if (byte === NEWLINE) {
        return i;
      } else if (byte === delimiter) {
        state = 'field-start';
      } else if (state === 'plain') {
        // Text goes on.
      } else if (byte === QUOTE) {
        state = 'quoted';
        this.#quoted = true;
      } else if (state === 'field-start') {
        state = 'plain';
      } else if (byte !== RETURN) {
        return 'text-after-quote';
      }
    }
    this.#state = state;
    if (!last) return 'more';
    return state === 'quoted' ? 'unclosed' : buffer.length;
  }

  #emit(buffer: Buffer, start: number, newline: number): void {
    const end = newline > start && buffer[newline - 1] === RETURN ? newline - 1 : newline;
    if (end - start > this.#recordBytes) {
      this.#sink.broken(buffer, start, end, this.#line, this.#offset, tooLong(this.#recordBytes));
    } else {
      this.#sink.record(buffer, start, end, this.#line, this.#offset, this.#quoted);
    }
  }

  /** Refuse the row's first line and go on after it. */
  #giveUp(buffer: Buffer, start: number, refusal: Refusal): number {
    const newline = buffer.indexOf(NEWLINE, start);
    const end = newline === -1 ? buffer.length : newline;
    this.#sink.broken(buffer, start, end, this.#line, this.#offset, refusal);
    return this.#skip(buffer, start);
  }

  /** Pass over the rest of a line, in this buffer or in those that follow. */
  #skip(buffer: Buffer, start: number): number {
    const newline = buffer.indexOf(NEWLINE, start);
    this.#skipping = newline === -1;
    if (newline !== -1) this.#line++;
    return this.#advance(start, newline === -1 ? buffer.length : newline + 1);
  }

  #advance(start: number, next: number): number {
    this.#offset += next - start;
    this.#state = 'field-start';
    this.#quoted = false;
    this.#scanned = 0;
    return next;
  }
}

function countNewlines(buffer: Buffer, start: number, end: number): number {
  let count = 0;
  for (let i = start; i < end; i++) if (buffer[i] === NEWLINE) count++;
  return count;
}

function badRow(message: string): Refusal {
  return { code: 'bad-record', message, path: null };
}
