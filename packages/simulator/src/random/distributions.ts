/** Distributions that human activity follows. */
import type { Dice } from './dice.ts';
import { exp, ln, normalQuantile } from './exact.ts';

/** Half of the distance between two neighbouring draws. */
const HALF_STEP = 1 / 8_589_934_592;

/** Exponential with the given mean: times between independent happenings. */
export function exponential(random: Dice, mean: number): number {
  return -mean * ln(1 - random.unit());
}

/** Log-normal with the given median; sigma 1 spreads over about one order of magnitude each way. */
export function logNormal(random: Dice, median: number, sigma: number): number {
  // Half a step inwards: neither 0 nor 1 has a quantile.
  return median * exp(sigma * normalQuantile(random.unit() + HALF_STEP));
}

/** Geometric from 1 on with the given mean: how many things in a row. */
export function geometric(random: Dice, mean: number): number {
  return mean <= 1 ? 1 : 1 + Math.floor(ln(1 - random.unit()) / ln(1 - 1 / mean));
}

/** Index of a weighted choice. Weights are not negative and not all zero. */
export function weighted(random: Dice, weights: readonly number[]): number {
  let total = 0;
  for (const weight of weights) total += weight;
  let left = random.unit() * total;
  for (let i = 0; i < weights.length; i++) {
    left -= weights[i] ?? 0;
    if (left < 0) return i;
  }
  return weights.length - 1;
}
