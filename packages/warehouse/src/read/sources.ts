/** Where snapshots come from: the writer of this process, or the manifest of another's. */
import type { DuckDBInstance } from '@duckdb/node-api';
import type { FileEntry, Manifest, ManifestState } from '../manifest/manifest.ts';
import type { Segment } from '../write/segment.ts';
import type { SharedState, Writer } from '../write/writer.ts';
import { Mirror } from './mirror.ts';
import { Leases, type Snapshot, type SnapshotSource } from './snapshot.ts';

/** Files and unflushed rows of the writer in this process. */
export class LocalSource implements SnapshotSource, SharedState {
  files: readonly FileEntry[];
  committedPosition: number;
  columnNames: Map<string, string>;
  private readonly mirror: Mirror;
  private readonly fileLeases = new Leases();
  private readonly segmentLeases = new Leases();
  /** Segments that are files by now and wait for their last reader. */
  private readonly finished = new Map<number, Segment>();
  private writer: Writer | null = null;

  private constructor(mirror: Mirror, state: ManifestState & { readonly columnNames: Map<string, string> }) {
    this.mirror = mirror;
    this.files = state.files;
    this.committedPosition = state.committedPosition;
    this.columnNames = state.columnNames;
  }

  static async create(
    writing: DuckDBInstance,
    reading: DuckDBInstance,
    state: ManifestState & { readonly columnNames: Map<string, string> },
  ): Promise<LocalSource> {
    return new LocalSource(new Mirror(await writing.connect(), await reading.connect()), state);
  }

  follow(writer: Writer): void {
    this.writer = writer;
  }

  async acquire(): Promise<Snapshot> {
    const { files } = this;
    const segments = this.writer?.visibleSegments() ?? [];
    const fileIds = files.map((file) => file.id);
    const segmentIds = segments.map((segment) => segment.id);
    this.fileLeases.take(fileIds);
    this.segmentLeases.take(segmentIds);
    const release = () => {
      this.fileLeases.release(fileIds);
      this.segmentLeases.release(segmentIds);
      for (const id of segmentIds) this.dropIfUnused(id);
    };
    try {
      const recent = await this.mirror.copy(segments);
      return { files, recent, columnNames: this.columnNames, release };
    } catch (error) {
      release();
      throw error;
    }
  }

  segmentStored(segment: Segment): void {
    this.finished.set(segment.id, segment);
    this.dropIfUnused(segment.id);
  }

  isFileInUse(id: number): boolean {
    return this.fileLeases.has(id);
  }

  private dropIfUnused(id: number): void {
    const segment = this.finished.get(id);
    if (segment === undefined || this.segmentLeases.has(id)) return;
    this.finished.delete(id);
    // A table that cannot be dropped only costs memory; the engine goes with the process.
    void this.mirror.drop(segment).catch(() => {});
  }

  close(): Promise<void> {
    return this.mirror.close();
  }
}

/** Files of a warehouse that another process may be writing; its list is read again whenever it changed. */
export class ManifestSource implements SnapshotSource {
  private readonly manifest: Manifest;

  constructor(manifest: Manifest) {
    this.manifest = manifest;
  }

  async acquire(): Promise<Snapshot> {
    const { files } = this.manifest.load();
    return { files, recent: [], columnNames: this.manifest.columnNames(), release: () => {} };
  }
}
