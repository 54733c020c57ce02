/**
 * The reputation scorer, whose columns are called coverage (notes.md §2.4): how helpful a note is to raters of repute. The model is that
 * of low diligence with squared errors, r̂ = g + b_u + s_u·b_n + f_u·f_n, fitted in three rounds: with every reputation at 1; then
 * reputations with the notes' intercepts fixed; then intercepts alone, raters weighed by repute. It decides nothing.
 */
import type { Dataset } from '../data/dataset.ts';
import { fitModel } from '../factorisation/fit.ts';
import { type RatingMatrix, ratingMatrix } from '../factorisation/matrix.ts';
import { filled } from '../numbers.ts';
import { REPUTATION } from '../scorers/definition.ts';
import { scopeOf } from '../scorers/scope.ts';
import { fitStableStart, startFrom } from '../scorers/stable-start.ts';
import { trainingRows } from '../scorers/training.ts';
import { CRH, NMR, NONE } from '../status.ts';
import { fitSquares, type LogisticParameters } from './logistic.ts';

const CRH_ABOVE = 0.28;
const HELPFUL = 2;
const FIRST_HELPFUL_WEIGHT = 0.2;
const NORM_EXPONENT = -0.5;
/** Added to sums of weights, so that those of nobody's ratings can be divided by. */
const LEAST_SUM = 2 ** -20;
const RIDGE = 0.01;
const NOTE_INTERCEPT_RIDGE = 0.005;
const LAST_RIDGE = 0.001;
const LAST_NOTE_INTERCEPT_RIDGE = 0.005;

export interface ReputationResult {
  /** By note, NaN for those that were not scored. */
  readonly intercept: Float64Array;
  readonly factor: Float64Array;
  /** `NONE` for notes for which the scorer does not speak. */
  readonly status: Uint8Array;
  /** By participant: s_u; NaN for those that it does not know. */
  readonly reputation: Float64Array;
}

/** Score the notes of `rows`, what is learned about raters coming from `learned` alone. */
export function scoreReputation(
  dataset: Dataset,
  rows: Int32Array,
  learned: Int32Array,
  seed: number,
): ReputationResult {
  const { notes, ratings, participants } = dataset;
  const scope = scopeOf(dataset, rows, REPUTATION);
  const result: ReputationResult = {
    intercept: filled(notes.count, Number.NaN),
    factor: filled(notes.count, Number.NaN),
    status: new Uint8Array(notes.count),
    reputation: filled(participants.count, Number.NaN),
  };
  const training = trainingRows(ratings, scopeOf(dataset, learned, REPUTATION).rows, participants.count);
  const scored = trainingRows(ratings, scope.rows, participants.count);
  if (training.length > 0 && scored.length > 0) {
    const raters = learnRaters(dataset, training, seed);
    scoreNotes(ratingMatrix(ratings, scored, participants.count), raters, result);
  }
  for (let note = 0; note < notes.count; note++) {
    // Without a captured majority, or enough ratings, the scorer is silent.
    if (scope.captured[note] === 1 && !Number.isNaN(result.intercept[note]!)) {
      result.status[note] = result.intercept[note]! > CRH_ABOVE ? CRH : NMR;
    } else {
      result.status[note] = NONE;
      result.intercept[note] = Number.NaN;
      result.factor[note] = Number.NaN;
    }
  }
  return result;
}

/** By participant or note; 0 for those that were not learned about. */
interface Learned {
  readonly factor: Float64Array;
  readonly reputation: Float64Array;
  readonly second: { readonly global: number; readonly intercept: Float64Array; readonly noteIntercept: Float64Array };
  readonly last: { readonly global: number; readonly intercept: Float64Array };
}

function learnRaters(dataset: Dataset, training: Int32Array, seed: number): Learned {
  const { ratings, participants, notes } = dataset;
  const matrix = ratingMatrix(ratings, training, participants.count);
  const regularisation = {
    raterIntercept: RIDGE,
    noteIntercept: NOTE_INTERCEPT_RIDGE,
    raterFactor: RIDGE,
    noteFactor: RIDGE,
    global: 0,
    diamond: 0,
  };
  const stable = fitStableStart(dataset, training, REPUTATION, seed);
  const start = stable === null ? null : startFrom(matrix, stable);
  const first = fitModel(matrix, {
    regularisation,
    weights: firstWeights(matrix),
    seed,
    // Of the stable start only the axis is taken.
    ...(start === null ? {} : { start: { ...start, mu: 0, raterIntercept: new Float64Array(matrix.raterCount) } }),
  });
  const at: LogisticParameters = {
    global: first.mu,
    raterIntercept: first.raterIntercept,
    noteIntercept: first.noteIntercept,
    raterFactor: first.raterFactor,
    noteFactor: first.noteFactor,
    reputation: filled(matrix.raterCount, 1),
  };
  const free = { global: 0, raterIntercept: RIDGE, raterFactor: RIDGE, noteFactor: RIDGE, reputation: RIDGE };
  fitSquares({ ...matrix, weight: filled(matrix.count, 1) }, at, { ...free, noteIntercept: null });
  const second = {
    global: at.global,
    intercept: spread(at.raterIntercept, matrix.raters, participants.count),
    noteIntercept: spread(at.noteIntercept, matrix.notes, notes.count),
  };
  fitSquares({ ...matrix, weight: lastWeights(matrix, at.reputation) }, at, {
    global: 0,
    raterIntercept: LAST_RIDGE,
    noteIntercept: LAST_NOTE_INTERCEPT_RIDGE,
    raterFactor: null,
    noteFactor: null,
    reputation: null,
  });
  return {
    factor: spread(at.raterFactor, matrix.raters, participants.count),
    reputation: spread(at.reputation, matrix.raters, participants.count),
    second,
    last: { global: at.global, intercept: spread(at.raterIntercept, matrix.raters, participants.count) },
  };
}

/** With raters fixed a note has one unknown at a time, each in closed form: first its factor, then its intercept. */
function scoreNotes(matrix: RatingMatrix, { factor, reputation, second, last }: Learned, into: ReputationResult): void {
  const { count, noteCount, noteStart, raterOf, labelByNote } = matrix;
  const perNote = count / noteCount;
  const weights = lastWeights(
    matrix,
    Float64Array.from(matrix.raters, (rater) => reputation[rater]!),
  );
  for (let index = 0; index < noteCount; index++) {
    const note = matrix.notes[index]!;
    let product = 0;
    let square = RIDGE * perNote;
    for (let entry = noteStart[index]!; entry < noteStart[index + 1]!; entry++) {
      const rater = matrix.raters[raterOf[entry]!]!;
      const known = second.global + second.intercept[rater]! + reputation[rater]! * second.noteIntercept[note]!;
      product += factor[rater]! * (labelByNote[entry]! / 2 - known);
      square += factor[rater]! * factor[rater]!;
    }
    const noteFactor = product / square;
    product = 0;
    square = LAST_NOTE_INTERCEPT_RIDGE * perNote;
    for (let entry = noteStart[index]!; entry < noteStart[index + 1]!; entry++) {
      const rater = matrix.raters[raterOf[entry]!]!;
      const known = last.global + last.intercept[rater]! + factor[rater]! * noteFactor;
      const weighted = weights[entry]! * reputation[rater]!;
      product += weighted * (labelByNote[entry]! / 2 - known);
      square += weighted * reputation[rater]!;
    }
    into.factor[note] = noteFactor;
    into.intercept[note] = product / square;
  }
  for (const rater of matrix.raters) into.reputation[rater] = reputation[rater]!;
}

/** Helpful ratings count less, and raters of many ratings not as many times. */
function firstWeights({ count, raterCount, raterOf, labelByNote }: RatingMatrix): Float64Array {
  const weights = new Float64Array(count);
  const sums = filled(raterCount, LEAST_SUM);
  for (let entry = 0; entry < count; entry++) {
    weights[entry] = labelByNote[entry] === HELPFUL ? FIRST_HELPFUL_WEIGHT : 1;
    sums[raterOf[entry]!]! += weights[entry]!;
  }
  for (let rater = 0; rater < raterCount; rater++) sums[rater] = sums[rater]! ** NORM_EXPONENT;
  for (let entry = 0; entry < count; entry++) weights[entry]! *= sums[raterOf[entry]!]!;
  return weights;
}

function lastWeights({ count, noteCount, noteStart, raterOf }: RatingMatrix, reputation: Float64Array): Float64Array {
  const weights = new Float64Array(count);
  for (let note = 0; note < noteCount; note++) {
    let sum = LEAST_SUM;
    for (let entry = noteStart[note]!; entry < noteStart[note + 1]!; entry++) {
      weights[entry] = Math.max(reputation[raterOf[entry]!]!, 0);
      sum += weights[entry]!;
    }
    const share = sum ** NORM_EXPONENT;
    for (let entry = noteStart[note]!; entry < noteStart[note + 1]!; entry++) weights[entry]! *= share;
  }
  return weights;
}

function spread(values: Float64Array, of: Int32Array, count: number): Float64Array {
  const spread = new Float64Array(count);
  for (let index = 0; index < of.length; index++) spread[of[index]!] = values[index]!;
  return spread;
}
