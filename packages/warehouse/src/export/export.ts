/** All rows of a query as a stream of bytes or a file: nothing is cut off, and memory does not grow with the rows. */
import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile, mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { quotePath } from '../duckdb/quote.ts';
import { EXPORT_CHUNK_CHARACTERS } from '../limits.ts';
import type { QueryOptions, Session } from '../read/session.ts';
import { type RowSource, streamRows, writeRows } from '../read/source.ts';
import { type CsvOptions, csvHeader, csvRow, ndjsonRow } from './text.ts';

export type ExportFormat = 'csv' | 'ndjson' | 'parquet';

export interface ExportOptions extends QueryOptions, CsvOptions {
  readonly format: ExportFormat;
  /** Told of rows as they are written; Parquet files are written as a whole. */
  readonly onRows?: ((rows: number) => void) | undefined;
}

/**
 * The rows as bytes, made as fast as they are read. Errors of the query come before the first byte where the query is at fault; destroying the
 * stream cancels what still runs.
 */
export async function exportStream(
  session: Session,
  directory: string,
  source: RowSource,
  options: ExportOptions,
): Promise<Readable> {
  const cancelled = new AbortController();
  const signal = options.signal === undefined ? cancelled.signal : AbortSignal.any([options.signal, cancelled.signal]);
  const parts: AsyncGenerator<string | Buffer, void> =
    options.format === 'parquet'
      ? fileParts(session, directory, source, { ...options, signal })
      : textParts(session, source, { ...options, signal });
  const first = await parts.next();
  let begun: Promise<IteratorResult<string | Buffer, void>> | null = Promise.resolve(first);
  const pull = async (stream: Readable): Promise<void> => {
    for (;;) {
      const { done, value } = await (begun ?? parts.next());
      begun = null;
      if (done === true) stream.push(null);
      // Pushing nothing would not ask again.
      else if (value.length === 0) continue;
      else stream.push(value);
      return;
    }
  };
  return new Readable({
    read() {
      pull(this).catch((error: unknown) => this.destroy(error instanceof Error ? error : new Error(String(error))));
    },
    destroy(error, done) {
      // First of all: who makes the next part may be waiting for the engine.
      cancelled.abort();
      parts.return(undefined).then(
        () => done(error),
        () => done(error),
      );
    },
  });
}

/** Write the rows into a Parquet file, which is complete or not there; resolves to their number. */
export async function exportFile(
  session: Session,
  directory: string,
  source: RowSource,
  path: string,
  options: QueryOptions,
): Promise<number> {
  return withParquet(session, directory, source, options, async (made) => {
    try {
      await rename(made, path);
    } catch {
      // Another file system: copy it beside its place first.
      const beside = join(dirname(path), `.${randomUUID()}.tmp`);
      try {
        await copyFile(made, beside);
        await rename(beside, path);
      } finally {
        await rm(beside, { force: true });
      }
    }
  });
}

async function* textParts(session: Session, source: RowSource, options: ExportOptions): AsyncGenerator<string, void> {
  const turns = new Turns<string>();
  const work = streamRows(session, source, options, async ({ columns, chunks }) => {
    let text = options.format === 'csv' ? csvHeader(columns, options) : '';
    let rows = 0;
    for await (const chunk of chunks) {
      for (const row of chunk) {
        text += options.format === 'csv' ? csvRow(row, options) : ndjsonRow(columns, row);
        if (text.length < EXPORT_CHUNK_CHARACTERS) continue;
        await turns.give(text);
        text = '';
      }
      rows += chunk.length;
      options.onRows?.(rows);
    }
    // A first part even where there are no rows: an error of the query would have come before it.
    await turns.give(text);
  });
  yield* turns.taken(work);
}

async function* fileParts(
  session: Session,
  directory: string,
  source: RowSource,
  options: ExportOptions,
): AsyncGenerator<Buffer, void> {
  const turns = new Turns<Buffer>();
  const work = withParquet(session, directory, source, options, async (path) => {
    for await (const part of createReadStream(path)) await turns.give(part as Buffer);
  });
  yield* turns.taken(work.then(() => {}));
}

async function withParquet(
  session: Session,
  directory: string,
  source: RowSource,
  options: QueryOptions,
  use: (path: string) => Promise<void>,
): Promise<number> {
  await mkdir(directory, { recursive: true });
  const path = join(directory, `${randomUUID()}.parquet`);
  try {
    const rows = await writeRows(session, source, options, async (question, sql) => {
      const copied = await question.run(`COPY (${sql}) TO ${quotePath(path)} (FORMAT parquet, COMPRESSION zstd)`);
      return Number(copied.rows[0]?.[0] ?? 0);
    });
    await use(path);
    return rows;
  } finally {
    await rm(path, { force: true });
  }
}

/** Hands values from one who makes them to one who takes them, one at a time: the maker waits until the last was taken. */
class Turns<T> {
  private value: { readonly item: T } | null = null;
  private wake: () => void = () => {};
  private gone = false;

  async give(item: T): Promise<void> {
    while (this.value !== null && !this.gone) await this.change();
    if (this.gone) throw new Error('nobody takes the rows any more');
    this.value = { item };
    this.wake();
  }

  /** The values, until `work` ends; rejects with what it rejects with. */
  async *taken(work: Promise<void>): AsyncGenerator<T, void> {
    let ended = false;
    const done = work.then(
      () => null,
      (error: unknown) => ({ error }),
    );
    void done.then(() => {
      ended = true;
      this.wake();
    });
    try {
      for (;;) {
        while (this.value === null && !ended) await this.change();
        const { value } = this;
        if (value === null) break;
        this.value = null;
        this.wake();
        yield value.item;
      }
      const failure = await done;
      if (failure !== null) throw failure.error;
    } finally {
      this.gone = true;
      this.wake();
      await done;
    }
  }

  /** Resolves when something has changed. Both sides may wait. */
  private change(): Promise<void> {
    return new Promise((resolve) => {
      const before = this.wake;
      this.wake = () => {
        before();
        resolve();
      };
    });
  }
}
