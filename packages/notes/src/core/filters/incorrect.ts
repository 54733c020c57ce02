/** Notes that raters of their own side call incorrect, against how easily those raters say so (notes.md §2.8, incorrect filter). */
import type { Dataset } from '../data/dataset.ts';
import { TAG_INCORRECT } from '../data/tags.ts';
import { filled } from '../numbers.ts';

const HALF_WIDTH = 0.3;
const FACTOR_CLIP = 0.4;
const INCORRECT_BIT = 1 << TAG_INCORRECT;

/** By rater: ratings with any not-helpful tag, and those of them that say incorrect. */
export interface IncorrectHabit {
  readonly incorrect: Float64Array;
  readonly total: Float64Array;
}

export function incorrectHabit({ ratings, participants }: Dataset, rows: Int32Array): IncorrectHabit {
  const incorrect = new Float64Array(participants.count);
  const total = new Float64Array(participants.count);
  for (const row of rows) {
    const tags = ratings.notHelpfulTags[row]!;
    if (tags === 0) continue;
    total[ratings.rater[row]!]!++;
    if (tags & INCORRECT_BIT) incorrect[ratings.rater[row]!]!++;
  }
  return { incorrect, total };
}

export interface IncorrectAggregates {
  readonly incorrect: Float64Array;
  /** NaN for notes without a rater nearby who gave a reason. */
  readonly voters: Float64Array;
  readonly expected: Float64Array;
  readonly tfIdf: Float64Array;
}

/** Over those of `rows` whose note and rater have factors near each other. */
export function incorrectAggregates(
  { notes, ratings }: Dataset,
  rows: Int32Array,
  noteFactor: Float64Array,
  raterFactor: Float64Array,
  habit: IncorrectHabit,
): IncorrectAggregates {
  const incorrect = filled(notes.count, Number.NaN);
  const voters = filled(notes.count, Number.NaN);
  const expected = filled(notes.count, Number.NaN);
  const tfIdf = filled(notes.count, Number.NaN);
  for (const row of rows) {
    const tags = ratings.notHelpfulTags[row]!;
    if (tags === 0) continue;
    const note = ratings.note[row]!;
    const rater = ratings.rater[row]!;
    if (!(Math.abs(clip(raterFactor[rater]!) - clip(noteFactor[note]!)) < HALF_WIDTH)) continue;
    if (Number.isNaN(voters[note]!)) {
      voters[note] = 0;
      incorrect[note] = 0;
      expected[note] = 0;
    }
    voters[note]!++;
    if (tags & INCORRECT_BIT) incorrect[note]!++;
    if (habit.total[rater]! > 0) expected[note]! += habit.incorrect[rater]! / habit.total[rater]!;
  }
  for (let note = 0; note < notes.count; note++) tfIdf[note] = incorrect[note]! / Math.log(1 + expected[note]!);
  return { incorrect, voters, expected, tfIdf };
}

function clip(factor: number): number {
  return Math.max(-FACTOR_CLIP, Math.min(FACTOR_CLIP, factor));
}
