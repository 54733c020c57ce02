/** Effects and label changes by people in one table, what labels entities have now, and how far all that is applied. */
import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

export const effects: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    // `id` begins with a hash of the event's id, so that its index finds an event's effects too: a random index less to write.
    await sql`CREATE TABLE effect (
      seq INTEGER PRIMARY KEY,
      id BLOB NOT NULL UNIQUE,
      kind TEXT NOT NULL,
      position INTEGER NOT NULL,
      time_ms INTEGER NOT NULL,
      event_id TEXT,
      action TEXT,
      ruleset INTEGER REFERENCES ruleset (id),
      rules TEXT,
      detail TEXT,
      change TEXT,
      entity_type TEXT,
      entity_id TEXT,
      label TEXT,
      expires_at_ms INTEGER,
      outcome TEXT,
      person TEXT,
      reason TEXT)`.execute(db);
    await sql`CREATE INDEX effect_entity ON effect (entity_id, entity_type) WHERE entity_id IS NOT NULL`.execute(db);
    await sql`CREATE TABLE ruleset (id INTEGER PRIMARY KEY, hash TEXT NOT NULL UNIQUE)`.execute(db);
    await sql`CREATE TABLE label_current (
      entity_type TEXT NOT NULL, entity_id TEXT NOT NULL, label TEXT NOT NULL, status TEXT NOT NULL,
      manual INTEGER NOT NULL, since_ms INTEGER NOT NULL, expires_at_ms INTEGER,
      PRIMARY KEY (entity_type, entity_id, label)) WITHOUT ROWID`.execute(db);
    // How many of each kind there are: counting rows would take seconds on a large platform.
    await sql`CREATE TABLE tally (kind TEXT PRIMARY KEY, count INTEGER NOT NULL)`.execute(db);
    await sql`CREATE TABLE progress (name TEXT PRIMARY KEY, position INTEGER NOT NULL)`.execute(db);
  },
};
