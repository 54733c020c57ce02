/**
 * Limited-memory BFGS with a preconditioner that changes (Nocedal and Wright, Numerical Optimization, algorithms 7.4 and 7.5). Plain
 * alternation is its first step; the history takes the place of hundreds of sweeps.
 */

export interface Objective {
  readonly size: number;
  /** Value at `x`; remembers what `gradient` needs. */
  value(x: Float64Array): number;
  /** Gradient at the `x` of the last `value`; returns its length. */
  gradient(x: Float64Array, into: Float64Array): number;
  /** `into` = approximate inverse of the second derivatives at the last gradient, times `vector`. */
  precondition(vector: Float64Array, into: Float64Array): void;
}

export interface DescentOptions {
  /** Stop when the gradient is no longer than this. */
  readonly gradientNorm: number;
  readonly iterations: number;
  readonly halvings: number;
  /** Stop too when five iterations together lower the value by no more than this share of it. Never when absent. */
  readonly stalled?: number;
}

export interface DescentResult {
  readonly value: number;
  readonly gradientNorm: number;
  readonly iterations: number;
  readonly converged: boolean;
}

/** Pairs of steps and gradient changes that are kept: more than this saves few sweeps and costs memory. */
const HISTORY = 8;
const STALL_ITERATIONS = 5;
const SUFFICIENT_DECREASE = 1e-4;
/** Sums over millions of ratings round: within this share of the value, two values are the same. */
const ROUNDING = 1e-14;

/** Minimise from `x`, which becomes the minimiser. */
export function descend(objective: Objective, x: Float64Array, options: DescentOptions): DescentResult {
  const { size } = objective;
  const gradient = new Float64Array(size);
  const nextGradient = new Float64Array(size);
  const next = new Float64Array(size);
  const direction = new Float64Array(size);
  const memory: Memory = { steps: [], changes: [], products: [], shares: [], work: new Float64Array(size) };
  const values: number[] = [];
  let value = objective.value(x);
  let norm = objective.gradient(x, gradient);
  let iteration = 0;
  for (; iteration < options.iterations && norm > options.gradientNorm; iteration++) {
    findDirection(objective, gradient, memory, direction);
    let slope = dot(gradient, direction);
    if (!(slope < 0)) {
      // The history no longer describes this place: forget it.
      forget(memory);
      findDirection(objective, gradient, memory, direction);
      slope = dot(gradient, direction);
    }
    const accepted = search(objective, x, value, direction, slope, next, options.halvings);
    if (accepted === null) {
      if (memory.steps.length === 0) break; // no descent is visible in float64
      forget(memory);
      objective.value(x);
      objective.gradient(x, gradient);
      continue;
    }
    value = accepted;
    norm = objective.gradient(next, nextGradient);
    remember(x, next, gradient, nextGradient, memory);
    x.set(next);
    gradient.set(nextGradient);
    values.push(value);
    const before = values[values.length - 1 - STALL_ITERATIONS];
    if (options.stalled !== undefined && before !== undefined && before - value <= options.stalled * value) break;
  }
  return { value, gradientNorm: norm, iterations: iteration, converged: norm <= options.gradientNorm };
}

/** The last steps and gradient changes, with their products, and room to work in. */
interface Memory {
  readonly steps: Float64Array[];
  readonly changes: Float64Array[];
  readonly products: number[];
  readonly shares: number[];
  readonly work: Float64Array;
}

function forget({ steps, changes, products }: Memory): void {
  steps.length = 0;
  changes.length = 0;
  products.length = 0;
}

function findDirection(objective: Objective, gradient: Float64Array, memory: Memory, into: Float64Array): void {
  const { steps, changes, products, shares, work } = memory;
  work.set(gradient);
  for (let index = steps.length - 1; index >= 0; index--) {
    const share = dot(steps[index]!, work) / products[index]!;
    shares[index] = share;
    addTo(work, changes[index]!, -share);
  }
  const last = changes.length - 1;
  let scale = 1;
  if (last >= 0) {
    // How far the preconditioner is off along the last step, which is the best guess for the next one.
    objective.precondition(changes[last]!, into);
    scale = products[last]! / dot(changes[last]!, into);
  }
  objective.precondition(work, into);
  if (scale !== 1) for (let index = 0; index < into.length; index++) into[index]! *= scale;
  for (let index = 0; index < steps.length; index++) {
    const share = dot(changes[index]!, into) / products[index]!;
    addTo(into, steps[index]!, shares[index]! - share);
  }
  for (let index = 0; index < into.length; index++) into[index] = -into[index]!;
}

/** Backtracking from a full step. Returns the value at `next`, or null where nothing descends. */
function search(
  objective: Objective,
  x: Float64Array,
  value: number,
  direction: Float64Array,
  slope: number,
  next: Float64Array,
  halvings: number,
): number | null {
  let step = 1;
  const slack = ROUNDING * Math.abs(value);
  for (let halving = 0; halving <= halvings; halving++, step /= 2) {
    for (let index = 0; index < x.length; index++) next[index] = x[index]! + step * direction[index]!;
    const nextValue = objective.value(next);
    if (nextValue <= value + SUFFICIENT_DECREASE * step * slope + slack) return nextValue;
  }
  return null;
}

function remember(
  x: Float64Array,
  next: Float64Array,
  gradient: Float64Array,
  nextGradient: Float64Array,
  { steps, changes, products }: Memory,
): void {
  const full = steps.length === HISTORY;
  const step = full ? steps.shift()! : new Float64Array(x.length);
  const change = full ? changes.shift()! : new Float64Array(x.length);
  for (let index = 0; index < x.length; index++) {
    step[index] = next[index]! - x[index]!;
    change[index] = nextGradient[index]! - gradient[index]!;
  }
  if (full) products.shift();
  const curvature = dot(step, change);
  if (curvature <= 1e-12 * Math.sqrt(dot(step, step) * dot(change, change))) return;
  steps.push(step);
  changes.push(change);
  products.push(curvature);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += a[index]! * b[index]!;
  return sum;
}

function addTo(to: Float64Array, vector: Float64Array, share: number): void {
  for (let index = 0; index < to.length; index++) to[index]! += share * vector[index]!;
}
