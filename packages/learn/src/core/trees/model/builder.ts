/** Trees of a training, one after the other, into a model. */

import type { TreeObjective } from '../options.ts';
import { CATEGORY, MISSING_LEFT, NODE_WORDS, type TreeInput, type TreeModel } from './trees.ts';

/** A tree as it was grown; children as in `TreeModel.nodes`. */
export interface GrownTree {
  readonly splits: readonly GrownSplit[];
  readonly left: readonly number[];
  readonly right: readonly number[];
  readonly values: readonly number[];
  readonly covers: readonly number[];
}

export interface GrownSplit {
  readonly column: number;
  readonly gain: number;
  readonly missingLeft: boolean;
  /** A threshold, or the bits of bins that go left. */
  readonly rule: number | Uint32Array;
}

export class ModelBuilder {
  readonly #trees: GrownTree[] = [];

  add(tree: GrownTree): void {
    this.#trees.push(tree);
  }

  get trees(): number {
    return this.#trees.length;
  }

  /** Forget the trees after the first `trees`. */
  truncate(trees: number): void {
    this.#trees.length = Math.min(this.#trees.length, trees);
  }

  finish(objective: TreeObjective, inputs: readonly TreeInput[], start: Float64Array): TreeModel {
    const count = this.#trees.reduce((sum, { splits }) => sum + splits.length, 0);
    const roots = new Uint32Array(this.#trees.length + 1);
    const nodes = new Int32Array(count * NODE_WORDS);
    const floats = new Float32Array(nodes.buffer);
    const gains = new Float32Array(count);
    const values = new Float64Array(count + this.#trees.length);
    const covers = new Float64Array(count + this.#trees.length);
    const sets: number[] = [];
    let at = 0;
    this.#trees.forEach((tree, index) => {
      tree.splits.forEach(({ column, gain, missingLeft, rule }, node) => {
        const word = at * NODE_WORDS;
        const category = typeof rule !== 'number';
        nodes[word] = column | (missingLeft ? MISSING_LEFT : 0) | (category ? CATEGORY : 0);
        if (category) {
          nodes[word + 1] = sets.length;
          sets.push(...rule);
        } else {
          floats[word + 1] = rule;
        }
        nodes[word + 2] = tree.left[node]!;
        nodes[word + 3] = tree.right[node]!;
        gains[at] = gain;
        at++;
      });
      values.set(tree.values, roots[index]! + index);
      covers.set(tree.covers, roots[index]! + index);
      roots[index + 1] = at;
    });
    return {
      objective,
      outputs: start.length,
      inputs,
      start,
      roots,
      nodes,
      sets: Uint32Array.from(sets),
      gains,
      values,
      covers,
    };
  }
}
