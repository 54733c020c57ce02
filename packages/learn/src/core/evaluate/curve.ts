/**
 * Precision, recall and false alarms at every threshold of a score. Rows of equal score are let through together: no order among ties
 * is counted as knowledge.
 */

/** Rows sorted by score, highest first, made once and read with many weightings. */
export interface Ranking {
  /** Rows in descending order of score. */
  readonly order: Uint32Array;
  /** Where in `order` each group of equal scores ends. */
  readonly ends: Uint32Array;
  readonly scores: ArrayLike<number>;
  /** 1 for what is to be found. */
  readonly targets: ArrayLike<number>;
}

/** Throws a RangeError where a score is no number. */
export function rankingOf(scores: ArrayLike<number>, targets: ArrayLike<number>): Ranking {
  for (let row = 0; row < scores.length; row++) {
    if (Number.isNaN(scores[row])) throw new RangeError(`row ${row} has no score`);
  }
  const order = Uint32Array.from({ length: scores.length }, (_, row) => row);
  order.sort((a, b) => scores[b]! - scores[a]! || a - b);
  const ends: number[] = [];
  for (let i = 1; i <= order.length; i++) {
    if (i === order.length || scores[order[i]!] !== scores[order[i - 1]!]) ends.push(i);
  }
  return { order, ends: Uint32Array.from(ends), scores, targets };
}

/** What lies at or above one threshold. */
export interface Point {
  readonly threshold: number;
  readonly truePositives: number;
  readonly falsePositives: number;
}

/** One point per distinct score, from the highest threshold down. `weights` counts rows (for resampling); 1 each when absent. */
export function points(ranking: Ranking, weights?: ArrayLike<number>): Point[] {
  const { order, ends, scores, targets } = ranking;
  const found: Point[] = [];
  let [truePositives, falsePositives, at] = [0, 0, 0];
  for (const end of ends) {
    for (; at < end; at++) {
      const row = order[at]!;
      const weight = weights?.[row] ?? 1;
      if (targets[row] === 1) truePositives += weight;
      else falsePositives += weight;
    }
    found.push({ threshold: scores[order[end - 1]!]!, truePositives, falsePositives });
  }
  return found;
}

/** Area under the ROC curve: the chance that a positive scores above a negative, ties counting half. NaN with one class only. */
export function rocAuc(ranking: Ranking, weights?: ArrayLike<number>): number {
  let [area, before, positives, negatives] = [0, 0, 0, 0];
  for (const { truePositives, falsePositives } of points(ranking, weights)) {
    area += ((falsePositives - negatives) * (truePositives + before)) / 2;
    before = truePositives;
    positives = truePositives;
    negatives = falsePositives;
  }
  return area / (positives * negatives);
}

/** Average precision: precision at each positive found, averaged (no interpolation; Manning et al. 2008, §8.4). NaN without positives. */
export function averagePrecision(ranking: Ranking, weights?: ArrayLike<number>): number {
  let [sum, before] = [0, 0];
  for (const { truePositives, falsePositives } of points(ranking, weights)) {
    if (truePositives > before) sum += ((truePositives - before) * truePositives) / (truePositives + falsePositives);
    before = truePositives;
  }
  return sum / before;
}

/** The most that can be found with at least this precision, and from which threshold on; null where no threshold is so precise. */
export function recallAtPrecision(
  ranking: Ranking,
  precision: number,
  weights?: ArrayLike<number>,
): { readonly recall: number; readonly threshold: number } | null {
  const all = points(ranking, weights);
  const positives = all.at(-1)?.truePositives ?? 0;
  const good = all.filter(
    ({ truePositives, falsePositives }) =>
      truePositives > 0 && truePositives >= precision * (truePositives + falsePositives),
  );
  const best = good.at(-1);
  return best === undefined ? null : { recall: best.truePositives / positives, threshold: best.threshold };
}

/**
 * The share of positives among the `budget` rows of highest score, of all positives: what a team that can look at so many finds. Of
 * a group of ties across the border the expected part is counted.
 */
export function recallAtBudget(ranking: Ranking, budget: number): number {
  const all = points(ranking);
  let [before, looked] = [0, 0];
  for (const { truePositives, falsePositives } of all) {
    const size = truePositives + falsePositives - looked;
    const share = Math.max(0, Math.min(1, (budget - looked) / size));
    before += 0;
    if (share < 1) {
      const last = all[all.length - 1]!.truePositives;
      return (before + share * (truePositives - before)) / last;
    }
    before = truePositives;
    looked += size;
  }
  return before / (all.at(-1)?.truePositives ?? 0);
}
