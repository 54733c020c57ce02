/**
 * The warehouse's list of files: which Parquet files hold which rows, and up to which journal position all rows are stored.
 *
 * - W1 A row is stored once however often it is offered: rows at or below the committed position are ignored.
 * - W2 Files and committed position change in one transaction; a crash leaves the old state or the new one.
 * - W3 A file is complete and on disk before the manifest names it, and is deleted only after the manifest has not named
 *   it for the grace time.
 */
import { DatabaseSync } from 'node:sqlite';
import { parseColumnType, printColumnType } from '../columns/column-type.ts';
import { type Column, isFixedColumn, type Schema, schemaOf } from '../columns/schema.ts';
import { createTables } from './migrations/20261120-files.ts';

/** One Parquet file. Rows inside are sorted by time, then position. */
export interface FileEntry {
  readonly id: number;
  readonly schema: Schema;
  readonly rows: number;
  readonly bytes: number;
  readonly minTimeMillis: number;
  readonly maxTimeMillis: number;
  readonly minPosition: number;
  readonly maxPosition: number;
}

export interface ManifestState {
  /** In the order of their positions. */
  readonly files: readonly FileEntry[];
  /** Every row up to this journal position is stored; -1 when there are none. */
  readonly committedPosition: number;
}

export class Manifest {
  private readonly db: DatabaseSync;
  private readonly schemas = new Map<number, Schema>();

  private constructor(db: DatabaseSync) {
    this.db = db;
  }

  /** Open for the one writer, creating the tables when they are missing. Throws when the file is not a manifest. */
  static openForWriting(path: string): Manifest {
    const db = new DatabaseSync(path, { timeout: 5_000 });
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
    createTables(db);
    return new Manifest(db);
  }

  /** Open for looking only, beside a writer in this or another process. Throws when there is no warehouse. */
  static openForReading(path: string): Manifest {
    return new Manifest(new DatabaseSync(path, { readOnly: true, timeout: 5_000 }));
  }

  close(): void {
    this.db.close();
  }

  /** Files and committed position, as one consistent state. */
  load(): ManifestState {
    this.db.exec('BEGIN');
    try {
      const files = this.db.prepare('SELECT * FROM files ORDER BY min_position, id').all();
      const state = this.db.prepare('SELECT committed_position FROM state').get();
      return {
        files: files.map((row) => this.readFile(row)),
        committedPosition: state === undefined ? -1 : numberOf(state, 'committed_position'),
      };
    } finally {
      this.db.exec('COMMIT');
    }
  }

  /** Number that changes with every commit of another connection; cheap to ask. */
  dataVersion(): number {
    const row = this.db.prepare('PRAGMA data_version').get();
    return row === undefined ? 0 : numberOf(row, 'data_version');
  }

  /** An id that no file, finished or not, ever had. */
  nextFileId(): number {
    const row = this.db
      .prepare('UPDATE state SET next_file_id = next_file_id + 1 RETURNING next_file_id - 1 AS id')
      .get();
    if (row === undefined) throw new Error('the manifest has no state row');
    return numberOf(row, 'id');
  }

  /** Add a file of new rows and move the committed position to its last row (W2). */
  commitFile(file: FileEntry, committedPosition: number): void {
    this.transaction(() => {
      this.insertFile(file);
      this.db.prepare('UPDATE state SET committed_position = ?').run(committedPosition);
    });
  }

  /** Put one file in the place of several; those are retired (W3). */
  replaceFiles(merged: readonly FileEntry[], by: FileEntry, nowMillis: number): void {
    this.transaction(() => {
      this.insertFile(by);
      for (const file of merged) {
        this.db.prepare('DELETE FROM files WHERE id = ?').run(file.id);
        this.db.prepare('INSERT INTO retired (id, retired_at_millis) VALUES (?, ?)').run(file.id, nowMillis);
      }
    });
  }

  /** Ids of files retired before this time; `forget` them after they are deleted. */
  retiredBefore(millis: number): number[] {
    const rows = this.db.prepare('SELECT id FROM retired WHERE retired_at_millis <= ? ORDER BY id').all(millis);
    return rows.map((row) => numberOf(row, 'id'));
  }

  retiredIds(): number[] {
    return this.retiredBefore(Number.MAX_SAFE_INTEGER);
  }

  forgetRetired(id: number): void {
    this.db.prepare('DELETE FROM retired WHERE id = ?').run(id);
  }

  /** Feature name → column name, for every feature ever stored. */
  columnNames(): Map<string, string> {
    const rows = this.db.prepare('SELECT feature, column_name FROM column_names').all();
    return new Map(rows.map((row) => [textOf(row, 'feature'), textOf(row, 'column_name')]));
  }

  addColumnNames(names: ReadonlyMap<string, string>): void {
    this.transaction(() => {
      for (const [feature, column] of names) {
        this.db.prepare('INSERT INTO column_names (feature, column_name) VALUES (?, ?)').run(feature, column);
      }
    });
  }

  private insertFile(file: FileEntry): void {
    this.db
      .prepare('INSERT INTO files VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
      .run(
        file.id,
        this.schemaId(file.schema),
        file.rows,
        file.bytes,
        file.minTimeMillis,
        file.maxTimeMillis,
        file.minPosition,
        file.maxPosition,
      );
  }

  private schemaId(schema: Schema): number {
    const columns = schema.columns.filter((column) => !isFixedColumn(column.name));
    const key = JSON.stringify(columns.map((column) => [column.name, printColumnType(column.type)]));
    this.db.prepare('INSERT INTO schemas (columns) VALUES (?) ON CONFLICT DO NOTHING').run(key);
    const row = this.db.prepare('SELECT id FROM schemas WHERE columns = ?').get(key);
    if (row === undefined) throw new Error('a schema that was just written is not there');
    return numberOf(row, 'id');
  }

  private readSchema(id: number): Schema {
    const known = this.schemas.get(id);
    if (known !== undefined) return known;
    const row = this.db.prepare('SELECT columns FROM schemas WHERE id = ?').get(id);
    if (row === undefined) throw new Error(`the manifest has no schema ${id}`);
    const schema = schemaOf(parseColumns(textOf(row, 'columns')));
    this.schemas.set(id, schema);
    return schema;
  }

  private readFile(row: Record<string, unknown>): FileEntry {
    return {
      id: numberOf(row, 'id'),
      schema: this.readSchema(numberOf(row, 'schema_id')),
      rows: numberOf(row, 'rows'),
      bytes: numberOf(row, 'bytes'),
      minTimeMillis: numberOf(row, 'min_time_millis'),
      maxTimeMillis: numberOf(row, 'max_time_millis'),
      minPosition: numberOf(row, 'min_position'),
      maxPosition: numberOf(row, 'max_position'),
    };
  }

  private transaction(work: () => void): void {
    this.db.exec('BEGIN IMMEDIATE');
    try {
      work();
      this.db.exec('COMMIT');
    } catch (error) {
      if (this.db.isTransaction) this.db.exec('ROLLBACK');
      throw error;
    }
  }
}

function parseColumns(text: string): Column[] {
  const parsed: unknown = JSON.parse(text);
  if (!Array.isArray(parsed)) throw new Error('the manifest holds a schema that is not a list');
  return parsed.map((entry: unknown) => {
    if (!Array.isArray(entry) || typeof entry[0] !== 'string' || typeof entry[1] !== 'string') {
      throw new Error('the manifest holds a column that is not [name, type]');
    }
    return { name: entry[0], type: parseColumnType(entry[1]) };
  });
}

function numberOf(row: Record<string, unknown>, name: string): number {
  const value = row[name];
  if (typeof value !== 'number') throw new Error(`the manifest holds no number in ${name}`);
  return value;
}

function textOf(row: Record<string, unknown>, name: string): string {
  const value = row[name];
  if (typeof value !== 'string') throw new Error(`the manifest holds no text in ${name}`);
  return value;
}
