/**
 * How sure a note's intercept is, from the same five sums that give it (notes.md §9). With raters fixed the note is a Bayesian linear
 * regression: the ridge is a normal prior, the posterior of (i, f) is normal with covariance σ²·(Gram matrix)⁻¹, and every rating's
 * influence is a rank-one update.
 */
import type { Dataset } from '../data/dataset.ts';
import { LABEL_VALUES } from '../factorisation/matrix.ts';
import type { Regularisation } from '../factorisation/model.ts';
import { solvePair } from '../factorisation/pair.ts';
import type { NoteSums, RaterParameters } from '../final/sums.ts';
import { filled } from '../numbers.ts';

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

/** Standard deviations of the intercepts of all notes; NaN for notes without a rating that counts. `noise` as for `posterior`. */
export function interceptDeviations(
  sums: NoteSums,
  lambda: Regularisation,
  ratingsPerNote: number,
  noise: number,
): Float64Array {
  const deviations = filled(sums.weight.length, Number.NaN);
  for (let note = 0; note < deviations.length; note++) {
    if (sums.weight[note] === 0) continue;
    const a = sums.weight[note]! + lambda.noteIntercept * ratingsPerNote;
    const b = sums.f[note]!;
    const c = sums.ff[note]! + lambda.noteFactor * ratingsPerNote;
    deviations[note] = noise * Math.sqrt(c / (a * c - b * b));
  }
  return deviations;
}

/** Parameters by note and participant, NaN for those without. */
interface Fitted {
  readonly raters: RaterParameters;
  readonly noteIntercept: Float64Array;
  readonly noteFactor: Float64Array;
}

/**
 * Standard deviation of ratings around a fit, over those that it was fitted to. What the parameters themselves explain of the noise is
 * given back: two for each note and rater, as far as their ridge leaves them free.
 */
export function residualDeviation(
  { ratings }: Dataset,
  rows: Int32Array,
  fitted: Fitted,
  lambda: Regularisation,
): number {
  const { raters, noteIntercept, noteFactor } = fitted;
  const byNote = new Map<number, [number, number, number]>();
  const byRater = new Map<number, [number, number, number]>();
  let squares = 0;
  let count = 0;
  for (const row of rows) {
    const rater = ratings.rater[row]!;
    const note = ratings.note[row]!;
    const [f, g] = [raters.factor[rater]!, noteFactor[note]!];
    const gap =
      LABEL_VALUES[ratings.helpful[row]!]! - (raters.mu + raters.intercept[rater]! + noteIntercept[note]! + f * g);
    if (Number.isNaN(gap)) continue;
    squares += gap * gap;
    count++;
    addMoments(byNote, note, f);
    addMoments(byRater, rater, g);
  }
  if (count === 0) return 0;
  const free =
    freedom(byNote.values(), (lambda.noteIntercept * count) / byNote.size, (lambda.noteFactor * count) / byNote.size) +
    freedom(
      byRater.values(),
      (lambda.raterIntercept * count) / byRater.size,
      (lambda.raterFactor * count) / byRater.size,
    );
  return Math.sqrt(squares / Math.max(count - free, count / 2));
}

function addMoments(moments: Map<number, [number, number, number]>, of: number, factor: number): void {
  const held = moments.get(of);
  if (held === undefined) moments.set(of, [1, factor, factor * factor]);
  else {
    held[0]++;
    held[1] += factor;
    held[2] += factor * factor;
  }
}

/** Effective number of parameters of ridge regressions with these moments: the trace of G (G + Λ)⁻¹, summed. */
function freedom(moments: Iterable<[number, number, number]>, interceptRidge: number, factorRidge: number): number {
  let sum = 0;
  for (const [n, f, ff] of moments) {
    const a = n + interceptRidge;
    const c = ff + factorRidge;
    sum += (n * c - f * f + ff * a - f * f) / (a * c - f * f);
  }
  return sum;
}

/** Probability that the intercept is at least `threshold`. */
export function probabilityAbove(
  { intercept, deviation }: Pick<Posterior, 'intercept' | 'deviation'>,
  threshold: number,
): number {
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
