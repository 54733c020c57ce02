/** Every migration under the name that the database remembers: append here, never edit. */
import type { Kysely } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import { drafts } from './20261120T123000-drafts.ts';

const MIGRATIONS: Readonly<Record<string, Migration>> = { '20261120T123000-drafts': drafts };

/** Bring a database up to date. Throws an Error that names the migration. */
export async function migrate<T>(db: Kysely<T>): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...MIGRATIONS }) } });
  const { error, results } = await migrator.migrateToLatest();
  if (error === undefined) return;
  const failed = results?.find(({ status }) => status === 'Error')?.migrationName ?? 'before the first';
  throw new Error(`drafts: migration ${failed}: ${error instanceof Error ? error.message : error}`, { cause: error });
}
