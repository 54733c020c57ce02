/** Outcomes of entities from what people have done to their labels: the contract of backtests, filled from the effect store. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { EffectStore } from '@lapwing/enforcement';
import { entityOfKey, OutcomeBook, type OutcomeRecord, outcomeOfLabelChange } from '@lapwing/pipeline/backtest';
import type { LabelConfig } from '@lapwing/sml';
import { CHANGES_PER_ENTITY, JUDGED_ENTITIES_MAX, JUDGED_PER_TURN } from './limits.ts';

/** The outcomes of these entities, by their keys; `complete` is false where there were more than are looked up. */
export async function outcomesOf(
  store: EffectStore,
  keys: ReadonlySet<string>,
  labels: ReadonlyMap<string, LabelConfig>,
): Promise<{ readonly book: OutcomeBook; readonly complete: boolean }> {
  const records: OutcomeRecord[] = [];
  let asked = 0;
  for (const key of keys) {
    if (asked >= JUDGED_ENTITIES_MAX) return { book: new OutcomeBook(records), complete: false };
    if (++asked % JUDGED_PER_TURN === 0) await nextTurn();
    const { type, id } = entityOfKey(key);
    const changes = await store.labelHistory(type, id, { limit: CHANGES_PER_ENTITY });
    // Oldest first: of records of one moment the later one holds.
    for (const { manual, outcome, change, entityType, entityId, label, atMillis } of changes.toReversed()) {
      if (!manual || outcome === 'invalid-label-name' || outcome === 'invalid-entity-id') continue;
      const status = change === 'add' ? 'manually-added' : 'manually-removed';
      const record = outcomeOfLabelChange({ entityType, entityId, label, status, atMillis }, labels);
      if (record !== null) records.push(record);
    }
  }
  return { book: new OutcomeBook(records), complete: true };
}
