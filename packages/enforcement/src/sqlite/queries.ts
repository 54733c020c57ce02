/** Reading effects and labels back. */
import { type Kysely, sql } from 'kysely';
import { EnforcementError } from '../errors.ts';
import { limits } from '../limits.ts';
import type { CurrentLabel, EffectCounts, LabelChange, Page, StoredEffect } from '../store.ts';
import { labelChange, labelStatus, storedEffect } from './rows.ts';
import type { Tables } from './tables.ts';

export class EffectQueries {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async appliedThrough(): Promise<number> {
    const query = this.#db.selectFrom('progress').select('position').where('name', '=', 'effects');
    return (await query.executeTakeFirst())?.position ?? -1;
  }

  async effectsOfEvent(eventId: string): Promise<StoredEffect[]> {
    const query = this.#db.selectFrom('effect').selectAll().where('event_id', '=', eventId).orderBy('seq');
    return (await query.limit(limits.pageRows).execute()).map(storedEffect);
  }

  async effectsOfEntity(entityType: string, entityId: string, page: Page): Promise<StoredEffect[]> {
    const query = this.#db
      .selectFrom('label_history as history')
      .innerJoin('effect', 'effect.id', 'history.effect_id')
      .selectAll('effect')
      .where('history.entity_type', '=', entityType)
      .where('history.entity_id', '=', entityId)
      .where('history.seq', '<', page.before ?? Number.MAX_SAFE_INTEGER)
      .orderBy('history.seq', 'desc');
    return (await query.limit(rowsOf(page)).execute()).map(storedEffect);
  }

  async labelHistory(entityType: string, entityId: string, page: Page): Promise<LabelChange[]> {
    const query = this.#db
      .selectFrom('label_history')
      .selectAll()
      .where('entity_type', '=', entityType)
      .where('entity_id', '=', entityId)
      .where('seq', '<', page.before ?? Number.MAX_SAFE_INTEGER)
      .orderBy('seq', 'desc');
    return (await query.limit(rowsOf(page)).execute()).map(labelChange);
  }

  async labelsOf(entityType: string, entityId: string, atMillis: number): Promise<CurrentLabel[]> {
    const rows = await this.#db
      .selectFrom('label_current')
      .selectAll()
      .where('entity_type', '=', entityType)
      .where('entity_id', '=', entityId)
      .where((is) => is.or([is('expires_at_ms', 'is', null), is('expires_at_ms', '>', atMillis)]))
      .orderBy('label')
      .limit(limits.pageRows)
      .execute();
    return rows.map((row) => ({
      label: row.label,
      status: labelStatus(row.status),
      manual: row.manual === 1,
      sinceMillis: row.since_ms,
      expiresAtMillis: row.expires_at_ms,
    }));
  }

  async counts(atMillis: number): Promise<EffectCounts> {
    const kinds = await this.#db
      .selectFrom('effect')
      .select(['kind', (is) => is.fn.countAll<number>().as('count')])
      .groupBy('kind')
      .execute();
    const count = (kind: string) => kinds.find((row) => row.kind === kind)?.count ?? 0;
    const changes = this.#db.selectFrom('label_history').select((is) => is.fn.countAll<number>().as('count'));
    const labelled = this.#db
      .selectFrom('label_current')
      .select(['entity_type', 'entity_id'])
      .distinct()
      .where('status', '=', 'added')
      .where(sql<boolean>`(expires_at_ms IS NULL OR expires_at_ms > ${atMillis})`);
    const entities = this.#db.selectFrom(labelled.as('labelled')).select((is) => is.fn.countAll<number>().as('count'));
    return {
      labelEffects: count('label'),
      verdictEffects: count('verdict'),
      pluginEffects: count('plugin'),
      labelChanges: (await changes.executeTakeFirstOrThrow()).count,
      entitiesLabelled: (await entities.executeTakeFirstOrThrow()).count,
    };
  }
}

/** A page's number of rows; throws when it is none that may be asked for. */
export function rowsOf({ limit }: Page): number {
  if (Number.isInteger(limit) && limit >= 1 && limit <= limits.pageRows) return limit;
  throw new EnforcementError('bad-page', `a page has 1 to ${limits.pageRows} rows, not ${limit}`);
}
