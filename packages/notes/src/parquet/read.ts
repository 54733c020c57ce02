/**
 * Parquet files as rows of the text format, so that they are checked by the same code and complain in the same words: line 1 of a message
 * is the header, row n of the file is line n + 1.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { InputPart } from '../formats/bytes.ts';
import type { FileKind } from '../formats/columns.ts';
import { openDuckDb, quoteFile, quoteName, readError } from './duckdb.ts';

const encoder = new TextEncoder();

/** The rows of one Parquet file. Give it to readers as `ReadOptions.parquet`. */
export async function parquetParts(file: string, kind: FileKind): Promise<InputPart[]> {
  return [{ name: file, chunks: () => rowsOf(file, kind) }];
}

async function* rowsOf(file: string, kind: FileKind): AsyncIterable<Uint8Array> {
  const { instance, connection } = await openDuckDb();
  try {
    const columns = await describe(connection, file);
    yield encoder.encode(`${columns.map(({ name }) => name.replace(/[\t\r\n]/g, ' ')).join('\t')}\n`);
    const fields = columns.map((column) => (isAsked(column.name, kind) ? textOf(column) : `''`));
    const source = `read_parquet(${quoteFile(file)})`;
    const result = await connection.stream(`SELECT concat_ws(chr(9), ${fields.join(', ')}) FROM ${source}`);
    for (;;) {
      const chunk = await result.fetchChunk();
      if (chunk === null || chunk.rowCount === 0) return;
      yield encoder.encode(`${chunk.getColumnValues(0).join('\n')}\n`);
    }
  } catch (error) {
    throw readError(file, error);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

interface Column {
  readonly name: string;
  /** As DuckDB writes it. */
  readonly type: string;
}

async function describe(connection: DuckDBConnection, file: string): Promise<Column[]> {
  const result = await connection.runAndReadAll(`DESCRIBE SELECT * FROM read_parquet(${quoteFile(file)})`);
  return result.getRows().map(([name, type]) => ({ name: String(name), type: String(type) }));
}

/** Columns that the format does not know are told by their names alone. */
function isAsked(name: string, { columns, aliases }: FileKind): boolean {
  return columns.includes(aliases[name] ?? name);
}

/** A column as a field of text: times as epoch milliseconds, flags as 0 and 1, texts quoted where they have to be. */
function textOf({ name, type }: Column): string {
  const column = quoteName(name);
  if (type === 'BOOLEAN') return `coalesce(CAST(CAST(${column} AS TINYINT) AS VARCHAR), '')`;
  if (type.startsWith('TIMESTAMP') || type === 'DATE') {
    const time = type === 'TIMESTAMP WITH TIME ZONE' ? column : `CAST(${column} AS TIMESTAMP)`;
    return `coalesce(CAST(epoch_ms(${time}) AS VARCHAR), '')`;
  }
  const text = `CAST(${column} AS VARCHAR)`;
  if (/^(U?(BIG|HUGE|SMALL|TINY)?INT|U?INTEGER|DOUBLE|FLOAT|DECIMAL.*)$/.test(type)) return `coalesce(${text}, '')`;
  const quoted = `'"' || replace(${text}, '"', '""') || '"'`;
  return `CASE WHEN ${column} IS NULL THEN '' WHEN regexp_matches(${text}, '^"|[\\t\\n\\r]') THEN ${quoted} ELSE ${text} END`;
}
