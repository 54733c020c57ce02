/** Every migration under the name that the database remembers: append here, never edit. */
import type { Kysely } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import { EnforcementError } from '../errors.ts';
import { effects } from './20261120T090000-effects.ts';
import { outbox } from './20261120T090100-outbox.ts';
import { brakes } from './20261120T123000-brakes.ts';
import { acknowledged } from './20261120T160000-acknowledged.ts';

const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '20261120T090000-effects': effects,
  '20261120T090100-outbox': outbox,
  '20261120T123000-brakes': brakes,
  '20261120T160000-acknowledged': acknowledged,
};

/** Bring a database up to date. Throws an EnforcementError `migration-failed` that names the migration. */
export async function migrate<T>(db: Kysely<T>): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...MIGRATIONS }) } });
  const { error, results } = await migrator.migrateToLatest();
  if (error === undefined) return;
  const failed = results?.find(({ status }) => status === 'Error')?.migrationName ?? 'before the first';
  const detail = error instanceof Error ? error.message : String(error);
  throw new EnforcementError('migration-failed', `migration ${failed}: ${detail}`, error);
}
