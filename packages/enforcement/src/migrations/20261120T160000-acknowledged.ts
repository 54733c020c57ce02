/** Alerts that people have seen to, and held effects beyond what is kept. */
import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

export const acknowledged: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`ALTER TABLE alert ADD COLUMN seen_ms INTEGER`.execute(db);
    await sql`ALTER TABLE alert ADD COLUMN seen_by TEXT`.execute(db);
    await sql`ALTER TABLE alert ADD COLUMN seen_reason TEXT`.execute(db);
    await sql`CREATE TABLE held_beyond (
      rule TEXT NOT NULL, cause TEXT NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (rule, cause)) WITHOUT ROWID`.execute(
      db,
    );
    // What is settled goes when it is old.
    await sql`CREATE INDEX held_settled ON held_effect (held_ms) WHERE state <> 'held'`.execute(db);
  },
};
