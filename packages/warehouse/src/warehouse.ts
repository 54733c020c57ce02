/** The warehouse: decided events as rows, features as typed columns, in Parquet files of one directory. */
import { rm } from 'node:fs/promises';
import { layout, lockForWriting, removeLeftovers, requireWarehouse, type WarehouseDirectory } from './directory.ts';
import { openReaderEngine, openWriterEngine } from './duckdb/engine.ts';
import { type FileEntry, Manifest } from './manifest/manifest.ts';
import { type ResolvedOptions, resolveOptions, type WarehouseOptions } from './options.ts';
import { Reader } from './read/reader.ts';
import { Session } from './read/session.ts';
import { LocalSource, ManifestSource } from './read/sources.ts';
import type { RowBatch } from './rows.ts';
import { Compactor } from './write/compaction.ts';
import type { AppendResult } from './write/writer.ts';
import { Writer } from './write/writer.ts';

export interface WarehouseMetrics {
  readonly files: number;
  readonly fileRows: number;
  readonly fileBytes: number;
  /** Rows that are in no file yet. */
  readonly bufferedRows: number;
  /** Values that were not of their feature's type and were stored as NULL. */
  readonly mismatches: number;
}

/**
 * Open the warehouse in `directory`, creating it when it is missing, as its one writer. Rejects with a WarehouseError (`locked`)
 * while another process writes there.
 */
export async function openWarehouse(directory: string, options: WarehouseOptions = {}): Promise<Warehouse> {
  const resolved = resolveOptions(options);
  const paths = layout(directory, options.tempDirectory);
  const lock = await lockForWriting(paths);
  try {
    const manifest = Manifest.openForWriting(paths.manifest);
    const { files, committedPosition } = manifest.load();
    await removeLeftovers(paths, new Set([...files.map((file) => file.id), ...manifest.retiredIds()]));
    const engine = {
      threads: resolved.writerThreads,
      memory: resolved.writerMemory,
      tempDirectory: `${paths.temp}-w`,
    };
    const writing = await openWriterEngine(engine);
    const reading = await openReader(paths, resolved);
    const source = await LocalSource.create(writing, reading, {
      files,
      committedPosition,
      columnNames: manifest.columnNames(),
    });
    const writer = await Writer.create(writing, manifest, source, paths.files, resolved.flush, resolved.now);
    source.follow(writer);
    const compactor = await Compactor.create(writing, manifest, source, paths.files, resolved);
    const session = new Session(reading, source, paths.files);
    return new Warehouse(session, paths.exports, {
      writer,
      source,
      compactor,
      options: resolved,
      close: async () => {
        await session.close();
        await source.close();
        compactor.close();
        writing.closeSync();
        reading.closeSync();
        manifest.close();
        lock.release();
        await removeSpill(paths);
      },
    });
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Open for questions only, beside a writer in another process; sees what is in files. Rejects (`missing`) where there is none. */
export async function openWarehouseReader(directory: string, options: WarehouseOptions = {}): Promise<WarehouseReader> {
  const paths = layout(directory, options.tempDirectory);
  requireWarehouse(paths);
  const manifest = Manifest.openForReading(paths.manifest);
  const reading = await openReader(paths, resolveOptions(options));
  const session = new Session(reading, new ManifestSource(manifest), paths.files);
  return new WarehouseReader(session, paths.exports, async () => {
    await session.close();
    reading.closeSync();
    manifest.close();
    await removeSpill(paths);
  });
}

const openReader = (paths: WarehouseDirectory, options: ResolvedOptions) =>
  openReaderEngine({ threads: options.readerThreads, memory: options.readerMemory, tempDirectory: `${paths.temp}-r` }, [
    paths.files,
    paths.exports,
  ]);

async function removeSpill(paths: WarehouseDirectory): Promise<void> {
  for (const role of ['w', 'r', 'x']) await rm(`${paths.temp}-${role}`, { recursive: true, force: true });
}

/** Questions to a directory that another process may be writing. */
export class WarehouseReader extends Reader {
  private readonly closeAll: () => Promise<void>;

  constructor(session: Session, exports: string, closeAll: () => Promise<void>) {
    super(session, exports);
    this.closeAll = closeAll;
  }

  close(): Promise<void> {
    return this.closeAll();
  }
}

interface Parts {
  readonly writer: Writer;
  readonly source: LocalSource;
  readonly compactor: Compactor;
  readonly options: ResolvedOptions;
  close(): Promise<void>;
}

export class Warehouse extends Reader {
  private readonly parts: Parts;
  private readonly timer: NodeJS.Timeout;
  private closing: Promise<void> | null = null;

  constructor(session: Session, exports: string, parts: Parts) {
    super(session, exports);
    this.parts = parts;
    const { maxAgeSeconds } = parts.options.flush;
    this.timer = setInterval(() => this.tick(), Math.min(1000, Math.max(10, (maxAgeSeconds * 1000) / 4)));
    this.timer.unref();
  }

  /** Every row up to this journal position is on disk; -1 when there are none. Replay after a crash starts behind it. */
  get committedPosition(): number {
    return this.parts.source.committedPosition;
  }

  /**
   * Take in the rows of decided events, in the order of their positions. Rows at or below the last position are ignored (W1).
   * They can be queried at once and are on disk after the next flush. Waits while the disk is behind; rejects when it fails,
   * and then the same batch may be offered again.
   */
  append(batch: RowBatch): Promise<AppendResult> {
    return this.parts.writer.append(batch);
  }

  /** Store everything appended so far; resolves when it is on disk and `committedPosition` says so. */
  flush(): Promise<void> {
    return this.parts.writer.flush();
  }

  /** Merge one group of small files, if there is one; resolves to the number of files that were merged. */
  compact(): Promise<number> {
    return this.parts.compactor.step();
  }

  get metrics(): WarehouseMetrics {
    const { source, writer } = this.parts;
    const sum = (of: (file: FileEntry) => number) => source.files.reduce((total, file) => total + of(file), 0);
    return {
      files: source.files.length,
      fileRows: sum((file) => file.rows),
      fileBytes: sum((file) => file.bytes),
      bufferedRows: writer.segments.reduce((total, segment) => total + segment.rows, 0),
      mismatches: writer.mismatches,
    };
  }

  private tick(): void {
    const { writer, compactor, options } = this.parts;
    void writer
      .flushAged()
      .then(() => compactor.step())
      .catch(options.onError);
  }

  /** Flush and let go of everything. Questions that still run are answered first. */
  close(): Promise<void> {
    clearInterval(this.timer);
    this.closing ??= this.closeNow();
    return this.closing;
  }

  private async closeNow(): Promise<void> {
    const { writer, compactor } = this.parts;
    try {
      await writer.close();
      await compactor.idle();
    } finally {
      await this.parts.close();
    }
  }
}
