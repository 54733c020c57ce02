/**
 * Reading events from files and streams: NDJSON, CSV and Parquet, plain or compressed, in batches, with back-pressure (nothing is
 * read before the consumer asks for the next batch, beyond a bounded read-ahead).
 *
 * - S1 Every record of the input is in exactly one batch, accepted or refused, in the input's order.
 * - S2 A refused record never stops the source. What does (missing file, truncated compression, a mapping that does not fit) is the
 *   `failure` of the last batch; the records before it have been yielded.
 * - S3 A record's derived id depends only on the source's name and the record's row number.
 */
import { basename } from 'node:path';
import type { Event } from '../envelope/event.ts';
import type { EnvelopeLimits } from '../envelope/limits.ts';
import type { Refusal } from '../envelope/refusal.ts';
import { type OpenedBytes, openBytes, type SourceInput } from './bytes.ts';
import { readDelimited } from './delimited.ts';
import { SOURCE_LIMITS, type SourceLimits } from './limits.ts';
import type { Mapping } from './mapping.ts';
import type { readParquet as ReadParquet } from './parquet-source.ts';

export type SourceFormat = 'ndjson' | 'csv' | 'parquet';

export interface SourceSpec {
  readonly input: SourceInput;
  /** What derived ids and reports call the source. */
  readonly name: string;
  /** Where absent, found by the first bytes and the file's name: see `detectFormat`. */
  readonly format?: SourceFormat;
  /** Needed for CSV and Parquet; NDJSON without one holds envelopes. */
  readonly mapping?: Mapping;
}

export interface SourceOptions {
  /** The receiver's clock, for refusing times far in the future. */
  readonly now: () => number;
  readonly limits?: Partial<SourceLimits>;
  readonly envelopeLimits?: EnvelopeLimits;
  /** Aborting ends the source after the batch at hand. */
  readonly signal?: AbortSignal;
}

export interface SourceEvent {
  readonly event: Event;
  readonly place: Place;
}

/** Where a record stands. */
export interface Place {
  /** 1-based number of the record's first line; for Parquet its row. */
  readonly line: number;
  /** 1-based number of the record, headers and blank lines not counted (NDJSON: its line). */
  readonly row: number;
  /** Position of its first byte after decompression; null for Parquet. */
  readonly byteOffset: number | null;
}

export interface RefusedRecord {
  readonly source: string;
  readonly place: Place;
  readonly refusal: Refusal;
  /** The record's bytes, at most `refusedBytes` of them. For Parquet the row as JSON. */
  readonly raw: Buffer;
  readonly rawTruncated: boolean;
}

export interface SourceBatch {
  readonly source: string;
  readonly events: readonly SourceEvent[];
  readonly refused: readonly RefusedRecord[];
  readonly progress: SourceProgress;
  /** Why the source ends here, before its end; null otherwise. */
  readonly failure: string | null;
}

/** In bytes as stored (compressed), so that time left can be told for any format. */
export interface SourceProgress {
  readonly readBytes: number;
  readonly totalBytes: number | null;
}

/** The source that a command-line argument names: `-` is the given stream, called `stdin`; else a file, called by its base name. */
export function sourceInput(
  argument: string,
  standardInput: AsyncIterable<Uint8Array>,
): { readonly input: SourceInput; readonly name: string } {
  return argument === '-'
    ? { input: { kind: 'stream', stream: standardInput }, name: 'stdin' }
    : { input: { kind: 'file', path: argument }, name: basename(argument) };
}

/** Read a source. Never throws for what is in the input: see S2. */
export async function* readSource(spec: SourceSpec, options: SourceOptions): AsyncGenerator<SourceBatch> {
  const limits = { ...SOURCE_LIMITS, ...options.limits };
  let progress: SourceProgress = { readBytes: 0, totalBytes: null };
  let bytes: OpenedBytes | null = null;
  try {
    bytes = await openBytes(spec.input, limits);
    const format = spec.format ?? detectFormat(bytes.head, spec);
    const batches =
      format === 'parquet'
        ? await parquetBatches(spec, bytes, limits, options)
        : readDelimited(spec, format, bytes, limits, options);
    for await (const batch of batches) {
      progress = batch.progress;
      yield batch;
      if (batch.failure !== null || options.signal?.aborted) return;
    }
  } catch (error) {
    yield { source: spec.name, events: [], refused: [], progress, failure: describeFailure(error) };
  } finally {
    bytes?.close();
  }
}

/** DuckDB is loaded by who reads Parquet alone: a thread that has loaded a native module cannot be cut off safely. */
async function parquetBatches(...read: Parameters<typeof ReadParquet>): Promise<ReturnType<typeof ReadParquet>> {
  const { readParquet } = await import('./parquet-source.ts');
  return readParquet(...read);
}

/**
 * `PAR1` is Parquet and `{` is NDJSON. Where the first line is neither, the file's name decides, so that a broken first line does not
 * make another format of the rest; then whether a later line begins as an event does. What is left is CSV.
 */
function detectFormat(head: Buffer, { input, mapping }: SourceSpec): SourceFormat {
  if (head.toString('latin1', 0, 4) === 'PAR1') return 'parquet';
  const text = head
    .subarray(0, 4096)
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .trimStart();
  if (text === '' || text.startsWith('{')) return 'ndjson';
  const name = input.kind === 'file' ? input.path.toLowerCase().replace(/\.(gz|gzip|zst|zstd)$/, '') : '';
  if (/\.(ndjson|jsonl|json)$/.test(name)) return 'ndjson';
  if (/\.(csv|tsv|txt)$/.test(name)) return 'csv';
  return mapping === undefined && /^\s*\{/m.test(text) ? 'ndjson' : 'csv';
}

function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? error.code : undefined;
  if (code === 'Z_BUF_ERROR') return 'the compressed data is truncated';
  if (typeof code === 'string' && /^(Z_|ZSTD_)/.test(code)) return `the compressed data is corrupt: ${error.message}`;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EACCES') return 'the file may not be read';
  return error.message;
}
