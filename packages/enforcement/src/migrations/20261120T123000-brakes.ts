/** What the brakes held and told, what people did about it, and what was undone. */
import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

export const brakes: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`ALTER TABLE effect ADD COLUMN applied_ms INTEGER`.execute(db);
    await sql`ALTER TABLE effect ADD COLUMN applied_position INTEGER`.execute(db);
    await sql`ALTER TABLE effect ADD COLUMN undo TEXT`.execute(db);
    await sql`CREATE TABLE held_effect (
      seq INTEGER PRIMARY KEY,
      id BLOB NOT NULL UNIQUE,
      position INTEGER NOT NULL,
      held_ms INTEGER NOT NULL,
      selector TEXT NOT NULL,
      rule TEXT NOT NULL,
      cause TEXT NOT NULL,
      detail TEXT NOT NULL,
      effect TEXT NOT NULL,
      state TEXT NOT NULL,
      decided_ms INTEGER,
      decided_by TEXT,
      decided_reason TEXT)`.execute(db);
    // Lists are by state and perhaps rule, newest first; counts are by state, rule and cause.
    await sql`CREATE INDEX held_state ON held_effect (state, rule, cause)`.execute(db);
    await sql`CREATE TABLE alert (
      seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, rule TEXT, version TEXT, owner TEXT,
      position INTEGER NOT NULL, at_ms INTEGER NOT NULL, message TEXT NOT NULL, figures TEXT NOT NULL)`.execute(db);
    await sql`CREATE TABLE brake_log (
      position INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, person TEXT NOT NULL, reason TEXT NOT NULL,
      kind TEXT NOT NULL, detail TEXT NOT NULL)`.execute(db);
    await sql`CREATE TABLE undo (
      id TEXT PRIMARY KEY, position INTEGER NOT NULL, at_ms INTEGER NOT NULL, person TEXT NOT NULL, reason TEXT NOT NULL,
      scope TEXT NOT NULL, from_ms INTEGER NOT NULL, to_ms INTEGER NOT NULL, state TEXT NOT NULL, ended_ms INTEGER,
      pass INTEGER NOT NULL, cursor INTEGER NOT NULL, last_position INTEGER NOT NULL, effects INTEGER NOT NULL, verdicts INTEGER NOT NULL,
      plugins INTEGER NOT NULL, unreadable INTEGER NOT NULL, reversed INTEGER NOT NULL, other_reason INTEGER NOT NULL,
      person_decided INTEGER NOT NULL, nothing_left INTEGER NOT NULL) WITHOUT ROWID`.execute(db);
    await sql`CREATE TABLE undo_label (
      seq INTEGER PRIMARY KEY, undo TEXT NOT NULL, position INTEGER NOT NULL, entity_type TEXT NOT NULL,
      entity_id TEXT NOT NULL, label TEXT NOT NULL, outcome TEXT NOT NULL, effects INTEGER NOT NULL,
      UNIQUE (undo, position, entity_type, entity_id, label))`.execute(db);
    await sql`CREATE TABLE reversal (
      effect BLOB NOT NULL, rule TEXT NOT NULL, undo TEXT NOT NULL, PRIMARY KEY (effect, rule)) WITHOUT ROWID`.execute(
      db,
    );
  },
};
