/**
 * How sure a note's intercept is, from the same five sums that give it (notes.md §9). With raters fixed the note is a Bayesian linear
 * regression: the ridge is a normal prior, the posterior of (i, f) is normal with covariance σ²·(Gram matrix)⁻¹, and every rating's
 * influence is a rank-one update.
 */
import { LABEL_VALUES } from '../factorisation/matrix.ts';
import type { Regularisation } from '../factorisation/model.ts';
import { solvePair } from '../factorisation/pair.ts';

/** One rating as a note sees it. */
export interface Observation {
  readonly raterIntercept: number;
  readonly raterFactor: number;
  /** 0 not helpful, 1 somewhat, 2 helpful. */
  readonly label: number;
}

export interface Posterior {
  readonly intercept: number;
  readonly factor: number;
  /** Standard deviation of the intercept. */
  readonly deviation: number;
}

/** Sums of one note; ratings are added and taken away in constant time. */
export interface Sums {
  weight: number;
  f: number;
  ff: number;
  e: number;
  ef: number;
}

export function emptySums(): Sums {
  return { weight: 0, f: 0, ff: 0, e: 0, ef: 0 };
}

/** Adds an observation `times` times: 1 for a new rating, −1 to take one away. */
export function addTo(
  sums: Sums,
  { raterIntercept, raterFactor, label }: Observation,
  mu: number,
  times: 1 | -1,
): void {
  const rest = LABEL_VALUES[label]! - mu - raterIntercept;
  sums.weight += times;
  sums.f += times * raterFactor;
  sums.ff += times * raterFactor * raterFactor;
  sums.e += times * rest;
  sums.ef += times * rest * raterFactor;
}

/** Intercept, factor and how sure the former is. `noise` is the standard deviation of one rating around the model. */
export function posterior(sums: Sums, lambda: Regularisation, ratingsPerNote: number, noise: number): Posterior {
  const a = sums.weight + lambda.noteIntercept * ratingsPerNote;
  const b = sums.f;
  const c = sums.ff + lambda.noteFactor * ratingsPerNote;
  const [intercept, factor] = solvePair(a, b, c, sums.e, sums.ef);
  return { intercept, factor, deviation: noise * Math.sqrt(c / (a * c - b * b)) };
}

/** Probability that the intercept is at least `threshold`. */
export function probabilityAbove({ intercept, deviation }: Posterior, threshold: number): number {
  if (deviation === 0) return intercept >= threshold ? 1 : 0;
  return normalShare((intercept - threshold) / deviation);
}

/** Share of the standard normal distribution below `z` (Abramowitz and Stegun 26.2.17; error below 7.5e-8). */
function normalShare(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  const terms = [0.31938153, -0.356563782, 1.781477937, -1.821255978, 1.330274429];
  const tail = density * terms.reduceRight((sum, term) => (sum + term) * t, 0);
  return z >= 0 ? 1 - tail : tail;
}
