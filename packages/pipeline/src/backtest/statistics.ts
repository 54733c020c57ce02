/** The statistics of a report. */

/** The 0.975 quantile of the normal distribution: intervals hold 95 %. */
const Z95 = 1.959963984540054;

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * The Wilson score interval of a share (Wilson 1927; Brown, Cai and DasGupta 2001, eq. 4): within [0, 1] and honest for few trials
 * and for shares near 0 and 1. With no trials it is [0, 1].
 */
export function wilsonInterval(successes: number, trials: number, z: number = Z95): Interval {
  if (trials === 0) return { low: 0, high: 1 };
  const share = successes / trials;
  const z2 = z * z;
  const middle = successes + z2 / 2;
  const spread = z * Math.sqrt(trials * share * (1 - share) + z2 / 4);
  // Rounding may leave the ends a hair off where they are exact.
  return {
    low: successes === 0 ? 0 : Math.max(0, (middle - spread) / (trials + z2)),
    high: successes === trials ? 1 : Math.min(1, (middle + spread) / (trials + z2)),
  };
}

/** |A ∩ B| / |A ∪ B| from the three sizes; 0 where both are empty. */
export function jaccard(a: number, b: number, both: number): number {
  const union = a + b - both;
  return union === 0 ? 0 : both / union;
}

export interface Precision extends Interval {
  readonly value: number;
  /** Entities with an outcome that counts: bad, fine or cleared on appeal. */
  readonly judged: number;
}

/** The share of bad among what was judged; null where nothing was. */
export function precisionOf(counts: {
  readonly bad: number;
  readonly fine: number;
  readonly 'cleared-on-appeal': number;
}): Precision | null {
  const judged = counts.bad + counts.fine + counts['cleared-on-appeal'];
  if (judged === 0) return null;
  return { value: counts.bad / judged, judged, ...wilsonInterval(counts.bad, judged) };
}
