/** What is done to ratings before anything is scored (notes.md §2.1): the notes whose ratings count, and raters of unusual volume. */
import { type Dataset, DELETED, MISLEADING } from './data/dataset.ts';
import { quantile } from './numbers.ts';

/** From this time on, a rating form asked about notes that say a post is not misleading. */
const NOT_MISLEADING_FORM_AT = 1_664_755_200_000;
/** Data sets with fewer rated notes are samples: guards that need a crowd are left out (minNumNotesForProdData). */
const CROWD_NOTES = 200;
const HIGH_VOLUME_DAYS = [7, 28];
const HIGH_VOLUME_QUANTILE = 0.999;
const DAY_MILLIS = 86_400_000;

export interface Preprocessed {
  /** Rows of ratings that count, in canonical order. */
  readonly rows: Int32Array;
  /** 1 for raters with more ratings in the last 7 or 28 days than 999 in 1000 active raters have. */
  readonly highVolume: Uint8Array;
  /** Whether there are enough rated notes for guards that need a crowd. */
  readonly crowd: boolean;
}

export function preprocess(dataset: Dataset): Preprocessed {
  const { notes, ratings } = dataset;
  let ratedNotes = 0;
  const rows = new Int32Array(ratings.count);
  let kept = 0;
  for (let note = 0; note < notes.count; note++) {
    const first = ratings.noteStart[note]!;
    const end = ratings.noteStart[note + 1]!;
    if (end > first) ratedNotes++;
    const counts =
      notes.known[note] === 1 &&
      (notes.classification[note] === MISLEADING ||
        notes.classification[note] === DELETED ||
        notes.createdAt[note]! > NOT_MISLEADING_FORM_AT);
    if (counts) for (let row = first; row < end; row++) rows[kept++] = row;
  }
  const crowd = ratedNotes >= CROWD_NOTES;
  const highVolume = crowd ? highVolumeRaters(dataset) : new Uint8Array(dataset.participants.count);
  return { rows: rows.slice(0, kept), highVolume, crowd };
}

function highVolumeRaters({ ratings, participants }: Dataset): Uint8Array {
  const flags = new Uint8Array(participants.count);
  let newest = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < ratings.count; row++) newest = Math.max(newest, ratings.createdAt[row]!);
  for (const days of HIGH_VOLUME_DAYS) {
    const after = newest - days * DAY_MILLIS;
    const counts = new Float64Array(participants.count);
    for (let row = 0; row < ratings.count; row++) if (ratings.createdAt[row]! > after) counts[ratings.rater[row]!]!++;
    const threshold = quantile(
      counts.filter((count) => count > 0),
      HIGH_VOLUME_QUANTILE,
    );
    for (let rater = 0; rater < flags.length; rater++) if (counts[rater]! > threshold) flags[rater] = 1;
  }
  return flags;
}
