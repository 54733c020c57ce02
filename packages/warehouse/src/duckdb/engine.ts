/**
 * Opening DuckDB in the two ways that the warehouse needs: one engine that writes, one that answers. They are separate, so
 * that a heavy question takes no memory from the writer, and so that the one which runs analysts' SQL can be locked.
 */
import { mkdir } from 'node:fs/promises';
import { DuckDBInstance } from '@duckdb/node-api';
import { MAX_TEMP_DIRECTORY } from '../limits.ts';
import { quoteText } from './quote.ts';

export interface EngineOptions {
  readonly threads: number;
  /** As DuckDB writes sizes: `768MB`. */
  readonly memory: string;
  /** For spilled intermediate results. */
  readonly tempDirectory: string;
}

/** An in-memory engine that may read and write files. */
export async function openWriterEngine(options: EngineOptions): Promise<DuckDBInstance> {
  const instance = await DuckDBInstance.create(':memory:', await settings(options));
  const connection = await instance.connect();
  try {
    await connection.run("SET TimeZone = 'UTC'");
  } finally {
    connection.disconnectSync();
  }
  return instance;
}

/**
 * An in-memory engine that can reach the files in these directories and nothing else: no other file, no network, no extension,
 * no setting. It could still write there; that is what `guardSql` is for.
 */
export async function openReaderEngine(
  options: EngineOptions,
  directories: readonly string[],
): Promise<DuckDBInstance> {
  const instance = await DuckDBInstance.create(':memory:', await settings(options));
  const connection = await instance.connect();
  try {
    for (const statement of [
      "SET TimeZone = 'UTC'",
      'SET preserve_insertion_order = false',
      'SET parquet_metadata_cache = true',
      `SET allowed_directories = [${directories.map((directory) => quoteText(`${directory}/`)).join(', ')}]`,
      'SET enable_external_access = false',
      'SET lock_configuration = true',
    ]) {
      await connection.run(statement);
    }
  } finally {
    connection.disconnectSync();
  }
  return instance;
}

async function settings(options: EngineOptions): Promise<Record<string, string>> {
  await mkdir(options.tempDirectory, { recursive: true });
  return {
    threads: String(options.threads),
    memory_limit: options.memory,
    temp_directory: options.tempDirectory,
    max_temp_directory_size: MAX_TEMP_DIRECTORY,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
    allow_persistent_secrets: 'false',
  };
}
