/**
 * What one question sees: the files of one moment and the rows that were in no file then. While the question runs, neither
 * its files are deleted nor its tables dropped.
 */
import type { Schema } from '../columns/schema.ts';
import type { FileEntry } from '../manifest/manifest.ts';

export interface Snapshot {
  readonly files: readonly FileEntry[];
  readonly recent: readonly RecentTable[];
  /** Feature name → column name. */
  readonly columnNames: ReadonlyMap<string, string>;
  release(): void;
}

/** Rows that are not in a file yet, as a table of the reading engine. */
export interface RecentTable {
  readonly table: string;
  readonly schema: Schema;
  readonly minTimeMillis: number;
  readonly maxTimeMillis: number;
  readonly minPosition: number;
  readonly maxPosition: number;
}

export interface SnapshotSource {
  acquire(): Promise<Snapshot>;
}

/** Counts who uses what. */
export class Leases {
  private readonly counts = new Map<number, number>();

  take(ids: readonly number[]): void {
    for (const id of ids) this.counts.set(id, (this.counts.get(id) ?? 0) + 1);
  }

  release(ids: readonly number[]): void {
    for (const id of ids) {
      const count = (this.counts.get(id) ?? 0) - 1;
      if (count > 0) this.counts.set(id, count);
      else this.counts.delete(id);
    }
  }

  has(id: number): boolean {
    return this.counts.has(id);
  }
}
