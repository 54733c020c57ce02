/** Labels as the rules saw them when they decided an event, from the history of what was done to them. */
import type { LabelHistory, PastLabelChange } from '@lapwing/enforcement';
import { changeLabel, isExpired, isReasonExpired, type LabelState } from '@lapwing/memory';
import type { LabelReader } from '@lapwing/sml';

/** Labels of entities that one query looks at again and again; with more, they are read anew. */
const TIMELINES_MAX = 20_000;

interface Moment {
  /** Of the change that made it so. */
  readonly position: number;
  readonly state: LabelState | null;
}

export class PastLabels {
  readonly #history: LabelHistory;
  readonly #timelines = new Map<string, readonly Moment[]>();
  /** Of the history, when the timelines were read. */
  #version = -1;

  constructor(history: LabelHistory) {
    this.#history = history;
  }

  /** As they were before the event at `position`, at its time. */
  at(position: number, timeMillis: number): LabelReader {
    return {
      get: (entityType, entityId, label) => {
        const moments = this.#timeline(entityType, entityId, label);
        const state = moments.findLast((moment) => moment.position < position)?.state ?? null;
        if (state === null || isExpired(state, timeMillis)) return null;
        const held = state.reasons.filter((reason) => !isReasonExpired(reason, timeMillis));
        return { status: state.status, sinceMillis: Math.min(...held.map((reason) => reason.createdAtMillis)) };
      },
      hasAny: (entityType, entityId) => (this.#history.firstOf(entityType, entityId) ?? position) < position,
    };
  }

  #timeline(entityType: string, entityId: string, label: string): readonly Moment[] {
    const version = this.#history.version();
    if (version !== this.#version) this.#timelines.clear();
    this.#version = version;
    const key = JSON.stringify([entityType, entityId, label]);
    const known = this.#timelines.get(key);
    if (known !== undefined) return known;
    const moments: Moment[] = [];
    let state: LabelState | null = null;
    for (const change of this.#history.changes(entityType, entityId, label)) {
      state = after(state, change);
      moments.push({ position: change.position, state });
    }
    if (this.#timelines.size >= TIMELINES_MAX) this.#timelines.clear();
    this.#timelines.set(key, moments);
    return moments;
  }
}

function after(state: LabelState | null, change: PastLabelChange): LabelState | null {
  const { atMillis, expiresAtMillis, manual, undone, sources } = change;
  if (undone && change.change === 'remove') return null;
  const reasons = sources.map((source) => ({
    ...{ source, description: '', features: {}, createdAtMillis: atMillis, expiresAtMillis },
  }));
  const plain = change.change === 'add' ? ('added' as const) : ('removed' as const);
  const status = manual ? (`manually-${plain}` as const) : plain;
  return changeLabel(undone ? null : state, [{ status, reasons }], atMillis).state;
}
