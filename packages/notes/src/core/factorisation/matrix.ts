/** Ratings of one fit as a sparse matrix with dense numbers for its notes and raters, readable by note and by rater. */
import type { Ratings } from '../data/ratings.ts';

export interface RatingMatrix {
  readonly count: number;
  readonly noteCount: number;
  readonly raterCount: number;
  /** The data set's number of each of the matrix's notes, ascending. */
  readonly notes: Int32Array;
  readonly raters: Int32Array;
  /** By note: entries `noteStart[n] … noteStart[n + 1]`, with rater and label. */
  readonly noteStart: Int32Array;
  readonly raterOf: Int32Array;
  readonly labelByNote: Uint8Array;
  /** By rater, likewise. */
  readonly raterStart: Int32Array;
  readonly noteOf: Int32Array;
  readonly labelByRater: Uint8Array;
}

/** Values of the label codes: the model's helpfulNum. */
export const LABEL_VALUES = Float64Array.of(0, 0.5, 1);

/** The matrix of `rows`, which are sorted by note. Labels are codes of `LABEL_VALUES`, by default those of the ratings. */
export function ratingMatrix(
  ratings: Ratings,
  rows: Int32Array,
  raterUniverse: number,
  labels: Uint8Array = ratings.helpful,
): RatingMatrix {
  const raterNumber = new Int32Array(raterUniverse).fill(-1);
  for (let index = 0; index < rows.length; index++) raterNumber[ratings.rater[rows[index]!]!] = 0;
  let raterCount = 0;
  for (let rater = 0; rater < raterUniverse; rater++) if (raterNumber[rater] === 0) raterNumber[rater] = raterCount++;
  const raters = new Int32Array(raterCount);
  for (let rater = 0; rater < raterUniverse; rater++)
    if (raterNumber[rater] !== -1) raters[raterNumber[rater]!] = rater;

  let noteCount = 0;
  for (let index = 0; index < rows.length; index++) {
    if (index === 0 || ratings.note[rows[index]!] !== ratings.note[rows[index - 1]!]) noteCount++;
  }
  const notes = new Int32Array(noteCount);
  const noteStart = new Int32Array(noteCount + 1);
  const raterOf = new Int32Array(rows.length);
  const labelByNote = new Uint8Array(rows.length);
  let note = -1;
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index]!;
    if (note === -1 || ratings.note[row] !== notes[note]) {
      notes[++note] = ratings.note[row]!;
      noteStart[note] = index;
    }
    raterOf[index] = raterNumber[ratings.rater[row]!]!;
    labelByNote[index] = labels[row]!;
  }
  noteStart[noteCount] = rows.length;
  return withRaterSide({ count: rows.length, noteCount, raterCount, notes, raters, noteStart, raterOf, labelByNote });
}

type NoteSide = Omit<RatingMatrix, 'raterStart' | 'noteOf' | 'labelByRater'>;

/** Adds the view by rater: a counting sort, which keeps each rater's notes in order. */
export function withRaterSide(side: NoteSide): RatingMatrix {
  const { count, noteCount, raterCount, noteStart, raterOf, labelByNote } = side;
  const raterStart = new Int32Array(raterCount + 1);
  for (let entry = 0; entry < count; entry++) raterStart[raterOf[entry]! + 1]!++;
  for (let rater = 0; rater < raterCount; rater++) raterStart[rater + 1]! += raterStart[rater]!;
  const next = raterStart.slice(0, raterCount);
  const noteOf = new Int32Array(count);
  const labelByRater = new Uint8Array(count);
  for (let note = 0; note < noteCount; note++) {
    for (let entry = noteStart[note]!; entry < noteStart[note + 1]!; entry++) {
      const place = next[raterOf[entry]!]!++;
      noteOf[place] = note;
      labelByRater[place] = labelByNote[entry]!;
    }
  }
  return { ...side, raterStart, noteOf, labelByRater };
}
