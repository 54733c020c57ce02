/** Reading back what the brakes held and told. */
import type { Kysely, Selectable } from 'kysely';
import type { Alert, AlertKind, BrakeChange, HoldCause, MadeChange } from '../brakes/index.ts';
import { eventPrefix } from '../effect-id.ts';
import { effectFromText } from '../effect-text.ts';
import { EnforcementError } from '../errors.ts';
import { parse } from '../json.ts';
import { limits } from '../limits.ts';
import type {
  AlertFilter,
  BrakeLogEntry,
  BrakeStore,
  HeldFilter,
  HeldState,
  Page,
  StoredAlert,
  StoredHeld,
} from '../store.ts';
import { rowsOf } from './queries.ts';
import { oneOf } from './rows.ts';
import type { AlertTable, BrakeLogTable, HeldTable, Tables } from './tables.ts';

const CAUSES: readonly HoldCause[] = ['halt', 'protected', 'emergency', 'cap'];
const STATES: readonly HeldState[] = ['held', 'refused', 'released', 'dropped'];
const ALERTS: readonly AlertKind[] = ['emergency', 'anomaly', 'cap'];

export class BrakeQueries implements BrakeStore {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async held(filter: HeldFilter, page: Page): Promise<StoredHeld[]> {
    const rows = await this.#matching(filter)
      .where('seq', '<', page.before ?? Number.MAX_SAFE_INTEGER)
      .orderBy('seq', 'desc')
      .limit(rowsOf(page))
      .execute();
    return rows.map(storedHeld);
  }

  async heldInOrder(
    filter: HeldFilter,
    { after, through, limit }: { readonly after: number; readonly through: number; readonly limit: number },
  ): Promise<StoredHeld[]> {
    const rows = await this.#matching(filter)
      .where('seq', '>', after)
      .where('seq', '<=', through)
      .orderBy('seq')
      .limit(rowsOf({ limit }))
      .execute();
    return rows.map(storedHeld);
  }

  #matching({ state, rule, cause }: HeldFilter) {
    let query = this.#db.selectFrom('held_effect').selectAll().where('state', '=', state);
    if (rule !== undefined) query = query.where('rule', '=', rule);
    if (cause !== undefined) query = query.where('cause', '=', cause);
    return query;
  }

  async heldById(id: string): Promise<StoredHeld | null> {
    const query = this.#db.selectFrom('held_effect').selectAll().where('id', '=', Buffer.from(id, 'hex'));
    const row = await query.executeTakeFirst();
    return row === undefined ? null : storedHeld(row);
  }

  async heldOfEvent(eventId: string): Promise<StoredHeld[]> {
    const prefix = eventPrefix(eventId);
    const rows = await this.#db
      .selectFrom('held_effect')
      .selectAll()
      .where('id', '>=', Buffer.from(prefix.padEnd(32, '0'), 'hex'))
      .where('id', '<=', Buffer.from(prefix.padEnd(32, 'f'), 'hex'))
      .orderBy('seq')
      .limit(limits.pageRows)
      .execute();
    return rows.map(storedHeld).filter(({ effect }) => effect.eventId === eventId);
  }

  async heldCounts(state: HeldState): Promise<{ rule: string; cause: HoldCause; count: number }[]> {
    const rows = await this.#db
      .selectFrom('held_effect')
      .select(['rule', 'cause', (is) => is.fn.countAll<number>().as('count')])
      .where('state', '=', state)
      .groupBy(['rule', 'cause'])
      .orderBy('count', 'desc')
      .limit(limits.pageRows)
      .execute();
    return rows.map(({ rule, cause, count }) => ({ rule, cause: oneOf(CAUSES, cause), count }));
  }

  async heldBeyond(): Promise<{ rule: string; cause: HoldCause; count: number }[]> {
    const rows = await this.#db.selectFrom('held_beyond').selectAll().orderBy('count', 'desc').execute();
    return rows.map(({ rule, cause, count }) => ({ rule, cause: oneOf(CAUSES, cause), count }));
  }

  async alerts({ rule, seen }: AlertFilter, page: Page): Promise<StoredAlert[]> {
    let query = this.#db
      .selectFrom('alert')
      .selectAll()
      .where('seq', '<', page.before ?? Number.MAX_SAFE_INTEGER)
      .orderBy('seq', 'desc')
      .limit(rowsOf(page));
    if (rule !== undefined) query = query.where('rule', '=', rule);
    if (seen !== undefined) query = query.where('seen_ms', seen ? 'is not' : 'is', null);
    return (await query.execute()).map(storedAlert);
  }

  async openAlerts(ids: readonly string[]): Promise<string[]> {
    const query = this.#db.selectFrom('alert').select('id').where('id', 'in', ids).where('seen_ms', 'is', null);
    return (await query.orderBy('seq').execute()).map(({ id }) => id);
  }

  async openAlertCount(): Promise<number> {
    const query = this.#db.selectFrom('alert').select((is) => is.fn.countAll<number>().as('count'));
    return (await query.where('seen_ms', 'is', null).executeTakeFirstOrThrow()).count;
  }

  async alertCounts(): Promise<ReadonlyMap<AlertKind, number>> {
    const query = this.#db.selectFrom('alert').select(['kind', (is) => is.fn.countAll<number>().as('count')]);
    const rows = await query.groupBy('kind').execute();
    return new Map(rows.map(({ kind, count }) => [oneOf(ALERTS, kind), count]));
  }

  async log(page: Page): Promise<BrakeLogEntry[]> {
    const rows = await this.#db
      .selectFrom('brake_log')
      .selectAll()
      .where('position', '<', page.before ?? Number.MAX_SAFE_INTEGER)
      .orderBy('position', 'desc')
      .limit(rowsOf(page))
      .execute();
    return rows.map(logEntry);
  }
}

function storedHeld(row: Selectable<HeldTable>): StoredHeld {
  const { seq, held_ms, rule, detail, decided_ms, decided_by, decided_reason } = row;
  return {
    sequence: seq,
    effect: effectFromText(row.effect),
    heldAtMillis: held_ms,
    rule,
    cause: oneOf(CAUSES, row.cause),
    detail,
    state: oneOf(STATES, row.state),
    decided: madeOf(decided_ms, decided_by, decided_reason),
  };
}

function madeOf(atMillis: number | null, by: string | null, reason: string | null): MadeChange | null {
  return atMillis === null || by === null || reason === null ? null : { atMillis, by, reason };
}

function storedAlert(row: Selectable<AlertTable>): StoredAlert {
  const { seq, id, rule, version, owner, position, at_ms, message } = row;
  const kind = oneOf(ALERTS, row.kind);
  const figures = figuresOf(row.figures, id);
  const seen = madeOf(row.seen_ms, row.seen_by, row.seen_reason);
  return { sequence: seq, id, kind, rule, version, owner, position, atMillis: at_ms, message, figures, seen };
}

function figuresOf(text: string, id: string): Alert['figures'] {
  const value = parse(text);
  if (typeof value !== 'object' || value === null) throw unreadable(`the alert ${id}`);
  const figures: Record<string, number | string> = {};
  for (const [name, held] of Object.entries(value)) {
    if (typeof held !== 'number' && typeof held !== 'string') throw unreadable(`the alert ${id}`);
    figures[name] = held;
  }
  return figures;
}

function logEntry({ position, at_ms, person, reason, detail }: Selectable<BrakeLogTable>): BrakeLogEntry {
  const change = parse(detail);
  if (!isChange(change)) throw unreadable(`the change at ${position}`);
  return { position, atMillis: at_ms, by: person, reason, kind: change.kind, change };
}

/** Written by the effect writer from a control entry; what is asked for is that it is one. */
function isChange(value: unknown): value is BrakeChange {
  return typeof value === 'object' && value !== null && 'kind' in value && typeof value.kind === 'string';
}

function unreadable(what: string): EnforcementError {
  return new EnforcementError('unreadable', `${what} cannot be read`);
}
