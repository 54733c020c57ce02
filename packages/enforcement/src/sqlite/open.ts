/** The effect store in one SQLite file. */
import { DatabaseSync } from 'node:sqlite';
import { Kysely } from 'kysely';
import { checkSinks, type Sink } from '../delivery/sink.ts';
import { limits } from '../limits.ts';
import { migrate } from '../migrations/index.ts';
import type { EffectStore } from '../store.ts';
import { BrakeQueries } from './brake-queries.ts';
import type { HeldLimits } from './brake-writer.ts';
import { nodeSqliteDialect } from './dialect.ts';
import { SqliteOutbox } from './outbox.ts';
import { prune } from './prune.ts';
import { EffectQueries } from './queries.ts';
import type { Tables } from './tables.ts';
import { UndoQueries } from './undo-queries.ts';
import { EffectWriter } from './writer.ts';

export interface EffectStoreOptions {
  /** Effects of a sink's kinds get an outbox entry for it in the transaction that applies them. */
  readonly sinks?: readonly Sink[];
  readonly nowMillis?: () => number;
  /** Other than the usual ones, for tests. */
  readonly heldLimits?: HeldLimits;
}

/**
 * Open the store in `file` (or `:memory:`), bring its tables up to date, and return what a vanished process had claimed. One
 * process at a time: the journal's lock on the data directory sees to that.
 * @throws EnforcementError `bad-sink`, `migration-failed`
 */
export async function openEffectStore(file: string, options: EffectStoreOptions = {}): Promise<EffectStore> {
  const sinks = options.sinks ?? [];
  checkSinks(sinks);
  const database = new DatabaseSync(file);
  try {
    // A commit is on disk when it returns: the journal may drop entries below the applied position.
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON');
    database.exec(`PRAGMA cache_size = -${limits.cacheKiB}; PRAGMA temp_store = MEMORY`);
    database.exec(`PRAGMA wal_autocheckpoint = ${limits.checkpointPages}`);
    const db = new Kysely<Tables>({ dialect: nodeSqliteDialect(database) });
    await migrate(db);
    const outbox = new SqliteOutbox(db);
    await outbox.returnClaims();
    const writer = new EffectWriter(database, sinks, options.nowMillis ?? Date.now, options.heldLimits ?? limits);
    const queries = new EffectQueries(db);
    return {
      apply: async (batch) => writer.apply(batch),
      appliedThrough: () => queries.appliedThrough(),
      effectsOfEvent: (eventId) => queries.effectsOfEvent(eventId),
      effectsOfEntity: (type, id, page) => queries.effectsOfEntity(type, id, page),
      labelHistory: (type, id, page) => queries.labelHistory(type, id, page),
      labelsOf: (type, id, atMillis) => queries.labelsOf(type, id, atMillis),
      counts: (atMillis) => queries.counts(atMillis),
      outbox,
      brakes: new BrakeQueries(db),
      undo: new UndoQueries(db),
      prune: (request) => prune(database, request),
      close: async () => {
        await db.destroy();
        database.close();
      },
    };
  } catch (error) {
    database.close();
    throw error;
  }
}
