/** Which leaf's histograms are kept where. There may be fewer places than leaves. */
import type { GrowingLeaf } from './grower.ts';

export class HistogramSlots {
  readonly #free: number[];

  constructor(slots: number) {
    this.#free = Array.from({ length: slots }, (_, index) => slots - 1 - index);
  }

  /** Give the leaf a place: a free one, or that of the leaf that will be split last. */
  take(leaf: GrowingLeaf, leaves: readonly GrowingLeaf[]): void {
    const free = this.#free.pop();
    if (free !== undefined) {
      leaf.slot = free;
      return;
    }
    let last: GrowingLeaf | null = null;
    for (const other of leaves) {
      if (other === leaf || other.slot < 0 || other.split === null) continue;
      if (last === null || other.split.candidate.gain < last.split!.candidate.gain) last = other;
    }
    // Of three places and more, one is always that of a leaf which waits: the leaf at hand and its sibling have two.
    if (last === null) throw new Error('no place for histograms is left');
    leaf.slot = last.slot;
    last.slot = -1;
  }

  handOver(from: GrowingLeaf, to: GrowingLeaf): void {
    to.slot = from.slot;
    from.slot = -1;
  }

  release(leaf: GrowingLeaf): void {
    if (leaf.slot >= 0) this.#free.push(leaf.slot);
    leaf.slot = -1;
  }
}
