/**
 * Rows on their way to one file: up to one chunk of them in JavaScript arrays, the rest in a table of the writing engine.
 * All rows of a segment have the same columns.
 */

import { type DuckDBAppender, type DuckDBConnection, DuckDBDataChunk } from '@duckdb/node-api';
import bindings from '@duckdb/node-bindings';
import { FAILED, type Outcome, type Value } from '@lapwing/sml';
import { sqlType } from '../columns/column-type.ts';
import { EXACT_COLUMN, FIXED_COLUMNS, type Schema, SHADOW_COLUMNS } from '../columns/schema.ts';
import { quoteName } from '../duckdb/quote.ts';
import { duckdbType } from '../duckdb/types.ts';
import { CHUNK_ROWS } from '../limits.ts';
import type { Row } from '../rows.ts';
import { type ColumnBuilder, createColumnBuilder } from './column-builder.ts';
import { plainValue } from './json-text.ts';

/** A value that its column cannot hold, found before the row was stored. */
export interface Misfit {
  readonly column: number;
  readonly value: Value;
}

export class Segment {
  readonly id: number;
  readonly schema: Schema;
  readonly table: string;
  readonly openedAtMillis: number;
  /** Bytes of the values, before compression. */
  bytes = 0;
  minTimeMillis = Number.POSITIVE_INFINITY;
  maxTimeMillis = Number.NEGATIVE_INFINITY;
  minPosition = -1;
  maxPosition = -1;
  private readonly appender: DuckDBAppender;
  private readonly chunk: DuckDBDataChunk;
  private readonly builders: readonly ColumnBuilder[];
  /** Where the columns of shadow begin, or -1. */
  private readonly shadowFrom: number;
  /** The column of notes (see `exact.ts`). */
  private readonly exactAt: number;
  private stored = 0;
  private pending = 0;
  private closed = false;

  private constructor(id: number, schema: Schema, table: string, appender: DuckDBAppender, nowMillis: number) {
    this.id = id;
    this.schema = schema;
    this.table = table;
    this.openedAtMillis = nowMillis;
    this.appender = appender;
    this.chunk = DuckDBDataChunk.create(schema.columns.map((column) => duckdbType(column.type)));
    this.exactAt = schema.columns.findIndex((column) => column.name === EXACT_COLUMN.name);
    const first = SHADOW_COLUMNS[0]!.name;
    this.shadowFrom = schema.columns.findIndex((column) => column.name === first);
    this.builders = schema.columns.map((column) => createColumnBuilder(column.type, CHUNK_ROWS));
  }

  static async create(connection: DuckDBConnection, id: number, schema: Schema, nowMillis: number): Promise<Segment> {
    const table = `segment_${id}`;
    await connection.run(createTableSql(table, schema));
    return new Segment(id, schema, table, await connection.createAppender(table), nowMillis);
  }

  get rows(): number {
    return this.stored + this.pending;
  }

  /**
   * Take in one row; `slots[i]` is the column of the i-th value, and `exact` are its notes. Returns a misfit, and stores nothing, where a value does not
   * fit its column and its column is not in `givenUp`; there it stores NULL instead.
   */
  append(
    row: Row,
    rulesetHash: string,
    exact: string | null,
    slots: readonly number[],
    givenUp: ReadonlySet<number>,
  ): Misfit | null {
    const at = this.pending;
    const { builders } = this;
    for (let i = 0; i < slots.length; i++) {
      const column = slots[i]!;
      const builder = builders[column]!;
      const outcome: Outcome | undefined = row.values[i];
      if (outcome === undefined || outcome === null || outcome === FAILED) {
        builder.setNull(at);
        continue;
      }
      const value = typeof outcome === 'object' ? plainValue(outcome) : outcome;
      if (value === null) builder.setNull(at);
      else if (!builder.set(at, value)) {
        if (!givenUp.has(column)) return { column, value };
        builder.setNull(at);
      }
    }
    this.setFixed(row, rulesetHash, at);
    const notes = builders[this.exactAt]!;
    if (exact === null) notes.setNull(at);
    else notes.set(at, exact);
    if (this.shadowFrom >= 0) this.setShadow(row, at);
    this.pending++;
    this.minTimeMillis = Math.min(this.minTimeMillis, row.timeMillis);
    this.maxTimeMillis = Math.max(this.maxTimeMillis, row.timeMillis);
    if (this.minPosition < 0) this.minPosition = row.position;
    this.maxPosition = row.position;
    if (this.pending === CHUNK_ROWS) this.spill();
    return null;
  }

  private setFixed(row: Row, rulesetHash: string, at: number): void {
    const values: readonly Value[] = [
      row.position,
      row.eventId,
      row.action,
      row.timeMillis,
      row.ingestedAtMillis,
      rulesetHash,
      row.verdicts,
      row.labelMutations,
      row.hits,
      row.observations,
      row.errorCount,
    ];
    for (let column = 0; column < FIXED_COLUMNS.length; column++) {
      const value = values[column] ?? null;
      if (value === null || !this.builders[column]!.set(at, value)) {
        throw new RangeError(
          `row at position ${row.position}: ${FIXED_COLUMNS[column]!.name} cannot be ${String(value)}`,
        );
      }
    }
  }

  private setShadow({ shadow, position }: Row, at: number): void {
    const { hits = null, verdicts = null, labels = null, candidate = null } = shadow ?? {};
    const made = [candidate?.hash, candidate?.hits, candidate?.acted, candidate?.verdicts, candidate?.labels];
    for (const [i, value] of [hits, verdicts, labels, ...made].entries()) {
      const builder = this.builders[this.shadowFrom + i]!;
      if (value === undefined || value === null) builder.setNull(at);
      else if (!builder.set(at, value)) {
        throw new RangeError(`row at position ${position}: ${SHADOW_COLUMNS[i]!.name} cannot be ${String(value)}`);
      }
    }
  }

  /** Move pending rows into the table. */
  private spill(): void {
    if (this.pending === 0) return;
    this.chunk.reset();
    this.chunk.rowCount = this.pending;
    for (let column = 0; column < this.builders.length; column++) {
      const builder = this.builders[column]!;
      this.bytes += builder.textBytes + 8 * this.pending;
      builder.writeTo(bindings.data_chunk_get_vector(this.chunk.chunk, column), this.pending);
    }
    this.appender.appendDataChunk(this.chunk);
    this.stored += this.pending;
    this.pending = 0;
  }

  /** Make every row visible in the table. */
  sync(): void {
    if (this.closed) return;
    this.spill();
    this.appender.flushSync();
  }

  /** No more rows will come. */
  close(): void {
    this.closed = true;
    this.spill();
    this.appender.closeSync();
  }
}

/** `CREATE TABLE` for rows of this schema. */
export function createTableSql(table: string, schema: Schema): string {
  const columns = schema.columns.map((column) => `${quoteName(column.name)} ${sqlType(column.type)}`);
  return `CREATE TABLE ${quoteName(table)} (${columns.join(', ')})`;
}
