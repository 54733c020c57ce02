/**
 * Notes, ratings and statuses in an SQLite file: what a restart scores again. The journal may forget events; notes are kept until they
 * are deleted. Written in one transaction a batch, in the order of the journal.
 */
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { HistoryEntry, LiveEntry, StatusChange } from '@lapwing/notes';

/** Somebody asked for a note under a post. */
export interface RequestEntry {
  readonly kind: 'request';
  readonly postId: string;
  readonly userId: string;
  readonly at: number;
}

export type LoggedEntry = LiveEntry | RequestEntry;

export interface NumberedChange extends StatusChange {
  readonly sequence: number;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS entry (position INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS history (note TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS change (sequence INTEGER PRIMARY KEY, note TEXT NOT NULL, body TEXT NOT NULL) STRICT;
  CREATE INDEX IF NOT EXISTS change_of_note ON change (note, sequence);
  CREATE TABLE IF NOT EXISTS applied (id INTEGER PRIMARY KEY CHECK (id = 1), through INTEGER NOT NULL) STRICT;
  INSERT OR IGNORE INTO applied VALUES (1, -1);
`;
/** Another process may look into the file. */
const BUSY_MILLIS = 5_000;

export class NotesLog {
  readonly #database: DatabaseSync;
  readonly #insertEntry: StatementSync;
  readonly #putHistory: StatementSync;
  readonly #insertChange: StatementSync;
  readonly #setThrough: StatementSync;

  constructor(path: string) {
    this.#database = new DatabaseSync(path, { timeout: BUSY_MILLIS });
    this.#database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
    this.#database.exec(SCHEMA);
    this.#insertEntry = this.#database.prepare('INSERT OR IGNORE INTO entry VALUES (?, ?)');
    this.#putHistory = this.#database.prepare('INSERT OR REPLACE INTO history VALUES (?, ?)');
    this.#insertChange = this.#database.prepare('INSERT INTO change (note, body) VALUES (?, ?)');
    this.#setThrough = this.#database.prepare('UPDATE applied SET through = ?');
  }

  get through(): number {
    return Number(this.#database.prepare('SELECT through FROM applied').get()?.['through'] ?? -1);
  }

  /** Everything that came, in order. */
  *entries(): Iterable<LoggedEntry> {
    for (const { body } of this.#database.prepare('SELECT body FROM entry ORDER BY position').iterate()) {
      // Written by `write` alone.
      yield JSON.parse(String(body)) as LoggedEntry;
    }
  }

  *histories(): Iterable<readonly [string, HistoryEntry]> {
    for (const { note, body } of this.#database.prepare('SELECT note, body FROM history').iterate()) {
      yield [String(note), historyFrom(String(body))];
    }
  }

  /** Changes newest first, before a sequence number where one is given, of one note or of all. */
  changes(limit: number, before: number | null, noteId: string | null): NumberedChange[] {
    const where = noteId === null ? '' : 'AND note = ?';
    const rows = this.#database
      .prepare(`SELECT sequence, body FROM change WHERE sequence < ? ${where} ORDER BY sequence DESC LIMIT ?`)
      .all(before ?? Number.MAX_SAFE_INTEGER, ...(noteId === null ? [] : [noteId]), limit);
    return rows.map(({ sequence, body }) => ({
      sequence: Number(sequence),
      ...(JSON.parse(String(body)) as StatusChange),
    }));
  }

  write(batch: {
    readonly entries: readonly (readonly [position: number, entry: LoggedEntry])[];
    readonly histories: readonly (readonly [noteId: string, entry: HistoryEntry])[];
    readonly changes: readonly StatusChange[];
    readonly through: number;
  }): void {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      for (const [position, entry] of batch.entries) this.#insertEntry.run(position, JSON.stringify(entry));
      for (const [noteId, entry] of batch.histories) this.#putHistory.run(noteId, historyText(entry));
      for (const change of batch.changes) this.#insertChange.run(change.noteId, JSON.stringify(change));
      this.#setThrough.run(batch.through);
      this.#database.exec('COMMIT');
    } catch (error) {
      this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  /** Everything written is on disk when it returns. */
  flush(): void {
    this.#database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  }

  close(): void {
    this.#database.close();
  }
}

/** JSON has no NaN; a time that never was is null there. */
function historyText(entry: HistoryEntry): string {
  return JSON.stringify(entry);
}

function historyFrom(text: string): HistoryEntry {
  const entry: Record<string, number | null> = JSON.parse(text);
  return Object.fromEntries(
    Object.entries(entry).map(([name, value]) => [name, value ?? Number.NaN]),
  ) as unknown as HistoryEntry;
}
