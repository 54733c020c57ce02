/** Gathers the records that a splitter finds into batches of events and refusals. */
import { rowId } from '../envelope/identity.ts';
import type { EnvelopeLimits } from '../envelope/limits.ts';
import type { ParsedEvent, ParseOptions } from '../envelope/parse.ts';
import type { Refusal } from '../envelope/refusal.ts';
import { decodeUtf8 } from '../envelope/utf8.ts';
import type { RecordSink } from './records.ts';
import type { Place, RefusedRecord, SourceEvent } from './source.ts';

/** Reads one record's text; null where it is no event (the header of a CSV file). */
export type RecordReader = (text: string, quoted: boolean, options: ParseOptions) => ParsedEvent | null;

export interface CollectedBatch {
  readonly events: SourceEvent[];
  readonly refused: RefusedRecord[];
}

export interface CollectorOptions {
  readonly source: string;
  /** Whether a record's row number is that of its line (NDJSON) or its own count (CSV). */
  readonly rowsAreLines: boolean;
  readonly batchRecords: number;
  readonly refusedBytes: number;
  readonly envelopeLimits: EnvelopeLimits;
}

export class Collector implements RecordSink {
  /** Called for every record that is text and not blank; may replace itself. */
  read: RecordReader;
  /** True until a header has been read: a header that cannot be read ends the source, since no row then has a meaning. */
  expectsHeader = false;
  /** The receiver's clock for the records to come. */
  nowMillis = 0;
  readonly #options: CollectorOptions;
  #row = 1;
  #full: CollectedBatch[] = [];
  #open: CollectedBatch = { events: [], refused: [] };

  constructor(options: CollectorOptions, read: RecordReader) {
    this.#options = options;
    this.read = read;
  }

  record(buffer: Buffer, start: number, end: number, line: number, byteOffset: number, quoted: boolean): void {
    if (start === end) return;
    const row = this.#options.rowsAreLines ? line : this.#row;
    const text = decodeUtf8(buffer, start, end);
    if (text === null) {
      const refusal = {
        code: 'invalid-utf8',
        message: 'the record holds bytes that are not UTF-8',
        path: null,
      } as const;
      this.#refuse(buffer, start, end, { line, row, byteOffset }, refusal);
      return;
    }
    const parsed = this.read(text, quoted, {
      nowMillis: this.nowMillis,
      fallbackId: rowId(this.#options.source, row),
      limits: this.#options.envelopeLimits,
    });
    if (parsed === null) return;
    if (!parsed.ok) {
      this.#refuse(buffer, start, end, { line, row, byteOffset }, parsed.refusal);
      return;
    }
    this.#row++;
    this.#open.events.push({ event: parsed.event, place: { line, row, byteOffset } });
    this.#close();
  }

  broken(buffer: Buffer, start: number, end: number, line: number, byteOffset: number, refusal: Refusal): void {
    const row = this.#options.rowsAreLines ? line : this.#row;
    this.#refuse(buffer, start, end, { line, row, byteOffset }, refusal);
  }

  /** The batches so far. */
  take(): readonly CollectedBatch[] {
    const batches = this.#full;
    if (this.#open.events.length + this.#open.refused.length > 0) batches.push(this.#open);
    this.#full = [];
    this.#open = { events: [], refused: [] };
    return batches;
  }

  #refuse(buffer: Buffer, start: number, end: number, place: Place, refusal: Refusal): void {
    if (this.expectsHeader) throw new Error(`the header cannot be read: ${refusal.message}`);
    this.#row++;
    const kept = Math.min(end, start + this.#options.refusedBytes);
    this.#open.refused.push({
      source: this.#options.source,
      place,
      refusal,
      // A copy: the record's buffer is a whole chunk.
      raw: Buffer.from(buffer.subarray(start, kept)),
      rawTruncated: kept < end,
    });
    this.#close();
  }

  #close(): void {
    if (this.#open.events.length + this.#open.refused.length < this.#options.batchRecords) return;
    this.#full.push(this.#open);
    this.#open = { events: [], refused: [] };
  }
}
