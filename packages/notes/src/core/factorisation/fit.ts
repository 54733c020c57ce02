/** Fits the model to a matrix of ratings: the exact optimum, in float64, whatever the start. */
import { limits } from '../../limits.ts';
import { seededRandom } from '../numbers.ts';
import { type DescentResult, descend, type Objective } from './descent.ts';
import type { RatingMatrix } from './matrix.ts';
import { type Fit, type Parameters, type Regularisation, STANDARD_REGULARISATION } from './model.ts';
import { precondition, type Sweep } from './sides.ts';
import { type Sweeps, sweepsHere } from './sweeps.ts';

export interface FitOptions {
  readonly regularisation?: Regularisation;
  /** Whether μ is part of the model. True when absent. */
  readonly globalIntercept?: boolean;
  /** Weights of the ratings by note entry of the matrix; all 1 when absent. */
  readonly weights?: Float64Array;
  /** A place to start from, beside those that are made up. */
  readonly start?: Start;
  /** Of the starts that are made up. */
  readonly seed?: number;
  readonly gradientNorm?: number;
  readonly iterations?: number;
}

type Start = Pick<Parameters, 'mu' | 'raterIntercept' | 'raterFactor'>;

/** Far below what any rule can see; reached in a few more iterations than 1e-8. */
const GRADIENT_NORM = 1e-12;
/** Enough to tell which of several optima a start leads to. */
const SCOUTING_NORM = 1e-5;
const SCOUTING_ITERATIONS = 60;
const START_SPREAD = 0.5;

/**
 * The best optimum that is found. Large matrices have one; sparse small ones have several (parts that hang together by a few ratings
 * can take either sign), so they are fitted from many starts, roughly and then the best one to the end. `sweeps` make the passes.
 */
export function fitModel(
  matrix: RatingMatrix,
  options: FitOptions = {},
  sweeps: Sweeps = sweepsHere(sweepOf(matrix, options)),
): Fit {
  const problem = reducedProblem(matrix, sweeps);
  const starts = startingPoints(matrix, options);
  const gradientNorm = options.gradientNorm ?? GRADIENT_NORM;
  const iterations = options.iterations ?? limits.iterations;
  const search = (x: Float64Array, norm: number, most: number) =>
    descend(problem.objective, x, { gradientNorm: norm, iterations: most, halvings: limits.halvings });
  let best = starts[0]!;
  if (starts.length > 1) {
    let bestValue = Number.POSITIVE_INFINITY;
    for (const x of starts) {
      const { value } = search(x, Math.max(gradientNorm, SCOUTING_NORM), SCOUTING_ITERATIONS);
      // Starts that end in the same optimum differ by rounding; the first of them stays.
      if (value < bestValue - SCOUTING_NORM ** 2) {
        best = x;
        bestValue = value;
      }
    }
  }
  const result = search(best, gradientNorm, iterations);
  return problem.fitAt(best, result);
}

/** Starts for a matrix: more the smaller it is. */
const START_RATINGS = 60_000;
const MAX_STARTS = 12;

function startingPoints(matrix: RatingMatrix, { start, seed, globalIntercept }: FitOptions): Float64Array[] {
  const { raterCount } = matrix;
  const points: Float64Array[] = [];
  if (start !== undefined) {
    const x = new Float64Array(2 * raterCount + 1);
    x.set(start.raterIntercept);
    x.set(start.raterFactor, raterCount);
    x[2 * raterCount] = globalIntercept === false ? 0 : start.mu;
    points.push(x);
  }
  const wanted = Math.min(MAX_STARTS, Math.max(1, Math.floor(START_RATINGS / matrix.count)));
  const random = seededRandom(seed ?? 1);
  while (points.length < wanted) {
    const x = new Float64Array(2 * raterCount + 1);
    for (let rater = 0; rater < raterCount; rater++) x[raterCount + rater] = START_SPREAD * (2 * random() - 1);
    points.push(x);
  }
  return points;
}

/** The passes that a fit with these options makes. */
export function sweepOf(matrix: RatingMatrix, options: FitOptions): Sweep {
  const byNote = options.weights ?? null;
  return {
    matrix,
    lambda: options.regularisation ?? STANDARD_REGULARISATION,
    byNote,
    byRater: byNote === null ? null : weightsByRater(matrix, byNote),
    useGlobal: options.globalIntercept ?? true,
  };
}

function reducedProblem({ raterCount }: RatingMatrix, sweeps: Sweeps) {
  const objective: Objective = {
    size: 2 * raterCount + 1,
    value: (x) => sweeps.value(x),
    gradient: (x, into) => sweeps.gradient(x, into),
    precondition: (vector, into) => precondition(sweeps.curvature, raterCount, vector, into),
  };
  const fitAt = (x: Float64Array, result: DescentResult): Fit => {
    // The last trial of a search may have moved the notes: put them where the raters are.
    const value = sweeps.value(x);
    return {
      mu: x[2 * raterCount]!,
      raterIntercept: x.slice(0, raterCount),
      raterFactor: x.slice(raterCount, 2 * raterCount),
      noteIntercept: sweeps.notes.intercept,
      noteFactor: sweeps.notes.factor,
      objective: value,
      gradientNorm: result.gradientNorm,
      iterations: result.iterations,
      converged: result.converged,
    };
  };
  return { objective, fitAt };
}

/** The reference's sign: at least half of the raters' factors that are not zero are negative. */
export function withCanonicalSign<T extends Parameters>(parameters: T): T {
  let negative = 0;
  let signed = 0;
  for (const factor of parameters.raterFactor) {
    if (factor < 0) negative++;
    if (factor !== 0) signed++;
  }
  if (negative * 2 >= signed) return parameters;
  return {
    ...parameters,
    raterFactor: parameters.raterFactor.map((factor) => -factor),
    noteFactor: parameters.noteFactor.map((factor) => -factor),
  };
}

function weightsByRater(matrix: RatingMatrix, byNote: Float64Array): Float64Array {
  const next = matrix.raterStart.slice(0, matrix.raterCount);
  const weights = new Float64Array(matrix.count);
  for (let entry = 0; entry < matrix.count; entry++) weights[next[matrix.raterOf[entry]!]!++] = byNote[entry]!;
  return weights;
}
