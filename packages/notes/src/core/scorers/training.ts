/** The ratings that a fit is trained on: notes and raters with enough of them (notes.md §2.6). */
import type { Ratings } from '../data/ratings.ts';

const RATINGS_PER_NOTE = 5;
const RATINGS_PER_RATER = 10;

/** Notes with at least 5 ratings, then raters with at least 10, then notes with at least 5 again: one pass, in this order. */
export function trainingRows(ratings: Ratings, rows: Int32Array, raterCount: number): Int32Array {
  const once = rowsOfRatedNotes(ratings, rows, RATINGS_PER_NOTE);
  const counts = new Int32Array(raterCount);
  for (const row of once) counts[ratings.rater[row]!]!++;
  const frequent = once.filter((row) => counts[ratings.rater[row]!]! >= RATINGS_PER_RATER);
  return rowsOfRatedNotes(ratings, frequent, RATINGS_PER_NOTE);
}

/** The rows whose note has at least `minimum` of them. Rows are sorted by note, so each note's are one run. */
export function rowsOfRatedNotes(ratings: Ratings, rows: Int32Array, minimum: number): Int32Array {
  const kept = new Int32Array(rows.length);
  let count = 0;
  for (let first = 0; first < rows.length; ) {
    const note = ratings.note[rows[first]!]!;
    let end = first + 1;
    while (end < rows.length && ratings.note[rows[end]!] === note) end++;
    if (end - first >= minimum) for (let index = first; index < end; index++) kept[count++] = rows[index]!;
    first = end;
  }
  return kept.slice(0, count);
}
