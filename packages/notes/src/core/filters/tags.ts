/**
 * How often raters give each not-helpful tag to a note, counting raters whose view is close to the note's more (notes.md §2.8, tag
 * aggregates): a complaint by those who should like the note weighs most.
 */
import type { Dataset } from '../data/dataset.ts';
import { NOT_HELPFUL_TAGS } from '../data/tags.ts';
import { filled, meanAndDeviation, quantile } from '../numbers.ts';

const DISTANCE_QUANTILE = 0.4;
const POWER = 5;
const TAGS = NOT_HELPFUL_TAGS.length;

export interface TagAggregates {
  /** By note: sum of the weights of its ratings; NaN where it has none. */
  readonly weight: Float64Array;
  /** By note and tag (`note * tagCount + tag`): weights of the ratings that carry the tag. */
  readonly adjusted: Float64Array;
  readonly scale: TagScale;
}

export const TAG_COUNT = TAGS;

/** What views are measured by: where notes and raters stand on average, how far they spread, and the distance that counts as near. */
export interface TagScale {
  readonly note: { readonly mean: number; readonly deviation: number };
  readonly rater: { readonly mean: number; readonly deviation: number };
  readonly near: number;
}

/**
 * Over those of `rows` whose note and rater have factors (not NaN). Measured by the scale of these very notes, raters and rows, unless the
 * one of a larger run is given, of which they are a part.
 */
export function tagAggregates(
  { notes, ratings }: Dataset,
  rows: Int32Array,
  noteFactor: Float64Array,
  raterFactor: Float64Array,
  given?: TagScale,
): TagAggregates {
  const note = given?.note ?? meanAndDeviation(noteFactor);
  const rater = given?.rater ?? meanAndDeviation(raterFactor);
  const distances = new Float64Array(rows.length);
  const used = new Int32Array(rows.length);
  let count = 0;
  for (const row of rows) {
    const distance = Math.abs(
      (raterFactor[ratings.rater[row]!]! - rater.mean) / rater.deviation -
        (noteFactor[ratings.note[row]!]! - note.mean) / note.deviation,
    );
    if (Number.isNaN(distance)) continue;
    distances[count] = distance;
    used[count++] = row;
  }
  const near = given?.near ?? quantile(distances.slice(0, count), DISTANCE_QUANTILE);
  const weight = filled(notes.count, Number.NaN);
  const adjusted = new Float64Array(notes.count * TAGS);
  for (let index = 0; index < count; index++) {
    const row = used[index]!;
    const ratedNote = ratings.note[row]!;
    const share = 1 / (1 + (distances[index]! / near) ** POWER);
    weight[ratedNote] = (Number.isNaN(weight[ratedNote]!) ? 0 : weight[ratedNote]!) + share;
    for (let bits = ratings.notHelpfulTags[row]!; bits !== 0; bits &= bits - 1) {
      adjusted[ratedNote * TAGS + (31 - Math.clz32(bits & -bits))]! += share;
    }
  }
  return { weight, adjusted, scale: { note, rater, near } };
}

/** For each tag the quantile of its adjusted ratio over the notes marked in `among`: what is usual for helpful notes. NaN without any. */
export function tagThresholds(aggregates: TagAggregates, among: Uint8Array, share: number): Float64Array {
  const thresholds = new Float64Array(TAGS);
  for (let tag = 0; tag < TAGS; tag++) {
    const ratios: number[] = [];
    for (let note = 0; note < among.length; note++) {
      const weight = aggregates.weight[note]!;
      if (among[note] === 1 && !Number.isNaN(weight)) ratios.push(aggregates.adjusted[note * TAGS + tag]! / weight);
    }
    thresholds[tag] = quantile(Float64Array.from(ratios), share);
  }
  return thresholds;
}
