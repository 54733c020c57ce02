/**
 * How much each rater's word is worth: raters whose ratings scatter widely around what the model expects of them say less (notes.md §8, QS-MF
 * and camouflage). The variance of a rater is shrunk to that of all, so that few ratings change little.
 */
import type { Dataset } from '../data/dataset.ts';
import { LABEL_VALUES } from '../factorisation/matrix.ts';
import { filled } from '../numbers.ts';
import type { FittedParameters } from '../scorers/prescore.ts';

/** Ratings of a typical rater that a rater is taken to have given besides its own. */
const PRIOR_RATINGS = 10;
/** No rater counts for more than twice, or less than a quarter, of a typical one. */
const RANGE = { min: 0.25, max: 2 };

/** By participant: 1 for a typical rater; NaN for those without parameters. `noise` is the deviation of one rating around the fit. */
export function qualityWeights(
  { ratings, participants }: Dataset,
  rows: Int32Array,
  params: FittedParameters,
  noise: number,
): Float64Array {
  const squares = new Float64Array(participants.count);
  const counts = new Float64Array(participants.count);
  for (const row of rows) {
    const gap = residual(ratings.helpful[row]!, ratings.rater[row]!, ratings.note[row]!, params);
    if (Number.isNaN(gap)) continue;
    squares[ratings.rater[row]!]! += gap * gap;
    counts[ratings.rater[row]!]!++;
  }
  const weights = filled(participants.count, Number.NaN);
  const typical = noise * noise;
  for (let rater = 0; rater < weights.length; rater++) {
    if (Number.isNaN(params.raters.factor[rater]!)) continue;
    const variance = (PRIOR_RATINGS * typical + squares[rater]!) / (PRIOR_RATINGS + counts[rater]!);
    weights[rater] = variance === 0 ? 1 : Math.min(RANGE.max, Math.max(RANGE.min, typical / variance));
  }
  return weights;
}

/** A rating less what the model expects. */
export function residual(label: number, rater: number, note: number, params: FittedParameters): number {
  const { raters, noteIntercept, noteFactor } = params;
  const expected =
    raters.mu + raters.intercept[rater]! + noteIntercept[note]! + raters.factor[rater]! * noteFactor[note]!;
  return LABEL_VALUES[label]! - expected;
}
