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

export const NEWLINE = 0x0a;
export const RETURN = 0x0d;

export function tooLong(recordBytes: number): Refusal {
  return { code: 'too-large', message: `the record is longer than ${recordBytes} bytes`, path: null };
}
