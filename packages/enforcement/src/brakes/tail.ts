/**
 * The upper tail of the beta-binomial distribution.
 *
 * If a rate has a Beta(α, β) posterior, the number of hits in n further events is beta-binomial:
 * P(K = k) = C(n, k) B(k + α, n − k + β) / B(α, β). With a Jeffreys prior and H hits in N events, α = H + ½ and β = N − H + ½.
 * (Gelman et al., Bayesian Data Analysis, 3rd ed., §2.4 and appendix A.) The sum of its tail is exact, term by term, each from
 * the one before: P(k + 1) / P(k) = (n − k)(k + α) / ((k + 1)(n − k − 1 + β)).
 */
import { brakeLimits } from './limits.ts';

/** True where P(K ≥ hits) ≤ `probability` for K ~ BetaBinomial(events, α, β). */
export function isInTail(hits: number, events: number, alpha: number, beta: number, probability: number): boolean {
  if (hits <= 0 || hits > events) return false;
  let term = Math.exp(logChoose(events, hits) + logBeta(hits + alpha, events - hits + beta) - logBeta(alpha, beta));
  let sum = term;
  for (let k = hits, terms = 0; k < events && terms < brakeLimits.tailTerms; k++, terms++) {
    if (sum > probability) return false;
    term *= ((events - k) * (k + alpha)) / ((k + 1) * (events - k - 1 + beta));
    sum += term;
    // Past the mode terms fall ever faster: what is left is less than this many times the last one.
    if (term * (events - k) < sum * 1e-9) break;
  }
  return sum <= probability;
}

function logChoose(n: number, k: number): number {
  return logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);
}

function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b);
}

/** Lanczos' approximation (g = 7, nine coefficients; Press et al., Numerical Recipes, 3rd ed., §6.1): relative error under 1e-13 for x > 0. */
const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
] as const;

function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  let series: number = LANCZOS[0];
  for (let i = 1; i < LANCZOS.length; i++) series += LANCZOS[i]! / (x - 1 + i);
  const t = x + 6.5;
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(series);
}
