/** Ratings by which raters are judged: given before anyone could know the note's status (notes.md §2.7). */
import type { Dataset } from '../data/dataset.ts';

/** Ratings become public after this; later ones could follow the crowd. */
const PUBLIC_AFTER_MILLIS = 48 * 3_600_000;
/** From this time on, the history keeps deleted notes and times of statuses; for older notes the first ratings count. */
export const HISTORY_KEPT_FROM = 1_652_918_400_000;
const FIRST_RATINGS = 5;

/** Rows of `rows` (sorted by note) that were given early enough. `latestNonNmrAt` is by note, NaN where there never was a status. */
export function earlyRatings({ notes, ratings }: Dataset, rows: Int32Array, latestNonNmrAt: Float64Array): Int32Array {
  const kept = new Int32Array(rows.length);
  let count = 0;
  for (let first = 0; first < rows.length; ) {
    const note = ratings.note[rows[first]!]!;
    let end = first + 1;
    while (end < rows.length && ratings.note[rows[end]!] === note) end++;
    const createdAt = notes.createdAt[note]!;
    const early = (row: number) => ratings.createdAt[row]! - createdAt < PUBLIC_AFTER_MILLIS;
    if (createdAt < HISTORY_KEPT_FROM) {
      const group = rows.subarray(first, end).filter(early);
      const byTime = [...group].sort((a, b) => ratings.createdAt[a]! - ratings.createdAt[b]!);
      for (const row of byTime.slice(0, FIRST_RATINGS).sort((a, b) => a - b)) kept[count++] = row;
    } else {
      const statusAt = latestNonNmrAt[note]!;
      for (let index = first; index < end; index++) {
        const row = rows[index]!;
        if (early(row) && !(ratings.createdAt[row]! >= statusAt)) kept[count++] = row;
      }
    }
    first = end;
  }
  return kept.slice(0, count);
}
