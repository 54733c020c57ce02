/** Ratings and notes that a run is asked to leave out, as the reference's options for tests do. */
import { type Dataset, DELETED } from '../data/dataset.ts';
import type { Ratings } from '../data/ratings.ts';
import { seededRandom } from '../numbers.ts';
import { NONE } from '../status.ts';

export interface Selection {
  /** Leave out notes and ratings made after this epoch millisecond. */
  readonly until?: number;
  /** Leave out ratings made so many hours after their note's first status, or later; of the newest notes alone. */
  readonly hoursAfterFirstStatus?: number;
  /** How many days back from the newest note that goes. 14 when absent. */
  readonly firstStatusDays?: number;
  /** Keep this share of the ratings, drawn with the seed. */
  readonly share?: number;
  readonly seed?: number;
}

const HOUR_MILLIS = 3_600_000;
const DAY_MILLIS = 24 * HOUR_MILLIS;
const FIRST_STATUS_DAYS = 14;

/** The data set without what `selection` leaves out; the same one where that is nothing. */
export function select(dataset: Dataset, selection: Selection): Dataset {
  const { until, hoursAfterFirstStatus, share } = selection;
  if (until === undefined && hoursAfterFirstStatus === undefined && share === undefined) return dataset;
  const { notes, history, ratings } = dataset;
  const lastRating = new Float64Array(notes.count).fill(Number.POSITIVE_INFINITY);
  if (hoursAfterFirstStatus !== undefined) {
    let newest = Number.NEGATIVE_INFINITY;
    for (let note = 0; note < notes.count; note++) {
      if (notes.createdAt[note]! > newest) newest = notes.createdAt[note]!;
    }
    const from = newest - (selection.firstStatusDays ?? FIRST_STATUS_DAYS) * DAY_MILLIS;
    for (let note = 0; note < notes.count; note++) {
      const first = history.firstNonNmrAt[note]!;
      if (notes.createdAt[note]! > from && !Number.isNaN(first))
        lastRating[note] = first + hoursAfterFirstStatus * HOUR_MILLIS;
    }
  }
  const random = seededRandom(selection.seed ?? 1);
  const kept = keptRatings(ratings, (row) => {
    // Every rating draws, so that what else is left out does not change who is drawn.
    const drawn = share === undefined || random() < share;
    const time = ratings.createdAt[row]!;
    return drawn && !(until !== undefined && time > until) && time < lastRating[ratings.note[row]!]!;
  });
  if (until === undefined) return { ...dataset, ratings: kept };
  const known = Uint8Array.from(notes.known);
  const classification = Uint8Array.from(notes.classification);
  for (let note = 0; note < notes.count; note++) {
    if (!(notes.createdAt[note]! > until)) continue;
    // What the history has of a later note stays; the note itself is as if deleted.
    classification[note] = DELETED;
    if (history.current[note] === NONE) known[note] = 0;
  }
  return { ...dataset, notes: { ...notes, known, classification }, ratings: kept };
}

function keptRatings(from: Ratings, keep: (row: number) => boolean): Ratings {
  const noteStart = new Int32Array(from.noteStart.length);
  const rows = new Int32Array(from.count);
  let count = 0;
  for (let row = 0; row < from.count; row++) {
    if (!keep(row)) continue;
    rows[count++] = row;
    noteStart[from.note[row]! + 1]!++;
  }
  for (let note = 1; note < noteStart.length; note++) noteStart[note]! += noteStart[note - 1]!;
  const copy = <T extends Int32Array | Float64Array | Uint8Array | Uint16Array>(into: T, column: T) => {
    for (let index = 0; index < count; index++) into[index] = column[rows[index]!]!;
    return into;
  };
  const shared = (bytes: number) => new SharedArrayBuffer(bytes * count);
  return {
    count,
    note: copy(new Int32Array(shared(4)), from.note),
    rater: copy(new Int32Array(shared(4)), from.rater),
    createdAt: copy(new Float64Array(shared(8)), from.createdAt),
    helpful: copy(new Uint8Array(shared(1)), from.helpful),
    helpfulTags: copy(new Uint16Array(shared(2)), from.helpfulTags),
    notHelpfulTags: copy(new Uint16Array(shared(2)), from.notHelpfulTags),
    sampled: copy(new Uint8Array(shared(1)), from.sampled),
    noteStart,
  };
}
