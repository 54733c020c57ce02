/** A person's label change, applied to the label state; live and replay call this same function. */
import type { ManualLabelChange } from '@lapwing/enforcement';
import type { Memory } from '@lapwing/memory';
import type { LabelChangeEntry } from '../control/entries.ts';

export function changeLabelByHand(memory: Memory, entry: LabelChangeEntry, position: number): ManualLabelChange {
  const { atMillis, by, reason, status, entityType, entityId, label, expiresAtMillis } = entry;
  const change = {
    status,
    reasons: [{ source: by, description: reason, features: {}, createdAtMillis: atMillis, expiresAtMillis }],
  };
  const [outcome] = memory.labels.change(entityType, entityId, label, [change], atMillis);
  return {
    position,
    atMillis,
    by,
    reason,
    change: status === 'manually-added' ? 'add' : 'remove',
    entityType,
    entityId,
    label,
    expiresAtMillis,
    outcome: outcome!,
  };
}
