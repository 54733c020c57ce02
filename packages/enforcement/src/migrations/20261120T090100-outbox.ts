/** Deliveries that are to come, or that were given up. */
import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

export const outbox: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('outbox')
      .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
      .addColumn('sink', 'text', (column) => column.notNull())
      .addColumn('effect_id', 'text', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull().defaultTo('pending'))
      .addColumn('attempts', 'integer', (column) => column.notNull().defaultTo(0))
      .addColumn('created_ms', 'integer', (column) => column.notNull())
      .addColumn('due_ms', 'integer', (column) => column.notNull())
      .addColumn('last_error', 'text')
      .addColumn('body', 'text', (column) => column.notNull())
      .execute();
    await db.schema.createIndex('outbox_due').on('outbox').columns(['sink', 'state', 'due_ms']).execute();
  },
};
