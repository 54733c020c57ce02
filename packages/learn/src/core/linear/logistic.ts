/** Logistic regression on sparse rows: mean log loss plus l2/2 · |w|² plus l1 · |w|, the intercept free. */
import type { SparseRows } from '../data/sparse.ts';
import { dualStart } from './dual.ts';
import { type Minimum, minimise } from './minimise.ts';

export interface LogisticOptions {
  /** Strength of the penalties, against the mean loss of a row. */
  readonly l1?: number;
  readonly l2?: number;
  /** What each row counts; 1 when absent. */
  readonly weights?: ArrayLike<number>;
  readonly maxIterations?: number;
  /** Stop where the gradient is this part of what it is where every weight is zero (as Lin, Weng and Keerthi 2008 do). */
  readonly tolerance?: number;
  /** Where to begin: the same minimum, sooner. */
  readonly from?: LinearModel;
  readonly onStep?: (iteration: number, loss: number) => boolean;
}

export interface LinearModel {
  /** One per column. */
  readonly weights: Float32Array;
  readonly intercept: number;
}

export interface LogisticFit extends LinearModel {
  readonly minimum: Minimum;
}

/** Throws a RangeError for no rows, or for targets other than 0 and 1. */
export function fitLogistic(rows: SparseRows, targets: ArrayLike<number>, options: LogisticOptions = {}): LogisticFit {
  const { l1 = 0, l2 = 1e-4, maxIterations = 200, tolerance = 1e-3, onStep } = options;
  if (rows.rows === 0) throw new RangeError('no rows to learn from');
  if (targets.length !== rows.rows) throw new RangeError(`${rows.rows} rows have ${targets.length} targets`);
  const { used, index } = usedColumns(rows);
  const weights = rowWeights(rows.rows, options.weights);
  const size = used.length + 1;
  let positives = 0;
  for (let row = 0; row < rows.rows; row++) {
    if (targets[row] !== 0 && targets[row] !== 1)
      throw new RangeError(`row ${row}: the target ${targets[row]} is neither 0 nor 1`);
    positives += weights[row]! * targets[row]!;
  }
  const w = new Float64Array(size);
  // The intercept starts at the log odds of the whole; the prior keeps it finite where there is one class only.
  const prior = (positives + 0.5 / rows.rows) / (1 + 1 / rows.rows);
  w[size - 1] = Math.log(prior / (1 - prior));
  const smooth = logLoss(rows, index, targets, weights, l2);
  const gradient = new Float64Array(size);
  smooth(w, gradient);
  if (options.from !== undefined) {
    for (let i = 0; i < used.length; i++) w[i] = options.from.weights[used[i]!]!;
    w[size - 1] = options.from.intercept;
  } else if (l1 === 0 && l2 > 0) {
    w.fill(0);
    dualStart(rows, index, targets, weights, l2, w);
  }
  const minimum = minimise(smooth, w, {
    l1,
    penalised: size - 1,
    maxIterations,
    tolerance: tolerance * normOf(gradient),
    ...(onStep !== undefined && { onStep }),
  });
  const spread = new Float32Array(rows.columns);
  used.forEach((column, i) => {
    spread[column] = w[i]!;
  });
  return { weights: spread, intercept: w[size - 1]!, minimum };
}

/** The mean log loss with its l2 penalty, and its gradient, over weights of `index`'s columns and the intercept last. */
export function logLoss(
  rows: SparseRows,
  index: Uint32Array,
  targets: ArrayLike<number>,
  weights: Float64Array,
  l2: number,
): (w: Float64Array, gradient: Float64Array) => number {
  const { starts, value } = rows;
  return (w, gradient) => {
    const last = w.length - 1;
    let loss = 0;
    for (let i = 0; i < last; i++) {
      gradient[i] = l2 * w[i]!;
      loss += w[i]! * w[i]!;
    }
    gradient[last] = 0;
    loss *= l2 / 2;
    for (let row = 0; row < rows.rows; row++) {
      const [start, end] = [starts[row]!, starts[row + 1]!];
      let margin = w[last]!;
      for (let k = start; k < end; k++) margin += value[k]! * w[index[k]!]!;
      const toward = targets[row] === 1 ? margin : -margin;
      // log(1 + e^-m) without overflow on either side.
      loss += weights[row]! * (toward > 0 ? Math.log1p(Math.exp(-toward)) : Math.log1p(Math.exp(toward)) - toward);
      const residual = weights[row]! * (1 / (1 + Math.exp(-margin)) - targets[row]!);
      for (let k = start; k < end; k++) gradient[index[k]!]! += residual * value[k]!;
      gradient[last]! += residual;
    }
    return loss;
  };
}

/** Weights that sum to 1. */
export function rowWeights(rows: number, given: ArrayLike<number> | undefined): Float64Array {
  const weights = Float64Array.from({ length: rows }, (_, row) => given?.[row] ?? 1);
  let sum = 0;
  for (const weight of weights) {
    if (!(weight >= 0)) throw new RangeError(`${weight} is no weight of a row`);
    sum += weight;
  }
  if (sum === 0) throw new RangeError('no row counts anything');
  return weights.map((weight) => weight / sum);
}

/**
 * Columns that any row holds, the most frequent first, and the rows' index in terms of their places. Hashed text leaves most columns
 * empty, and the frequent ones side by side stay in the processor's cache.
 */
export function usedColumns(rows: SparseRows): { readonly used: Uint32Array; readonly index: Uint32Array } {
  const counts = new Uint32Array(rows.columns);
  for (const column of rows.index) counts[column]!++;
  const used = Uint32Array.from(rows.index.length === 0 ? [] : counts.keys()).filter((column) => counts[column] !== 0);
  used.sort((a, b) => counts[b]! - counts[a]! || a - b);
  const place = new Uint32Array(rows.columns);
  used.forEach((column, i) => {
    place[column] = i;
  });
  return { used, index: rows.index.map((column) => place[column]!) };
}

function normOf(of: Float64Array): number {
  let sum = 0;
  for (const value of of) sum += value * value;
  return Math.sqrt(sum);
}

/** Log odds of each row. */
export function margins(model: LinearModel, rows: SparseRows): Float64Array {
  const out = new Float64Array(rows.rows);
  for (let row = 0; row < rows.rows; row++) {
    let margin = model.intercept;
    for (let k = rows.starts[row]!; k < rows.starts[row + 1]!; k++) {
      margin += rows.value[k]! * model.weights[rows.index[k]!]!;
    }
    out[row] = margin;
  }
  return out;
}

export const sigmoid = (margin: number): number => 1 / (1 + Math.exp(-margin));
