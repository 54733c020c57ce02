/** The start of the large scorers: a fit to the one community that is known best, so that the axis means the same every day. */
import type { Dataset } from '../data/dataset.ts';
import { fitModel } from '../factorisation/fit.ts';
import { type RatingMatrix, ratingMatrix } from '../factorisation/matrix.ts';
import type { Fit } from '../factorisation/model.ts';
import type { Scorer } from './definition.ts';

const GROUP = 13;
const MIN_SHARE = 0.75;
const MIN_RATINGS = 5;

export interface StableStart {
  readonly matrix: RatingMatrix;
  readonly fit: Fit;
}

/**
 * Fit to the ratings of group 13 on the notes with at least 5 ratings by enrolled raters, of which at least 75 % by that group. Null
 * where there are none: the exact solver finds the same optimum from anywhere.
 */
export function fitStableStart(
  dataset: Dataset,
  training: Int32Array,
  scorer: Scorer,
  seed: number,
): StableStart | null {
  const rows = stableStartRows(dataset, training);
  if (rows.length === 0) return null;
  const matrix = ratingMatrix(dataset.ratings, rows, dataset.participants.count);
  const { regularisation, globalIntercept } = scorer;
  return { matrix, fit: fitModel(matrix, { regularisation, globalIntercept, seed }) };
}

export function stableStartRows({ notes, ratings, participants }: Dataset, training: Int32Array): Int32Array {
  const enrolled = new Int32Array(notes.count);
  const inside = new Int32Array(notes.count);
  for (const row of training) {
    const rater = ratings.rater[row]!;
    if (participants.enrolled[rater] === 0) continue;
    enrolled[ratings.note[row]!]!++;
    if (participants.group[rater] === GROUP) inside[ratings.note[row]!]!++;
  }
  return training.filter((row) => {
    const note = ratings.note[row]!;
    const stable = enrolled[note]! >= MIN_RATINGS && inside[note]! / enrolled[note]! >= MIN_SHARE;
    return stable && participants.group[ratings.rater[row]!] === GROUP;
  });
}

/** A start for `matrix` from another fit; raters that it lacks start at 0. */
export function startFrom(matrix: RatingMatrix, { matrix: other, fit: from }: StableStart) {
  const raterIntercept = new Float64Array(matrix.raterCount);
  const raterFactor = new Float64Array(matrix.raterCount);
  let at = 0;
  for (let rater = 0; rater < matrix.raterCount; rater++) {
    while (at < other.raterCount && other.raters[at]! < matrix.raters[rater]!) at++;
    if (at === other.raterCount || other.raters[at] !== matrix.raters[rater]) continue;
    raterIntercept[rater] = from.raterIntercept[at]!;
    raterFactor[rater] = from.raterFactor[at]!;
  }
  return { mu: from.mu, raterIntercept, raterFactor };
}
