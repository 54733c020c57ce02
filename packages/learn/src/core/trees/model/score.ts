/** Margins and predictions of rows. */
import type { Table } from '../../data/table.ts';
import { softmax } from '../objective.ts';
import { TableEncoder } from './encode.ts';
import { NODE_WORDS, type TreeModel, treesOf } from './trees.ts';
import { goesLeft } from './walk.ts';

/** Rows that are scored tree by tree: the tree stays in the cache meanwhile, and so do they. */
const BATCH_ROWS = 512;

/** Scores rows by a model. Makes views of the model's arrays once: keep it as long as the model. */
export class TreeScorer {
  readonly model: TreeModel;
  readonly #thresholds: Float32Array;
  readonly #margins: Float64Array;

  constructor(model: TreeModel) {
    this.model = model;
    this.#thresholds = new Float32Array(model.nodes.buffer, model.nodes.byteOffset, model.nodes.length);
    this.#margins = new Float64Array(model.outputs);
  }

  /**
   * The margins of one row of inputs (as `RowEncoder` and `TableEncoder` make them), added up in the order of the trees. The array is used again
   * by the next call unless `into` is given.
   */
  margins(inputs: Float32Array, at = 0, into: Float64Array = this.#margins): Float64Array {
    const { roots, outputs, start } = this.model;
    into.set(start);
    const trees = roots.length - 1;
    for (let tree = 0, output = 0; tree < trees; tree++) {
      into[output]! += this.#leaf(tree, inputs, at);
      if (++output === outputs) output = 0;
    }
    return into;
  }

  /** A probability for `logistic`, one for each class for `softmax`, the prediction for `squared`; see `margins`. */
  predict(inputs: Float32Array, at = 0, into: Float64Array = this.#margins): Float64Array {
    return predictions(this.model, this.margins(inputs, at, into), into);
  }

  /** Margins of every row of a table: those of row r begin at `r * outputs`. Throws a LearnError where a column is missing or of another kind. */
  marginsOf(table: Table): Float64Array {
    const { outputs, inputs, start } = this.model;
    const margins = new Float64Array(table.rows * outputs);
    const trees = treesOf(this.model);
    const width = inputs.length;
    const encoder = new TableEncoder(this.model, table);
    const batch = new Float32Array(BATCH_ROWS * width);
    for (let from = 0; from < table.rows; from += BATCH_ROWS) {
      const to = Math.min(table.rows, from + BATCH_ROWS);
      encoder.encode(from, to, batch);
      for (let row = from; row < to; row++) margins.set(start, row * outputs);
      for (let tree = 0; tree < trees; tree++) {
        const output = tree % outputs;
        for (let row = from; row < to; row++) {
          margins[row * outputs + output]! += this.#leaf(tree, batch, (row - from) * width);
        }
      }
    }
    return margins;
  }

  /** Predictions of every row of a table, as `marginsOf`. */
  predictAll(table: Table): Float64Array {
    const { outputs } = this.model;
    const margins = this.marginsOf(table);
    for (let row = 0; row < table.rows; row++) {
      const one = margins.subarray(row * outputs, (row + 1) * outputs);
      predictions(this.model, one, one);
    }
    return margins;
  }

  #leaf(tree: number, inputs: Float32Array, at: number): number {
    const { nodes, roots, sets, values } = this.model;
    const thresholds = this.#thresholds;
    const root = roots[tree]!;
    let node = root === roots[tree + 1]! ? -1 : 0;
    while (node >= 0) {
      const word = (root + node) * NODE_WORDS;
      node = nodes[word + (goesLeft(nodes, thresholds, sets, word, inputs, at) ? 2 : 3)]!;
    }
    return values[root + tree + ~node]!;
  }
}

/** What margins say: see `TreeScorer.predict`. */
function predictions({ objective }: TreeModel, margins: Float64Array, into: Float64Array): Float64Array {
  if (objective === 'squared') into.set(margins);
  else if (objective === 'logistic') into[0] = 1 / (1 + Math.exp(-margins[0]!));
  else softmax(Float64Array.from(margins), 1, 0, into);
  return into;
}
