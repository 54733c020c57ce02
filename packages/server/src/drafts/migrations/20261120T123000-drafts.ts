/** Drafts of rulesets, the files that they change, and their backtests. */
import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

export const drafts: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('draft')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('description', 'text', (column) => column.notNull())
      .addColumn('base_hash', 'text', (column) => column.notNull())
      .addColumn('revision', 'integer', (column) => column.notNull())
      .addColumn('created_by', 'text', (column) => column.notNull())
      .addColumn('created_ms', 'integer', (column) => column.notNull())
      .addColumn('updated_by', 'text', (column) => column.notNull())
      .addColumn('updated_ms', 'integer', (column) => column.notNull())
      .addColumn('deployed_by', 'text')
      .addColumn('deployed_ms', 'integer')
      .addColumn('deployed_hash', 'text')
      .addColumn('deploy_reason', 'text')
      .execute();
    await db.schema
      .createTable('draft_file')
      .addColumn('draft_id', 'text', (column) => column.notNull().references('draft.id').onDelete('cascade'))
      .addColumn('path', 'text', (column) => column.notNull())
      .addColumn('text', 'text')
      .addColumn('base', 'text')
      .addPrimaryKeyConstraint('draft_file_key', ['draft_id', 'path'])
      .execute();
    await db.schema
      .createTable('draft_backtest')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('draft_id', 'text', (column) => column.notNull().references('draft.id').onDelete('cascade'))
      .addColumn('revision', 'integer', (column) => column.notNull())
      .addColumn('started_by', 'text', (column) => column.notNull())
      .addColumn('started_ms', 'integer', (column) => column.notNull())
      .addColumn('ended_ms', 'integer')
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('span', 'text', (column) => column.notNull())
      .addColumn('error', 'text')
      .addColumn('report', 'text')
      .addColumn('html', 'text')
      .execute();
    await db.schema
      .createIndex('draft_backtest_draft')
      .on('draft_backtest')
      .columns(['draft_id', 'started_ms'])
      .execute();
  },
};
