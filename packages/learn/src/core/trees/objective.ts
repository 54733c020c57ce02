/** Losses: where boosting starts, gradients and hessians by the margin, and the mean loss that validation rows are judged by. */
import { LearnError } from '../errors.ts';
import type { TreeObjective } from './options.ts';

/** The rows of a training with their margins: output k of row r at `k * rows + r`. */
export interface Margins {
  readonly rows: number;
  readonly outputs: number;
  readonly margins: Float64Array;
  readonly targets: Float64Array;
  /** Null: every row counts 1. */
  readonly weights: Float64Array | null;
}

/** Throws a LearnError that names the row whose target the objective cannot have. */
export function checkTargets(objective: TreeObjective, classes: number, targets: ArrayLike<number>): void {
  for (let row = 0; row < targets.length; row++) {
    const target = targets[row]!;
    if (objective === 'logistic' && !(target >= 0 && target <= 1)) {
      throw new LearnError(`row ${row}: the target ${target} is not between 0 and 1`);
    }
    if (objective === 'softmax' && !(Number.isInteger(target) && target >= 0 && target < classes)) {
      throw new LearnError(`row ${row}: the target ${target} is none of ${classes} classes`);
    }
    if (objective === 'squared' && !Number.isFinite(target)) {
      throw new LearnError(`row ${row}: the target ${target} is no number`);
    }
  }
}

/**
 * The best constant margins of rows `[0, rows)`. A class without rows gets half a row of each class, which keeps its margin finite
 * where there is nothing to learn.
 */
export function startMargins(
  objective: TreeObjective,
  outputs: number,
  rows: number,
  targets: Float64Array,
  weights: Float64Array | null,
): Float64Array {
  let total = 0;
  const sums = new Float64Array(objective === 'softmax' ? outputs : 1);
  for (let row = 0; row < rows; row++) {
    const weight = weights === null ? 1 : weights[row]!;
    total += weight;
    if (objective === 'softmax') sums[targets[row]!]! += weight;
    else sums[0]! += weight * targets[row]!;
  }
  if (objective === 'squared') return Float64Array.of(sums[0]! / total);
  const half = 0.5 * (total / rows);
  if (objective === 'logistic') {
    const [yes, no] =
      sums[0]! > 0 && sums[0]! < total ? [sums[0]!, total - sums[0]!] : [sums[0]! + half, total - sums[0]! + half];
    return Float64Array.of(Math.log(yes / no));
  }
  const empty = sums.some((sum) => sum === 0);
  const smoothed = sums.map((sum) => (empty ? sum + half : sum));
  const all = smoothed.reduce((sum, one) => sum + one, 0);
  return smoothed.map((sum) => Math.log(sum / all));
}

/** What `addGradients` found: the scale of whole numbers comes from it. Four numbers for each output. */
export const STATISTICS = 4;

/**
 * Gradients and hessians of the rows `[from, to)`, as pairs at `(output * rows + row) * 2`; and at `statistics`, for each output, the
 * sum and the largest of the gradients' sizes, and those of the hessians. The hessian of softmax has the factor K / (K - 1) (Friedman
 * 2001, as LightGBM).
 */
export function gradients(
  objective: TreeObjective,
  { rows, outputs, margins, targets, weights }: Margins,
  from: number,
  to: number,
  pairs: Float32Array,
  statistics: Float64Array,
): void {
  const shares = new Float64Array(outputs);
  const factor = outputs / (outputs - 1);
  statistics.fill(0, 0, outputs * STATISTICS);
  for (let row = from; row < to; row++) {
    const weight = weights === null ? 1 : weights[row]!;
    const target = targets[row]!;
    if (objective === 'softmax') softmax(margins, rows, row, shares);
    for (let output = 0; output < outputs; output++) {
      let gradient: number;
      let hessian: number;
      if (objective === 'squared') {
        gradient = weight * (margins[row]! - target);
        hessian = weight;
      } else if (objective === 'logistic') {
        const share = 1 / (1 + Math.exp(-margins[row]!));
        gradient = weight * (share - target);
        hessian = weight * share * (1 - share);
      } else {
        const share = shares[output]!;
        gradient = weight * (target === output ? share - 1 : share);
        hessian = factor * weight * share * (1 - share);
      }
      const size = Math.abs(gradient);
      const at = output * STATISTICS;
      statistics[at]! += size;
      if (size > statistics[at + 1]!) statistics[at + 1] = size;
      statistics[at + 2]! += hessian;
      if (hessian > statistics[at + 3]!) statistics[at + 3] = hessian;
      const pair = (output * rows + row) * 2;
      pairs[pair] = gradient;
      pairs[pair + 1] = hessian;
    }
  }
}

/** Probabilities of a row's classes from its margins, which stand `stride` apart from `at` on. */
export function softmax(margins: Float64Array, stride: number, at: number, into: Float64Array): void {
  let most = -Infinity;
  for (let k = 0; k < into.length; k++) most = Math.max(most, margins[k * stride + at]!);
  let sum = 0;
  for (let k = 0; k < into.length; k++) {
    const e = Math.exp(margins[k * stride + at]! - most);
    into[k] = e;
    sum += e;
  }
  for (let k = 0; k < into.length; k++) into[k]! /= sum;
}

/** The weighted sum of the losses of the rows `[from, to)`: log loss, or the squared error. */
export function lossOf(objective: TreeObjective, of: Margins, from: number, to: number): number {
  const { rows, outputs, margins, targets, weights } = of;
  let sum = 0;
  for (let row = from; row < to; row++) {
    const weight = weights === null ? 1 : weights[row]!;
    const target = targets[row]!;
    const margin = margins[row]!;
    if (objective === 'squared') sum += weight * (margin - target) ** 2;
    // log(1 + e^m) - t·m, written so that neither end overflows.
    else if (objective === 'logistic') {
      sum += weight * (Math.max(margin, 0) + Math.log1p(Math.exp(-Math.abs(margin))) - target * margin);
    } else {
      let most = -Infinity;
      for (let k = 0; k < outputs; k++) most = Math.max(most, margins[k * rows + row]!);
      let exponentials = 0;
      for (let k = 0; k < outputs; k++) exponentials += Math.exp(margins[k * rows + row]! - most);
      sum += weight * (most + Math.log(exponentials) - margins[target * rows + row]!);
    }
  }
  return sum;
}
