/** A model of boosted trees, as flat arrays that are scored, stored and explained as they are. */
import type { CategoryBins } from '../bins/categories.ts';
import type { TreeObjective } from '../options.ts';

export interface NumberInput {
  readonly name: string;
  readonly kind: 'number';
  readonly monotone: -1 | 0 | 1;
}

export interface CategoryInput extends CategoryBins {
  readonly name: string;
  readonly kind: 'category';
}

/** A column that the model reads. */
export type TreeInput = NumberInput | CategoryInput;

export interface TreeModel {
  readonly objective: TreeObjective;
  /** Margins of a row: one, or one for each class. */
  readonly outputs: number;
  readonly inputs: readonly TreeInput[];
  /** The margins before any tree. */
  readonly start: Float64Array;
  /** The first node of each tree, and one more; tree t adds to the margin t % outputs. A tree without nodes is one leaf. */
  readonly roots: Uint32Array;
  /**
   * Four 32-bit numbers for each inner node: the column with `MISSING_LEFT` and `CATEGORY` as flags; the threshold as a float, or where
   * in `sets` the bits of the categories on the left begin; the left child; the right child. A child from 0 on is a node, counted from
   * the first of its tree, and a negative one the complement of a leaf, counted from the first of its tree.
   */
  readonly nodes: Int32Array;
  /** Eight 32-bit words for each split by categories: a bit for each bin that goes left. */
  readonly sets: Uint32Array;
  /** By how much each node's split lowered the loss, twice. */
  readonly gains: Float32Array;
  /** Trees have one leaf more than nodes: that of tree t begin at `roots[t] + t`. Learning rate included. */
  readonly values: Float64Array;
  /** The weight of the training rows in each leaf. */
  readonly covers: Float64Array;
}

export const MISSING_LEFT = 1 << 16;
export const CATEGORY = 1 << 17;
export const COLUMN_MASK = MISSING_LEFT - 1;
export const NODE_WORDS = 4;
export const SET_WORDS = 8;

export function treesOf({ roots }: TreeModel): number {
  return roots.length - 1;
}
