/** Rows of CSV, TSV and Parquet files, read by DuckDB. */
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { LearnError } from '../core/errors.ts';
import { READER_MEMORY } from '../limits.ts';

/**
 * The named columns of a CSV file (plain or compressed) as text, null where empty, in the order of the file. Throws a LearnError for a
 * file that cannot be read or lacks a column.
 */
export async function readColumns<K extends string>(
  path: string,
  columns: readonly K[],
  { delimiter }: { readonly delimiter?: string } = {},
): Promise<Record<K, string | null>[]> {
  const options = ['header = true', 'all_varchar = true', 'sample_size = -1'];
  if (delimiter !== undefined) options.push(`delim = ${text(delimiter)}`);
  const source = `read_csv(${text(path)}, ${options.join(', ')})`;
  return withEngine(async (connection) => {
    try {
      const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${source}`);
      const has = described.getRowObjects().map((row) => String(row['column_name']));
      for (const column of columns) {
        if (!has.includes(column)) {
          throw new LearnError(`${path} has no column ${JSON.stringify(column)}; its columns are ${has.join(', ')}`);
        }
      }
      const result = await connection.runAndReadAll(
        `SELECT ${columns.map((column) => `"${column.replaceAll('"', '""')}"`).join(', ')} FROM ${source}`,
      );
      return result.getRows().map((row) => {
        const read = {} as Record<K, string | null>;
        columns.forEach((column, i) => {
          const value = row[i];
          read[column] = typeof value === 'string' ? value : null;
        });
        return read;
      });
    } catch (error) {
      if (error instanceof LearnError) throw error;
      throw new LearnError(`${path}: ${error instanceof Error ? error.message.split('\n')[0] : error}`);
    }
  });
}

async function withEngine<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: READER_MEMORY,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection = await instance.connect();
  try {
    return await work(connection);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;
