/** Distributions that human activity follows. */
import type { Dice } from './dice.ts';

/** Exponential with the given mean: times between independent happenings. */
export function exponential(random: Dice, mean: number): number {
  return -mean * Math.log(1 - random.unit());
}

/** Log-normal with the given median; sigma 1 spreads over about one order of magnitude each way. */
export function logNormal(random: Dice, median: number, sigma: number): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random.unit()));
  return median * Math.exp(sigma * radius * Math.cos(2 * Math.PI * random.unit()));
}

/** Geometric from 1 on with the given mean: how many things in a row. */
export function geometric(random: Dice, mean: number): number {
  return mean <= 1 ? 1 : 1 + Math.floor(Math.log(1 - random.unit()) / Math.log(1 - 1 / mean));
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
