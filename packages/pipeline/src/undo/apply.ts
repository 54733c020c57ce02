/** A chunk of an undo batch, applied to the label state; live and replay call this same function. */
import type { UndoneLabel } from '@lapwing/enforcement';
import { expiryMillis, isExpired, isManual, isPresent, type LabelState, type Memory } from '@lapwing/memory';
import type { LabelContent, PlannedReversal, UndoChunkEntry } from '../control/brakes.ts';

export function applyReversals(memory: Memory, { labels, atMillis }: UndoChunkEntry): readonly UndoneLabel[] {
  return labels.map((planned) => applyReversal(memory, planned, atMillis));
}

function applyReversal(memory: Memory, planned: PlannedReversal, atMillis: number): UndoneLabel {
  const { entityType, entityId, label, effects, expected, target } = planned;
  const common = { entityType, entityId, label, effects };
  const current = memory.labels.ofEntity(entityType, entityId).get(label) ?? null;
  if (!isSameContent(current, expected)) {
    return { ...common, outcome: 'changed-meanwhile', now: null, told: null };
  }
  const before = live(current, atMillis);
  if (isSameContent(current, target)) {
    const outcome = before === null ? 'nothing-left' : isManual(before.status) ? 'person-decided' : 'other-reason';
    return { ...common, outcome, now: null, told: null };
  }
  memory.labels.restore(entityType, entityId, label, target, atMillis);
  const after = live(memory.labels.ofEntity(entityType, entityId).get(label) ?? null, atMillis);
  const now =
    after === null
      ? null
      : {
          status: isPresent(after.status) ? ('added' as const) : ('removed' as const),
          manual: isManual(after.status),
          expiresAtMillis: expiryMillis(after),
        };
  return { ...common, outcome: outcomeOf(before, after), now, told: toldOf(before, after) };
}

function live(state: LabelState | null, atMillis: number): LabelState | null {
  return state === null || isExpired(state, atMillis) ? null : state;
}

function outcomeOf(before: LabelState | null, after: LabelState | null): UndoneLabel['outcome'] {
  if (before === null && after === null) return 'nothing-left';
  if (before !== null && before.status === after?.status)
    return isManual(before.status) ? 'person-decided' : 'other-reason';
  return 'reversed';
}

function toldOf(before: LabelState | null, after: LabelState | null): UndoneLabel['told'] {
  const was = before !== null && isPresent(before.status);
  const is = after !== null && isPresent(after.status);
  if (was !== is) return is ? 'added' : 'removed';
  return is && before !== null && expiryMillis(before) !== expiryMillis(after) ? 'merged' : null;
}

/** The same status for the same reasons; a state without reasons is none. */
export function isSameContent(a: LabelContent | null, b: LabelContent | null): boolean {
  return JSON.stringify(contentOf(a)) === JSON.stringify(contentOf(b));
}

export function contentOf(state: LabelContent | null): LabelContent | null {
  if (state === null || state.reasons.length === 0) return null;
  const reasons = state.reasons.map(({ source, description, features, createdAtMillis, expiresAtMillis }) => ({
    source,
    description,
    features: Object.fromEntries(Object.entries(features).sort(([x], [y]) => (x < y ? -1 : 1))),
    createdAtMillis,
    expiresAtMillis,
  }));
  return { status: state.status, reasons };
}
