/** Effects into the effect store. Batches without any cost nothing: the applied position is brought up to date when flushing. */
import type { EffectStore } from '@lapwing/enforcement';
import type { CommitBatch, Sink } from '@lapwing/pipeline';

/** `onApplied` is called when there may be something new to deliver. */
export async function effectSink(store: EffectStore, onApplied: () => void): Promise<Sink> {
  let committed = await store.appliedThrough();
  let offered = committed;
  return {
    name: 'effects',
    get committedPosition() {
      return committed;
    },
    async append({ decided, manual, records, through }: CommitBatch) {
      offered = Math.max(offered, through);
      const effects = decided.flatMap((decision) => decision.effects);
      const held = decided.flatMap((decision) => decision.held);
      const alerts = decided.flatMap((decision) => decision.alerts);
      if (effects.length + manual.length + held.length + alerts.length + records.length === 0) return;
      await store.apply({ effects, manual, held, alerts, records, through: offered });
      committed = offered;
      onApplied();
    },
    async flush() {
      if (committed === offered) return;
      await store.apply({ effects: [], manual: [], through: offered });
      committed = offered;
    },
  };
}
