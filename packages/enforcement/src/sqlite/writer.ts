/** The hot path: applying batches with prepared statements, one transaction each (F2). */
import type { DatabaseSync } from 'node:sqlite';
import type { Alert, ControlRecord, HeldEffect, ReleaseRecord, UndoChunk, UndoneLabel } from '../brakes/index.ts';
import { alertPayload, changesLabel, effectPayload, manualPayload, reversalPayload } from '../delivery/payload.ts';
import type { DeliveryKind, Sink } from '../delivery/sink.ts';
import { eventPrefix, manualChangeId, reversalId } from '../effect-id.ts';
import type { AppliedEffect, Effect, EffectBody, LabelOutcome, ManualLabelChange } from '../effects.ts';
import { EnforcementError } from '../errors.ts';
import { stringify } from '../json.ts';
import type { ApplyResult, EffectBatch } from '../store.ts';
import { BrakeWriter, type HeldLimits } from './brake-writer.ts';
import { prepareStatements, type Statements } from './statements.ts';
import { UndoWriter } from './undo-writer.ts';

export class EffectWriter {
  readonly #database: DatabaseSync;
  readonly #sinks: readonly Sink[];
  readonly #nowMillis: () => number;
  readonly #statements: Statements;
  readonly #brakes: BrakeWriter;
  readonly #undo: UndoWriter;
  /** The ruleset that was written last, as a row number. */
  #ruleset: { readonly hash: string; readonly row: number } | null = null;

  constructor(database: DatabaseSync, sinks: readonly Sink[], nowMillis: () => number, held: HeldLimits) {
    this.#database = database;
    this.#sinks = sinks;
    this.#nowMillis = nowMillis;
    this.#statements = prepareStatements(database);
    this.#brakes = new BrakeWriter(database, held);
    this.#undo = new UndoWriter(database);
  }

  /** Synchronous from BEGIN to COMMIT, so that nothing else of this connection gets in between. */
  apply(batch: EffectBatch): ApplyResult {
    const tally = { label: 0, verdict: 0, plugin: 0, manual: 0 };
    let offered = 0;
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      const through = Number(this.#statements.through.get()?.['position'] ?? -1);
      for (const item of inOrder(batch)) {
        if (item.position <= through && isFinal(item)) {
          if (item.type === 'effect') offered++;
          continue;
        }
        switch (item.type) {
          case 'effect':
            offered++;
            if (this.#applyEffect(item.applied, null)) tally[item.applied.effect.body.kind]++;
            break;
          case 'manual':
            offered++;
            if (this.#applyManual(item.change)) tally.manual++;
            break;
          case 'held':
            this.#brakes.held(item.held);
            break;
          case 'alert':
            if (this.#brakes.alert(item.alert)) this.#enqueue('alert', item.alert.id, () => alertPayload(item.alert));
            break;
          case 'record':
            this.#applyRecord(item.record, (kind) => tally[kind]++);
        }
      }
      for (const [kind, count] of Object.entries(tally)) if (count > 0) this.#statements.tally.run(kind, count);
      this.#statements.progress.run(batch.through);
      this.#database.exec('COMMIT');
    } catch (error) {
      this.#ruleset = null;
      this.#brakes.rolledBack();
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
    const applied = tally.label + tally.verdict + tally.plugin + tally.manual;
    return { applied, repeated: Math.max(0, offered - applied) };
  }

  /** `release` is who let it through, where it had been held. */
  #applyEffect(item: AppliedEffect, release: ReleaseRecord | null): boolean {
    const { effect, labelOutcome } = item;
    const { body } = effect;
    const id = idOf(effect);
    const ruleset = this.#rulesetRow(effect.rulesetHash);
    const { position, timeMillis, eventId, action } = effect;
    const detail = detailOf(body);
    const { changes } = this.#statements.effect.run(
      ...[id, body.kind, position, timeMillis, eventId, action, ruleset, stringify(effect.rules), detail],
      ...(body.kind === 'label' ? labelColumns(body, labelOutcome) : NO_LABEL),
      ...NO_PERSON,
      ...[release?.atMillis ?? null, release?.position ?? null, null],
    );
    if (changes === 0) return false;
    const atMillis = release?.atMillis ?? timeMillis;
    if (body.kind === 'label' && labelOutcome !== null) this.#project(body, labelOutcome, atMillis, false);
    this.#enqueue(body.kind, effect.id, () => effectPayload(item, release));
    return true;
  }

  #applyManual(item: ManualLabelChange): boolean {
    const id = manualChangeId(item);
    const { changes } = this.#statements.effect.run(
      ...[Buffer.from(id, 'hex'), 'label', item.position, item.atMillis, null, null, null, null, null],
      ...labelColumns(item, item.outcome),
      ...[item.by, item.reason, null, null, null],
    );
    if (changes === 0) return false;
    this.#project(item, item.outcome, item.atMillis, true);
    this.#enqueue('label', id, () => manualPayload(item));
    return true;
  }

  #applyRecord(record: ControlRecord, count: (kind: EffectBody['kind']) => void): void {
    switch (record.type) {
      case 'brakes':
        this.#brakes.brakes(record);
        return;
      case 'drop':
        this.#brakes.drop(record);
        return;
      case 'seen':
        this.#brakes.seen(record);
        return;
      case 'release':
        for (const item of record.effects) {
          if (this.#applyEffect(item, record)) count(item.effect.body.kind);
          this.#brakes.decide(item.effect.id, 'released', record);
        }
        return;
      case 'undo-begin':
        this.#undo.begin(record);
        return;
      case 'undo-chunk':
        for (const label of this.#undo.chunk(record)) this.#applyReversal(record, label);
        return;
      case 'undo-end':
        this.#undo.end(record);
        return;
    }
  }

  /** What a batch made of one label: a row of its history under an id of its own, the label as it is now, and a delivery. */
  #applyReversal({ id: undo, position, atMillis, by, reason }: UndoChunk, undone: UndoneLabel): void {
    const { entityType, entityId, label, effects, now, told, outcome } = undone;
    if (outcome === 'reversed') {
      const { unset, set } = this.#statements;
      if (now === null) unset.run(entityType, entityId, label);
      else set.run(entityType, entityId, label, now.status, now.manual ? 1 : 0, atMillis, now.expiresAtMillis);
    } else if (now !== null) this.#statements.expire.run(now.expiresAtMillis, entityType, entityId, label);
    if (told === null) return;
    const id = reversalId(undo, position, entityType, entityId, label);
    const change = {
      ...{ atMillis, by, reason, entityType, entityId, label, outcome: told },
      change: told === 'removed' ? ('remove' as const) : ('add' as const),
      expiresAtMillis: now?.expiresAtMillis ?? null,
    };
    const { changes } = this.#statements.effect.run(
      ...[Buffer.from(id, 'hex'), 'label', position, atMillis, null, null, null, null, null],
      ...labelColumns(change, told),
      ...[by, reason, null, null, undo],
    );
    const reverses = effects.map((effect) => effect.id);
    if (changes > 0) this.#enqueue('label', id, () => reversalPayload(id, change, reverses));
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

  #enqueue(kind: DeliveryKind, id: string, payload: () => string | null): void {
    const sinks = this.#sinks.filter(({ on }) => on.includes(kind));
    if (sinks.length === 0) return;
    const body = payload();
    if (body === null) return;
    const now = this.#nowMillis();
    for (const sink of sinks) this.#statements.outbox.run(sink.name, id, now, now, body);
  }

  #rulesetRow(hash: string): number {
    if (this.#ruleset?.hash === hash) return this.#ruleset.row;
    this.#statements.addRuleset.run(hash);
    const row = Number(this.#statements.ruleset.get(hash)?.['id']);
    this.#ruleset = { hash, row };
    return row;
  }
}

type LabelFields = Pick<ManualLabelChange, 'entityType' | 'entityId' | 'label' | 'change' | 'expiresAtMillis'>;

const NO_LABEL = [null, null, null, null, null, null] as const;
const NO_PERSON = [null, null] as const;

function labelColumns(label: LabelFields, outcome: LabelOutcome | null) {
  return [label.change, label.entityType, label.entityId, label.label, label.expiresAtMillis, outcome] as const;
}

/** What a label effect says is in columns of its own. */
function detailOf(body: EffectBody): string | null {
  switch (body.kind) {
    case 'label':
      return null;
    case 'verdict':
      return stringify({ verdict: body.verdict });
    case 'plugin':
      return stringify({ name: body.name, fields: body.fields });
  }
}

/** The id as bytes. An id that `effectId` did not make would not be found by its event. */
function idOf({ id, eventId }: Effect): Buffer {
  const bytes = Buffer.from(id, 'hex');
  if (bytes.length === 16 && id.startsWith(eventPrefix(eventId))) return bytes;
  throw new EnforcementError('bad-effect', `'${id}' is no id of an effect of event '${eventId}'`);
}

type Item =
  | { readonly type: 'effect'; readonly position: number; readonly applied: AppliedEffect }
  | { readonly type: 'manual'; readonly position: number; readonly change: ManualLabelChange }
  | { readonly type: 'held'; readonly position: number; readonly held: HeldEffect }
  | { readonly type: 'alert'; readonly position: number; readonly alert: Alert }
  | { readonly type: 'record'; readonly position: number; readonly record: ControlRecord };

/** What was applied and may have been taken out since, with age or for lack of room: it is not put back by a replay (F1). */
function isFinal({ type }: Item): boolean {
  return type === 'effect' || type === 'held' || type === 'alert';
}

/** Everything in the order of the journal, so that grouping into batches makes no difference (F4). */
function inOrder({ effects, manual, held = [], alerts = [], records = [] }: EffectBatch): readonly Item[] {
  const items: Item[] = effects.map((applied) => ({ type: 'effect', position: applied.effect.position, applied }));
  if (manual.length + held.length + alerts.length + records.length === 0) return items;
  for (const change of manual) items.push({ type: 'manual', position: change.position, change });
  for (const one of held) items.push({ type: 'held', position: one.effect.position, held: one });
  for (const alert of alerts) items.push({ type: 'alert', position: alert.position, alert });
  for (const record of records) items.push({ type: 'record', position: record.position, record });
  return items.sort((a, b) => a.position - b.position);
}
