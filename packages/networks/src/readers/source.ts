/** A file as a table of DuckDB. */
import { createReadStream } from 'node:fs';
import { access } from 'node:fs/promises';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { DuckDBConnection } from '@duckdb/node-api';
import { NetworksError } from '../core/errors.ts';
import { quoteText } from './quote.ts';

export interface Column {
  readonly name: string;
  /** As DuckDB writes it. */
  readonly type: string;
}

/** How text is laid out, where that is not to be found out. */
export interface CsvLayout {
  readonly delimiter?: string;
  /** Names of the columns of a file without a first line that names them. */
  readonly names?: readonly string[];
}

/** By the file's name; what is neither Parquet nor JSON is read as CSV. */
export function fileSource(path: string, { delimiter, names }: CsvLayout = {}): string {
  // DuckDB takes a file name as a glob; a class of one character stands for that character.
  const file = quoteText(path.replace(/[[*?]/g, '[$&]'));
  const name = path.replace(/\.(gz|zst|zstd)$/, '');
  if (/\.parquet$/i.test(name)) return `read_parquet(${file})`;
  if (/\.(ndjson|jsonl|json)$/i.test(name)) return `read_json(${file})`;
  const delim = delimiter === undefined ? '' : `, delim = ${quoteText(delimiter)}`;
  const header = names === undefined ? '' : `, header = false, names = [${names.map(quoteText).join(', ')}]`;
  return `read_csv(${file}, all_varchar = true${delim}${header})`;
}

export async function describe(
  connection: DuckDBConnection,
  source: string,
  path: string,
): Promise<ReadonlyMap<string, Column>> {
  try {
    await access(path);
    if (path.endsWith('.gz')) await checkGzip(path);
    const result = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${source}`);
    return new Map(result.getRows().map(([name, type]) => [String(name), { name: String(name), type: String(type) }]));
  } catch (error) {
    throw new NetworksError(`${path} cannot be read: ${reasonOf(error)}`, { cause: error });
  }
}

/** What DuckDB says first; of a line of CSV that is wrong also why, which it says behind the line itself. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const [first = '', original, why] = error.message.split('\n');
  return original?.startsWith('Original Line') && why ? `${first}: ${why}` : first;
}

/** Rejects where a gzip file is cut off or damaged: DuckDB would take what comes before the cut as the whole. */
async function checkGzip(path: string): Promise<void> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  await pipeline(createReadStream(path), createGunzip(), nowhere);
}
