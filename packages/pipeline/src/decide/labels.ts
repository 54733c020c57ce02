/** Label effects into the label state, and the label state as rules read it. */
import type { AppliedEffect, Effect, LabelOutcome } from '@lapwing/enforcement';
import { isReasonExpired, type LabelChange, type LabelReason, type LabelState, type Memory } from '@lapwing/memory';
import type { LabelReader } from '@lapwing/sml';

type LabelBody = Extract<Effect['body'], { readonly kind: 'label' }>;

/**
 * Apply one event's effects to the label state; contradictions within the event are settled there. Effects take place at the event's time,
 * those that were held at the time of their release.
 */
export function applyLabels(
  memory: Memory,
  effects: readonly Effect[],
  releasedAtMillis?: number,
): readonly AppliedEffect[] {
  const outcomes = new Map<Effect, LabelOutcome>();
  for (const group of groupByLabel(effects)) {
    const { entityType, entityId, label } = group[0]![1];
    if (entityId === '') {
      for (const [effect] of group) outcomes.set(effect, 'invalid-entity-id');
      continue;
    }
    const atMillis = releasedAtMillis ?? group[0]![0].timeMillis;
    const changes = group.map(([effect, body]) => labelChangeOf(effect.rules, body, atMillis));
    const changed = memory.labels.change(entityType, entityId, label, changes, atMillis);
    group.forEach(([effect], index) => {
      outcomes.set(effect, changed[index]!);
    });
  }
  return effects.map((effect) => ({ effect, labelOutcome: outcomes.get(effect) ?? null }));
}

/** The label state as `HasLabel` reads it, as of a moment that `at` tells. */
export function labelReader(memory: Memory, at: () => number): LabelReader {
  return {
    get(entityType, entityId, label) {
      const now = at();
      const state = memory.labels.get(entityType, entityId, label, now);
      if (state === null) return null;
      return { status: state.status, sinceMillis: oldestReason(state, now) };
    },
    hasAny: (entityType, entityId) => memory.labels.ofEntity(entityType, entityId).size > 0,
  };
}

function oldestReason({ reasons }: LabelState, now: number): number {
  let oldest = Number.POSITIVE_INFINITY;
  for (const reason of reasons) {
    if (!isReasonExpired(reason, now)) oldest = Math.min(oldest, reason.createdAtMillis);
  }
  return oldest;
}

function groupByLabel(effects: readonly Effect[]): Iterable<(readonly [Effect, LabelBody])[]> {
  const groups = new Map<string, (readonly [Effect, LabelBody])[]>();
  for (const effect of effects) {
    const { body } = effect;
    if (body.kind !== 'label') continue;
    const key = JSON.stringify([body.entityType, body.entityId, body.label]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [[effect, body]]);
    else group.push([effect, body]);
  }
  return groups.values();
}

/** What rules' effect asks of the label state. */
export function labelChangeOf(rules: Effect['rules'], body: LabelBody, atMillis: number): LabelChange {
  const reasons = rules.map(
    (rule): LabelReason => ({
      source: rule.name,
      description: rule.reason,
      features: rule.features,
      createdAtMillis: atMillis,
      expiresAtMillis: body.expiresAtMillis,
    }),
  );
  return { status: body.change === 'add' ? 'added' : 'removed', reasons };
}
