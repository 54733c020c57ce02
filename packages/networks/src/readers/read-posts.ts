/** Posts from a file: who wrote what and when, and what each account's keys are. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { NetworksError } from '../core/errors.ts';
import type { Posts } from '../link/profile.ts';
import { EARLIEST_MILLIS, LATEST_MILLIS } from './limits.ts';
import { quoteText } from './quote.ts';
import { type CsvLayout, describe, fileSource } from './source.ts';
import { asText, columnOf, integers, type RowFilter, rowName, run, timeMillis, withDuckDb } from './sql.ts';

export interface PostColumns {
  readonly actor: string;
  readonly text: string;
  readonly time: string;
  /** Columns by name of the key: what accounts may have in common, such as an address or a device. */
  readonly keys?: Readonly<Record<string, string>>;
  readonly where?: RowFilter;
}

export interface NamedPosts {
  readonly posts: Posts;
  /** Names by number, in alphabetical order (by bytes of UTF-8). */
  readonly actorNames: readonly string[];
  /** By account, then name of the key: its distinct values, as they are in the file. */
  readonly keys: readonly Readonly<Record<string, readonly string[]>>[];
  readonly rows: number;
  /** Rows left out because actor or time is empty. */
  readonly empty: number;
}

/** Rejects with a NetworksError that names the column, or the row, that cannot be used. A post without text has no words. */
export function readPosts(path: string, columns: PostColumns, layout: CsvLayout = {}): Promise<NamedPosts> {
  return withDuckDb((connection) => read(connection, path, columns, fileSource(path, layout)));
}

const IS_WHOLE = 'actor IS NOT NULL AND given IS NOT NULL';

async function read(
  connection: DuckDBConnection,
  path: string,
  columns: PostColumns,
  source: string,
): Promise<NamedPosts> {
  const has = await describe(connection, source, path);
  const text = (name: string) => `nullif(${asText(columnOf(has, name, path))}, '')`;
  const { where } = columns;
  const keys = Object.entries(columns.keys ?? {});
  await run(
    connection,
    `CREATE TEMP TABLE post AS SELECT ${text(columns.actor)} AS actor, coalesce(${text(columns.text)}, '') AS said,
       ${text(columns.time)} AS given, ${timeMillis(columnOf(has, columns.time, path))} AS time
       ${keys.map(([, column], i) => `, ${text(column)} AS key${i}`).join('')}
     FROM ${source} ${where === undefined ? '' : `WHERE ${text(where.column)} = ${quoteText(where.is)}`}`,
    path,
  );
  const wrong = await connection.runAndReadAll(
    `SELECT rowid + 1, given FROM post WHERE given IS NOT NULL
       AND NOT coalesce(time BETWEEN ${EARLIEST_MILLIS} AND ${LATEST_MILLIS}, false) ORDER BY rowid LIMIT 1`,
  );
  const [first] = wrong.getRows();
  if (first !== undefined) {
    throw new NetworksError(
      `${path}, ${rowName(first[0], where)}: ${columns.time} ${JSON.stringify(first[1])} is no time of the years 1 to 9999`,
    );
  }
  await connection.run(
    `CREATE TEMP TABLE actors AS SELECT name, CAST(row_number() OVER (ORDER BY name) - 1 AS UINTEGER) AS id
     FROM (SELECT DISTINCT actor AS name FROM post WHERE ${IS_WHOLE})`,
  );
  const named = await connection.runAndReadAll('SELECT name FROM actors ORDER BY id');
  const actorNames = (named.getColumns()[0] ?? []).map(String);
  const counted = await connection.runAndReadAll(`SELECT count(*), count(*) FILTER (WHERE ${IS_WHOLE}) FROM post`);
  const [rows, whole] = (counted.getRows()[0] ?? [0, 0]).map(Number) as [number, number];
  const posts = await fetchPosts(connection, actorNames.length, whole);
  return { posts, actorNames, keys: await fetchKeys(connection, keys, actorNames.length), rows, empty: rows - whole };
}

async function fetchPosts(connection: DuckDBConnection, actors: number, rows: number): Promise<Posts> {
  const actor = new Uint32Array(rows);
  const text: string[] = [];
  const timeMillis = new Float64Array(rows);
  const result = await connection.stream(
    `SELECT actors.id, said, time FROM post JOIN actors ON actors.name = post.actor WHERE given IS NOT NULL ORDER BY post.rowid`,
  );
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) break;
    actor.set(integers(chunk.getColumnVector(0)), text.length);
    const times = chunk.getColumnValues(2);
    for (let i = 0; i < times.length; i++) timeMillis[text.length + i] = Number(times[i]);
    for (const said of chunk.getColumnValues(1)) text.push(String(said));
  }
  return { actors, actor, text, timeMillis };
}

async function fetchKeys(connection: DuckDBConnection, keys: readonly (readonly [string, string])[], actors: number) {
  const found = Array.from({ length: actors }, (): Record<string, string[]> => ({}));
  for (const [i, [name]] of keys.entries()) {
    const result = await connection.runAndReadAll(
      `SELECT DISTINCT actors.id, key${i} FROM post JOIN actors ON actors.name = post.actor
       WHERE given IS NOT NULL AND key${i} IS NOT NULL ORDER BY ALL`,
    );
    for (const [actor, value] of result.getRows()) {
      const own = found[Number(actor)];
      if (own === undefined) continue;
      const values = own[name] ?? [];
      own[name] = values;
      values.push(String(value));
    }
  }
  return found;
}
