/** Rater and author helpfulness: who agreed with the statuses that notes got in the end (notes.md §2.7). */
import type { Dataset } from '../data/dataset.ts';
import { filled } from '../numbers.ts';
import type { AuthorCriterion } from '../scorers/definition.ts';
import { CRH, CRNH } from '../status.ts';

/** Share of agreement from which a rater's ratings count. */
const MIN_AGREE_RATIO = 0.66;
const NOT_HELPFUL_WEIGHT = 5;
const MIN_RATIO_DIFFERENCE = 0;

/** How a rater's early ratings compare with the notes' statuses. Names say the note's status, as the files do. */
export interface RatingCounts {
  readonly successfulHelpful: Float64Array;
  readonly successfulNotHelpful: Float64Array;
  readonly unsuccessfulHelpful: Float64Array;
  readonly unsuccessfulNotHelpful: Float64Array;
}

/** Counts over `rows` (early ratings) of those that say helpful or not helpful about notes with a status. */
export function countAgreement({ ratings, participants }: Dataset, rows: Int32Array, status: Uint8Array): RatingCounts {
  const counts: RatingCounts = {
    successfulHelpful: new Float64Array(participants.count),
    successfulNotHelpful: new Float64Array(participants.count),
    unsuccessfulHelpful: new Float64Array(participants.count),
    unsuccessfulNotHelpful: new Float64Array(participants.count),
  };
  for (const row of rows) {
    const helpful = ratings.helpful[row]!;
    const noteStatus = status[ratings.note[row]!];
    const rater = ratings.rater[row]!;
    if (helpful === 1) continue;
    if (noteStatus === CRH) (helpful === 2 ? counts.successfulHelpful : counts.unsuccessfulHelpful)[rater]!++;
    else if (noteStatus === CRNH)
      (helpful === 0 ? counts.successfulNotHelpful : counts.unsuccessfulNotHelpful)[rater]!++;
  }
  return counts;
}

export interface Helpfulness {
  readonly counts: RatingCounts;
  /** Share of successful ratings; NaN without any early rating of a note with a status. */
  readonly agreeRatio: Float64Array;
  /** Share of the author's helpful notes less five times that of not helpful ones; NaN for who wrote none that was fitted. */
  readonly authorRatio: Float64Array;
  /** Mean intercept of the author's notes. */
  readonly authorMean: Float64Array;
  readonly penalty: Float64Array;
  readonly agreeRatioWithPenalty: Float64Array;
  /** 1 for raters whose ratings count in the final round. */
  readonly helpful: Uint8Array;
}

export interface HelpfulnessInput {
  readonly early: Int32Array;
  /** Of the first round, by note. */
  readonly status: Uint8Array;
  /** Of the first round, by note; NaN for notes that were not fitted. */
  readonly intercept: Float64Array;
  /** By rater: helpful ratings of harassing notes; null before that is known. */
  readonly penalty: Float64Array | null;
  readonly criterion: AuthorCriterion;
}

export function helpfulness(dataset: Dataset, input: HelpfulnessInput): Helpfulness {
  const raterCount = dataset.participants.count;
  const counts = countAgreement(dataset, input.early, input.status);
  const { ratio: authorRatio, mean: authorMean } = authors(dataset, input.status, input.intercept);
  const agreeRatio = filled(raterCount, Number.NaN);
  const agreeRatioWithPenalty = filled(raterCount, Number.NaN);
  const penalty = input.penalty ?? new Float64Array(raterCount);
  const helpful = new Uint8Array(raterCount);
  for (let rater = 0; rater < raterCount; rater++) {
    const success = counts.successfulHelpful[rater]! + counts.successfulNotHelpful[rater]!;
    const total = success + counts.unsuccessfulHelpful[rater]! + counts.unsuccessfulNotHelpful[rater]!;
    if (total === 0) continue;
    agreeRatio[rater] = success / total;
    agreeRatioWithPenalty[rater] = (success - penalty[rater]!) / total;
    const agrees = agreeRatio[rater]! >= MIN_AGREE_RATIO && agreeRatioWithPenalty[rater]! >= MIN_AGREE_RATIO;
    const difference = authorRatio[rater]!;
    const writes = !Number.isNaN(difference);
    const writesWell = difference >= MIN_RATIO_DIFFERENCE && authorMean[rater]! >= input.criterion.meanScore;
    helpful[rater] = agrees && (!writes || writesWell || !input.criterion.applies) ? 1 : 0;
  }
  return { counts, agreeRatio, authorRatio, authorMean, penalty, agreeRatioWithPenalty, helpful };
}

function authors({ notes, participants }: Dataset, status: Uint8Array, intercept: Float64Array) {
  const written = new Float64Array(participants.count);
  const sum = new Float64Array(participants.count);
  const helpful = new Float64Array(participants.count);
  const notHelpful = new Float64Array(participants.count);
  for (let note = 0; note < notes.count; note++) {
    const author = notes.author[note]!;
    if (author === -1 || Number.isNaN(intercept[note]!)) continue;
    written[author]!++;
    sum[author]! += intercept[note]!;
    if (status[note] === CRH) helpful[author]!++;
    if (status[note] === CRNH) notHelpful[author]!++;
  }
  const ratio = filled(participants.count, Number.NaN);
  const mean = filled(participants.count, Number.NaN);
  for (let author = 0; author < participants.count; author++) {
    if (written[author] === 0) continue;
    ratio[author] = helpful[author]! / written[author]! - NOT_HELPFUL_WEIGHT * (notHelpful[author]! / written[author]!);
    mean[author] = sum[author]! / written[author]!;
  }
  return { ratio, mean };
}
