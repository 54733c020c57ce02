/**
 * Takes decided events in and gets them onto the disk: rows → segment → Parquet file → manifest. Numbers W1 to W3 are the
 * manifest's.
 *
 * - W4 Rows come in the order of their positions; one that is not above the last is a repetition and is ignored.
 * - W5 A row that was appended is in exactly one of: a segment, a file of the manifest.
 */
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { Feature } from '@lapwing/sml';
import { nameColumns } from '../columns/column-names.ts';
import { type ColumnType, sameColumnType } from '../columns/column-type.ts';
import { exactNotes, type Watch, watched } from '../columns/exact.ts';
import { columnTypeOf } from '../columns/feature-column.ts';
import { roomierType } from '../columns/roomier.ts';
import { type Column, EXACT_COLUMN, FIXED_COLUMNS, type Schema, schemaOf } from '../columns/schema.ts';
import { quoteName } from '../duckdb/quote.ts';
import { WarehouseError } from '../errors.ts';
import { WAITING_SEGMENTS } from '../limits.ts';
import type { FileEntry, Manifest } from '../manifest/manifest.ts';
import type { Row, RowBatch } from '../rows.ts';
import { filePath, writeParquet } from './parquet.ts';
import { type Misfit, Segment } from './segment.ts';

export interface FlushPolicy {
  readonly maxRows: number;
  readonly maxBytes: number;
  readonly maxAgeSeconds: number;
}

export interface AppendResult {
  readonly stored: number;
  /** Rows that were there already (W1, W4). */
  readonly ignored: number;
}

/** What the writer shares with readers in its process: the current files, and how to tell that they changed. */
export interface SharedState {
  files: readonly FileEntry[];
  committedPosition: number;
  columnNames: Map<string, string>;
  /** Called when a segment has become a file, so that its table can go once nobody reads it. */
  segmentStored(segment: Segment): void;
}

/** How values of one list of features get into the columns of one segment. */
interface Plan {
  readonly features: readonly Feature[];
  readonly segment: Segment;
  readonly slots: readonly number[];
  readonly watches: readonly Watch[];
}

export class Writer {
  /** Values that did not have their feature's declared type and were stored as NULL. */
  mismatches = 0;
  private readonly appendConnection: DuckDBConnection;
  /** Its own connection: an append on one that is writing a file would stop the process until the file is written. */
  private readonly copyConnection: DuckDBConnection;
  private readonly manifest: Manifest;
  private readonly shared: SharedState;
  private readonly filesDirectory: string;
  private readonly policy: FlushPolicy;
  private readonly now: () => number;
  private current: Segment | null = null;
  private plan: Plan | null = null;
  /** Full segments, oldest first; the first may be on its way to the disk. */
  private waiting: Segment[] = [];
  private nextSegmentId = 1;
  private lastPosition: number;
  /** Columns that turned out to need more room than their feature's type says. */
  private readonly roomier = new Map<string, { readonly declared: ColumnType; readonly type: ColumnType }>();
  /** Set where rows were lost on the way into a segment: nothing may be committed after them. */
  private failure: Error | null = null;
  private readonly givenUp = new Set<number>();
  /** Set with the first row of which something happened in shadow: from there on all segments have the columns for it. */
  private withShadow = false;
  private appending: Promise<unknown> = Promise.resolve();
  private flushing: Promise<void> | null = null;
  private closed = false;

  private constructor(
    connections: readonly [DuckDBConnection, DuckDBConnection],
    manifest: Manifest,
    shared: SharedState,
    filesDirectory: string,
    policy: FlushPolicy,
    now: () => number,
  ) {
    [this.appendConnection, this.copyConnection] = connections;
    this.manifest = manifest;
    this.shared = shared;
    this.filesDirectory = filesDirectory;
    this.policy = policy;
    this.now = now;
    this.lastPosition = shared.committedPosition;
  }

  static async create(
    engine: DuckDBInstance,
    manifest: Manifest,
    shared: SharedState,
    filesDirectory: string,
    policy: FlushPolicy,
    now: () => number,
  ): Promise<Writer> {
    return new Writer([await engine.connect(), await engine.connect()], manifest, shared, filesDirectory, policy, now);
  }

  /** Segments whose rows are in no file yet, oldest first. */
  get segments(): readonly Segment[] {
    return this.current === null ? this.waiting : [...this.waiting, this.current];
  }

  /** The segments that have rows, all of which are in their tables now. */
  visibleSegments(): readonly Segment[] {
    const segments = this.segments.filter((segment) => segment.rows > 0);
    try {
      for (const segment of segments) segment.sync();
    } catch (error) {
      this.fail(error);
      throw error;
    }
    return segments;
  }

  append(batch: RowBatch): Promise<AppendResult> {
    if (this.closed) return Promise.reject(new WarehouseError('closed', 'the warehouse is closed'));
    // One batch after the other, so that rows keep their order while one of them waits for the disk.
    const done = this.appending.then(() => this.appendNow(batch));
    this.appending = done.catch(() => {});
    return done;
  }

  private async appendNow(batch: RowBatch): Promise<AppendResult> {
    if (this.failure !== null) throw this.failure;
    let stored = 0;
    for (const row of batch.rows) {
      if (row.position <= this.lastPosition) continue;
      if (row.values.length !== batch.features.length) {
        throw new RangeError(
          `row at position ${row.position} has ${row.values.length} values for ${batch.features.length} features`,
        );
      }
      if (row.shadow !== undefined && !this.withShadow) {
        this.withShadow = true;
        this.plan = null;
      }
      let plan = this.plan;
      if (plan === null || plan.features !== batch.features) plan = await this.planFor(batch.features);
      for (;;) {
        const misfit = this.take(plan, row, batch.rulesetHash);
        if (misfit === null) break;
        const column: Column = plan.segment.schema.columns[misfit.column]!;
        const type = roomierType(column.type, misfit.value);
        if (type === null) {
          this.givenUp.add(misfit.column);
          this.mismatches++;
          continue;
        }
        const declared = columnTypeOf(batch.features[misfit.column - FIXED_COLUMNS.length]!.type);
        this.roomier.set(column.name, { declared, type });
        plan = await this.planFor(batch.features);
      }
      this.givenUp.clear();
      this.lastPosition = row.position;
      stored++;
      const { segment } = plan;
      if (segment.rows >= this.policy.maxRows || segment.bytes >= this.policy.maxBytes) {
        this.closeCurrent();
        if (this.waiting.length > WAITING_SEGMENTS) await this.flushWaiting();
        else void this.flushWaiting().catch(() => {});
      }
    }
    return { stored, ignored: batch.rows.length - stored };
  }

  private take(plan: Plan, row: Row, rulesetHash: string): Misfit | null {
    try {
      const exact = exactNotes(row.values, plan.watches);
      return plan.segment.append(row, rulesetHash, exact, plan.slots, this.givenUp);
    } catch (error) {
      // A RangeError is about this row alone, and comes before the row is stored.
      if (!(error instanceof RangeError)) this.fail(error);
      throw error;
    }
  }

  private fail(error: unknown): void {
    this.failure = new Error('the warehouse lost rows in memory and takes no more; open it again and replay', {
      cause: error,
    });
  }

  /** Open a segment with the columns of these features, unless the current one has them. */
  private async planFor(features: readonly Feature[]): Promise<Plan> {
    const added = nameColumns(
      features.map((feature) => feature.name),
      this.shared.columnNames,
    );
    if (added.size > 0) {
      this.manifest.addColumnNames(added);
      for (const [feature, column] of added) this.shared.columnNames.set(feature, column);
    }
    const schema = this.schemaFor(features);
    if (this.current?.schema.key !== schema.key) {
      this.closeCurrent();
      this.current = await Segment.create(this.appendConnection, this.nextSegmentId++, schema, this.now());
    }
    const segment = this.current!;
    const slots = features.map((_, i) => FIXED_COLUMNS.length + i);
    this.plan = { features, segment, slots, watches: watched(features) };
    return this.plan;
  }

  private schemaFor(features: readonly Feature[]): Schema {
    return schemaOf(
      [
        ...features.map((feature) => {
          const name = this.shared.columnNames.get(feature.name)!;
          const declared = columnTypeOf(feature.type);
          const known = this.roomier.get(name);
          return {
            name,
            type: known !== undefined && sameColumnType(known.declared, declared) ? known.type : declared,
          };
        }),
        EXACT_COLUMN,
      ],
      this.withShadow,
    );
  }

  private closeCurrent(): void {
    const segment = this.current;
    if (segment === null) return;
    this.current = null;
    this.plan = null;
    try {
      segment.close();
    } catch (error) {
      this.fail(error);
      throw error;
    }
    this.waiting.push(segment);
  }

  /** Store everything appended so far; resolves when it is on disk and in the manifest. */
  async flush(): Promise<void> {
    await this.appending;
    if (this.current !== null && this.current.rows > 0) this.closeCurrent();
    await this.flushWaiting();
  }

  /** Store the current segment if its oldest row is older than the policy allows. */
  async flushAged(): Promise<void> {
    const oldest = this.segments[0];
    if (oldest === undefined || oldest.rows === 0) return;
    if (this.now() - oldest.openedAtMillis >= this.policy.maxAgeSeconds * 1000) await this.flush();
  }

  private flushWaiting(): Promise<void> {
    this.flushing ??= this.storeWaiting().finally(() => {
      this.flushing = null;
    });
    return this.flushing;
  }

  private async storeWaiting(): Promise<void> {
    // A failure leaves the segment first in the queue; the next flush tries again.
    for (let segment = this.waiting[0]; segment !== undefined; segment = this.waiting[0]) {
      if (this.failure !== null) throw this.failure;
      const file = segment.rows === 0 ? null : await this.writeFile(segment);
      // From here to the end of the turn nothing may wait: a reader must see the segment or the file, never both (W5).
      if (file !== null) {
        this.manifest.commitFile(file, file.maxPosition);
        this.shared.files = [...this.shared.files, file];
        this.shared.committedPosition = file.maxPosition;
      }
      this.waiting = this.waiting.slice(1);
      this.shared.segmentStored(segment);
    }
  }

  private async writeFile(segment: Segment): Promise<FileEntry> {
    const id = this.manifest.nextFileId();
    const path = filePath(this.filesDirectory, id);
    const bytes = await writeParquet(this.copyConnection, `SELECT * FROM ${quoteName(segment.table)}`, path);
    const { schema, rows, minTimeMillis, maxTimeMillis, minPosition, maxPosition } = segment;
    return { id, schema, rows, bytes, minTimeMillis, maxTimeMillis, minPosition, maxPosition };
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.flush();
    this.appendConnection.disconnectSync();
    this.copyConnection.disconnectSync();
  }
}
