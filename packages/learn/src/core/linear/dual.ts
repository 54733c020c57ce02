/**
 * A start near the minimum of an l2-regularised logistic loss, by coordinate descent in the dual (Yu, Huang and Lin, "Dual Coordinate
 * Descent Methods for Logistic Regression and Maximum Entropy Models", 2011). On texts a few passes over the rows do what takes the
 * gradient method a hundred. The intercept is a column of ones and is penalised here as the others are: whoever starts from the result
 * finishes with the exact loss.
 */
import type { SparseRows } from '../data/sparse.ts';
import { shuffled } from '../random/counter.ts';

/** Passes over the rows. The gradient method does the rest faster from here on. */
const PASSES = 12;
/** Newton steps for one row, and the gradient of the row's own problem that is small enough. */
const ROW_STEPS = 20;
const ROW_TOLERANCE = 1e-6;

/** `index` numbers the columns of `w`, whose last is the intercept. `weights` sum to 1. Writes into `w`, which is zero. */
export function dualStart(
  { rows, starts, value }: SparseRows,
  index: Uint32Array,
  targets: ArrayLike<number>,
  weights: Float64Array,
  l2: number,
  w: Float64Array,
): void {
  const last = w.length - 1;
  // Each row's multiplier lies between 0 and its bound; kept with its complement, since either may be tiny.
  const [low, high] = [new Float64Array(rows), new Float64Array(rows)];
  const squares = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const bound = weights[row]! / l2;
    low[row] = Math.min(bound * 1e-3, 1e-8);
    high[row] = bound - low[row]!;
    const toward = targets[row] === 1 ? low[row]! : -low[row]!;
    let square = 1;
    for (let k = starts[row]!; k < starts[row + 1]!; k++) {
      square += value[k]! * value[k]!;
      w[index[k]!]! += toward * value[k]!;
    }
    w[last]! += toward;
    squares[row] = square;
  }
  for (let pass = 0; pass < PASSES; pass++) {
    for (const row of shuffled(rows, pass)) {
      const bound = weights[row]! / l2;
      if (bound === 0) continue;
      const [start, end] = [starts[row]!, starts[row + 1]!];
      const sign = targets[row] === 1 ? 1 : -1;
      let margin = w[last]!;
      for (let k = start; k < end; k++) margin += value[k]! * w[index[k]!]!;
      margin *= sign;
      const square = squares[row]!;
      // Solve for whichever of the two is the smaller at the solution, where logarithms are exact.
      const turned = (square * (high[row]! - low[row]!)) / 2 + margin < 0;
      const side = turned ? -1 : 1;
      const before = turned ? high[row]! : low[row]!;
      const after = solveRow(before, bound, square, side * margin);
      low[row] = turned ? bound - after : after;
      high[row] = turned ? after : bound - after;
      const change = side * (after - before) * sign;
      if (change === 0) continue;
      for (let k = start; k < end; k++) w[index[k]!]! += change * value[k]!;
      w[last]! += change;
    }
  }
}

/** Where z·ln z + (C - z)·ln(C - z) + a/2·(z - z₀)² + b·(z - z₀) is least, by Newton from z₀. */
function solveRow(from: number, bound: number, a: number, b: number): number {
  let z = bound - from < bound / 2 ? from / 10 : from;
  for (let step = 0; step < ROW_STEPS; step++) {
    const slope = a * (z - from) + b + Math.log(z / (bound - z));
    if (Math.abs(slope) < ROW_TOLERANCE) break;
    const next = z - slope / (a + bound / (bound - z) / z);
    z = next <= 0 ? z / 10 : Math.min(next, bound * (1 - 1e-12));
  }
  return z;
}
