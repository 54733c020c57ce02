/** What all threads know of a training before it begins. */
import type { TreeObjective } from '../options.ts';

interface ColumnPlan {
  readonly kind: 'number' | 'category';
  readonly monotone: -1 | 0 | 1;
}

export interface Plan {
  readonly objective: TreeObjective;
  readonly maxBins: number;
  readonly l2: number;
  readonly minRows: number;
  readonly minChildWeight: number;
  readonly categorySmoothing: number;
  readonly categoryL2: number;
  readonly maxCategories: number;
  readonly minCategoryRows: number;
  readonly columns: readonly ColumnPlan[];
}

/** Kinds of work; what an item is, and the numbers that go with it. */
export const KIND = {
  /** A column slot: bounds and bins. `columns`: the column in each slot. */
  bin: 0,
  /** A chunk of the rows to learn from. */
  gradients: 1,
  /** A chunk of the rows to learn from; `output`, the scales. */
  quantise: 2,
  /** A chunk of a leaf's rows into the thread's histograms; `list`, `begin`, `count`, `serial`. */
  count: 3,
  /** A block of columns: histograms of both children, and their best splits. */
  split: 4,
  /** A chunk of a leaf's rows: which go left. */
  sides: 5,
  /** A chunk of a leaf's rows into the other list. */
  scatter: 6,
  /** A leaf of the grown tree: its value onto the margins of its rows. */
  update: 7,
  /** A chunk of rows from `begin` on, each by the tree to its leaf. */
  route: 8,
  /** A chunk of the validation rows: their loss. */
  loss: 9,
} as const;

/** Places of the whole numbers that go with work, in the control block. */
export const WORD = {
  output: 16,
  list: 17,
  begin: 18,
  count: 19,
  /** Which filling of the threads' histograms this is; 0: this thread filled the kept ones itself. */
  serial: 20,
  /** Slots of histograms: of the child that was counted, and of its parent, which becomes the other child's; -1: there is none. */
  slot: 21,
  parentSlot: 22,
  /** Whether the child that was counted, and the other, may be split. */
  splitCounted: 23,
  splitOther: 24,
  /** Which inner node's table says who goes left, by which column. */
  node: 25,
  column: 26,
  bounded: 27,
  /** Columns in the slots on the way into bins. */
  columns: 28,
  /** The `serial` that each thread last filled its histograms for. */
  touched: 64,
} as const;

/** Places of the doubles that go with work. */
export const NUMBER = {
  gradientScale: 0,
  hessianScale: 1,
  /** Five each: gradient, hessian, count, lower and upper bound, in units. */
  counted: 2,
  other: 7,
} as const;
