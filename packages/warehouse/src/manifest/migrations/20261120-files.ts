/** First version of the manifest. Never edited; later versions are files of their own, each raising `user_version`. */
import type { DatabaseSync } from 'node:sqlite';

/** Create the tables in an empty database; does nothing in one that has them. Throws on a version it does not know. */
export function createTables(db: DatabaseSync): void {
  const version = db.prepare('PRAGMA user_version').get()?.['user_version'];
  if (version === 1) return;
  if (version !== 0) throw new Error(`the warehouse's manifest has version ${String(version)}; this program knows 1`);
  db.exec(`
    BEGIN IMMEDIATE;
    CREATE TABLE state (
      one INTEGER PRIMARY KEY CHECK (one = 1),
      committed_position INTEGER NOT NULL,
      next_file_id INTEGER NOT NULL
    ) STRICT;
    INSERT INTO state VALUES (1, -1, 1);
    CREATE TABLE schemas (id INTEGER PRIMARY KEY, columns TEXT NOT NULL UNIQUE) STRICT;
    CREATE TABLE files (
      id INTEGER PRIMARY KEY,
      schema_id INTEGER NOT NULL REFERENCES schemas (id),
      rows INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      min_time_millis REAL NOT NULL,
      max_time_millis REAL NOT NULL,
      min_position INTEGER NOT NULL,
      max_position INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE retired (id INTEGER PRIMARY KEY, retired_at_millis INTEGER NOT NULL) STRICT;
    CREATE TABLE column_names (feature TEXT PRIMARY KEY, column_name TEXT NOT NULL UNIQUE COLLATE NOCASE) STRICT;
    PRAGMA user_version = 1;
    COMMIT;
  `);
}
