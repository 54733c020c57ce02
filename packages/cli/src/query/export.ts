/** All rows of a query into a file, which is complete or not there. */
import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ExportFormat, ExportOptions, RowSource, WarehouseReader } from '@lapwing/warehouse';
import { CommandError } from '../exit.ts';
import type { ProgressLine } from '../output/progress.ts';

const FORMATS: Readonly<Record<string, ExportFormat>> = {
  '.csv': 'csv',
  '.ndjson': 'ndjson',
  '.jsonl': 'ndjson',
  '.parquet': 'parquet',
};

/** The format that a file's name says. Throws a CommandError. */
export function exportFormatOf(path: string): ExportFormat {
  const format = FORMATS[extname(path).toLowerCase()];
  if (format !== undefined) return format;
  throw new CommandError(`--out: ${path} has to end in .csv, .ndjson or .parquet, which says what is written`);
}

/** Resolves to the number of rows. */
export async function exportRows(
  reader: WarehouseReader,
  source: RowSource,
  path: string,
  options: ExportOptions,
  line: ProgressLine,
): Promise<number> {
  if (options.format === 'parquet') return reader.exportFile(source, path, options);
  let rows = 0;
  const beside = join(dirname(path), `.${basename(path)}.${randomUUID()}.tmp`);
  try {
    const stream = await reader.exportStream(source, {
      ...options,
      onRows: (written) => {
        rows = written;
        line.show({ share: null, events: rows, note: 'written' });
      },
    });
    await pipeline(stream, createWriteStream(beside), options.signal === undefined ? {} : { signal: options.signal });
    await rename(beside, path);
    return rows;
  } finally {
    await rm(beside, { force: true });
  }
}
