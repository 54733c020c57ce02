/** Effects, what they did to labels, and how far they are applied. */
import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

export const effects: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('effect')
      .addColumn('seq', 'integer', (column) => column.primaryKey())
      .addColumn('id', 'text', (column) => column.notNull().unique())
      .addColumn('position', 'integer', (column) => column.notNull())
      .addColumn('event_id', 'text', (column) => column.notNull())
      .addColumn('action', 'text', (column) => column.notNull())
      .addColumn('time_ms', 'integer', (column) => column.notNull())
      .addColumn('ruleset_hash', 'text', (column) => column.notNull())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('outcome', 'text')
      .addColumn('rules', 'text', (column) => column.notNull())
      .addColumn('body', 'text', (column) => column.notNull())
      .execute();
    await db.schema.createIndex('effect_event').on('effect').column('event_id').execute();
    await db.schema
      .createTable('label_history')
      .addColumn('seq', 'integer', (column) => column.primaryKey())
      .addColumn('position', 'integer', (column) => column.notNull())
      .addColumn('at_ms', 'integer', (column) => column.notNull())
      .addColumn('change', 'text', (column) => column.notNull())
      .addColumn('entity_type', 'text', (column) => column.notNull())
      .addColumn('entity_id', 'text', (column) => column.notNull())
      .addColumn('label', 'text', (column) => column.notNull())
      .addColumn('expires_at_ms', 'integer')
      .addColumn('outcome', 'text', (column) => column.notNull())
      .addColumn('manual', 'integer', (column) => column.notNull())
      .addColumn('by', 'text', (column) => column.notNull())
      .addColumn('reason', 'text', (column) => column.notNull())
      .addColumn('event_id', 'text')
      .addColumn('effect_id', 'text')
      .execute();
    await db.schema
      .createIndex('label_history_entity')
      .on('label_history')
      .columns(['entity_type', 'entity_id'])
      .execute();
    // A person's change is its journal entry, so its position is its identity (F1).
    await sql`CREATE UNIQUE INDEX label_history_manual ON label_history (position) WHERE manual = 1`.execute(db);
    await sql`CREATE TABLE label_current (
      entity_type TEXT NOT NULL, entity_id TEXT NOT NULL, label TEXT NOT NULL, status TEXT NOT NULL,
      manual INTEGER NOT NULL, since_ms INTEGER NOT NULL, expires_at_ms INTEGER,
      PRIMARY KEY (entity_type, entity_id, label)) WITHOUT ROWID`.execute(db);
    await db.schema
      .createTable('progress')
      .addColumn('name', 'text', (column) => column.primaryKey())
      .addColumn('position', 'integer', (column) => column.notNull())
      .execute();
  },
};
