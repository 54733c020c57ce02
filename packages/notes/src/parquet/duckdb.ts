/** What reader and writer say to DuckDB in common. */
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { NotesError } from '../errors.ts';
import { limits } from '../limits.ts';

/** Run `work` on an engine of its own, which is closed after it. */
export async function withDuckDb<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
  const { instance, connection } = await openDuckDb();
  try {
    return await work(connection);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

export async function openDuckDb() {
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: limits.duckDbMemory,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  return { instance, connection: await instance.connect() };
}

export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** DuckDB takes a file name as a glob; a class of one character stands for that character. */
export function quoteFile(path: string): string {
  return quoteText(path.replace(/[[*?]/g, '[$&]'));
}

export function readError(file: string, error: unknown): NotesError {
  if (error instanceof NotesError) return error;
  const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
  return new NotesError('damaged', `cannot be read as Parquet: ${reason}`, { file });
}
