/**
 * The label state model, as pure functions over plain data.
 *
 * - L1 A state is expired when all of its reasons are (and the grace has passed); an expired state counts as absent.
 * - L2 An unexpired manual state is never changed by a rule.
 * - L3 Of contradictory changes in one request the one with the higher status wins; the others change nothing.
 * - L4 The same status again merges reasons: a reason that was there keeps its first time and takes the new expiry.
 */
import { LABEL_EXPIRY_GRACE_MILLIS, LABEL_PREVIOUS_STATES_MAX, LABEL_REASONS_MAX } from '../limits.ts';

/** In the order of the reference's numbers: removed 0, added 1, manually-removed 2, manually-added 3. */
export type LabelStatus = 'removed' | 'added' | 'manually-removed' | 'manually-added';

export interface LabelReason {
  /** The rule, or the person who changed the label by hand. */
  readonly source: string;
  readonly description: string;
  readonly features: Readonly<Record<string, string>>;
  readonly createdAtMillis: number;
  /** null: never. */
  readonly expiresAtMillis: number | null;
}

export interface LabelState {
  readonly status: LabelStatus;
  readonly reasons: readonly LabelReason[];
  /** When the label took this status. */
  readonly sinceMillis: number;
  readonly previous: readonly PreviousLabelState[];
}

export type PreviousLabelState = Omit<LabelState, 'previous'>;

export interface LabelChange {
  readonly status: LabelStatus;
  readonly reasons: readonly LabelReason[];
}

export type LabelChangeOutcome = 'added' | 'removed' | 'merged' | 'cannot-override-manual' | 'conflicting-mutation';

const STATUS_RANK: Readonly<Record<LabelStatus, number>> = {
  removed: 0,
  added: 1,
  'manually-removed': 2,
  'manually-added': 3,
};

export function isManual(status: LabelStatus): boolean {
  return status === 'manually-removed' || status === 'manually-added';
}

export function isPresent(status: LabelStatus): boolean {
  return status === 'added' || status === 'manually-added';
}

/** When the state stops counting, in milliseconds of event time; null is never. */
export function expiryMillis(state: PreviousLabelState): number | null {
  let latest = 0;
  for (const { expiresAtMillis } of state.reasons) {
    if (expiresAtMillis === null) return null;
    latest = Math.max(latest, expiresAtMillis);
  }
  return latest;
}

export function isExpired({ reasons }: PreviousLabelState, atMillis: number): boolean {
  for (const reason of reasons) if (!isReasonExpired(reason, atMillis)) return false;
  return true;
}

export function isReasonExpired({ expiresAtMillis }: LabelReason, atMillis: number): boolean {
  return expiresAtMillis !== null && atMillis > expiresAtMillis + LABEL_EXPIRY_GRACE_MILLIS;
}

/** Apply the changes that one request makes to one label of one entity. `outcomes` is parallel to `changes`. */
export function changeLabel(
  state: LabelState | null,
  changes: readonly LabelChange[],
  atMillis: number,
): { readonly state: LabelState | null; readonly outcomes: readonly LabelChangeOutcome[] } {
  const winning = changes.reduce((rank, change) => Math.max(rank, STATUS_RANK[change.status]), -1);
  const outcomes: LabelChangeOutcome[] = [];
  let current = state;
  for (const change of changes) {
    if (STATUS_RANK[change.status] !== winning) {
      outcomes.push('conflicting-mutation');
      continue;
    }
    const live = current !== null && !isExpired(current, atMillis) ? current : null;
    if (live !== null && isManual(live.status) && !isManual(change.status)) {
      outcomes.push('cannot-override-manual');
    } else if (live !== null && live.status === change.status) {
      current = { ...live, reasons: mergeReasons(live.reasons, change.reasons) };
      outcomes.push('merged');
    } else {
      current = {
        status: change.status,
        reasons: mergeReasons([], change.reasons),
        sinceMillis: atMillis,
        previous: current === null ? [] : remember(current),
      };
      outcomes.push(isPresent(change.status) ? 'added' : 'removed');
    }
  }
  return { state: current, outcomes };
}

/** A state without reasons is expired from the start: it counts as absent (L1). */
export function restoredState(
  current: LabelState | null,
  content: Pick<LabelState, 'status' | 'reasons'> | null,
  atMillis: number,
): LabelState {
  const { status, reasons } = content ?? { status: 'removed', reasons: [] };
  // Only reasons are fewer: the label is what it was for as long as it was.
  if (current?.status === status && current.reasons.length > 0 && reasons.length > 0) return { ...current, reasons };
  return { status, reasons, sinceMillis: atMillis, previous: current === null ? [] : remember(current) };
}

function remember({ previous, ...state }: LabelState): readonly PreviousLabelState[] {
  return [state, ...previous].slice(0, LABEL_PREVIOUS_STATES_MAX);
}

function mergeReasons(existing: readonly LabelReason[], added: readonly LabelReason[]): readonly LabelReason[] {
  const bySource = new Map(existing.map((reason) => [reason.source, reason]));
  for (const reason of added) {
    const first = bySource.get(reason.source);
    const createdAtMillis = Math.min(reason.createdAtMillis, first?.createdAtMillis ?? Number.POSITIVE_INFINITY);
    bySource.set(reason.source, { ...reason, createdAtMillis });
  }
  return [...bySource.values()].slice(-LABEL_REASONS_MAX);
}

/**
 * The state that held at a past moment of event time, its reasons as far as they had been given by then; null where there was none
 * or it had expired. `unknown` where the moment is before all states that are still held here (the effect store has them all).
 *
 * A reason that was renewed counts with its last expiry, and the one of several states of one moment that came last holds.
 */
export function labelStateAt(state: LabelState, atMillis: number): PreviousLabelState | null | 'unknown' {
  const { previous, ...current } = state;
  for (const held of [current, ...previous]) {
    if (held.sinceMillis > atMillis) continue;
    const reasons = held.reasons.filter((reason) => reason.createdAtMillis <= atMillis);
    const then = { ...held, reasons: reasons.length === 0 ? held.reasons : reasons };
    return isExpired(then, atMillis) ? null : then;
  }
  return previous.length < LABEL_PREVIOUS_STATES_MAX ? null : 'unknown';
}
