/**
 * Merges neighbouring small files into one, a bounded group at a time, and deletes files that were merged away once nobody
 * reads them. Neighbours are neighbours in journal position, so that a file keeps covering one stretch of the journal.
 */
import { rm } from 'node:fs/promises';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { isFixedColumn, schemaOf } from '../columns/schema.ts';
import { MERGE_MAX_FILES } from '../limits.ts';
import type { FileEntry, Manifest } from '../manifest/manifest.ts';
import type { ResolvedOptions } from '../options.ts';
import type { LocalSource } from '../read/sources.ts';
import { selectSql, unifiedColumns } from '../read/view.ts';
import { filePath, writeParquet } from './parquet.ts';

interface MergePolicy {
  readonly targetRows: number;
  readonly targetBytes: number;
  readonly minFiles: number;
}

export class Compactor {
  private readonly connection: DuckDBConnection;
  private readonly manifest: Manifest;
  private readonly source: LocalSource;
  private readonly filesDirectory: string;
  private readonly options: ResolvedOptions;
  private working: Promise<number> | null = null;

  private constructor(
    connection: DuckDBConnection,
    manifest: Manifest,
    source: LocalSource,
    filesDirectory: string,
    options: ResolvedOptions,
  ) {
    this.connection = connection;
    this.manifest = manifest;
    this.source = source;
    this.filesDirectory = filesDirectory;
    this.options = options;
  }

  static async create(
    engine: DuckDBInstance,
    manifest: Manifest,
    source: LocalSource,
    filesDirectory: string,
    options: ResolvedOptions,
  ): Promise<Compactor> {
    return new Compactor(await engine.connect(), manifest, source, filesDirectory, options);
  }

  /** Merge one group and delete what may go; resolves to the number of files merged. Calls while one runs share it. */
  step(): Promise<number> {
    this.working ??= this.stepNow().finally(() => {
      this.working = null;
    });
    return this.working;
  }

  /** Resolves when no step is running. */
  async idle(): Promise<void> {
    await this.working?.catch(() => {});
  }

  private async stepNow(): Promise<number> {
    await this.deleteRetired();
    const group = chooseGroup(this.source.files, this.options.compaction);
    if (group.length === 0) return 0;
    const columns = unifiedColumns({ files: group, recent: [] });
    const rows = selectSql({ files: group, recent: [] }, columns, this.filesDirectory);
    const id = this.manifest.nextFileId();
    const bytes = await writeParquet(this.connection, rows, filePath(this.filesDirectory, id));
    const merged: FileEntry = {
      id,
      schema: schemaOf(columns.filter((column) => !isFixedColumn(column.name))),
      rows: group.reduce((sum, file) => sum + file.rows, 0),
      bytes,
      minTimeMillis: Math.min(...group.map((file) => file.minTimeMillis)),
      maxTimeMillis: Math.max(...group.map((file) => file.maxTimeMillis)),
      minPosition: group[0]!.minPosition,
      maxPosition: group.at(-1)!.maxPosition,
    };
    this.manifest.replaceFiles(group, merged, this.options.now());
    const gone = new Set(group.map((file) => file.id));
    // The list may have grown while the merged file was written.
    this.source.files = [...this.source.files.filter((file) => !gone.has(file.id)), merged].sort(
      (a, b) => a.minPosition - b.minPosition,
    );
    return group.length;
  }

  private async deleteRetired(): Promise<void> {
    const before = this.options.now() - this.options.retiredFileGraceSeconds * 1000;
    for (const id of this.manifest.retiredBefore(before)) {
      if (this.source.isFileInUse(id)) continue;
      await rm(filePath(this.filesDirectory, id), { force: true });
      this.manifest.forgetRetired(id);
    }
  }

  close(): void {
    this.connection.disconnectSync();
  }
}

/**
 * The longest run of neighbouring files, none of them full, that together stay within the target; empty where no run is worth
 * its rewriting: fewer than `minFiles`, unless the merged file is full.
 */
export function chooseGroup(files: readonly FileEntry[], policy: MergePolicy): readonly FileEntry[] {
  let best: readonly FileEntry[] = [];
  for (let start = 0; start < files.length; start++) {
    let [rows, bytes, end] = [0, 0, start];
    for (; end < files.length && end - start < MERGE_MAX_FILES; end++) {
      rows += files[end]!.rows;
      bytes += files[end]!.bytes;
      if (rows > policy.targetRows || bytes > policy.targetBytes) break;
    }
    const group = files.slice(start, end);
    if (group.length >= Math.max(2, policy.minFiles) && group.length > best.length && isBalanced(group)) best = group;
  }
  return best;
}

/** A group in which one file outweighs all others would rewrite that file for little: each row is moved O(log n) times. */
function isBalanced(group: readonly FileEntry[]): boolean {
  const rows = group.map((file) => file.rows);
  const sum = rows.reduce((a, b) => a + b, 0);
  return 2 * Math.max(...rows) <= sum || group.length === 0;
}
