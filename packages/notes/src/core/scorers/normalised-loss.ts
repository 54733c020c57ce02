/** Weights of ratings by which group 14 balances its sides and dampens busy raters after a first fit (notes.md §2.5). */
import type { NormalisedLoss } from './definition.ts';

export interface WeightedRatings {
  /** Number of each rating's rater. */
  readonly rater: Int32Array;
  readonly raterCount: number;
  /** By rater. */
  readonly factor: Float64Array;
}

/** Ratings of the positive side count as much in sum as those of the other; then each rater's are divided by a root of their sum. */
export function normalisedWeights(
  { rater, raterCount, factor }: WeightedRatings,
  { raterExponent }: NormalisedLoss,
): Float64Array {
  let positive = 0;
  for (const who of rater) if (factor[who]! > 0) positive++;
  const negative = rater.length - positive;
  const share = positive === 0 || negative === 0 ? 1 : negative / positive;
  const rescale = rater.length / (negative + positive * share);
  const weights = new Float64Array(rater.length);
  const sums = new Float64Array(raterCount);
  for (let index = 0; index < rater.length; index++) {
    weights[index] = rescale * (factor[rater[index]!]! > 0 ? share : 1);
    sums[rater[index]!]! += weights[index]!;
  }
  for (let index = 0; index < rater.length; index++) weights[index]! *= sums[rater[index]!]! ** raterExponent;
  return weights;
}
