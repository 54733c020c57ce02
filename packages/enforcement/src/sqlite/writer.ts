/** The hot path: applying batches with prepared statements, one transaction each (F2). */
import type { DatabaseSync } from 'node:sqlite';
import { changesLabel, effectPayload, manualPayload } from '../delivery/payload.ts';
import type { Sink } from '../delivery/sink.ts';
import { manualChangeId } from '../effect-id.ts';
import type { AppliedEffect, EffectBody, LabelOutcome, ManualLabelChange } from '../effects.ts';
import { stringify } from '../json.ts';
import type { ApplyResult, EffectBatch } from '../store.ts';

export class EffectWriter {
  readonly #database: DatabaseSync;
  readonly #sinks: readonly Sink[];
  readonly #nowMillis: () => number;
  readonly #statements: Statements;

  constructor(database: DatabaseSync, sinks: readonly Sink[], nowMillis: () => number) {
    this.#database = database;
    this.#sinks = sinks;
    this.#nowMillis = nowMillis;
    this.#statements = prepareStatements(database);
  }

  /** Synchronous from BEGIN to COMMIT, so that nothing else of this connection gets in between. */
  apply(batch: EffectBatch): ApplyResult {
    let applied = 0;
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      for (const item of inOrder(batch)) {
        if ('effect' in item ? this.#applyEffect(item) : this.#applyManual(item)) applied++;
      }
      this.#statements.progress.run(batch.through);
      this.#database.exec('COMMIT');
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
    return { applied, repeated: batch.effects.length + batch.manual.length - applied };
  }

  #applyEffect(item: AppliedEffect): boolean {
    const { effect, labelOutcome } = item;
    const { id, position, eventId, action, timeMillis, rulesetHash, rules, body } = effect;
    const rulesJson = stringify(rules);
    const { changes } = this.#statements.effect.run(
      id,
      position,
      eventId,
      action,
      timeMillis,
      rulesetHash,
      body.kind,
      labelOutcome,
      rulesJson,
      stringify(body),
    );
    if (changes === 0) return false;
    if (body.kind === 'label' && labelOutcome !== null) {
      const by = rules.map(({ name }) => name).join(', ');
      const reason = rules.map((rule) => rule.reason).join('; ');
      const { change, entityType, entityId, label, expiresAtMillis } = body;
      this.#statements.history.run(
        position,
        timeMillis,
        change,
        entityType,
        entityId,
        label,
        expiresAtMillis,
        labelOutcome,
        0,
        by,
        reason,
        eventId,
        id,
      );
      this.#project(body, labelOutcome, timeMillis, false);
    }
    this.#enqueue(body.kind, id, () => effectPayload(item));
    return true;
  }

  #applyManual(item: ManualLabelChange): boolean {
    const { position, atMillis, change, entityType, entityId, label, expiresAtMillis, outcome, by, reason } = item;
    const { changes } = this.#statements.history.run(
      position,
      atMillis,
      change,
      entityType,
      entityId,
      label,
      expiresAtMillis,
      outcome,
      1,
      by,
      reason,
      null,
      null,
    );
    if (changes === 0) return false;
    this.#project(item, outcome, atMillis, true);
    this.#enqueue('label', manualChangeId(item), () => manualPayload(item));
    return true;
  }

  /** Keep what labels an entity has now beside the history of how it got them. */
  #project(
    { entityType, entityId, label, change, expiresAtMillis }: LabelFields,
    outcome: LabelOutcome,
    atMillis: number,
    manual: boolean,
  ): void {
    if (!changesLabel(outcome)) return;
    const status = change === 'add' ? 'added' : 'removed';
    const statement = outcome === 'merged' ? this.#statements.merge : this.#statements.set;
    statement.run(entityType, entityId, label, status, manual ? 1 : 0, atMillis, expiresAtMillis);
  }

  #enqueue(kind: EffectBody['kind'], id: string, payload: () => string | null): void {
    const sinks = this.#sinks.filter(({ on }) => on.includes(kind));
    if (sinks.length === 0) return;
    const body = payload();
    if (body === null) return;
    const now = this.#nowMillis();
    for (const sink of sinks) this.#statements.outbox.run(sink.name, id, now, now, body);
  }
}

type LabelFields = Pick<ManualLabelChange, 'entityType' | 'entityId' | 'label' | 'change' | 'expiresAtMillis'>;

/** Effects and changes by people in the order of the journal, so that grouping into batches makes no difference (F4). */
function inOrder({ effects, manual }: EffectBatch): readonly (AppliedEffect | ManualLabelChange)[] {
  if (manual.length === 0) return effects;
  const position = (item: AppliedEffect | ManualLabelChange) =>
    'effect' in item ? item.effect.position : item.position;
  return [...effects, ...manual].sort((a, b) => position(a) - position(b));
}

type Statements = ReturnType<typeof prepareStatements>;

function prepareStatements(database: DatabaseSync) {
  return {
    effect: database.prepare(`INSERT INTO effect
      (id, position, event_id, action, time_ms, ruleset_hash, kind, outcome, rules, body)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`),
    history: database.prepare(`INSERT INTO label_history
      (position, at_ms, change, entity_type, entity_id, label, expires_at_ms, outcome, manual, "by", reason, event_id, effect_id)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`),
    set: database.prepare(`INSERT INTO label_current VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET status = excluded.status, manual = excluded.manual, since_ms = excluded.since_ms,
        expires_at_ms = excluded.expires_at_ms`),
    // The same status again: it began when it began, and lasts until the last of its reasons has expired.
    merge: database.prepare(`INSERT INTO label_current VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET expires_at_ms = CASE WHEN expires_at_ms IS NULL OR excluded.expires_at_ms IS NULL
        THEN NULL ELSE max(expires_at_ms, excluded.expires_at_ms) END`),
    outbox: database.prepare('INSERT INTO outbox (sink, effect_id, created_ms, due_ms, body) VALUES (?, ?, ?, ?, ?)'),
    progress: database.prepare(`INSERT INTO progress (name, position) VALUES ('effects', ?)
      ON CONFLICT (name) DO UPDATE SET position = max(position, excluded.position)`),
  };
}
