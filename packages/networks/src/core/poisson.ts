/** The Poisson distribution's upper tail. */

/** Relative size of the last term of a series. */
const PRECISION = 1e-16;

/**
 * `P(X >= count)` for X Poisson with that mean. For counts of at least `mean + 1` it is an upper bound of the tail of any sum of
 * independent indicators with that mean (Hoeffding 1956, theorem 5).
 */
export function poissonUpperTail(count: number, mean: number): number {
  if (count <= 0) return 1;
  if (mean <= 0) return 0;
  // The tail's first term, then each as a multiple of the one before; below the mean the other tail has fewer terms.
  if (count > mean) {
    let sum = 1;
    let term = 1;
    for (let k = count + 1; term > sum * PRECISION; k++) {
      term *= mean / k;
      sum += term;
    }
    return Math.min(1, Math.exp(logMass(count, mean) + Math.log(sum)));
  }
  let sum = 0;
  let term = 1;
  for (let k = count - 1; k >= 0 && term > sum * PRECISION; k--) {
    sum += term;
    term *= k / mean;
  }
  return Math.max(0, 1 - Math.exp(logMass(count - 1, mean)) * sum);
}

function logMass(count: number, mean: number): number {
  return count * Math.log(mean) - mean - logFactorial(count);
}

/** Exact sums up to here; Stirling's series is exact to double precision beyond. */
const EXACT_MAX = 64;

function logFactorial(n: number): number {
  if (n > EXACT_MAX) {
    return (
      n * Math.log(n) - n + 0.5 * Math.log(2 * Math.PI * n) + 1 / (12 * n) - 1 / (360 * n ** 3) + 1 / (1260 * n ** 5)
    );
  }
  let sum = 0;
  for (let k = 2; k <= n; k++) sum += Math.log(k);
  return sum;
}
