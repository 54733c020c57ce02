/** Writing one Parquet file so that it is either complete and on disk under its name, or not there (W3). */
import { open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { quotePath } from '../duckdb/quote.ts';
import { ROW_GROUP_ROWS } from '../limits.ts';

/** Where the file with this id is. */
export function filePath(filesDirectory: string, id: number): string {
  return join(filesDirectory, `${String(id).padStart(9, '0')}.parquet`);
}

/** The id in a file's name, or null where it is not one of ours. */
export function fileIdOf(name: string): number | null {
  const match = /^(\d{9,})\.parquet$/.exec(name);
  return match === null ? null : Number(match[1]);
}

/**
 * Write the rows of a query, sorted by time, to `path`; returns the file's size in bytes. Compression is zstd: on two million
 * mixed rows it took a third more time than snappy and a quarter of its space. Rejects, leaving nothing behind, when the disk does.
 */
export async function writeParquet(connection: DuckDBConnection, rowsSql: string, path: string): Promise<number> {
  const unfinished = `${path}.tmp`;
  try {
    await connection.run(
      `COPY (SELECT * FROM (${rowsSql}) ORDER BY __time, __position) TO ${quotePath(unfinished)}
       (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${ROW_GROUP_ROWS})`,
    );
    await syncPath(unfinished, 'r+');
    const { size } = await stat(unfinished);
    await rename(unfinished, path);
    await syncDirectory(dirname(path));
    return size;
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

async function syncPath(path: string, flags: string): Promise<void> {
  const handle = await open(path, flags);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Windows opens no directories; its rename is durable with the file system's own journal. */
async function syncDirectory(path: string): Promise<void> {
  if (process.platform !== 'win32') await syncPath(path, 'r');
}
