/** Rows as what they stand for. Only this package writes them; a row that does not parse is named, not guessed at. */
import type { Selectable } from 'kysely';
import type { EffectBody, EffectRule, LabelOutcome } from '../effects.ts';
import { EnforcementError } from '../errors.ts';
import { parse } from '../json.ts';
import type { CurrentLabel, DeliveryState, LabelChange, OutboxEntry, StoredEffect } from '../store.ts';
import type { EffectTable, LabelHistoryTable, OutboxTable } from './tables.ts';

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

export function storedEffect(row: Selectable<EffectTable>): StoredEffect {
  const effect = {
    id: row.id,
    position: row.position,
    eventId: row.event_id,
    action: row.action,
    timeMillis: row.time_ms,
    rulesetHash: row.ruleset_hash,
    rules: rulesFrom(row.rules, row.id),
    body: bodyFrom(row.body, row.id),
  };
  return { effect, labelOutcome: row.outcome === null ? null : oneOf(OUTCOMES, row.outcome) };
}

export function labelChange(row: Selectable<LabelHistoryTable>): LabelChange {
  return {
    sequence: row.seq,
    position: row.position,
    atMillis: row.at_ms,
    change: oneOf(CHANGES, row.change),
    entityType: row.entity_type,
    entityId: row.entity_id,
    label: row.label,
    expiresAtMillis: row.expires_at_ms,
    outcome: oneOf(OUTCOMES, row.outcome),
    manual: row.manual === 1,
    by: row.by,
    reason: row.reason,
    eventId: row.event_id,
    effectId: row.effect_id,
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

function oneOf<T extends string>(allowed: readonly T[], text: string): T {
  const found = allowed.find((value) => value === text);
  if (found !== undefined) return found;
  throw new EnforcementError('unreadable', `'${text}' is none of ${allowed.join(', ')}`);
}

function rulesFrom(text: string, id: string): EffectRule[] {
  const rules = parse(text);
  if (!Array.isArray(rules)) throw unreadable(id);
  return rules.map((rule: unknown) => {
    const { name, version, reason, features } = record(rule, id);
    if (typeof name !== 'string' || typeof version !== 'string' || typeof reason !== 'string') throw unreadable(id);
    const texts = Object.entries(record(features, id)).map(([key, value]) => [key, String(value)] as const);
    return { name, version, reason, features: Object.fromEntries(texts) };
  });
}

function bodyFrom(text: string, id: string): EffectBody {
  const body = record(parse(text), id);
  const string = (key: string): string => {
    const value = body[key];
    if (typeof value === 'string') return value;
    throw unreadable(id);
  };
  switch (body['kind']) {
    case 'label': {
      const expires = body['expiresAtMillis'];
      return {
        kind: 'label',
        change: oneOf(CHANGES, string('change')),
        entityType: string('entityType'),
        entityId: string('entityId'),
        label: string('label'),
        expiresAtMillis: typeof expires === 'number' ? expires : null,
      };
    }
    case 'verdict':
      return { kind: 'verdict', verdict: string('verdict') };
    case 'plugin':
      return { kind: 'plugin', name: string('name'), fields: record(body['fields'], id) };
    default:
      throw unreadable(id);
  }
}

function record(value: unknown, id: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw unreadable(id);
  return { ...value };
}

function unreadable(id: string): EnforcementError {
  return new EnforcementError('unreadable', `the stored effect ${id} cannot be read`);
}
