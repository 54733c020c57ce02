/**
 * Both half-steps of the solver. The note side eliminates the notes: it sets every note to its optimum for given raters and returns
 * the loss there, so that the loss is a function of the raters and μ alone. The rater side gives that function's gradient and each
 * rater's 2×2 block of second derivatives (the note's optimum has no gradient of its own, so these are sums over the ratings).
 */

import { LABEL_VALUES, type RatingMatrix } from './matrix.ts';
import type { Regularisation } from './model.ts';
import { solveDiamond } from './pair.ts';

/** Unknowns of the reduced problem: rater intercepts, then rater factors, then μ. */
export type Unknowns = Float64Array;

export interface NoteSide {
  readonly intercept: Float64Array;
  readonly factor: Float64Array;
}

/** What both half-steps are about. Weights are by entry of the side, or null where all are 1. */
export interface Sweep {
  readonly matrix: RatingMatrix;
  readonly lambda: Regularisation;
  readonly byNote: Float64Array | null;
  readonly byRater: Float64Array | null;
  readonly useGlobal: boolean;
}

/** Sets notes `from … to` to their optimum for `x`; returns their part of the sum of squares, penalties of notes included. */
export function eliminateNotes(
  { matrix, lambda, byNote: weights }: Sweep,
  x: Unknowns,
  notes: NoteSide,
  from: number,
  to: number,
): number {
  const { noteCount, raterCount, count, noteStart, raterOf, labelByNote } = matrix;
  const mu = x[2 * raterCount]!;
  const ridgeIntercept = (lambda.noteIntercept * count) / noteCount;
  const ridgeFactor = (lambda.noteFactor * count) / noteCount;
  const diamond = (lambda.diamond * count) / noteCount;
  let sum = 0;
  for (let note = from; note < to; note++) {
    let a = ridgeIntercept;
    let b = 0;
    let c = ridgeFactor;
    let p = 0;
    let q = 0;
    let squares = 0;
    for (let entry = noteStart[note]!; entry < noteStart[note + 1]!; entry++) {
      const rater = raterOf[entry]!;
      const factor = x[raterCount + rater]!;
      const rest = LABEL_VALUES[labelByNote[entry]!]! - mu - x[rater]!;
      const weight = weights === null ? 1 : weights[entry]!;
      const weighted = weight * factor;
      a += weight;
      b += weighted;
      c += weighted * factor;
      p += weight * rest;
      q += weighted * rest;
      squares += weight * rest * rest;
    }
    if (diamond > 0) {
      const [intercept, factor, value] = solveDiamond(a, b, c, p, q, diamond);
      notes.intercept[note] = intercept;
      notes.factor[note] = factor;
      sum += squares + value;
    } else {
      const determinant = a * c - b * b;
      const intercept = (p * c - q * b) / determinant;
      const factor = (q * a - p * b) / determinant;
      notes.intercept[note] = intercept;
      notes.factor[note] = factor;
      sum += squares - p * intercept - q * factor;
    }
  }
  return sum;
}

export function raterPenalty({ matrix: { raterCount }, lambda }: Sweep, x: Unknowns): number {
  let intercepts = 0;
  let factors = 0;
  for (let rater = 0; rater < raterCount; rater++) intercepts += x[rater]! * x[rater]!;
  for (let rater = raterCount; rater < 2 * raterCount; rater++) factors += x[rater]! * x[rater]!;
  const mu = x[2 * raterCount]!;
  return (lambda.raterIntercept * intercepts + lambda.raterFactor * factors) / raterCount + lambda.global * mu * mu;
}

/** Second derivatives at the last gradient, as far as `precondition` needs them. */
export interface Curvature {
  /** Per rater the 2×2 block: intercept², intercept·factor, factor². */
  readonly blocks: Float64Array;
  muCurvature: number;
}

/** Sums over raters that the gradient by μ and its length need. */
export const RATER_SUMS = 3;

/**
 * Gradient of the reduced loss at `x`, whose notes are at their optimum, for raters `first … end`; leaves the sums of errors, weights and
 * squared slopes in `sums` from `at` on.
 */
export function raterGradient(
  { matrix, lambda, byRater: weights }: Sweep,
  x: Unknowns,
  notes: NoteSide,
  gradient: Float64Array,
  blocks: Float64Array,
  first: number,
  end: number,
  sums: Float64Array,
  at: number,
): void {
  const { count, raterCount, raterStart, noteOf, labelByRater } = matrix;
  const mu = x[2 * raterCount]!;
  const scale = 2 / count;
  const ridgeIntercept = (lambda.raterIntercept * count) / raterCount;
  const ridgeFactor = (lambda.raterFactor * count) / raterCount;
  let total = 0;
  let totalWeight = 0;
  let squares = 0;
  for (let rater = first; rater < end; rater++) {
    const intercept = x[rater]!;
    const factor = x[raterCount + rater]!;
    const base = mu + intercept;
    let p = 0;
    let q = 0;
    let a = 0;
    let b = 0;
    let c = 0;
    for (let entry = raterStart[rater]!; entry < raterStart[rater + 1]!; entry++) {
      const note = noteOf[entry]!;
      const noteFactor = notes.factor[note]!;
      const rest = LABEL_VALUES[labelByRater[entry]!]! - base - notes.intercept[note]! - factor * noteFactor;
      const weight = weights === null ? 1 : weights[entry]!;
      const weighted = weight * noteFactor;
      p += weight * rest;
      q += weighted * rest;
      a += weight;
      b += weighted;
      c += weighted * noteFactor;
    }
    total += p;
    totalWeight += a;
    const gradientIntercept = scale * (ridgeIntercept * intercept - p);
    const gradientFactor = scale * (ridgeFactor * factor - q);
    gradient[rater] = gradientIntercept;
    gradient[raterCount + rater] = gradientFactor;
    squares += gradientIntercept * gradientIntercept + gradientFactor * gradientFactor;
    blocks[3 * rater] = scale * (a + ridgeIntercept);
    blocks[3 * rater + 1] = scale * b;
    blocks[3 * rater + 2] = scale * (c + ridgeFactor);
  }
  sums[at] = total;
  sums[at + 1] = totalWeight;
  sums[at + 2] = squares;
}

/** The gradient by μ, from the sums over all raters; returns the length of the whole gradient. */
export function finishGradient(
  { matrix, lambda, useGlobal }: Sweep,
  x: Unknowns,
  sums: Float64Array,
  gradient: Float64Array,
  curvature: Curvature,
): number {
  const { count, raterCount } = matrix;
  const scale = 2 / count;
  const mu = x[2 * raterCount]!;
  let total = 0;
  let totalWeight = 0;
  let squares = 0;
  for (let at = 0; at < sums.length; at += RATER_SUMS) {
    total += sums[at]!;
    totalWeight += sums[at + 1]!;
    squares += sums[at + 2]!;
  }
  const gradientMu = useGlobal ? 2 * lambda.global * mu - scale * total : 0;
  gradient[2 * raterCount] = gradientMu;
  curvature.muCurvature = scale * totalWeight + 2 * lambda.global;
  return Math.sqrt(squares + gradientMu * gradientMu);
}

/** `into` = (block-diagonal second derivatives)⁻¹ · vector: the step of plain alternation, for the gradient. */
export function precondition(curvature: Curvature, raterCount: number, vector: Float64Array, into: Float64Array): void {
  const { blocks } = curvature;
  for (let rater = 0; rater < raterCount; rater++) {
    const a = blocks[3 * rater]!;
    const b = blocks[3 * rater + 1]!;
    const c = blocks[3 * rater + 2]!;
    const p = vector[rater]!;
    const q = vector[raterCount + rater]!;
    const determinant = a * c - b * b;
    into[rater] = (p * c - q * b) / determinant;
    into[raterCount + rater] = (q * a - p * b) / determinant;
  }
  into[2 * raterCount] = vector[2 * raterCount]! / curvature.muCurvature;
}
