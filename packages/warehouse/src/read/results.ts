/** Results of DuckDB as plain JavaScript values. */
import {
  DuckDBBlobValue,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBMapValue,
  type DuckDBResult,
  DuckDBStructValue,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampSecondsValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBValue,
} from '@duckdb/node-api';

/**
 * One cell: integers are numbers while they are safe and else bigints; timestamps are ISO 8601 in UTC with milliseconds (or
 * microseconds, where there are any); lists are arrays, structs objects, maps lists of [key, value]; what JSON has no
 * word for is DuckDB's text.
 */
export type Cell = null | boolean | number | bigint | string | readonly Cell[] | { readonly [name: string]: Cell };

export interface ResultColumn {
  readonly name: string;
  /** As DuckDB prints it: `BIGINT`, `VARCHAR[]`. */
  readonly type: string;
}

export interface ResultTable {
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly (readonly Cell[])[];
  /** True where there are more rows than `limit`. */
  readonly truncated: boolean;
}

/** Read at most `limit` rows of a streaming result. */
export async function readResult(result: DuckDBResult, limit: number): Promise<ResultTable> {
  const columns = resultColumns(result);
  const rows: Cell[][] = [];
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) return { columns, rows, truncated: false };
    for (const row of chunk.getRows()) {
      if (rows.length === limit) return { columns, rows, truncated: true };
      rows.push(row.map(toCell));
    }
  }
}

export function resultColumns(result: DuckDBResult): readonly ResultColumn[] {
  const types = result.columnTypes();
  return result.columnNames().map((name, i) => ({ name, type: String(types[i]) }));
}

/** The rows of a streaming result, a chunk at a time. */
export async function* chunksOf(result: DuckDBResult): AsyncGenerator<readonly (readonly Cell[])[]> {
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) return;
    yield chunk.getRows().map((row) => row.map(toCell));
  }
}

/** One value of the engine as a cell. */
function toCell(value: DuckDBValue): Cell {
  if (value === null || typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string')
    return value;
  if (typeof value === 'bigint') return toInteger(value);
  if (value instanceof DuckDBListValue) return value.items.map(toCell);
  if (value instanceof DuckDBTimestampValue || value instanceof DuckDBTimestampTZValue) return isoMicros(value.micros);
  if (value instanceof DuckDBTimestampMillisecondsValue) return isoMicros(value.millis * 1000n);
  if (value instanceof DuckDBTimestampSecondsValue) return isoMicros(value.seconds * 1_000_000n);
  if (value instanceof DuckDBDecimalValue) return value.scale === 0 ? toInteger(value.value) : value.toDouble();
  if (value instanceof DuckDBDateValue) return value.toString();
  if (value instanceof DuckDBStructValue) {
    return Object.fromEntries(Object.entries(value.entries).map(([name, item]) => [name, toCell(item)]));
  }
  if (value instanceof DuckDBMapValue) return value.entries.map((entry) => [toCell(entry.key), toCell(entry.value)]);
  if (value instanceof DuckDBBlobValue) return Buffer.from(value.bytes).toString('base64');
  return String(value);
}

const toInteger = (value: bigint): number | bigint => {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
};

/** `2026-01-02T03:04:05.678Z`; times that a Date cannot hold are given as microseconds since the epoch. */
function isoMicros(micros: bigint): string {
  const millis = Number(micros / 1000n) - (micros < 0n && micros % 1000n !== 0n ? 1 : 0);
  if (!(Math.abs(millis) <= 8.64e15)) return `${micros} µs`;
  const text = new Date(millis).toISOString();
  const rest = ((micros % 1000n) + 1000n) % 1000n;
  return rest === 0n ? text : `${text.slice(0, -1)}${String(rest).padStart(3, '0')}Z`;
}
