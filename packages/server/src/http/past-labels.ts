/** An entity's labels as they were at a past moment of event time. */
import type { LabelChange } from '@lapwing/enforcement';
import { changeLabel, type LabelState, labelStateAt, type PreviousLabelState } from '@lapwing/memory';
import type { System } from '../system/system.ts';

/** Changes of one entity's labels that are read to find out how they were: as many as a rule makes in a year of hours. */
const CHANGES_MAX = 10_000;
const PAGE = 500;

/**
 * By label; those that had expired or had not been given are not among them. Memory knows the last states of each label; what was
 * before, the history of changes tells. `complete` is false where even that was too long.
 */
export async function labelsAt(
  { pipeline, effects }: System,
  type: string,
  id: string,
  atMillis: number,
): Promise<{ readonly labels: ReadonlyMap<string, PreviousLabelState>; readonly complete: boolean }> {
  const labels = new Map<string, PreviousLabelState>();
  const unknown = new Set<string>();
  for (const [label, state] of pipeline.memory.labels.ofEntity(type, id)) {
    const then = labelStateAt(state, atMillis);
    if (then === 'unknown') unknown.add(label);
    else if (then !== null) labels.set(label, then);
  }
  if (unknown.size === 0) return { labels, complete: true };
  const changes: LabelChange[] = [];
  for (let before = Number.MAX_SAFE_INTEGER; changes.length < CHANGES_MAX; ) {
    const page = await effects.labelHistory(type, id, { limit: PAGE, before });
    changes.push(...page);
    if (page.length < PAGE) break;
    before = page.at(-1)?.sequence ?? 0;
  }
  for (const label of unknown) {
    const then = fold(changes.filter((change) => change.label === label && change.atMillis <= atMillis).reverse());
    const state = then === null ? null : labelStateAt(then, atMillis);
    if (state !== null && state !== 'unknown') labels.set(label, state);
  }
  return { labels, complete: changes.length < CHANGES_MAX };
}

function fold(changes: readonly LabelChange[]): LabelState | null {
  let state: LabelState | null = null;
  for (const { change, manual, by, reason, atMillis, expiresAtMillis, outcome } of changes) {
    if (outcome !== 'added' && outcome !== 'removed' && outcome !== 'merged') continue;
    const plain = change === 'add' ? ('added' as const) : ('removed' as const);
    const reasons = [{ source: by, description: reason, features: {}, createdAtMillis: atMillis, expiresAtMillis }];
    const status = manual ? (`manually-${plain}` as const) : plain;
    state = changeLabel(state, [{ status, reasons }], atMillis).state;
  }
  return state;
}
