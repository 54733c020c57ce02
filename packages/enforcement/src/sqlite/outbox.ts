/** The outbox in SQLite. */
import type { Kysely } from 'kysely';
import type { Delivery, DeliveryState, Outbox, OutboxEntry, Page } from '../store.ts';
import { rowsOf } from './queries.ts';
import { outboxEntry } from './rows.ts';
import type { Tables } from './tables.ts';

const OPEN_STATES: readonly DeliveryState[] = ['pending', 'claimed'];

export class SqliteOutbox implements Outbox {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async claim(sink: string, limit: number, nowMillis: number, leaseMillis: number): Promise<Delivery[]> {
    const due = this.#db
      .selectFrom('outbox')
      .select('id')
      .where('sink', '=', sink)
      .where('state', 'in', OPEN_STATES)
      .where('due_ms', '<=', nowMillis)
      .orderBy('due_ms')
      .limit(limit);
    return await this.#db
      .updateTable('outbox')
      .set((is) => ({ state: 'claimed', attempts: is('attempts', '+', 1), due_ms: nowMillis + leaseMillis }))
      .where('id', 'in', due)
      .returning(['id', 'sink', 'effect_id as effectId', 'body', 'attempts'])
      .execute();
  }

  async delivered(id: number): Promise<void> {
    await this.#db.deleteFrom('outbox').where('id', '=', id).execute();
  }

  async retryAt(id: number, dueAtMillis: number, error: string): Promise<void> {
    await this.#settle(id, 'pending', dueAtMillis, error);
  }

  async bury(id: number, nowMillis: number, error: string): Promise<void> {
    await this.#settle(id, 'dead', nowMillis, error);
  }

  async #settle(id: number, state: DeliveryState, dueAtMillis: number, error: string): Promise<void> {
    const values = { state, due_ms: dueAtMillis, last_error: error };
    await this.#db.updateTable('outbox').set(values).where('id', '=', id).where('state', '=', 'claimed').execute();
  }

  async unclaim(id: number, nowMillis: number): Promise<void> {
    await this.#db
      .updateTable('outbox')
      .set((is) => ({ state: 'pending', attempts: is('attempts', '-', 1), due_ms: nowMillis }))
      .where('id', '=', id)
      .where('state', '=', 'claimed')
      .execute();
  }

  /** Opening: whoever had claimed something is gone. The attempt counts, so that a delivery that kills us ends too. */
  async returnClaims(): Promise<void> {
    await this.#db.updateTable('outbox').set({ state: 'pending', due_ms: 0 }).where('state', '=', 'claimed').execute();
  }

  async nextDue(sink: string): Promise<number | null> {
    const query = this.#db
      .selectFrom('outbox')
      .select((is) => is.fn.min<number | null>('due_ms').as('due'))
      .where('sink', '=', sink)
      .where('state', 'in', OPEN_STATES);
    return (await query.executeTakeFirst())?.due ?? null;
  }

  async list(filter: { readonly state?: DeliveryState; readonly sink?: string }, page: Page): Promise<OutboxEntry[]> {
    let query = this.#db
      .selectFrom('outbox')
      .select(['id', 'sink', 'effect_id', 'state', 'attempts', 'created_ms', 'due_ms', 'last_error'])
      .where('id', '<', page.before ?? Number.MAX_SAFE_INTEGER)
      .orderBy('id', 'desc')
      .limit(rowsOf(page));
    if (filter.state !== undefined) query = query.where('state', '=', filter.state);
    if (filter.sink !== undefined) query = query.where('sink', '=', filter.sink);
    return (await query.execute()).map(outboxEntry);
  }

  async retry(id: number, nowMillis: number): Promise<boolean> {
    const values = { state: 'pending', attempts: 0, due_ms: nowMillis };
    const query = this.#db.updateTable('outbox').set(values).where('id', '=', id).where('state', '=', 'dead');
    return (await query.executeTakeFirst()).numUpdatedRows > 0n;
  }

  async drop(id: number): Promise<boolean> {
    const query = this.#db.deleteFrom('outbox').where('id', '=', id).where('state', '=', 'dead');
    return (await query.executeTakeFirst()).numDeletedRows > 0n;
  }

  async counts(): Promise<{ readonly pending: number; readonly dead: number }> {
    const query = this.#db
      .selectFrom('outbox')
      .select(['state', (is) => is.fn.countAll<number>().as('count')])
      .groupBy('state');
    let pending = 0;
    let dead = 0;
    for (const { state, count } of await query.execute()) {
      if (state === 'dead') dead += count;
      else pending += count;
    }
    return { pending, dead };
  }
}
