/** Rows as what they stand for. Only this package writes them; a row that does not parse is named, not guessed at. */
import type { Selectable } from 'kysely';
import type { EffectBody, EffectRule, LabelOutcome } from '../effects.ts';
import { EnforcementError } from '../errors.ts';
import { parse } from '../json.ts';
import type { CurrentLabel, DeliveryState, LabelChange, OutboxEntry, StoredEffect } from '../store.ts';
import type { EffectTable, OutboxTable } from './tables.ts';

const OUTCOMES: readonly LabelOutcome[] = [
  'added',
  'removed',
  'merged',
  'cannot-override-manual',
  'conflicting-mutation',
  'invalid-label-name',
  'invalid-entity-id',
];
const STATES: readonly DeliveryState[] = ['pending', 'claimed', 'dead'];
const CHANGES: readonly LabelChange['change'][] = ['add', 'remove'];
const STATUSES: readonly CurrentLabel['status'][] = ['added', 'removed'];

/** An effect's row with the hash of its ruleset. */
export function storedEffect(row: Selectable<EffectTable> & { readonly ruleset_hash: string | null }): StoredEffect {
  const id = hex(row.id);
  const { event_id: eventId, action, ruleset_hash: rulesetHash } = row;
  if (eventId === null || action === null || rulesetHash === null) throw unreadable(id);
  const { position, time_ms: timeMillis } = row;
  const rules = rulesFrom(row.rules, id);
  const body = bodyFrom(row, id);
  const effect = { id, position, eventId, action, timeMillis, rulesetHash, rules, body };
  return { sequence: row.seq, effect, labelOutcome: row.outcome === null ? null : oneOf(OUTCOMES, row.outcome) };
}

export function labelChange(row: Selectable<EffectTable>): LabelChange {
  const id = hex(row.id);
  const { kind: _, ...label } = labelFrom(row, id);
  const rules = row.person === null ? rulesFrom(row.rules, id) : [];
  return {
    ...label,
    sequence: row.seq,
    position: row.position,
    atMillis: row.applied_ms ?? row.time_ms,
    outcome: oneOf(OUTCOMES, row.outcome ?? ''),
    manual: row.person !== null,
    by: row.person ?? rules.map(({ name }) => name).join(', '),
    reason: row.reason ?? rules.map(({ reason }) => reason).join('; '),
    eventId: row.event_id,
    effectId: id,
    undo: row.undo,
  };
}

export function outboxEntry(row: Omit<Selectable<OutboxTable>, 'body'>): OutboxEntry {
  return {
    id: row.id,
    sink: row.sink,
    effectId: row.effect_id,
    state: oneOf(STATES, row.state),
    attempts: row.attempts,
    createdAtMillis: row.created_ms,
    dueAtMillis: row.due_ms,
    lastError: row.last_error,
  };
}

export function labelStatus(text: string): CurrentLabel['status'] {
  return oneOf(STATUSES, text);
}

export function oneOf<T extends string>(allowed: readonly T[], text: string): T {
  const found = allowed.find((value) => value === text);
  if (found !== undefined) return found;
  throw new EnforcementError('unreadable', `'${text}' is none of ${allowed.join(', ')}`);
}

export function rulesFrom(text: string | null, id: string): EffectRule[] {
  const rules = parse(text ?? '');
  if (!Array.isArray(rules)) throw unreadable(id);
  return rules.map((rule: unknown) => {
    const { name, version, reason, features } = record(rule, id);
    if (typeof name !== 'string' || typeof version !== 'string' || typeof reason !== 'string') throw unreadable(id);
    const texts = Object.entries(record(features, id)).map(([key, value]) => [key, String(value)] as const);
    return { name, version, reason, features: Object.fromEntries(texts) };
  });
}

function bodyFrom(row: Selectable<EffectTable>, id: string): EffectBody {
  if (row.kind === 'label') return labelFrom(row, id);
  const { verdict, name, fields } = record(parse(row.detail ?? ''), id);
  if (row.kind === 'verdict' && typeof verdict === 'string') return { kind: 'verdict', verdict };
  if (row.kind === 'plugin' && typeof name === 'string') return { kind: 'plugin', name, fields: record(fields, id) };
  throw unreadable(id);
}

export function labelFrom(row: Selectable<EffectTable>, id: string): Extract<EffectBody, { kind: 'label' }> {
  const { change, entity_type: entityType, entity_id: entityId, label, expires_at_ms: expiresAtMillis } = row;
  if (change === null || entityType === null || entityId === null || label === null) throw unreadable(id);
  return { kind: 'label', change: oneOf(CHANGES, change), entityType, entityId, label, expiresAtMillis };
}

function record(value: unknown, id: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw unreadable(id);
  return { ...value };
}

export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}

function unreadable(id: string): EnforcementError {
  return new EnforcementError('unreadable', `the stored effect ${id} cannot be read`);
}
