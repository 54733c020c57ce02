/** Tables of the lists' archive. An entry's row holds from the version that wrote it to the one that took it away. */

/** `to_version` of what is still there; larger than any version. */
export const OPEN = Number.MAX_SAFE_INTEGER;

export const SCHEMA = `
  CREATE TABLE IF NOT EXISTS lists (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
  CREATE TABLE IF NOT EXISTS versions (
    list INTEGER NOT NULL, version INTEGER NOT NULL, position INTEGER NOT NULL, at_ms INTEGER NOT NULL, by TEXT NOT NULL,
    reason TEXT NOT NULL, operation TEXT NOT NULL, added INTEGER NOT NULL, removed INTEGER NOT NULL, changed INTEGER NOT NULL,
    entries INTEGER NOT NULL, PRIMARY KEY (list, version)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS entries (
    list INTEGER NOT NULL, value TEXT NOT NULL, from_version INTEGER NOT NULL, to_version INTEGER NOT NULL, expires_ms INTEGER,
    note TEXT NOT NULL, PRIMARY KEY (list, value, from_version)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS entries_from ON entries (list, from_version);
  CREATE INDEX IF NOT EXISTS entries_to ON entries (list, to_version);
  CREATE TABLE IF NOT EXISTS properties (
    list INTEGER NOT NULL, from_version INTEGER NOT NULL, kind TEXT NOT NULL, max_distance INTEGER NOT NULL,
    PRIMARY KEY (list, from_version)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS imports (list INTEGER PRIMARY KEY, mode TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS staged (
    list INTEGER NOT NULL, value TEXT NOT NULL, expires_ms INTEGER, note TEXT NOT NULL, PRIMARY KEY (list, value)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS state (position INTEGER NOT NULL) STRICT;
  INSERT INTO state SELECT -1 WHERE NOT EXISTS (SELECT 1 FROM state);`;
