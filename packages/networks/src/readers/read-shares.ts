/**
 * Shares from a file: CSV, NDJSON or Parquet, the text formats also compressed. DuckDB reads it and numbers the names, so that
 * only numbers reach the engine; a million rows take less than a second.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import { NetworksError } from '../core/errors.ts';
import type { Shares } from '../core/shares.ts';
import { EARLIEST_MILLIS, LATEST_MILLIS } from './limits.ts';
import { quoteName, quoteText } from './quote.ts';
import { type Column, type CsvLayout, describe, fileSource } from './source.ts';
import { asText, columnOf, integers, type RowFilter, rowName, run, timeMillis, withDuckDb } from './sql.ts';

export interface ShareColumns {
  readonly actor: string;
  /** Text, or a list (in Parquet): each of its items is a share of its own. */
  readonly object: string;
  /** Seconds or milliseconds since 1970 (told apart by size), or text as ISO 8601; UTC where it names no zone. */
  readonly time: string;
  /** The message that the share is part of. */
  readonly message?: string;
  /** Take only rows where this column is this text. */
  readonly where?: RowFilter;
  /** Shares in the order of rows, and which messages are objects themselves; else their order is any. */
  readonly inFileOrder?: boolean;
}

export interface NamedShares {
  readonly shares: Shares;
  /** Names by number, in alphabetical order (by bytes of UTF-8). */
  readonly actorNames: readonly string[];
  readonly objectNames: readonly string[];
  /** Rows of the file, those that `where` takes; of lists, their items. */
  readonly rows: number;
  /** Rows left out because actor, object or time is empty: nobody acted, or on nothing. */
  readonly empty: number;
  /** By message the object of the same name, where the order of the file was asked for: a post that others repost. */
  readonly originals?: ReadonlyMap<number, number>;
}

/** Rejects with a NetworksError that names the column, or the row, that cannot be used. */
export function readShares(path: string, columns: ShareColumns, layout: CsvLayout = {}): Promise<NamedShares> {
  return withDuckDb((connection) => read(connection, path, columns, fileSource(path, layout)));
}

async function read(
  connection: DuckDBConnection,
  path: string,
  columns: ShareColumns,
  source: string,
): Promise<NamedShares> {
  const has = await describe(connection, source, path);
  const text = (name: string) => `nullif(${asText(columnOf(has, name, path))}, '')`;
  const { where, message } = columns;
  const filter = where === undefined ? '' : `WHERE ${text(where.column)} = ${quoteText(where.is)}`;
  await run(
    connection,
    `CREATE TEMP TABLE share AS SELECT ${text(columns.actor)} AS actor, ${objectsOf(columnOf(has, columns.object, path))} AS object,
       ${text(columns.time)} AS given, ${timeMillis(columnOf(has, columns.time, path))} AS time
       ${message === undefined ? '' : `, ${text(message)} AS message`}
     FROM ${source} ${filter}`,
    path,
  );
  await checkTimes(connection, path, columns);
  const [rows, whole] = await counts(connection);
  const actorNames = await numberNames(connection, 'actor');
  const objectNames = await numberNames(connection, 'object');
  if (message !== undefined) await numberNames(connection, 'message', false);
  const inFileOrder = columns.inFileOrder === true;
  const shares = await fetchShares(connection, whole, message !== undefined, inFileOrder);
  const named = { ...shares, actors: actorNames.length, objects: objectNames.length };
  const originals = inFileOrder && message !== undefined ? { originals: await originalsOf(connection) } : {};
  return { shares: named, actorNames, objectNames, rows, empty: rows - whole, ...originals };
}

/** The items of a list are shares of their own; without any, nothing was shared. */
function objectsOf(column: Column): string {
  if (!column.type.endsWith('[]')) return `nullif(${asText(column)}, '')`;
  return `nullif(unnest(CAST(${quoteName(column.name)} AS VARCHAR[])), '')`;
}

const IS_WHOLE = 'actor IS NOT NULL AND object IS NOT NULL AND given IS NOT NULL';

async function checkTimes(connection: DuckDBConnection, path: string, { time, where }: ShareColumns): Promise<void> {
  const wrong = await connection.runAndReadAll(
    `SELECT rowid + 1, given FROM share WHERE given IS NOT NULL
       AND NOT coalesce(time BETWEEN ${EARLIEST_MILLIS} AND ${LATEST_MILLIS}, false)
     ORDER BY rowid LIMIT 1`,
  );
  const [first] = wrong.getRows();
  if (first === undefined) return;
  throw new NetworksError(
    `${path}, ${rowName(first[0], where)}: ${time} ${JSON.stringify(first[1])} is no time of the years 1 to 9999`,
  );
}

async function counts(connection: DuckDBConnection): Promise<readonly [number, number]> {
  const result = await connection.runAndReadAll(`SELECT count(*), count(*) FILTER (WHERE ${IS_WHOLE}) FROM share`);
  const [rows, whole] = result.getRows()[0] ?? [0, 0];
  return [Number(rows), Number(whole)];
}

async function numberNames(connection: DuckDBConnection, column: string, fetch = true): Promise<string[]> {
  await connection.run(
    `CREATE TEMP TABLE ${column}s AS SELECT name, CAST(row_number() OVER (ORDER BY name) - 1 AS UINTEGER) AS id
     FROM (SELECT DISTINCT ${column} AS name FROM share WHERE ${IS_WHOLE} AND ${column} IS NOT NULL)`,
  );
  if (!fetch) return [];
  const result = await connection.runAndReadAll(`SELECT name FROM ${column}s ORDER BY id`);
  return (result.getColumns()[0] ?? []).map(String);
}

async function originalsOf(connection: DuckDBConnection): Promise<ReadonlyMap<number, number>> {
  const result = await connection.runAndReadAll(
    'SELECT messages.id, objects.id FROM messages JOIN objects ON objects.name = messages.name',
  );
  return new Map(result.getRows().map(([message, object]) => [Number(message), Number(object)]));
}

async function fetchShares(
  connection: DuckDBConnection,
  rows: number,
  messages: boolean,
  inFileOrder: boolean,
): Promise<Omit<Shares, 'actors' | 'objects'>> {
  const actor = new Uint32Array(rows);
  const object = new Uint32Array(rows);
  const timeMillis = new Float64Array(rows);
  const message = messages ? new Uint32Array(rows) : null;
  // A share whose message is not named is a message of its own.
  const number = messages
    ? `, coalesce(messages.id, CAST((SELECT count(*) FROM messages) + share.rowid AS UINTEGER))`
    : '';
  const join = messages ? 'LEFT JOIN messages ON messages.name = share.message' : '';
  const result = await connection.stream(
    `SELECT actors.id, objects.id, time ${number} FROM share JOIN actors ON actors.name = share.actor
     JOIN objects ON objects.name = share.object ${join} WHERE given IS NOT NULL
     ${inFileOrder ? 'ORDER BY share.rowid' : ''}`,
  );
  let filled = 0;
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) break;
    actor.set(integers(chunk.getColumnVector(0)), filled);
    object.set(integers(chunk.getColumnVector(1)), filled);
    const times = chunk.getColumnValues(2);
    for (let i = 0; i < times.length; i++) timeMillis[filled + i] = Number(times[i]);
    message?.set(integers(chunk.getColumnVector(3)), filled);
    filled += chunk.rowCount;
  }
  if (filled !== rows) throw new NetworksError(`${filled} of ${rows} shares were read`);
  return { actor, object, timeMillis, ...(message !== null && { message }) };
}
