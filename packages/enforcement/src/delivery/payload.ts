/** What a receiver gets: one effect, or one label change by a person, as JSON. */

import type { Alert } from '../brakes/held.ts';
import { manualChangeId } from '../effect-id.ts';
import type { AppliedEffect, EffectRule, LabelOutcome, ManualLabelChange } from '../effects.ts';
import { stringify } from '../json.ts';
import type { DeliveryKind } from './sink.ts';

interface LabelPayload {
  readonly change: 'add' | 'remove';
  readonly entity: { readonly type: string; readonly id: string };
  readonly name: string;
  readonly expiresAt: string | null;
  readonly outcome: LabelOutcome;
}

/** The body of a delivery; times are ISO 8601 in UTC. */
export interface DeliveryPayload {
  readonly id: string;
  readonly kind: DeliveryKind;
  readonly time: string;
  readonly event: { readonly id: string; readonly action: string; readonly position: number } | null;
  readonly rulesetHash: string | null;
  readonly rules: readonly EffectRule[];
  /** The person, where one did it. */
  readonly by: string | null;
  readonly reason: string | null;
  readonly label: LabelPayload | null;
  readonly verdict: string | null;
  readonly plugin: { readonly name: string; readonly fields: Readonly<Record<string, unknown>> } | null;
  /** Effects that this takes back, by their ids. */
  readonly reverses?: readonly string[];
  readonly alert?: AlertPayload;
}

interface AlertPayload {
  readonly kind: Alert['kind'];
  readonly rule: string | null;
  readonly version: string | null;
  /** As the rule's file names them. */
  readonly owner: string | null;
  readonly message: string;
  readonly figures: Alert['figures'];
}

/** The delivery for an applied effect, or null when there is nothing to tell: a label change that was refused. */
export function effectPayload(
  { effect, labelOutcome }: AppliedEffect,
  released: { readonly by: string; readonly reason: string } | null = null,
): string | null {
  const { body } = effect;
  if (body.kind === 'label' && (labelOutcome === null || !changesLabel(labelOutcome))) return null;
  const payload: DeliveryPayload = {
    id: effect.id,
    kind: body.kind,
    time: isoTime(effect.timeMillis),
    event: { id: effect.eventId, action: effect.action, position: effect.position },
    rulesetHash: effect.rulesetHash,
    rules: effect.rules,
    by: released?.by ?? null,
    reason: released?.reason ?? null,
    label: body.kind === 'label' && labelOutcome !== null ? labelPayload(body, labelOutcome) : null,
    verdict: body.kind === 'verdict' ? body.verdict : null,
    plugin: body.kind === 'plugin' ? { name: body.name, fields: body.fields } : null,
  };
  return stringify(payload);
}

/** The same for a label change by a person. */
export function manualPayload(change: ManualLabelChange): string | null {
  if (!changesLabel(change.outcome)) return null;
  const payload: DeliveryPayload = {
    id: manualChangeId(change),
    kind: 'label',
    time: isoTime(change.atMillis),
    event: null,
    rulesetHash: null,
    rules: [],
    by: change.by,
    reason: change.reason,
    label: labelPayload(change, change.outcome),
    verdict: null,
    plugin: null,
  };
  return stringify(payload);
}

/** A label put back by an undo batch; the id is the reversal's own. */
export function reversalPayload(
  id: string,
  change: Omit<ManualLabelChange, 'position'>,
  reverses: readonly string[],
): string {
  const { atMillis, by, reason, outcome } = change;
  const payload: DeliveryPayload = {
    ...NO_EFFECT,
    id,
    kind: 'label',
    time: isoTime(atMillis),
    by,
    reason,
    label: labelPayload(change, outcome),
    reverses,
  };
  return stringify(payload);
}

export function alertPayload({ id, kind, rule, version, owner, atMillis, message, figures }: Alert): string {
  const payload: DeliveryPayload = {
    ...NO_EFFECT,
    id,
    kind: 'alert',
    time: isoTime(atMillis),
    alert: { kind, rule, version, owner, message, figures },
  };
  return stringify(payload);
}

const NO_EFFECT = {
  event: null,
  rulesetHash: null,
  rules: [],
  by: null,
  reason: null,
  label: null,
  verdict: null,
  plugin: null,
} as const;

/** Whether the label state is another one after this outcome (`merged`: it may last longer). */
export function changesLabel(outcome: LabelOutcome): boolean {
  switch (outcome) {
    case 'added':
    case 'removed':
    case 'merged':
      return true;
    case 'cannot-override-manual':
    case 'conflicting-mutation':
    case 'invalid-label-name':
    case 'invalid-entity-id':
      return false;
  }
}

type LabelFields = Pick<ManualLabelChange, 'change' | 'entityType' | 'entityId' | 'label' | 'expiresAtMillis'>;

function labelPayload(
  { change, entityType, entityId, label, expiresAtMillis }: LabelFields,
  outcome: LabelOutcome,
): LabelPayload {
  const expiresAt = expiresAtMillis === null ? null : isoTime(expiresAtMillis);
  return { change, entity: { type: entityType, id: entityId }, name: label, expiresAt, outcome };
}

function isoTime(millis: number): string {
  return new Date(millis).toISOString();
}
