/** Logistic regression: probabilities from few features, with few examples. */
import { NetworksError } from '../errors.ts';

export interface LogisticModel {
  /** By feature, in its own unit. */
  readonly weights: readonly number[];
  readonly intercept: number;
}

export interface LogisticOptions {
  /** Weight of the squared weights (of features scaled to a deviation of 1) against the log loss of all examples. */
  readonly ridge?: number;
  /** Features whose weight must not be below 0: evidence for, never against. */
  readonly nonNegative?: boolean;
}

/** Steps of Newton's method; it takes five to ten. */
const STEPS_MAX = 60;
const TOLERANCE = 1e-10;

/** `rows` of features with what is true of them. Throws a NetworksError where the examples are all true or all false. */
export function fitLogistic(
  rows: readonly ArrayLike<number>[],
  isTrue: ArrayLike<number>,
  { ridge = 1, nonNegative = false }: LogisticOptions = {},
): LogisticModel {
  const positives = rows.reduce((sum, _, row) => sum + isTrue[row]!, 0);
  if (positives === 0 || positives === rows.length) {
    throw new NetworksError('there must be examples of both: of what belongs together and of what does not');
  }
  const features = rows[0]!.length;
  const { mean, deviation } = scales(rows, features);
  const scaled = rows.map((row) => Float64Array.from(row, (value, f) => (value - mean[f]!) / deviation[f]!));
  let active = Array.from({ length: features }, (_, f) => f);
  let weights = newton(scaled, isTrue, active, ridge);
  // Features that argue against what they should show are left out, one after the other.
  while (nonNegative && active.some((_, i) => weights[i + 1]! < 0)) {
    const worst = active.reduce((least, _, i) => (weights[i + 1]! < weights[least + 1]! ? i : least), 0);
    active = active.filter((_, i) => i !== worst);
    weights = newton(scaled, isTrue, active, ridge);
  }
  const full = new Float64Array(features);
  for (const [i, feature] of active.entries()) full[feature] = weights[i + 1]! / deviation[feature]!;
  const intercept = weights[0]! - full.reduce((sum, weight, f) => sum + weight * mean[f]!, 0);
  return { weights: [...full], intercept };
}

export function logit({ weights, intercept }: LogisticModel, row: ArrayLike<number>): number {
  return weights.reduce((sum, weight, f) => sum + weight * row[f]!, intercept);
}

export function probability(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds));
}

function scales(rows: readonly ArrayLike<number>[], features: number) {
  const mean = new Float64Array(features);
  const deviation = new Float64Array(features);
  for (let f = 0; f < features; f++) {
    mean[f] = rows.reduce((sum, row) => sum + row[f]!, 0) / rows.length;
    const variance = rows.reduce((sum, row) => sum + (row[f]! - mean[f]!) ** 2, 0) / rows.length;
    // What is the same everywhere says nothing, and must not be divided by.
    deviation[f] = Math.sqrt(variance) || 1;
  }
  return { mean, deviation };
}

/** Intercept first, then the active features' weights. */
function newton(
  rows: readonly Float64Array[],
  isTrue: ArrayLike<number>,
  active: readonly number[],
  ridge: number,
): Float64Array {
  const size = active.length + 1;
  let weights = new Float64Array(size);
  for (let step = 0; step < STEPS_MAX; step++) {
    const gradient = new Float64Array(size);
    const hessian = new Float64Array(size * size);
    for (const [number, row] of rows.entries()) {
      const x = (i: number) => (i === 0 ? 1 : row[active[i - 1]!]!);
      let sum = 0;
      for (let i = 0; i < size; i++) sum += weights[i]! * x(i);
      const p = probability(sum);
      const curvature = Math.max(p * (1 - p), 1e-9);
      for (let i = 0; i < size; i++) {
        gradient[i]! += (isTrue[number]! - p) * x(i);
        for (let j = 0; j <= i; j++) hessian[i * size + j]! += curvature * x(i) * x(j);
      }
    }
    for (let i = 1; i < size; i++) {
      gradient[i]! -= ridge * weights[i]!;
      hessian[i * size + i]! += ridge;
    }
    const change = solve(hessian, gradient);
    // Far from the optimum a full step may overshoot.
    const largest = change.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const part = largest > 4 ? 4 / largest : 1;
    weights = weights.map((weight, i) => weight + part * change[i]!);
    if (largest < TOLERANCE) break;
  }
  return weights;
}

/** Cholesky, of a symmetric positive definite matrix whose lower half is given. */
function solve(matrix: Float64Array, right: Float64Array): Float64Array {
  const size = right.length;
  const lower = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * size + j]!;
      for (let k = 0; k < j; k++) sum -= lower[i * size + k]! * lower[j * size + k]!;
      lower[i * size + j] = i === j ? Math.sqrt(Math.max(sum, 1e-12)) : sum / lower[j * size + j]!;
    }
  }
  const solution = right.slice();
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < i; k++) solution[i]! -= lower[i * size + k]! * solution[k]!;
    solution[i]! /= lower[i * size + i]!;
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let k = i + 1; k < size; k++) solution[i]! -= lower[k * size + i]! * solution[k]!;
    solution[i]! /= lower[i * size + i]!;
  }
  return solution;
}
