/** Grows one tree, leaf by leaf: the leaf whose best split gains most is split next (as LightGBM does). */

import { CHUNK_ROWS } from '../limits.ts';
import type { GrownSplit, GrownTree } from '../model/builder.ts';
import type { CheckedOptions } from '../options.ts';
import type { Scales } from '../quantise.ts';
import type { Crew } from '../team/crew.ts';
import { CANDIDATE_BYTES } from '../team/layout.ts';
import { KIND, NUMBER, type Plan, WORD } from '../team/plan.ts';
import type { Work } from '../team/work.ts';
import { type Candidate, type NodeSums, readCandidate } from './candidate.ts';
import { HistogramSlots } from './slots.ts';

/** A leaf of the tree as it grows. */
export interface GrowingLeaf extends NodeSums {
  readonly list: 0 | 1;
  readonly begin: number;
  readonly depth: number;
  /** In units of `quantise.ts`. */
  readonly value: number;
  /** Where its histograms are kept, or -1. */
  slot: number;
  split: { readonly column: number; readonly candidate: Candidate } | null;
  /** The node that it hangs from, and on which side; -1 at the root. */
  readonly parent: number;
  readonly isLeft: boolean;
}

export class Grower {
  readonly #crew: Crew;
  readonly #work: Work;
  readonly #plan: Plan;
  readonly #options: CheckedOptions;
  readonly #bounded: boolean;
  #slots: HistogramSlots;
  #serial = 0;
  #scales: Scales = { gradient: 1, hessian: 1 };
  #leaves: GrowingLeaf[] = [];

  constructor(crew: Crew, plan: Plan, options: CheckedOptions) {
    this.#crew = crew;
    this.#work = crew.work;
    this.#plan = plan;
    this.#options = options;
    this.#bounded = plan.columns.some(({ monotone }) => monotone !== 0);
    this.#slots = new HistogramSlots(crew.work.layout.slots);
  }

  /**
   * A tree on the rows of list 0, from 0 to `rows`, by the whole-numbered gradients of an output. Null where nothing can be split. The
   * tree's nodes, tables, leaves and their values are left where `update` and `route` find them.
   */
  grow(output: number, rows: number, scales: Scales): GrownTree | null {
    const { control, numbers } = this.#work;
    this.#scales = scales;
    this.#slots = new HistogramSlots(this.#work.layout.slots);
    control[WORD.output] = output;
    control[WORD.bounded] = this.#bounded ? 1 : 0;
    numbers[NUMBER.gradientScale] = scales.gradient;
    numbers[NUMBER.hessianScale] = scales.hessian;
    const root: GrowingLeaf = {
      ...this.#sums(output, rows),
      lower: -Infinity,
      upper: Infinity,
      list: 0,
      begin: 0,
      depth: 0,
      value: 0,
      slot: -1,
      split: null,
      parent: -1,
      isLeft: false,
    };
    this.#leaves = [root];
    this.#count(root, null, null);
    const splits: GrownSplit[] = [];
    const left: number[] = [];
    const right: number[] = [];
    while (this.#leaves.length < this.#options.maxLeaves) {
      const next = this.#next();
      if (next === -1) break;
      this.#apply(next, splits, left, right);
    }
    return splits.length === 0 ? null : this.#finish(splits, left, right);
  }

  /** The sums over all rows of list 0. */
  #sums(output: number, rows: number): { gradient: number; hessian: number; count: number } {
    const { layout, words } = this.#work;
    const list = layout.lists[0] >>> 2;
    const pairs = (layout.pairs >>> 2) + output * layout.rows * 2;
    let [gradient, hessian] = [0, 0];
    for (let i = list; i < list + rows; i++) {
      const pair = pairs + words[i]! * 2;
      gradient += words[pair]!;
      hessian += words[pair + 1]!;
    }
    return { gradient, hessian, count: rows };
  }

  /** The leaf whose split gains most; of equal ones the first. */
  #next(): number {
    let best = -1;
    let most = 0;
    this.#leaves.forEach(({ split }, index) => {
      if (split !== null && split.candidate.gain > most) {
        most = split.candidate.gain;
        best = index;
      }
    });
    return best;
  }

  #apply(index: number, splits: GrownSplit[], lefts: number[], rights: number[]): void {
    const leaf = this.#leaves[index]!;
    const { column, candidate } = leaf.split!;
    const node = splits.length;
    const { kind, monotone } = this.#plan.columns[column]!;
    const bins = this.#work.binsOf(column);
    this.#fillTable(node, kind, candidate);
    this.#partition(leaf, node, column);
    const rule =
      kind === 'category'
        ? candidate.left
        : candidate.lastLeft === bins
          ? Infinity
          : this.#work.boundsOf(column)[candidate.lastLeft - 1]!;
    splits.push({ column, gain: this.#real(candidate.gain), missingLeft: candidate.missingLeft, rule });
    // Leaves are numbered as they appear: the left child keeps its parent's number, the right one is new.
    if (leaf.parent >= 0) (leaf.isLeft ? lefts : rights)[leaf.parent] = node;
    lefts.push(~index);
    rights.push(~this.#leaves.length);
    // Half way between the children's values lies what neither side's descendants may cross.
    const middle = (candidate.leftValue + candidate.rightValue) / 2;
    const direction = candidate.lastLeft === bins ? 0 : monotone;
    const child = (isLeft: boolean): GrowingLeaf => ({
      gradient: isLeft ? candidate.leftGradient : leaf.gradient - candidate.leftGradient,
      hessian: isLeft ? candidate.leftHessian : leaf.hessian - candidate.leftHessian,
      count: isLeft ? candidate.leftCount : leaf.count - candidate.leftCount,
      lower: (isLeft ? direction < 0 : direction > 0) ? middle : leaf.lower,
      upper: (isLeft ? direction > 0 : direction < 0) ? middle : leaf.upper,
      list: leaf.list === 0 ? 1 : 0,
      begin: isLeft ? leaf.begin : leaf.begin + candidate.leftCount,
      depth: leaf.depth + 1,
      value: isLeft ? candidate.leftValue : candidate.rightValue,
      slot: -1,
      split: null,
      parent: node,
      isLeft,
    });
    const [left, right] = [child(true), child(false)];
    this.#leaves[index] = left;
    this.#leaves.push(right);
    if (this.#leaves.length === this.#options.maxLeaves) return;
    const [small, large] = left.count <= right.count ? [left, right] : [right, left];
    if (this.#mayBeSplit(small) || this.#mayBeSplit(large)) this.#count(small, large, leaf);
    else this.#slots.release(leaf);
  }

  #mayBeSplit({ count, depth }: GrowingLeaf): boolean {
    return count >= 2 * this.#options.minRows && depth < this.#options.maxDepth;
  }

  /** Histograms of `small` from its rows, of `large` from its parent's where they are still kept, and the best splits of both. */
  #count(small: GrowingLeaf, large: GrowingLeaf | null, parent: GrowingLeaf | null): void {
    const { control, layout } = this.#work;
    const inherits = parent !== null && parent.slot >= 0;
    if (inherits && large !== null) this.#slots.handOver(parent, large);
    this.#slots.take(small, this.#leaves);
    const chunks = Math.ceil(small.count / CHUNK_ROWS);
    const together = layout.threads > 1 && chunks > 1;
    if (together) this.#serial = (this.#serial + 1) & 0x3fffffff || 1;
    control[WORD.serial] = together ? this.#serial : 0;
    control[WORD.slot] = small.slot;
    control[WORD.list] = small.list;
    control[WORD.begin] = small.begin;
    control[WORD.count] = small.count;
    this.#crew.run(KIND.count, chunks, !together);
    const other = inherits ? large : null;
    control[WORD.parentSlot] = other === null ? -1 : other.slot;
    control[WORD.splitCounted] = this.#mayBeSplit(small) ? 1 : 0;
    control[WORD.splitOther] = other !== null && this.#mayBeSplit(other) ? 1 : 0;
    this.#describe(NUMBER.counted, small);
    if (other !== null) this.#describe(NUMBER.other, other);
    this.#crew.run(KIND.split, layout.blocks);
    this.#decide(small, 0);
    if (other !== null) this.#decide(other, 1);
    if (!inherits && large !== null && this.#mayBeSplit(large)) this.#count(large, null, null);
  }

  /** What a leaf will be split by. Where there is nothing, its histograms are not needed again. */
  #decide(leaf: GrowingLeaf, child: 0 | 1): void {
    if (this.#mayBeSplit(leaf)) leaf.split = this.#bestSplit(child);
    if (leaf.split === null) this.#slots.release(leaf);
  }

  /** A node's sums and bounds, for those who look for its splits. */
  #describe(at: number, { gradient, hessian, count, lower, upper }: GrowingLeaf): void {
    this.#work.numbers.set([gradient, hessian, count, lower, upper], at);
  }

  /** The best of the candidates for a child; of equal ones that of the first column. */
  #bestSplit(child: 0 | 1): GrowingLeaf['split'] {
    const { layout, doubles, words, bytes } = this.#work;
    let best = -1;
    let most = 0;
    for (let column = 0; column < layout.columns; column++) {
      if (bytes[layout.used + column] === 0) continue;
      const gain = doubles[(layout.candidates + (column * 2 + child) * CANDIDATE_BYTES) >>> 3]!;
      if (gain > most && this.#real(gain) > this.#options.minGain) {
        most = gain;
        best = column;
      }
    }
    if (best === -1) return null;
    const at = (layout.candidates + (best * 2 + child) * CANDIDATE_BYTES) >>> 3;
    return { column: best, candidate: readCandidate(doubles, words, at) };
  }

  /** A gain in the loss's own unit. */
  #real(gain: number): number {
    const { gradient, hessian } = this.#scales;
    return (gain / gradient / gradient) * hessian;
  }

  /** Which bins go left at a node, for all 256. */
  #fillTable(node: number, kind: 'number' | 'category', { lastLeft, missingLeft, left }: Candidate): void {
    const { bytes, layout } = this.#work;
    const at = layout.tables + node * 256;
    for (let bin = 0; bin < 256; bin++) {
      const goesLeft =
        kind === 'category' ? ((left[bin >> 5]! >>> (bin & 31)) & 1) === 1 : bin === 0 ? missingLeft : bin <= lastLeft;
      bytes[at + bin] = goesLeft ? 1 : 0;
    }
  }

  #partition(leaf: GrowingLeaf, node: number, column: number): void {
    const { control } = this.#work;
    control[WORD.list] = leaf.list;
    control[WORD.begin] = leaf.begin;
    control[WORD.count] = leaf.count;
    control[WORD.node] = node;
    control[WORD.column] = column;
    const chunks = Math.ceil(leaf.count / CHUNK_ROWS);
    this.#crew.run(KIND.sides, chunks);
    this.#crew.run(KIND.scatter, chunks);
  }

  #finish(splits: readonly GrownSplit[], left: readonly number[], right: readonly number[]): GrownTree {
    const { layout, words, doubles, margins } = this.#work;
    const unit = this.#scales.hessian / this.#scales.gradient;
    const values = this.#leaves.map(({ value }) => value * unit * this.#options.learningRate);
    splits.forEach(({ column }, node) => {
      words.set([column, left[node]!, right[node]!], (layout.nodes >>> 2) + node * 4);
    });
    this.#leaves.forEach(({ list, begin, count }, leaf) => {
      words.set([list, begin, count], (layout.leaves >>> 2) + leaf * 4);
    });
    doubles.set(values, layout.leafValues >>> 3);
    const covers = this.#leaves.map(({ list, begin, count }) => {
      if (margins.weights === null) return count;
      let sum = 0;
      const first = (layout.lists[list] >>> 2) + begin;
      for (let i = first; i < first + count; i++) sum += margins.weights[words[i]!]!;
      return sum;
    });
    return { splits, left, right, values, covers };
  }

  /** Leaves of the tree that was grown last. */
  get leaves(): number {
    return this.#leaves.length;
  }
}
