/**
 * Drafts of the ruleset, kept on the server.
 *
 * - S1 A save names the revision that it was made from; where another save came first, it is refused and changes nothing.
 * - S2 A draft that was put in force is history: it is not changed any more.
 */
import { randomBytes } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { nodeSqliteDialect } from '@lapwing/enforcement/sqlite';
import { Kysely, type Selectable, type Transaction } from 'kysely';
import { DRAFTS } from '../authoring/limits.ts';
import type { ChangedFile } from '../deploy/deploy.ts';
import { BacktestRecords } from './backtest-records.ts';
import { migrate } from './migrations/index.ts';
import type { Tables } from './tables.ts';

/** What an author says of a draft. */
export interface DraftContent {
  readonly name: string;
  readonly description: string;
  /** The ruleset that was in force when the author last took its files. */
  readonly baseHash: string;
  readonly files: readonly ChangedFile[];
}

export interface DraftHead {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly baseHash: string;
  /** 1 at first, one more with each save. */
  readonly revision: number;
  readonly createdBy: string;
  readonly createdAtMillis: number;
  readonly updatedBy: string;
  readonly updatedAtMillis: number;
  readonly deployed: {
    readonly by: string;
    readonly atMillis: number;
    readonly hash: string;
    readonly reason: string;
  } | null;
}

export interface Draft extends DraftHead {
  readonly files: readonly ChangedFile[];
}

export interface DraftSummary extends DraftHead {
  readonly paths: readonly string[];
}

export class DraftError extends Error {
  override readonly name = 'DraftError';
  readonly kind: 'unknown' | 'conflict' | 'deployed' | 'full';
  constructor(kind: DraftError['kind'], message: string) {
    super(message);
    this.kind = kind;
  }
}

export class DraftStore {
  readonly #db: Kysely<Tables>;
  readonly #clock: () => number;
  readonly #closeFile: () => void;
  readonly backtests: BacktestRecords;

  constructor(db: Kysely<Tables>, clock: () => number, closeFile: () => void) {
    this.#db = db;
    this.#clock = clock;
    this.#closeFile = closeFile;
    this.backtests = new BacktestRecords(db);
  }

  /** Newest save first; those that were put in force are left out unless asked for. */
  async list(withDeployed: boolean): Promise<DraftSummary[]> {
    let query = this.#db.selectFrom('draft').selectAll().orderBy('updated_ms', 'desc').limit(DRAFTS);
    if (!withDeployed) query = query.where('deployed_ms', 'is', null);
    const heads = await query.execute();
    const files = await this.#db.selectFrom('draft_file').select(['draft_id', 'path']).orderBy('path').execute();
    const paths = Map.groupBy(files, (file) => file.draft_id);
    return heads.map((head) => ({ ...headOf(head), paths: (paths.get(head.id) ?? []).map(({ path }) => path) }));
  }

  /** Throws a DraftError `unknown`. */
  async get(id: string): Promise<Draft> {
    const head = await this.#db.selectFrom('draft').selectAll().where('id', '=', id).executeTakeFirst();
    if (head === undefined) throw unknownDraft(id);
    const files = await this.#db
      .selectFrom('draft_file')
      .selectAll()
      .where('draft_id', '=', id)
      .orderBy('path')
      .execute();
    return { ...headOf(head), files: files.map(({ path, text, base }) => ({ path, text, base })) };
  }

  /** Throws a DraftError `full`. */
  async create(content: DraftContent, by: string): Promise<Draft> {
    const id = randomBytes(8).toString('hex');
    const now = this.#clock();
    await this.#db.transaction().execute(async (db) => {
      const { count } = await db
        .selectFrom('draft')
        .select((all) => all.fn.countAll<number>().as('count'))
        .where('deployed_ms', 'is', null)
        .executeTakeFirstOrThrow();
      if (Number(count) >= DRAFTS) throw new DraftError('full', `there are ${DRAFTS} drafts; delete some`);
      await db
        .insertInto('draft')
        .values({
          id,
          name: content.name,
          description: content.description,
          base_hash: content.baseHash,
          revision: 1,
          created_by: by,
          created_ms: now,
          updated_by: by,
          updated_ms: now,
          deployed_by: null,
          deployed_ms: null,
          deployed_hash: null,
          deploy_reason: null,
        })
        .execute();
      await putFiles(db, id, content.files);
    });
    return this.get(id);
  }

  /** Throws a DraftError `unknown`, `deployed`, or `conflict` where the draft is no longer at this revision. */
  async save(id: string, revision: number, content: DraftContent, by: string): Promise<Draft> {
    await this.#db.transaction().execute(async (db) => {
      const { numUpdatedRows } = await db
        .updateTable('draft')
        .set({
          name: content.name,
          description: content.description,
          base_hash: content.baseHash,
          revision: revision + 1,
          updated_by: by,
          updated_ms: this.#clock(),
        })
        .where('id', '=', id)
        .where('revision', '=', revision)
        .where('deployed_ms', 'is', null)
        .executeTakeFirst();
      if (numUpdatedRows === 0n) throw await this.#whyNot(db, id);
      await db.deleteFrom('draft_file').where('draft_id', '=', id).execute();
      await putFiles(db, id, content.files);
    });
    return this.get(id);
  }

  /** Throws a DraftError as `save`. */
  async remove(id: string, revision: number): Promise<void> {
    await this.#db.transaction().execute(async (db) => {
      const { numDeletedRows } = await db
        .deleteFrom('draft')
        .where('id', '=', id)
        .where('revision', '=', revision)
        .where('deployed_ms', 'is', null)
        .executeTakeFirst();
      if (numDeletedRows === 0n) throw await this.#whyNot(db, id);
    });
  }

  /** Note that this revision was put in force. One that somebody has saved meanwhile stays open: it holds something else. */
  async markDeployed(
    { id, revision }: Pick<DraftHead, 'id' | 'revision'>,
    { by, hash, reason }: { by: string; hash: string; reason: string },
  ): Promise<Draft> {
    await this.#db
      .updateTable('draft')
      .set({ deployed_by: by, deployed_ms: this.#clock(), deployed_hash: hash, deploy_reason: reason })
      .where('id', '=', id)
      .where('revision', '=', revision)
      .execute();
    return this.get(id);
  }

  async close(): Promise<void> {
    await this.#db.destroy();
    this.#closeFile();
  }

  async #whyNot(db: Transaction<Tables>, id: string): Promise<DraftError> {
    const head = await db.selectFrom('draft').selectAll().where('id', '=', id).executeTakeFirst();
    if (head === undefined) return unknownDraft(id);
    if (head.deployed_ms !== null)
      return new DraftError('deployed', 'this draft is in force already: begin another one');
    const at = new Date(head.updated_ms).toISOString();
    return new DraftError('conflict', `${head.updated_by} saved this draft at ${at}, as revision ${head.revision}`);
  }
}

/** Open the store in a file, or `:memory:`, and bring its tables up to date. */
export async function openDraftStore(file: string, clock: () => number = Date.now): Promise<DraftStore> {
  const database = new DatabaseSync(file);
  try {
    // Somebody's work is on disk when they are told that it is saved.
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON');
    const db = new Kysely<Tables>({ dialect: nodeSqliteDialect(database) });
    await migrate(db);
    const store = new DraftStore(db, clock, () => database.close());
    await store.backtests.endInterrupted(clock());
    return store;
  } catch (error) {
    database.close();
    throw error;
  }
}

async function putFiles(db: Transaction<Tables>, id: string, files: readonly ChangedFile[]): Promise<void> {
  for (const { path, text, base } of files) {
    await db.insertInto('draft_file').values({ draft_id: id, path, text, base }).execute();
  }
}

const unknownDraft = (id: string): DraftError => new DraftError('unknown', `there is no draft ${JSON.stringify(id)}`);

function headOf(row: Selectable<Tables['draft']>): DraftHead {
  const { deployed_by: by, deployed_ms: atMillis, deployed_hash: hash, deploy_reason: reason } = row;
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    baseHash: row.base_hash,
    revision: row.revision,
    createdBy: row.created_by,
    createdAtMillis: row.created_ms,
    updatedBy: row.updated_by,
    updatedAtMillis: row.updated_ms,
    deployed: by === null || atMillis === null ? null : { by, atMillis, hash: hash ?? '', reason: reason ?? '' },
  };
}
