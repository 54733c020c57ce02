/** Reading undo batches, and what they need to know of the past. */
import { type Kysely, type Selectable, type SqlBool, sql } from 'kysely';
import type { UndoOutcome, UndoRequest, UndoScope } from '../brakes/index.ts';
import { EnforcementError } from '../errors.ts';
import { parse } from '../json.ts';
import type { LabelDeed, Page, UndoBatch, UndoCandidate, UndoneLabelView, UndoStore } from '../store.ts';
import { rowsOf } from './queries.ts';
import { hex, labelFrom, oneOf, rulesFrom } from './rows.ts';
import type { Tables, UndoTable } from './tables.ts';

/** Rows looked at in one go: some milliseconds, in which nothing else happens. */
const SCAN_ROWS = 2_000;

const KINDS: readonly UndoCandidate['kind'][] = ['label', 'verdict', 'plugin'];
const OUTCOMES: readonly UndoOutcome[] = [
  'reversed',
  'other-reason',
  'person-decided',
  'nothing-left',
  'changed-meanwhile',
];
const STATES: readonly UndoBatch['state'][] = ['running', 'done', 'cancelled'];

export class UndoQueries implements UndoStore {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async list(page: Page): Promise<UndoBatch[]> {
    const rows = await this.#db
      .selectFrom('undo')
      .selectAll()
      .where('position', '<', page.before ?? Number.MAX_SAFE_INTEGER)
      .orderBy('position', 'desc')
      .limit(rowsOf(page))
      .execute();
    return rows.map(undoBatch);
  }

  async batch(id: string): Promise<UndoBatch | null> {
    const row = await this.#db.selectFrom('undo').selectAll().where('id', '=', id).executeTakeFirst();
    return row === undefined ? null : undoBatch(row);
  }

  async labels(id: string, page: Page): Promise<UndoneLabelView[]> {
    const rows = await this.#db
      .selectFrom('undo_label')
      .selectAll()
      .where('undo', '=', id)
      .where('seq', '<', page.before ?? Number.MAX_SAFE_INTEGER)
      .orderBy('seq', 'desc')
      .limit(rowsOf(page))
      .execute();
    return rows.map((row) => ({
      sequence: row.seq,
      entityType: row.entity_type,
      entityId: row.entity_id,
      label: row.label,
      outcome: oneOf(OUTCOMES, row.outcome),
      effects: row.effects,
    }));
  }

  async lastSequence(): Promise<number> {
    const query = this.#db.selectFrom('effect').select((is) => is.fn.max<number | null>('seq').as('last'));
    return (await query.executeTakeFirst())?.last ?? 0;
  }

  async candidates(
    { scope, fromMillis, toMillis, position }: UndoRequest & { readonly position: number },
    after: number,
  ): Promise<{ readonly found: readonly UndoCandidate[]; readonly scannedTo: number | null }> {
    const through = after + SCAN_ROWS;
    const rows = await this.#db
      .selectFrom('effect')
      .select(['id', 'kind', 'entity_type', 'entity_id', 'label', 'rules'])
      .where('seq', '>', after)
      .where('seq', '<=', through)
      .where('undo', 'is', null)
      .where(sql<SqlBool>`coalesce(applied_ms, time_ms) BETWEEN ${fromMillis} AND ${toMillis}`)
      .where(sql<SqlBool>`coalesce(applied_position, position) < ${position}`)
      .where(inScope(scope))
      .where(notReversed(scope))
      .orderBy('seq')
      .execute();
    const found = rows
      .map((row) => ({ row, id: hex(row.id) }))
      .filter(({ row, id }) => scope.of !== 'rule' || rulesFrom(row.rules, id).some((rule) => isOf(scope, rule)))
      .map(({ row, id }) => ({
        id,
        kind: oneOf(KINDS, row.kind),
        entityType: row.entity_type,
        entityId: row.entity_id,
        label: row.label,
      }));
    return { found, scannedTo: through >= (await this.lastSequence()) ? null : through };
  }

  async deeds(entityType: string, entityId: string, label: string, limit: number): Promise<LabelDeed[] | null> {
    const rows = await this.#db
      .selectFrom('effect')
      .leftJoin('ruleset', 'ruleset.id', 'effect.ruleset')
      .selectAll('effect')
      .select('ruleset.hash as ruleset_hash')
      .where('entity_id', '=', entityId)
      .where('entity_type', '=', entityType)
      .where('label', '=', label)
      .where('undo', 'is', null)
      // What never came to the label state.
      .where('outcome', 'not in', ['invalid-entity-id', 'invalid-label-name'])
      .orderBy('seq')
      .limit(limit + 1)
      .execute();
    if (rows.length > limit) return null;
    const marks = await this.#db
      .selectFrom('reversal')
      .innerJoin('effect', 'effect.id', 'reversal.effect')
      .select(['reversal.effect as effect', 'reversal.rule as rule'])
      .where('effect.entity_id', '=', entityId)
      .where('effect.entity_type', '=', entityType)
      .where('effect.label', '=', label)
      .execute();
    const reversed = new Map<string, Set<string>>();
    for (const { effect, rule } of marks) {
      const id = hex(effect);
      reversed.set(id, (reversed.get(id) ?? new Set()).add(rule));
    }
    return rows.map((row) => {
      const id = hex(row.id);
      const taken = reversed.get(id) ?? new Set<string>();
      const { change, expiresAtMillis } = labelFrom(row, id);
      return {
        id,
        position: row.applied_position ?? row.position,
        atMillis: row.applied_ms ?? row.time_ms,
        released: row.applied_position !== null,
        change,
        expiresAtMillis,
        rulesetHash: row.ruleset_hash,
        rules: row.person === null ? rulesFrom(row.rules, id) : [],
        person: row.person,
        reason: row.reason ?? '',
        reversed: taken.has('') ? null : taken,
      };
    });
  }
}

/** Whether the rule is the one that the scope is about. */
function isOf(
  scope: Extract<UndoScope, { of: 'rule' }>,
  rule: { readonly name: string; readonly version: string },
): boolean {
  return rule.name === scope.rule && (scope.version === null || rule.version === scope.version);
}

function inScope(scope: UndoScope) {
  switch (scope.of) {
    case 'rule':
      // Narrows down what has to be parsed.
      return sql<SqlBool>`person IS NULL AND instr(rules, ${JSON.stringify(scope.rule)}) > 0`;
    case 'ruleset':
      return sql<SqlBool>`ruleset = (SELECT id FROM ruleset WHERE hash = ${scope.hash})`;
    case 'person':
      return sql<SqlBool>`person = ${scope.person}`;
  }
}

function notReversed(scope: UndoScope) {
  const rules = scope.of === 'rule' ? sql`'', ${scope.rule}` : sql`''`;
  return sql<SqlBool>`NOT EXISTS (SELECT 1 FROM reversal r WHERE r.effect = effect.id AND r.rule IN (${rules}))`;
}

function undoBatch(row: Selectable<UndoTable>): UndoBatch {
  return {
    id: row.id,
    position: row.position,
    atMillis: row.at_ms,
    by: row.person,
    reason: row.reason,
    scope: scopeFrom(row.scope, row.id),
    fromMillis: row.from_ms,
    toMillis: row.to_ms,
    state: oneOf(STATES, row.state),
    endedAtMillis: row.ended_ms,
    cursor: { pass: row.pass, sequence: row.cursor },
    effects: row.effects,
    tally: { verdicts: row.verdicts, plugins: row.plugins, unreadable: row.unreadable },
    outcomes: {
      reversed: row.reversed,
      'other-reason': row.other_reason,
      'person-decided': row.person_decided,
      'nothing-left': row.nothing_left,
    },
  };
}

function scopeFrom(text: string, id: string): UndoScope {
  const value = parse(text);
  if (typeof value === 'object' && value !== null && 'of' in value) {
    if (value.of === 'rule' && 'rule' in value && typeof value.rule === 'string' && 'version' in value) {
      const { rule, version } = value;
      if (version === null || typeof version === 'string') return { of: 'rule', rule, version };
    }
    if (value.of === 'ruleset' && 'hash' in value && typeof value.hash === 'string') {
      return { of: 'ruleset', hash: value.hash };
    }
    if (value.of === 'person' && 'person' in value && typeof value.person === 'string') {
      return { of: 'person', person: value.person };
    }
  }
  throw new EnforcementError('unreadable', `the undo batch ${id} cannot be read`);
}
