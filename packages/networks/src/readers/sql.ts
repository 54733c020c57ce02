/** What the readers say to DuckDB in common. */
import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance, DuckDBUIntegerVector } from '@duckdb/node-api';
import { NetworksError } from '../core/errors.ts';
import { onInterrupt } from './interrupt.ts';
import { MILLIS_FROM, READER_MEMORY } from './limits.ts';
import { quoteName } from './quote.ts';
import { type Column, reasonOf } from './source.ts';

/** Run `work` on an engine of its own, which is closed after it. What does not fit into memory goes into a directory of its own. */
export async function withDuckDb<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
  const spill = await mkdtemp(join(tmpdir(), 'lapwing-networks-'));
  const done = onInterrupt(() => rmSync(spill, { recursive: true, force: true }));
  try {
    return await onInstance(spill, work);
  } finally {
    done();
    await rm(spill, { recursive: true, force: true });
  }
}

async function onInstance<T>(spill: string, work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: READER_MEMORY,
    temp_directory: spill,
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

/** Take only rows where this column is this text. */
export interface RowFilter {
  readonly column: string;
  readonly is: string;
}

/** Rows are counted as they are taken. */
export function rowName(number: unknown, where: RowFilter | undefined): string {
  return where === undefined
    ? `row ${number}`
    : `row ${number} of those with ${where.column} ${JSON.stringify(where.is)}`;
}

export function columnOf(has: ReadonlyMap<string, Column>, name: string, path: string): Column {
  const column = has.get(name);
  if (column !== undefined) return column;
  throw new NetworksError(
    `${path} has no column ${JSON.stringify(name)}; its columns are ${[...has.keys()].join(', ')}`,
  );
}

/**
 * The column as text. A JSON column holds numbers and texts: a text is what is between its quotes. In a column of floating-point
 * numbers NaN is how tables of numbers say that nothing is there.
 */
export function asText({ name, type }: Column): string {
  const column = quoteName(name);
  if (type === 'JSON') return `(${column} ->> '$')`;
  const isFloat = type === 'FLOAT' || type === 'DOUBLE';
  return `CAST(${isFloat ? `CASE WHEN NOT isnan(${column}) THEN ${column} END` : column} AS VARCHAR)`;
}

/** Milliseconds since 1970 as a double, or null where the value is no time. */
export function timeMillis(column: Column): string {
  const text = asText(column);
  const name = quoteName(column.name);
  // A cast would move it by the zone of the machine.
  if (column.type === 'TIMESTAMP WITH TIME ZONE') return `epoch_us(${name}) / 1000.0`;
  if (/^(TIMESTAMP|DATE)/.test(column.type)) return `epoch_us(CAST(${name} AS TIMESTAMP)) / 1000.0`;
  const number = `TRY_CAST(${text} AS DOUBLE)`;
  return `coalesce(CASE WHEN abs(${number}) < ${MILLIS_FROM} THEN ${number} * 1000 ELSE ${number} END,
    epoch_us(TRY_CAST(${text} AS TIMESTAMP)) / 1000.0)`;
}

export function integers(vector: unknown): Uint32Array {
  if (!(vector instanceof DuckDBUIntegerVector)) throw new NetworksError('numbers of names are not 32-bit');
  const values = new Uint32Array(vector.itemCount);
  for (let i = 0; i < values.length; i++) values[i] = vector.getItem(i) ?? 0;
  return values;
}

export async function run(connection: DuckDBConnection, sql: string, path: string): Promise<void> {
  try {
    await connection.run(sql);
  } catch (error) {
    throw new NetworksError(`${path}: ${reasonOf(error)}`, { cause: error });
  }
}
