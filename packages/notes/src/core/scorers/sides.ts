/** How both sides of the raters see each note (notes.md §2.8: sign counts). Sides are the signs of raters' factors. */
import type { Dataset } from '../data/dataset.ts';

export interface SideCounts {
  readonly negative: Int32Array;
  readonly positive: Int32Array;
  /** Twice the sum of the labels. */
  readonly negativeLabels: Int32Array;
  readonly positiveLabels: Int32Array;
  /** Helpful less not helpful ratings. */
  readonly negativeNet: Int32Array;
  readonly positiveNet: Int32Array;
}

/** Over those of `rows` whose rater has a factor; a factor of 0 counts as positive. */
export function sideCounts({ notes, ratings }: Dataset, rows: Int32Array, raterFactor: Float64Array): SideCounts {
  const counts: SideCounts = {
    negative: new Int32Array(notes.count),
    positive: new Int32Array(notes.count),
    negativeLabels: new Int32Array(notes.count),
    positiveLabels: new Int32Array(notes.count),
    negativeNet: new Int32Array(notes.count),
    positiveNet: new Int32Array(notes.count),
  };
  for (const row of rows) {
    const factor = raterFactor[ratings.rater[row]!]!;
    if (Number.isNaN(factor)) continue;
    const note = ratings.note[row]!;
    const label = ratings.helpful[row]!;
    if (factor < 0) {
      counts.negative[note]!++;
      counts.negativeLabels[note]! += label;
      counts.negativeNet[note]! += label - 1;
    } else {
      counts.positive[note]!++;
      counts.positiveLabels[note]! += label;
      counts.positiveNet[note]! += label - 1;
    }
  }
  return counts;
}
