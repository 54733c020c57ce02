/** Fits the model to a matrix of ratings: the exact optimum, in float64, whatever the start. */
import { limits } from '../../limits.ts';
import { seededRandom } from '../numbers.ts';
import { descend, type Objective } from './descent.ts';
import type { RatingMatrix } from './matrix.ts';
import { type Fit, type Parameters, type Regularisation, STANDARD_REGULARISATION } from './model.ts';
import { eliminateNotes, precondition, raterGradient } from './sides.ts';

export interface FitOptions {
  readonly regularisation?: Regularisation;
  /** Whether μ is part of the model. True when absent. */
  readonly globalIntercept?: boolean;
  /** Weights of the ratings by note entry of the matrix; all 1 when absent. */
  readonly weights?: Float64Array;
  /** Where raters start; at small pseudo-random factors when absent. */
  readonly start?: Pick<Parameters, 'mu' | 'raterIntercept' | 'raterFactor'>;
  /** Of the start, where none is given. */
  readonly seed?: number;
  readonly gradientNorm?: number;
  readonly iterations?: number;
}

/** Far below what any rule can see; reached in a few more iterations than 1e-8. */
const GRADIENT_NORM = 1e-11;
const START_SPREAD = 0.5;

export function fit(matrix: RatingMatrix, options: FitOptions = {}): Fit {
  const { raterCount, noteCount } = matrix;
  const lambda = options.regularisation ?? STANDARD_REGULARISATION;
  const useGlobal = options.globalIntercept ?? true;
  const byNote = options.weights ?? null;
  const byRater = byNote === null ? null : weightsByRater(matrix, byNote);
  const notes = { intercept: new Float64Array(noteCount), factor: new Float64Array(noteCount) };
  const side = {
    gradient: new Float64Array(0),
    blocks: new Float64Array(3 * raterCount),
    muCurvature: 1,
  };
  const objective: Objective = {
    size: 2 * raterCount + 1,
    value: (x) => eliminateNotes(matrix, lambda, byNote, x, notes),
    gradient: (x, into) => {
      const view = { ...side, gradient: into };
      const norm = raterGradient(matrix, lambda, byRater, useGlobal, x, notes, view);
      side.muCurvature = view.muCurvature;
      return norm;
    },
    precondition: (vector, into) => precondition(side, raterCount, vector, into),
  };
  const x = startingPoint(raterCount, options);
  const result = descend(objective, x, {
    gradientNorm: options.gradientNorm ?? GRADIENT_NORM,
    iterations: options.iterations ?? limits.iterations,
    halvings: limits.halvings,
  });
  // The last trial of a search may have moved the notes: put them where the raters are.
  eliminateNotes(matrix, lambda, byNote, x, notes);
  return {
    mu: x[2 * raterCount]!,
    raterIntercept: x.slice(0, raterCount),
    raterFactor: x.slice(raterCount, 2 * raterCount),
    noteIntercept: notes.intercept,
    noteFactor: notes.factor,
    objective: result.value,
    gradientNorm: result.gradientNorm,
    iterations: result.iterations,
    converged: result.converged,
  };
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

function startingPoint(raterCount: number, { start, seed, globalIntercept }: FitOptions): Float64Array {
  const x = new Float64Array(2 * raterCount + 1);
  if (start !== undefined) {
    x.set(start.raterIntercept);
    x.set(start.raterFactor, raterCount);
    x[2 * raterCount] = globalIntercept === false ? 0 : start.mu;
    return x;
  }
  const random = seededRandom(seed ?? 1);
  for (let rater = 0; rater < raterCount; rater++) x[raterCount + rater] = START_SPREAD * (2 * random() - 1);
  return x;
}

function weightsByRater(matrix: RatingMatrix, byNote: Float64Array): Float64Array {
  const next = matrix.raterStart.slice(0, matrix.raterCount);
  const weights = new Float64Array(matrix.count);
  for (let entry = 0; entry < matrix.count; entry++) weights[next[matrix.raterOf[entry]!]!++] = byNote[entry]!;
  return weights;
}
