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
    async append({ decided, manual, through }: CommitBatch) {
      offered = Math.max(offered, through);
      const effects = decided.flatMap((decision) => decision.effects);
      if (effects.length === 0 && manual.length === 0) return;
      await store.apply({ effects, manual, through: offered });
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
