/**
 * Final scoring in closed form (notes.md §2.8). With raters and μ fixed, a note is a ridge regression with two unknowns, and five sums
 * over its ratings say all about it: adding a rating, leaving one out or asking "what if" is arithmetic on them.
 *
 *   e_k = y_k − μ − i_u(k)      minimise Σ w (e_k − i_n − f_n f_u(k))² + λ_i i_n² + λ_f f_n²
 */
import type { Ratings } from '../data/ratings.ts';
import { LABEL_VALUES } from '../factorisation/matrix.ts';
import type { Regularisation } from '../factorisation/model.ts';
import { solveDiamond, solvePair } from '../factorisation/pair.ts';
import { filled } from '../numbers.ts';

/** Parameters of raters by participant, NaN for those without. */
export interface RaterParameters {
  readonly mu: number;
  readonly intercept: Float64Array;
  readonly factor: Float64Array;
}

/** By note: weights, Σ w f, Σ w f², Σ w e, Σ w e f. */
export interface NoteSums {
  readonly weight: Float64Array;
  readonly f: Float64Array;
  readonly ff: Float64Array;
  readonly e: Float64Array;
  readonly ef: Float64Array;
}

export interface NoteScores {
  /** NaN for notes without a rating that counts. */
  readonly intercept: Float64Array;
  readonly factor: Float64Array;
}

/** Sums over `rows`, whose raters all have parameters. `weights` are by row of `rows`; all 1 when absent. */
export function noteSums(
  ratings: Ratings,
  rows: Int32Array,
  noteCount: number,
  raters: RaterParameters,
  weights?: Float64Array,
): NoteSums {
  const sums: NoteSums = {
    weight: new Float64Array(noteCount),
    f: new Float64Array(noteCount),
    ff: new Float64Array(noteCount),
    e: new Float64Array(noteCount),
    ef: new Float64Array(noteCount),
  };
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index]!;
    const note = ratings.note[row]!;
    const rater = ratings.rater[row]!;
    const factor = raters.factor[rater]!;
    const rest = LABEL_VALUES[ratings.helpful[row]!]! - raters.mu - raters.intercept[rater]!;
    const weight = weights === undefined ? 1 : weights[index]!;
    sums.weight[note]! += weight;
    sums.f[note]! += weight * factor;
    sums.ff[note]! += weight * factor * factor;
    sums.e[note]! += weight * rest;
    sums.ef[note]! += weight * rest * factor;
  }
  return sums;
}

/** One more rating, as a rater with these parameters would give it. */
export interface ExtraRating {
  readonly factor: number;
  /** Label less μ and the rater's intercept. */
  readonly rest: number;
}

/** Solve every note that has ratings. `ridge` is ratings per note: the strength of the regularisation that note terms had in training. */
export function solveNotes(sums: NoteSums, lambda: Regularisation, ridge: number, extra?: ExtraRating): NoteScores {
  const count = sums.weight.length;
  const intercept = filled(count, Number.NaN);
  const factor = filled(count, Number.NaN);
  const extraWeight = extra === undefined ? 0 : 1;
  const extraFactor = extra?.factor ?? 0;
  const extraRest = extra?.rest ?? 0;
  for (let note = 0; note < count; note++) {
    if (sums.weight[note] === 0) continue;
    const a = sums.weight[note]! + extraWeight + lambda.noteIntercept * ridge;
    const b = sums.f[note]! + extraFactor;
    const c = sums.ff[note]! + extraFactor * extraFactor + lambda.noteFactor * ridge;
    const p = sums.e[note]! + extraRest;
    const q = sums.ef[note]! + extraRest * extraFactor;
    const solution =
      lambda.diamond > 0 ? solveDiamond(a, b, c, p, q, lambda.diamond * ridge) : solvePair(a, b, c, p, q);
    intercept[note] = solution[0];
    factor[note] = solution[1];
  }
  return { intercept, factor };
}

export interface Bounds {
  readonly min: Float64Array;
  readonly max: Float64Array;
}

/** Whom the made-up raters of a run imitate, and how strong its regularisation is. */
export interface BoundScale {
  readonly ratings: number;
  readonly notes: number;
  readonly minIntercept: number;
  readonly minFactor: number;
  readonly maxFactor: number;
}

/** Over the raters marked in `present`, with the number of ratings that the run counts. */
export function boundScale(
  sums: NoteSums,
  raters: RaterParameters,
  present: Uint8Array,
  ratingCount: number,
): BoundScale {
  let noteCount = 0;
  for (const weight of sums.weight) if (weight > 0) noteCount++;
  let minIntercept = Number.POSITIVE_INFINITY;
  let minFactor = Number.POSITIVE_INFINITY;
  let maxFactor = Number.NEGATIVE_INFINITY;
  for (let rater = 0; rater < present.length; rater++) {
    if (present[rater] === 0) continue;
    minIntercept = Math.min(minIntercept, raters.intercept[rater]!);
    minFactor = Math.min(minFactor, raters.factor[rater]!);
    maxFactor = Math.max(maxFactor, raters.factor[rater]!);
  }
  return { ratings: ratingCount, notes: noteCount, minIntercept, minFactor, maxFactor };
}

/**
 * Smallest and largest intercept when one more rater finds the note helpful: the grudging one (least intercept) at either end of the
 * factors or in the middle, or none. These fits are regularised by means, so their strength follows their own number of ratings.
 */
export function pseudoRaterBounds(sums: NoteSums, lambda: Regularisation, mu: number, scale: BoundScale): Bounds {
  const rest = 1 - mu - scale.minIntercept;
  const plain = solveNotes(sums, lambda, scale.ratings / scale.notes).intercept;
  const min = plain;
  const max = Float64Array.from(plain);
  for (const factor of [scale.minFactor, 0, scale.maxFactor]) {
    const scores = solveNotes(sums, lambda, (scale.ratings + scale.notes) / scale.notes, { factor, rest });
    for (let note = 0; note < min.length; note++) {
      min[note] = Math.min(min[note]!, scores.intercept[note]!);
      max[note] = Math.max(max[note]!, scores.intercept[note]!);
    }
  }
  return { min, max };
}
