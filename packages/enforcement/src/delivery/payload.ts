/** What a receiver gets: one effect, or one label change by a person, as JSON. */

import { manualChangeId } from '../effect-id.ts';
import type { AppliedEffect, EffectBody, EffectRule, LabelOutcome, ManualLabelChange } from '../effects.ts';
import { stringify } from '../json.ts';

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
  readonly kind: EffectBody['kind'];
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
}

/** The delivery for an applied effect, or null when there is nothing to tell: a label change that was refused. */
export function effectPayload({ effect, labelOutcome }: AppliedEffect): string | null {
  const { body } = effect;
  if (body.kind === 'label' && (labelOutcome === null || !changesLabel(labelOutcome))) return null;
  const payload: DeliveryPayload = {
    id: effect.id,
    kind: body.kind,
    time: isoTime(effect.timeMillis),
    event: { id: effect.eventId, action: effect.action, position: effect.position },
    rulesetHash: effect.rulesetHash,
    rules: effect.rules,
    by: null,
    reason: null,
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
