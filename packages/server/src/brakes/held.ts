/**
 * Held effects, let through or dropped by a person. One that somebody has settled, or is settling, is settled only once: the store says
 * which are held, and what is on its way to it is remembered here.
 */
import { brakeLimits, type EffectStore, effectText, type HeldFilter, type StoredHeld } from '@lapwing/enforcement';
import type { Pipeline } from '@lapwing/pipeline';

export type HeldSelection = { readonly ids: readonly string[] } | Omit<HeldFilter, 'state'>;

export interface Settled {
  readonly settled: number;
  /** Of the ids: those that are not held, or not any more. */
  readonly notHeld: readonly string[];
}

export class HeldEffects {
  readonly #store: EffectStore;
  readonly #pipeline: Pipeline;
  readonly #underWay = new Set<string>();

  constructor(store: EffectStore, pipeline: Pipeline) {
    this.#store = store;
    this.#pipeline = pipeline;
  }

  /** Resolves when the stores have it. Those held first are released first. */
  async settle(how: 'release' | 'drop', selection: HeldSelection, by: string, reason: string): Promise<Settled> {
    const settle = (chunk: readonly StoredHeld[]) => this.#settle(how, chunk, by, reason);
    if ('ids' in selection) return this.#settleIds(selection.ids, settle);
    let settled = 0;
    // What is held from now on is not meant.
    const [newest] = await this.#store.brakes.held({ state: 'held', ...selection }, { limit: 1 });
    const through = newest?.sequence ?? 0;
    for (let after = 0; after < through; ) {
      const page = { after, through, limit: brakeLimits.releaseChunk };
      const chunk = await this.#store.brakes.heldInOrder({ state: 'held', ...selection }, page);
      const last = chunk.at(-1);
      if (last === undefined) break;
      settled += (await settle(chunk)).length;
      after = last.sequence;
    }
    return { settled, notHeld: [] };
  }

  async #settleIds(
    ids: readonly string[],
    settle: (chunk: readonly StoredHeld[]) => Promise<readonly StoredHeld[]>,
  ): Promise<Settled> {
    const found = await Promise.all([...new Set(ids)].map((id) => this.#store.brakes.heldById(id)));
    const held = found.filter((item) => item !== null).sort((a, b) => a.sequence - b.sequence);
    const settled = await settle(held);
    const done = new Set(settled.map(({ effect }) => effect.id));
    return { settled: settled.length, notHeld: ids.filter((id) => !done.has(id)) };
  }

  /** Returns those that were settled here. Whoever comes meanwhile finds them under way. */
  async #settle(
    how: 'release' | 'drop',
    chunk: readonly StoredHeld[],
    by: string,
    reason: string,
  ): Promise<readonly StoredHeld[]> {
    const free = chunk.filter(({ state, effect }) => state === 'held' && !this.#underWay.has(effect.id));
    if (free.length === 0) return [];
    for (const { effect } of free) this.#underWay.add(effect.id);
    try {
      // Another request may have settled them between our look into the store and now.
      const still = await this.#stillHeld(free);
      if (still.length === 0) return [];
      const made = { by, reason, atMillis: this.#pipeline.nowMillis() };
      const { position } = await this.#pipeline.record(
        how === 'release'
          ? { type: 'release', ...made, effects: still.map(({ effect }) => effectText(effect)) }
          : { type: 'drop', ...made, ids: still.map(({ effect }) => effect.id) },
      );
      await this.#pipeline.committed(position);
      return still;
    } finally {
      for (const { effect } of free) this.#underWay.delete(effect.id);
    }
  }

  async #stillHeld(items: readonly StoredHeld[]): Promise<readonly StoredHeld[]> {
    const now = await Promise.all(items.map(({ effect }) => this.#store.brakes.heldById(effect.id)));
    return now.filter((item) => item !== null && item.state === 'held').filter((item) => item !== null);
  }
}
