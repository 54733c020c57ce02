/**
 * Splitting a stream of bytes into records: lines, or CSV rows (RFC 4180, where quotes may hold line breaks). Both work on bytes,
 * so that positions are exact and ill-formed UTF-8 spoils one record only.
 */
import type { Refusal } from '../envelope/refusal.ts';

/** One record: `buffer` from `start` to `end`, without its line end. Valid only during the call. */
export interface RecordSink {
  /** `line` is the 1-based number of the record's first line, `byteOffset` the position of its first byte in the decompressed stream. */
  record(buffer: Buffer, start: number, end: number, line: number, byteOffset: number, quoted: boolean): void;
  /** A record that cannot be told apart. The bytes may be only its beginning. */
  broken(buffer: Buffer, start: number, end: number, line: number, byteOffset: number, refusal: Refusal): void;
}

export interface RecordSplitter {
  push(chunk: Buffer): void;
  end(): void;
}

const NEWLINE = 0x0a;
const RETURN = 0x0d;
const QUOTE = 0x22;
const EMPTY = Buffer.alloc(0);

/** Splits at line feeds; a carriage return before one belongs to the line end. */
export class LineSplitter implements RecordSplitter {
  readonly #sink: RecordSink;
  readonly #recordBytes: number;
  #held: Buffer = EMPTY;
  #line = 1;
  #offset = 0;
  /** True within an over-long line that has been reported. */
  #skipping = false;

  constructor(sink: RecordSink, recordBytes: number) {
    this.#sink = sink;
    this.#recordBytes = recordBytes;
  }

  push(chunk: Buffer): void {
    let start = 0;
    let buffer = chunk;
    if (this.#held.length > 0) {
      buffer = Buffer.concat([this.#held, chunk]);
      this.#held = EMPTY;
    }
    for (;;) {
      const newline = buffer.indexOf(NEWLINE, start);
      if (newline === -1) break;
      if (this.#skipping) this.#skipping = false;
      else this.#emit(buffer, start, newline);
      this.#line++;
      this.#offset += newline + 1 - start;
      start = newline + 1;
    }
    const rest = buffer.length - start;
    if (this.#skipping) {
      this.#offset += rest;
    } else if (rest > this.#recordBytes) {
      this.#sink.broken(buffer, start, buffer.length, this.#line, this.#offset, tooLong(this.#recordBytes));
      this.#skipping = true;
      this.#offset += rest;
    } else {
      this.#held = buffer.subarray(start);
    }
  }

  end(): void {
    if (this.#held.length > 0) this.#emit(this.#held, 0, this.#held.length);
    this.#held = EMPTY;
  }

  #emit(buffer: Buffer, start: number, newline: number): void {
    const end = newline > start && buffer[newline - 1] === RETURN ? newline - 1 : newline;
    if (end - start > this.#recordBytes) {
      this.#sink.broken(buffer, start, end, this.#line, this.#offset, tooLong(this.#recordBytes));
    } else {
      this.#sink.record(buffer, start, end, this.#line, this.#offset, false);
    }
  }
}

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

function tooLong(recordBytes: number): Refusal {
  return { code: 'too-large', message: `the record is longer than ${recordBytes} bytes`, path: null };
}

function badRow(message: string): Refusal {
  return { code: 'bad-record', message, path: null };
}
