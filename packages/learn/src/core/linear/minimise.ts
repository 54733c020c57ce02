/**
 * Minimum of a smooth convex function plus l1 · |w|: OWL-QN (Andrew and Gao, "Scalable Training of L1-Regularized Log-Linear Models",
 * 2007). Without l1 it is L-BFGS (Nocedal 1980) with backtracking. Uses no chance: the same input gives the same bytes.
 */

export interface MinimiseOptions {
  /** Weight of |w|. Zero for a smooth minimum. */
  readonly l1: number;
  /** Coordinates from here on are not penalised: intercepts stand last. */
  readonly penalised: number;
  readonly maxIterations: number;
  /** Stop where the (pseudo-)gradient is no longer than this. */
  readonly tolerance: number;
  /** Called after each step; false stops, keeping what is reached. */
  readonly onStep?: (iteration: number, value: number) => boolean;
}

export interface Minimum {
  readonly value: number;
  readonly iterations: number;
  readonly gradientNorm: number;
  readonly converged: boolean;
}

/** Value of the smooth part at `w`; writes its gradient. */
export type Smooth = (w: Float64Array, gradient: Float64Array) => number;

/** Steps remembered. More than this gain nothing on problems like ours and cost memory. */
const MEMORY = 8;
/** Sufficient decrease (Armijo), and how often a step is halved before it is given up. */
const DECREASE = 1e-4;
const MAX_HALVINGS = 40;

/** Moves `w` to the minimum. Throws a RangeError where the function gives no number. */
export function minimise(smooth: Smooth, w: Float64Array, options: MinimiseOptions): Minimum {
  const { l1, penalised, maxIterations, tolerance, onStep } = options;
  const size = w.length;
  const gradient = new Float64Array(size);
  const slope = new Float64Array(size);
  const direction = new Float64Array(size);
  const [next, nextGradient] = [new Float64Array(size), new Float64Array(size)];
  const steps: { readonly s: Float64Array; readonly y: Float64Array; readonly rho: number }[] = [];
  let value = smooth(w, gradient) + l1 * norm1(w, penalised);
  if (!Number.isFinite(value)) throw new RangeError('the loss at the start is no number');
  for (let iteration = 0; ; iteration++) {
    pseudoGradient(slope, w, gradient, l1, penalised);
    const gradientNorm = Math.sqrt(dot(slope, slope));
    const converged = gradientNorm <= tolerance;
    if (converged || iteration === maxIterations) return { value, iterations: iteration, gradientNorm, converged };
    twoLoop(direction, slope, steps);
    if (l1 > 0) for (let i = 0; i < penalised; i++) if (direction[i]! * slope[i]! >= 0) direction[i] = 0;
    let step = steps.length === 0 ? 1 / gradientNorm : 1;
    let reached = Number.POSITIVE_INFINITY;
    let halvings = 0;
    for (; ; step /= 2, halvings++) {
      let promised = 0;
      for (let i = 0; i < size; i++) {
        let moved = w[i]! + step * direction[i]!;
        // A coordinate does not cross zero within a step.
        if (l1 > 0 && i < penalised && moved * (w[i] === 0 ? -slope[i]! : w[i]!) < 0) moved = 0;
        next[i] = moved;
        promised += slope[i]! * (moved - w[i]!);
      }
      reached = smooth(next, nextGradient) + l1 * norm1(next, penalised);
      if (reached <= value + DECREASE * promised || halvings === MAX_HALVINGS) break;
    }
    if (!(reached < value)) return { value, iterations: iteration, gradientNorm, converged: false };
    const recycled = steps.length === MEMORY ? steps.shift() : undefined;
    const s = recycled?.s ?? new Float64Array(size);
    const y = recycled?.y ?? new Float64Array(size);
    for (let i = 0; i < size; i++) {
      s[i] = next[i]! - w[i]!;
      y[i] = nextGradient[i]! - gradient[i]!;
    }
    const curvature = dot(s, y);
    if (curvature > 1e-12 * dot(y, y)) steps.push({ s, y, rho: 1 / curvature });
    w.set(next);
    gradient.set(nextGradient);
    value = reached;
    if (onStep?.(iteration + 1, value) === false) {
      return { value, iterations: iteration + 1, gradientNorm, converged: false };
    }
  }
}

/** The steepest way down of the whole function: at a zero, the side that descends, if either does. */
function pseudoGradient(into: Float64Array, w: Float64Array, gradient: Float64Array, l1: number, penalised: number) {
  for (let i = 0; i < w.length; i++) {
    const g = gradient[i]!;
    if (l1 === 0 || i >= penalised) into[i] = g;
    else if (w[i] !== 0) into[i] = g + (w[i]! > 0 ? l1 : -l1);
    else into[i] = g + l1 < 0 ? g + l1 : g - l1 > 0 ? g - l1 : 0;
  }
}

function twoLoop(
  direction: Float64Array,
  slope: Float64Array,
  steps: readonly { readonly s: Float64Array; readonly y: Float64Array; readonly rho: number }[],
): void {
  for (let i = 0; i < slope.length; i++) direction[i] = -slope[i]!;
  const alphas: number[] = [];
  for (let k = steps.length - 1; k >= 0; k--) {
    const { s, y, rho } = steps[k]!;
    const alpha = rho * dot(s, direction);
    alphas[k] = alpha;
    for (let i = 0; i < direction.length; i++) direction[i]! -= alpha * y[i]!;
  }
  const last = steps.at(-1);
  if (last !== undefined) {
    const scale = 1 / (last.rho * dot(last.y, last.y));
    for (let i = 0; i < direction.length; i++) direction[i]! *= scale;
  }
  steps.forEach(({ s, y, rho }, k) => {
    const change = alphas[k]! - rho * dot(y, direction);
    for (let i = 0; i < direction.length; i++) direction[i]! += change * s[i]!;
  });
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function norm1(w: Float64Array, until: number): number {
  let sum = 0;
  for (let i = 0; i < until; i++) sum += Math.abs(w[i]!);
  return sum;
}
