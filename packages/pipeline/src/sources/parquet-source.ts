/** Parquet sources: events out of rows. */
import type { JsonValue } from '@lapwing/sml';
import { rowId } from '../envelope/identity.ts';
import { ENVELOPE_LIMITS } from '../envelope/limits.ts';
import { stringifyLossless } from '../envelope/lossless.ts';
import type { OpenedBytes } from './bytes.ts';
import type { SourceLimits } from './limits.ts';
import { openParquet, spool } from './parquet.ts';
import { compileColumns, type RowReader } from './rows.ts';
import type { RefusedRecord, SourceBatch, SourceEvent, SourceOptions, SourceSpec } from './source.ts';

/** Throws where the file is no Parquet or the mapping does not fit it. */
export async function* readParquet(
  spec: SourceSpec,
  bytes: OpenedBytes,
  limits: SourceLimits,
  options: SourceOptions,
): AsyncGenerator<SourceBatch> {
  if (spec.input.kind === 'file' && bytes.compression === 'none') {
    yield* readRows(spec.input.path, spec, bytes, limits, options);
    return;
  }
  const file = await spool(bytes.chunks);
  try {
    yield* readRows(file.path, spec, bytes, limits, options);
  } finally {
    await file.remove();
  }
}

async function* readRows(
  path: string,
  spec: SourceSpec,
  bytes: OpenedBytes,
  limits: SourceLimits,
  options: SourceOptions,
): AsyncGenerator<SourceBatch> {
  const { mapping } = spec;
  if (mapping === undefined)
    throw new Error('a Parquet file needs a mapping that says which columns are the action and the time');
  const rows = await openParquet(path);
  if (rows.columns.length > limits.columns)
    throw new Error(`the file has ${rows.columns.length} columns; the limit is ${limits.columns}`);
  const read = compileColumns(mapping, rows.columns);
  if (typeof read === 'string') {
    await rows.batches.return(undefined);
    throw new Error(read);
  }
  let row = 0;
  for await (const values of rows.batches) {
    const batch = readBatch(spec.name, values, row, rows.columns, read, limits, options);
    row += values.length;
    const totalBytes = bytes.totalBytes ?? bytes.readBytes();
    const readBytes = Math.round((totalBytes * row) / Math.max(rows.rowCount, 1));
    yield { source: spec.name, ...batch, progress: { readBytes, totalBytes }, failure: null };
  }
}

function readBatch(
  source: string,
  values: readonly (readonly JsonValue[])[],
  rowsBefore: number,
  columns: readonly string[],
  read: RowReader<readonly JsonValue[]>,
  limits: SourceLimits,
  options: SourceOptions,
): { events: SourceEvent[]; refused: RefusedRecord[] } {
  const events: SourceEvent[] = [];
  const refused: RefusedRecord[] = [];
  const nowMillis = options.now();
  values.forEach((record, index) => {
    const row = rowsBefore + index + 1;
    const place = { line: row, row, byteOffset: null };
    const parsed = read(record, {
      nowMillis,
      fallbackId: rowId(source, row),
      limits: options.envelopeLimits ?? ENVELOPE_LIMITS,
    });
    if (parsed.ok) {
      events.push({ event: parsed.event, place });
      return;
    }
    const raw = Buffer.from(stringifyLossless(Object.fromEntries(columns.map((name, i) => [name, record[i] ?? null]))));
    refused.push({
      source,
      place,
      refusal: parsed.refusal,
      raw: raw.subarray(0, limits.refusedBytes),
      rawTruncated: raw.length > limits.refusedBytes,
    });
  });
  return { events, refused };
}
