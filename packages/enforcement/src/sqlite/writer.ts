/** The hot path: applying batches with prepared statements, one transaction each (F2). */
import type { DatabaseSync } from 'node:sqlite';
import { changesLabel, effectPayload, manualPayload } from '../delivery/payload.ts';
import type { Sink } from '../delivery/sink.ts';
import { eventPrefix, manualChangeId } from '../effect-id.ts';
import type { AppliedEffect, Effect, EffectBody, LabelOutcome, ManualLabelChange } from '../effects.ts';
import { EnforcementError } from '../errors.ts';
import { stringify } from '../json.ts';
import type { ApplyResult, EffectBatch } from '../store.ts';
import { prepareStatements, type Statements } from './statements.ts';

export class EffectWriter {
  readonly #database: DatabaseSync;
  readonly #sinks: readonly Sink[];
  readonly #nowMillis: () => number;
  readonly #statements: Statements;
  /** The ruleset that was written last, as a row number. */
  #ruleset: { readonly hash: string; readonly row: number } | null = null;

  constructor(database: DatabaseSync, sinks: readonly Sink[], nowMillis: () => number) {
    this.#database = database;
    this.#sinks = sinks;
    this.#nowMillis = nowMillis;
    this.#statements = prepareStatements(database);
  }

  /** Synchronous from BEGIN to COMMIT, so that nothing else of this connection gets in between. */
  apply(batch: EffectBatch): ApplyResult {
    const tally = { label: 0, verdict: 0, plugin: 0, manual: 0 };
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      for (const item of inOrder(batch)) {
        if (!('effect' in item)) tally.manual += this.#applyManual(item) ? 1 : 0;
        else if (this.#applyEffect(item)) tally[item.effect.body.kind]++;
      }
      for (const [kind, count] of Object.entries(tally)) if (count > 0) this.#statements.tally.run(kind, count);
      this.#statements.progress.run(batch.through);
      this.#database.exec('COMMIT');
    } catch (error) {
      this.#ruleset = null;
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
    const applied = tally.label + tally.verdict + tally.plugin + tally.manual;
    return { applied, repeated: batch.effects.length + batch.manual.length - applied };
  }

  #applyEffect(item: AppliedEffect): boolean {
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
    );
    if (changes === 0) return false;
    if (body.kind === 'label' && labelOutcome !== null) this.#project(body, labelOutcome, timeMillis, false);
    this.#enqueue(body.kind, effect.id, () => effectPayload(item));
    return true;
  }

  #applyManual(item: ManualLabelChange): boolean {
    const id = manualChangeId(item);
    const { changes } = this.#statements.effect.run(
      ...[Buffer.from(id, 'hex'), 'label', item.position, item.atMillis, null, null, null, null, null],
      ...labelColumns(item, item.outcome),
      ...[item.by, item.reason],
    );
    if (changes === 0) return false;
    this.#project(item, item.outcome, item.atMillis, true);
    this.#enqueue('label', id, () => manualPayload(item));
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

/** Effects and changes by people in the order of the journal, so that grouping into batches makes no difference (F4). */
function inOrder({ effects, manual }: EffectBatch): readonly (AppliedEffect | ManualLabelChange)[] {
  if (manual.length === 0) return effects;
  const position = (item: AppliedEffect | ManualLabelChange) =>
    'effect' in item ? item.effect.position : item.position;
  return [...effects, ...manual].sort((a, b) => position(a) - position(b));
}
