/** Reading effects and labels back. */
import type { Kysely } from 'kysely';
import { eventPrefix } from '../effect-id.ts';
import { EnforcementError } from '../errors.ts';
import { limits } from '../limits.ts';
import type { CurrentLabel, EffectCounts, LabelChange, Page, StoredEffect } from '../store.ts';
import { labelChange, labelStatus, storedEffect } from './rows.ts';
import type { Tables } from './tables.ts';

const LAST_SEQUENCE = Number.MAX_SAFE_INTEGER;

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
    const prefix = eventPrefix(eventId);
    const rows = await this.#effects()
      .where('effect.id', '>=', Buffer.from(prefix.padEnd(32, '0'), 'hex'))
      .where('effect.id', '<=', Buffer.from(prefix.padEnd(32, 'f'), 'hex'))
      .where('effect.event_id', '=', eventId)
      .orderBy('effect.seq')
      .limit(limits.pageRows)
      .execute();
    return rows.map(storedEffect);
  }

  async effectsOfEntity(entityType: string, entityId: string, page: Page): Promise<StoredEffect[]> {
    const rows = await this.#effects()
      .where('effect.entity_id', '=', entityId)
      .where('effect.entity_type', '=', entityType)
      .where('effect.person', 'is', null)
      .where('effect.seq', '<', page.before ?? LAST_SEQUENCE)
      .orderBy('effect.seq', 'desc')
      .limit(rowsOf(page))
      .execute();
    return rows.map(storedEffect);
  }

  /** Effects with the hash of their ruleset in place of its number. */
  #effects() {
    return this.#db
      .selectFrom('effect')
      .leftJoin('ruleset', 'ruleset.id', 'effect.ruleset')
      .selectAll('effect')
      .select('ruleset.hash as ruleset_hash');
  }

  async labelHistory(entityType: string, entityId: string, page: Page): Promise<LabelChange[]> {
    const rows = await this.#db
      .selectFrom('effect')
      .selectAll()
      .where('entity_id', '=', entityId)
      .where('entity_type', '=', entityType)
      .where('outcome', 'is not', null)
      .where('seq', '<', page.before ?? LAST_SEQUENCE)
      .orderBy('seq', 'desc')
      .limit(rowsOf(page))
      .execute();
    return rows.map(labelChange);
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
    const tally = await this.#db.selectFrom('tally').selectAll().execute();
    const count = (kind: string) => tally.find((row) => row.kind === kind)?.count ?? 0;
    const labelled = this.#db
      .selectFrom('label_current')
      .select(['entity_type', 'entity_id'])
      .distinct()
      .where('status', '=', 'added')
      .where((is) => is.or([is('expires_at_ms', 'is', null), is('expires_at_ms', '>', atMillis)]));
    const entities = this.#db.selectFrom(labelled.as('labelled')).select((is) => is.fn.countAll<number>().as('count'));
    return {
      labelEffects: count('label'),
      verdictEffects: count('verdict'),
      pluginEffects: count('plugin'),
      manualLabelChanges: count('manual'),
      entitiesLabelled: (await entities.executeTakeFirstOrThrow()).count,
    };
  }
}

/** A page's number of rows; throws when it is none that may be asked for. */
export function rowsOf({ limit }: Page): number {
  if (Number.isInteger(limit) && limit >= 1 && limit <= limits.pageRows) return limit;
  throw new EnforcementError('bad-page', `a page has 1 to ${limits.pageRows} rows, not ${limit}`);
}
