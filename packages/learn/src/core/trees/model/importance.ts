/** How much a model rests on each of its columns. */

import { type Column, pickTableRows, type Table } from '../../data/table.ts';
import { LearnError } from '../../errors.ts';
import { bitsOf, shuffled } from '../../random/counter.ts';
import { lossOf } from '../objective.ts';
import { TreeScorer } from './score.ts';
import { COLUMN_MASK, NODE_WORDS, type TreeModel } from './trees.ts';

export interface Importance {
  readonly name: string;
  /** Splits by the column. */
  readonly splits: number;
  /** By how much these splits lowered the loss of the training rows, twice. Columns of many values have some by chance. */
  readonly gain: number;
}

/** In the order of the model's inputs. */
export function gainImportance({ inputs, nodes, gains }: TreeModel): Importance[] {
  const splits = new Float64Array(inputs.length);
  const sums = new Float64Array(inputs.length);
  gains.forEach((gain, node) => {
    const column = nodes[node * NODE_WORDS]! & COLUMN_MASK;
    splits[column]!++;
    sums[column]! += gain;
  });
  return inputs.map(({ name }, index) => ({ name, splits: splits[index]!, gain: sums[index]! }));
}

/** What is measured: lower is better. Margins of row r begin at `r * outputs`. */
export type MarginLoss = (margins: Float64Array) => number;

export interface PermutationImportance {
  readonly name: string;
  /** By how much the loss rises when the column's values are dealt out anew, on average. */
  readonly mean: number;
  /** Of that mean over the repeats; NaN for one repeat. */
  readonly standardError: number;
}

/** Breiman 2001. Use rows that the model has not learnt from. In the order of the model's inputs. */
export function permutationImportance(
  model: TreeModel,
  table: Table,
  loss: MarginLoss,
  options: { readonly repeats?: number; readonly seed?: number } = {},
): PermutationImportance[] {
  const { repeats = 5, seed = 0 } = options;
  if (!Number.isInteger(repeats) || repeats < 1)
    throw new LearnError(`repeats must be a whole number from 1 on, not ${repeats}`);
  const scorer = new TreeScorer(model);
  const whole = loss(scorer.marginsOf(table));
  return model.inputs.map(({ name }, index) => {
    const rises = Array.from({ length: repeats }, (_, repeat) => {
      const order = shuffled(table.rows, bitsOf(seed, index * repeats + repeat));
      const columns = table.columns.map((column) => (column.name === name ? dealt(column, order) : column));
      return loss(scorer.marginsOf({ rows: table.rows, columns })) - whole;
    });
    const mean = rises.reduce((sum, rise) => sum + rise, 0) / repeats;
    const squares = rises.reduce((sum, rise) => sum + (rise - mean) ** 2, 0);
    return { name, mean, standardError: Math.sqrt(squares / (repeats - 1) / repeats) };
  });
}

function dealt(column: Column, order: Uint32Array): Column {
  return pickTableRows({ rows: order.length, columns: [column] }, order).columns[0]!;
}

/** The model's own loss on rows with these targets, their mean: log loss, or the squared error. */
export function meanLoss(
  { outputs, objective }: TreeModel,
  targets: ArrayLike<number>,
  weights: ArrayLike<number> | null = null,
): MarginLoss {
  const rows = targets.length;
  const judged = { targets: Float64Array.from(targets), weights: weights === null ? null : Float64Array.from(weights) };
  const total = judged.weights?.reduce((sum, weight) => sum + weight, 0) ?? rows;
  return (margins) => {
    const byOutput = new Float64Array(rows * outputs);
    for (let row = 0; row < rows; row++) {
      for (let output = 0; output < outputs; output++) byOutput[output * rows + row] = margins[row * outputs + output]!;
    }
    return lossOf(objective, { rows, outputs, margins: byOutput, ...judged }, 0, rows) / total;
  };
}
