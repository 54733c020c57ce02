/** Edges from a file: who follows, rates or trusts whom. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { NetworksError } from '../core/errors.ts';
import { quoteText } from './quote.ts';
import { type CsvLayout, describe, fileSource } from './source.ts';
import { asText, columnOf, integers, type RowFilter, rowName, run, withDuckDb } from './sql.ts';

export interface EdgeColumns {
  readonly from: string;
  readonly to: string;
  /** A number; each edge weighs 1 when absent. */
  readonly weight?: string;
  readonly where?: RowFilter;
}

export interface NamedEdges {
  readonly names: readonly string[];
  readonly from: Uint32Array;
  readonly to: Uint32Array;
  readonly weight: Float64Array;
  readonly rows: number;
  /** Rows left out because an end or the weight is empty. */
  readonly empty: number;
}

/** Both ends are numbered alike, by name in alphabetical order. Rejects with a NetworksError that names column or row. */
export function readEdges(path: string, columns: EdgeColumns, layout: CsvLayout = {}): Promise<NamedEdges> {
  return withDuckDb((connection) => read(connection, path, columns, fileSource(path, layout)));
}

const IS_WHOLE = 'source IS NOT NULL AND target IS NOT NULL AND given IS NOT NULL';

async function read(
  connection: DuckDBConnection,
  path: string,
  { from, to, weight, where }: EdgeColumns,
  source: string,
): Promise<NamedEdges> {
  const has = await describe(connection, source, path);
  const text = (name: string) => `nullif(${asText(columnOf(has, name, path))}, '')`;
  await run(
    connection,
    `CREATE TEMP TABLE edge AS SELECT ${text(from)} AS source, ${text(to)} AS target,
       ${weight === undefined ? `'1'` : text(weight)} AS given
     FROM ${source} ${where === undefined ? '' : `WHERE ${text(where.column)} = ${quoteText(where.is)}`}`,
    path,
  );
  await checkWeights(connection, path, weight ?? '', where);
  await connection.run(
    `CREATE TEMP TABLE node AS SELECT name, CAST(row_number() OVER (ORDER BY name) - 1 AS UINTEGER) AS id FROM (
       SELECT source AS name FROM edge WHERE ${IS_WHOLE} UNION SELECT target FROM edge WHERE ${IS_WHOLE})`,
  );
  const names = await connection.runAndReadAll('SELECT name FROM node ORDER BY id');
  const counts = await connection.runAndReadAll(`SELECT count(*), count(*) FILTER (WHERE ${IS_WHOLE}) FROM edge`);
  const [rows, whole] = (counts.getRows()[0] ?? [0, 0]).map(Number) as [number, number];
  const edges = await fetchEdges(connection, whole);
  return { names: (names.getColumns()[0] ?? []).map(String), ...edges, rows, empty: rows - whole };
}

async function checkWeights(
  connection: DuckDBConnection,
  path: string,
  column: string,
  where: RowFilter | undefined,
): Promise<void> {
  const wrong = await connection.runAndReadAll(
    `SELECT rowid + 1, given FROM edge WHERE given IS NOT NULL AND NOT coalesce(isfinite(TRY_CAST(given AS DOUBLE)), false)
     ORDER BY rowid LIMIT 1`,
  );
  const [first] = wrong.getRows();
  if (first === undefined) return;
  throw new NetworksError(`${path}, ${rowName(first[0], where)}: ${column} ${JSON.stringify(first[1])} is no number`);
}

async function fetchEdges(connection: DuckDBConnection, rows: number) {
  const from = new Uint32Array(rows);
  const to = new Uint32Array(rows);
  const weight = new Float64Array(rows);
  const result = await connection.stream(
    `SELECT a.id, b.id, CAST(given AS DOUBLE) FROM edge JOIN node a ON a.name = source JOIN node b ON b.name = target
     WHERE given IS NOT NULL ORDER BY edge.rowid`,
  );
  let filled = 0;
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) break;
    from.set(integers(chunk.getColumnVector(0)), filled);
    to.set(integers(chunk.getColumnVector(1)), filled);
    weight.set(chunk.getColumnValues(2).map(Number), filled);
    filled += chunk.rowCount;
  }
  return { from, to, weight };
}
