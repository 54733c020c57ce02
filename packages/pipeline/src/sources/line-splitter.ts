/** Records that are lines: NDJSON. */
import { NEWLINE, RETURN, type RecordSink, type RecordSplitter, tooLong } from './records.ts';

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
