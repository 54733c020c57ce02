/**
 * Parquet files, read through DuckDB: it knows every codec and encoding, and holds one row group's column chunks instead of whole row
 * groups as rows (measured on 953,512 rows of 13 columns against hyparquet: equal speed, a third of the memory).
 */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance, type DuckDBResult } from '@duckdb/node-api';
import type { JsonValue } from '@lapwing/sml';
import { parquetValue } from './parquet-values.ts';

export interface ParquetRows {
  readonly columns: readonly string[];
  readonly rowCount: number;
  readonly batches: AsyncGenerator<readonly (readonly JsonValue[])[]>;
}

/** Open a Parquet file. Throws where it is none. The rows come in the file's order; `batches` must be read to its end or returned. */
export async function openParquet(path: string): Promise<ParquetRows> {
  const instance = await DuckDBInstance.create(':memory:', {
    // One thread: the rows are decided on another one, and the process is to keep its promise of two cores.
    threads: '1',
    memory_limit: '1GB',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection = await instance.connect();
  const close = () => {
    connection.closeSync();
    instance.closeSync();
  };
  try {
    const file = escapeGlob(path);
    const counted = await connection.runAndReadAll('SELECT count(*) FROM read_parquet($1)', [file]);
    const result = await connection.stream('SELECT * FROM read_parquet($1)', [file]);
    return {
      columns: result.columnNames(),
      rowCount: Number(counted.getRows()[0]?.[0] ?? 0),
      batches: readBatches(result, close),
    };
  } catch (error) {
    close();
    throw error;
  }
}

async function* readBatches(
  result: DuckDBResult,
  close: () => void,
): AsyncGenerator<readonly (readonly JsonValue[])[]> {
  try {
    for (;;) {
      const chunk = await result.fetchChunk();
      if (chunk === null || chunk.rowCount === 0) return;
      const columns: (JsonValue | null)[][] = [];
      for (let i = 0; i < chunk.columnCount; i++) columns.push(chunk.convertColumnValues<JsonValue>(i, parquetValue));
      const rows: JsonValue[][] = [];
      for (let i = 0; i < chunk.rowCount; i++) rows.push(columns.map((column) => column[i] ?? null));
      yield rows;
    }
  } finally {
    close();
  }
}

/** Parquet is read from its end, so a stream or a compressed file goes to a temporary file first; `remove` deletes it. */
export async function spool(chunks: AsyncIterable<Buffer>): Promise<{ path: string; remove: () => Promise<void> }> {
  const directory = await mkdtemp(join(tmpdir(), 'lapwing-parquet-'));
  const remove = () => rm(directory, { recursive: true, force: true });
  const path = join(directory, 'rows.parquet');
  const out = createWriteStream(path, { mode: 0o600 });
  try {
    for await (const chunk of chunks) if (!out.write(chunk)) await once(out, 'drain');
    out.end();
    await once(out, 'close');
    return { path, remove };
  } catch (error) {
    out.destroy();
    await remove();
    throw error;
  }
}

/** DuckDB takes a file name as a glob; a class of one character stands for that character. */
function escapeGlob(path: string): string {
  return path.replace(/[[*?]/g, '[$&]');
}
