/** Runs questions against snapshots: one connection each, with a limit on rows and time, and stoppable. */
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { type Column, EXACT_COLUMN, isFixedColumn } from '../columns/schema.ts';
import { WarehouseError } from '../errors.ts';
import { DEFAULT_RESULT_ROWS, MAX_RESULT_ROWS, QUERY_TIMEOUT_MILLIS } from '../limits.ts';
import type { Predicate } from '../translate/predicate.ts';
import { guardSql } from './guard.ts';
import { type Cell, chunksOf, type ResultTable, readResult, resultColumns } from './results.ts';
import type { Snapshot, SnapshotSource } from './snapshot.ts';
import type { RowStream } from './source.ts';
import { columnsOfEvents, prune, selectSql, type TimeRange, withFeatures } from './view.ts';

/** How far a question is that is not answered in SQL alone. */
export interface Progress {
  /** Rows that SQL left to be evaluated so far. */
  readonly evaluated: number;
  /** … of which so many are events that the query selects. */
  readonly matched: number;
  /** Events that were left out because the journal no longer holds what the query asks of them. */
  readonly missing: number;
}

export interface QueryOptions {
  /** Told now and then, and at the end, while rows are evaluated; never where SQL answers alone. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds until the query is interrupted; Infinity for never. */
  readonly timeoutMillis?: number | undefined;
}

export interface SqlOptions extends QueryOptions {
  /** Rows to return; `truncated` says whether there were more. */
  readonly limit?: number | undefined;
}

/** Which rows and columns a question reads. */
interface TableQuery {
  readonly range?: TimeRange | undefined;
  readonly position?: number | undefined;
  /** All, when absent. What `where` needs comes in addition. */
  readonly columns?: readonly Column[] | undefined;
  readonly where?: Predicate | undefined;
  /** Give the features of `where` as they are to be evaluated, not as SQL compares them. */
  readonly exactly?: boolean | undefined;
}

/** A snapshot to ask, while `Session.ask` runs. */
export interface Question {
  readonly columns: readonly Column[];
  readonly columnNames: ReadonlyMap<string, string>;
  readonly snapshot: Snapshot;
  /** SQL of a table over the parts that can hold rows of the range. */
  from(table: TableQuery): string;
  /** The same over parts that the caller chose. */
  fromParts(parts: Pick<Snapshot, 'files' | 'recent'>, table: TableQuery): string;
  run(sql: string, limit?: number): Promise<ResultTable>;
  /** Rows as they come, in chunks, on a connection of their own: other statements may run meanwhile. */
  stream(sql: string): AsyncIterable<readonly (readonly Cell[])[]>;
  /** Rows as they come, on the question's own connection: nothing else may run until they are read. */
  rows(sql: string): Promise<RowStream>;
  /** An analyst's SELECT, checked (see `guardSql`), with the view `events` that it reads in place. */
  guarded(text: string): Promise<string>;
  /** The engine's connection of this question, for temporary tables. */
  readonly connection: DuckDBConnection;
  /** A name for a temporary table, and later ones others. */
  temporaryName(): string;
  /** Throws once the question was cancelled or ran out of time. */
  check(): void;
}

/** Connections of one piece of work, stopped together. */
interface Work {
  readonly connection: DuckDBConnection;
  connect(): Promise<DuckDBConnection>;
  disconnect(connection: DuckDBConnection): void;
  check(): void;
}

export class Session {
  private readonly engine: DuckDBInstance;
  private readonly source: SnapshotSource;
  private readonly filesDirectory: string;
  private readonly running = new Set<Promise<unknown>>();
  private closed = false;

  constructor(engine: DuckDBInstance, source: SnapshotSource, filesDirectory: string) {
    this.engine = engine;
    this.source = source;
    this.filesDirectory = filesDirectory;
  }

  /** Analysts' SQL over the view `events`. */
  async sql(text: string, options: SqlOptions = {}): Promise<ResultTable> {
    const limit = checkLimit(options.limit ?? DEFAULT_RESULT_ROWS);
    return this.ask(options, async (question) => question.run(await question.guarded(text), limit));
  }

  /** Ask the program's own questions of one snapshot. */
  async ask<T>(options: QueryOptions, work: (question: Question) => Promise<T>): Promise<T> {
    return this.withConnection(options, (worker) =>
      this.withSnapshot((snapshot) => {
        const { connection } = worker;
        let names = 0;
        const columns = columnsOfEvents(snapshot);
        const { columnNames } = snapshot;
        const fromParts: Question['fromParts'] = (parts, { columns: wanted = columns, where, exactly = false }) => {
          const features = where?.features ?? [];
          const needed = new Set(features.map((feature) => columnNames.get(feature.name)));
          const read = columns.filter(
            (column) =>
              wanted.includes(column) ||
              needed.has(column.name) ||
              // A predicate may ask for labels and verdicts; what it does not ask for is not read.
              (where !== undefined && (isFixedColumn(column.name) || column.name === EXACT_COLUMN.name)),
          );
          const rows = selectSql(parts, read, this.filesDirectory);
          return `(${withFeatures(rows, read, features, columnNames, exactly)})`;
        };
        return work({
          columns,
          columnNames,
          snapshot,
          fromParts,
          from: (table) => fromParts(prune(snapshot, table.range ?? {}, table.position), table),
          run: async (sql, limit = MAX_RESULT_ROWS) => readResult(await connection.stream(sql), limit),
          stream: (sql) => streamRows(worker, sql),
          rows: async (sql) => {
            const result = await connection.stream(sql);
            return { columns: resultColumns(result), chunks: chunksOf(result) };
          },
          guarded: async (text) => {
            await guardSql(connection, text);
            const view = selectSql(snapshot, columns, this.filesDirectory);
            await connection.run(`CREATE OR REPLACE TEMP VIEW events AS ${view}`);
            return text;
          },
          connection,
          temporaryName: () => `?t${names++}`,
          check: () => worker.check(),
        });
      }),
    );
  }

  private async withSnapshot<T>(work: (snapshot: Snapshot) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      const snapshot = await this.source.acquire();
      try {
        return await work(snapshot);
      } catch (error) {
        // Another process may have merged and deleted a file since we read its list; the next list is whole.
        if (attempt === 3 || !(error instanceof Error) || !/No files found|Cannot open file/.test(error.message))
          throw error;
      } finally {
        snapshot.release();
      }
    }
  }

  /** Take no more questions; resolves when those that run are answered. */
  async close(): Promise<void> {
    this.closed = true;
    await Promise.allSettled(this.running);
  }

  private async withConnection<T>(options: QueryOptions, work: (worker: Work) => Promise<T>): Promise<T> {
    if (this.closed) throw new WarehouseError('closed', 'the warehouse is closed');
    const done = this.connectAndWork(options, work);
    this.running.add(done);
    try {
      return await done;
    } finally {
      this.running.delete(done);
    }
  }

  private async connectAndWork<T>(options: QueryOptions, work: (worker: Work) => Promise<T>): Promise<T> {
    const { signal, timeoutMillis = QUERY_TIMEOUT_MILLIS } = options;
    if (signal?.aborted) throw new WarehouseError('cancelled', 'the query was cancelled');
    const connection = await this.engine.connect();
    const connections = new Set([connection]);
    let stopped: WarehouseError | null = null;
    let repeat: NodeJS.Timeout | undefined;
    const interrupt = () => {
      for (const each of connections) each.interrupt();
    };
    const stop = (error: WarehouseError) => {
      stopped ??= error;
      interrupt();
      // An interruption that arrives between two statements is lost, so it is repeated until the work ends.
      repeat ??= setInterval(interrupt, 20);
    };
    const worker: Work = {
      connection,
      connect: async () => {
        const further = await this.engine.connect();
        connections.add(further);
        return further;
      },
      disconnect: (further) => {
        connections.delete(further);
        further.disconnectSync();
      },
      check: () => {
        if (stopped !== null) throw stopped;
      },
    };
    const cancel = () => stop(new WarehouseError('cancelled', 'the query was cancelled'));
    const timer = Number.isFinite(timeoutMillis)
      ? setTimeout(
          () => stop(new WarehouseError('timeout', `the query took longer than ${timeoutMillis} ms`)),
          timeoutMillis,
        )
      : undefined;
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      const result = await work(worker);
      if (stopped !== null) throw stopped;
      return result;
    } catch (error) {
      throw stopped ?? asWarehouseError(error);
    } finally {
      clearTimeout(timer);
      clearInterval(repeat);
      signal?.removeEventListener('abort', cancel);
      for (const each of connections) each.disconnectSync();
    }
  }
}

async function* streamRows(worker: Work, sql: string): AsyncGenerator<readonly (readonly Cell[])[]> {
  const connection = await worker.connect();
  try {
    yield* chunksOf(await connection.stream(sql));
  } finally {
    worker.disconnect(connection);
  }
}

/** Throws a WarehouseError (`invalid`) on a limit that is no number of rows. */
export function checkLimit(limit: number): number {
  if (Number.isInteger(limit) && limit >= 0 && limit <= MAX_RESULT_ROWS) return limit;
  throw new WarehouseError('invalid', `limit must be an integer from 0 to ${MAX_RESULT_ROWS}`);
}

/** Errors of the engine name the offence; its kind is before the first colon. */
function asWarehouseError(error: unknown): unknown {
  if (error instanceof WarehouseError || !(error instanceof Error)) return error;
  if (/^(Parser|Syntax) Error/.test(error.message))
    return new WarehouseError('syntax', error.message, { cause: error });
  if (/^Permission Error/.test(error.message)) return new WarehouseError('refused', error.message, { cause: error });
  if (
    /^(Binder|Catalog|Conversion|Out of Range|Out of Memory|Invalid Input|Invalid Type|Mismatch Type|Not implemented|Constraint|Dependency|IO|Parameter Not)[A-Za-z ]*( Error)?:/.test(
      error.message,
    )
  ) {
    return new WarehouseError('invalid', error.message, { cause: error });
  }
  return error;
}
