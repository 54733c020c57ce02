/** The status history after a run: what each note is now, when it changed, and whether that is final (notes.md §2.12). */
import type { Dataset, History } from '../data/dataset.ts';
import { HISTORY_KEPT_FROM } from '../helpfulness/valid.ts';
import { type MetaResult, ruleLocks } from '../meta/rules.ts';
import { NMR, NONE } from '../status.ts';

const LOCK_AFTER_MILLIS = 14 * 86_400_000;

export function updateHistory({ notes, history }: Dataset, meta: MetaResult, now: number): History {
  const next: History = {
    firstNonNmrAt: Float64Array.from(history.firstNonNmrAt),
    firstNonNmr: Uint8Array.from(history.firstNonNmr),
    currentAt: new Float64Array(notes.count).fill(now),
    current: Uint8Array.from(meta.status),
    latestNonNmrAt: Float64Array.from(history.latestNonNmrAt),
    latestNonNmr: Uint8Array.from(history.latestNonNmr),
    lockAt: Float64Array.from(history.lockAt),
    locked: Uint8Array.from(history.locked),
    retroLockAt: history.retroLockAt,
    changedAt: Float64Array.from(history.changedAt),
    stabilisingSince: Float64Array.from(meta.stabilisingSince),
    firstStabilisingAt: Float64Array.from(history.firstStabilisingAt),
    scoredAtMinute: history.scoredAtMinute,
    pcrhAt: Float64Array.from(history.pcrhAt),
  };
  for (let note = 0; note < notes.count; note++) {
    if (notes.known[note] === 0) continue;
    const status = meta.status[note]!;
    const createdAt = notes.createdAt[note]!;
    const before = history.current[note] === NONE ? NMR : history.current[note];
    if (status !== before) next.changedAt[note] = now;
    else if (Number.isNaN(next.changedAt[note]!)) next.changedAt[note] = -1;
    if (status !== NMR && createdAt >= HISTORY_KEPT_FROM) rememberStatus(next, note, status, now);
    const old = now - createdAt > LOCK_AFTER_MILLIS;
    if (next.locked[note] === NONE && old && ruleLocks(meta.decidedBy[note]!)) {
      next.locked[note] = status;
      next.lockAt[note] = now;
    }
    if (next.locked[note] !== NONE) {
      next.stabilisingSince[note] = -1;
      if (!Number.isNaN(next.pcrhAt[note]!)) next.pcrhAt[note] = -1;
    }
    if (next.stabilisingSince[note] === now && Number.isNaN(next.firstStabilisingAt[note]!)) {
      next.firstStabilisingAt[note] = now;
    }
  }
  return next;
}

/** The first status other than needing more ratings stays; the latest changes only when helpful and not helpful change places. */
function rememberStatus(next: History, note: number, status: number, now: number): void {
  if (next.firstNonNmr[note] === NONE) {
    next.firstNonNmr[note] = status;
    next.firstNonNmrAt[note] = now;
  }
  if (next.latestNonNmr[note] !== status) {
    next.latestNonNmr[note] = status;
    next.latestNonNmrAt[note] = now;
  }
}
