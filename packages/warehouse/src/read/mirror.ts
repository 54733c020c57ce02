/**
 * Copies of the writer's segments in the reading engine, made when a question is asked and only as far as the segment has
 * grown since the last one. A stream that nobody looks at costs nothing here.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import { quoteName } from '../duckdb/quote.ts';
import { createTableSql, type Segment } from '../write/segment.ts';
import type { RecentTable } from './snapshot.ts';

export class Mirror {
  /** A connection of the writing engine that is used for nothing else. */
  private readonly source: DuckDBConnection;
  private readonly target: DuckDBConnection;
  /** Rows copied so far, by segment id. */
  private readonly copied = new Map<number, number>();
  private working: Promise<unknown> = Promise.resolve();

  constructor(source: DuckDBConnection, target: DuckDBConnection) {
    this.source = source;
    this.target = target;
  }

  /** Bring the copies of these segments up to date; the caller holds leases on them and has called `sync`. */
  copy(segments: readonly Segment[]): Promise<RecentTable[]> {
    const wanted = segments.map((segment) => ({ segment, recent: describe(segment), rows: segment.rows }));
    const done = this.working.then(async () => {
      for (const { segment, rows } of wanted) await this.copyOne(segment, rows);
      return wanted.map(({ recent }) => recent);
    });
    this.working = done.catch(() => {});
    return done;
  }

  private async copyOne(segment: Segment, rows: number): Promise<void> {
    const table = segment.table;
    let done = this.copied.get(segment.id);
    if (done === undefined) {
      await this.target.run(createTableSql(table, segment.schema));
      done = 0;
      this.copied.set(segment.id, 0);
    }
    if (done >= rows) return;
    const appender = await this.target.createAppender(table);
    try {
      // Nothing is ever deleted from a segment, so its row ids are 0, 1, 2, … in the order of arrival.
      const result = await this.source.stream(
        `SELECT * FROM ${quoteName(table)} WHERE rowid >= ${done} AND rowid < ${rows} ORDER BY rowid`,
      );
      for (
        let chunk = await result.fetchChunk();
        chunk !== null && chunk.rowCount > 0;
        chunk = await result.fetchChunk()
      ) {
        appender.appendDataChunk(chunk);
      }
      appender.flushSync();
      this.copied.set(segment.id, rows);
    } catch (error) {
      // A copy that is neither old nor new would show rows twice.
      appender.clear();
      await this.target.run(`DROP TABLE ${quoteName(table)}`);
      this.copied.delete(segment.id);
      throw error;
    } finally {
      appender.closeSync();
    }
  }

  /** Forget a segment that nobody reads any more, here and in the writing engine. */
  drop(segment: Segment): Promise<void> {
    const done = this.working.then(async () => {
      if (this.copied.delete(segment.id)) await this.target.run(`DROP TABLE ${quoteName(segment.table)}`);
      await this.source.run(`DROP TABLE ${quoteName(segment.table)}`);
    });
    this.working = done.catch(() => {});
    return done;
  }

  async close(): Promise<void> {
    await this.working;
    this.source.disconnectSync();
    this.target.disconnectSync();
  }
}

function describe(segment: Segment): RecentTable {
  const { table, schema, minTimeMillis, maxTimeMillis, minPosition, maxPosition } = segment;
  return { table, schema, minTimeMillis, maxTimeMillis, minPosition, maxPosition };
}
