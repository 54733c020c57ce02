/** A chunk of an undo batch, applied to the label state; live and replay call this same function. */
import type { UndoneLabel } from '@lapwing/enforcement';
import {
  expiryMillis,
  isExpired,
  isManual,
  isPresent,
  type LabelState,
  type Memory,
  restoredState,
} from '@lapwing/memory';
import type { LabelContent, PlannedReversal, UndoChunkEntry } from '../control/brakes.ts';

export type ReversalResult = Pick<UndoneLabel, 'outcome' | 'now' | 'told'>;

export function applyReversals(memory: Memory, { labels, atMillis }: UndoChunkEntry): readonly UndoneLabel[] {
  return labels.map((planned): UndoneLabel => {
    const { entityType, entityId, label, effects, target } = planned;
    const current = memory.labels.ofEntity(entityType, entityId).get(label) ?? null;
    const result = judgeReversal(planned, current, atMillis);
    const changes = result.outcome !== 'changed-meanwhile' && !isSameContent(current, target);
    if (changes) memory.labels.restore(entityType, entityId, label, target, atMillis);
    return { entityType, entityId, label, effects, ...result };
  });
}

/**
 * The same on the label state of a candidate or a backtest. Where a label is there what it was in fact, it becomes what it becomes in
 * fact; where it came about in another way, it loses the reasons that were undone.
 */
export function mirrorReversals(memory: Memory, { labels, atMillis }: UndoChunkEntry): void {
  for (const { entityType, entityId, label, expected, target } of labels) {
    const current = contentOf(memory.labels.ofEntity(entityType, entityId).get(label) ?? null);
    const wanted = isSameContent(current, expected) ? target : withoutUndone(current, expected, target);
    if (!isSameContent(current, wanted)) memory.labels.restore(entityType, entityId, label, wanted, atMillis);
  }
}

function withoutUndone(
  current: LabelContent | null,
  expected: LabelContent | null,
  target: LabelContent | null,
): LabelContent | null {
  if (current === null || current.status !== expected?.status) return current;
  const kept = new Set((contentOf(target)?.reasons ?? []).map((reason) => JSON.stringify(reason)));
  const undone = new Set(
    (contentOf(expected)?.reasons ?? []).map((reason) => JSON.stringify(reason)).filter((reason) => !kept.has(reason)),
  );
  const reasons = current.reasons.filter((reason) => !undone.has(JSON.stringify(reason)));
  return reasons.length === 0 ? null : { status: current.status, reasons };
}

/** What a planned reversal comes to on this state. */
export function judgeReversal(
  { expected, target }: PlannedReversal,
  current: LabelState | null,
  atMillis: number,
): ReversalResult {
  if (!isSameContent(current, expected)) return { outcome: 'changed-meanwhile', now: null, told: null };
  const before = live(current, atMillis);
  if (isSameContent(current, target)) return { outcome: outcomeOf(before, before), now: null, told: null };
  const after = live(restoredState(current, target, atMillis), atMillis);
  const now =
    after === null
      ? null
      : {
          status: isPresent(after.status) ? ('added' as const) : ('removed' as const),
          manual: isManual(after.status),
          expiresAtMillis: expiryMillis(after),
        };
  return { outcome: outcomeOf(before, after), now, told: toldOf(before, after) };
}

function live(state: LabelState | null, atMillis: number): LabelState | null {
  return state === null || isExpired(state, atMillis) ? null : state;
}

function outcomeOf(before: LabelState | null, after: LabelState | null): UndoneLabel['outcome'] {
  if (before === null && after === null) return 'nothing-left';
  if (before === null || before.status !== after?.status) return 'reversed';
  return isManual(before.status) ? 'person-decided' : 'other-reason';
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

/** A state's content with the keys of features in order, so that two can be compared as text. */
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
