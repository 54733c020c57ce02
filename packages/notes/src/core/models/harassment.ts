/**
 * The harassment model (notes.md §2.7): which notes raters of both sides call spam, harassment or abuse. Whoever finds such a note
 * helpful agrees less. The reference starts from the first round's factors and stops early; this one goes on to the minimum there.
 */
import type { Dataset } from '../data/dataset.ts';
import { TAG_OTHER, TAG_SPAM_HARASSMENT } from '../data/tags.ts';
import { ratingMatrix } from '../factorisation/matrix.ts';
import { STANDARD_REGULARISATION } from '../factorisation/model.ts';
import type { HarassmentOptions } from '../scorers/definition.ts';
import type { FittedParameters } from '../scorers/prescore.ts';
import { trainingRows } from '../scorers/training.ts';
import { byLabel } from './diligence.ts';
import { fitLogistic } from './logistic.ts';

/** Penalties by participant, or null where there is nothing to learn from. `trusted` are the training rows of helpful raters. */
export type HarassmentModel = (
  dataset: Dataset,
  training: Int32Array,
  trusted: Int32Array,
  firstRound: FittedParameters,
  options: HarassmentOptions,
) => Float64Array | null;

/** From this time on, the form has today's tags. */
const TAGS_FROM = 1_639_699_200_000;
const START_SCALE = 2;
const UNLABELLED = 2;

export const penaliseHarassment: HarassmentModel = (dataset, training, trusted, firstRound, options) => {
  const intercept = harassmentIntercepts(dataset, trusted, firstRound);
  if (intercept === null) return null;
  const penalty = new Float64Array(dataset.participants.count);
  for (const row of training) {
    const harassing = intercept.get(dataset.ratings.note[row]!);
    if (harassing === undefined || harassing < options.threshold || dataset.ratings.helpful[row] !== 2) continue;
    const share = options.scaled ? harassing / options.threshold : 1;
    penalty[dataset.ratings.rater[row]!]! += options.penalty * share;
  }
  return penalty;
};

/** Harassment intercept of each note that could be fitted, or null where all ratings say the same. */
function harassmentIntercepts(
  dataset: Dataset,
  trusted: Int32Array,
  firstRound: FittedParameters,
): Map<number, number> | null {
  const { ratings, participants } = dataset;
  const labels = new Uint8Array(ratings.count).fill(UNLABELLED);
  const labelled = trusted.filter((row) => {
    if (ratings.createdAt[row]! < TAGS_FROM) return false;
    const tags = ratings.notHelpfulTags[row]!;
    if (tags & (1 << TAG_SPAM_HARASSMENT)) labels[row] = 1;
    else if (ratings.helpful[row] === 2 || tags & (1 << TAG_OTHER)) labels[row] = 0;
    return labels[row] !== UNLABELLED;
  });
  const rows = trainingRows(ratings, labelled, participants.count);
  const matrix = ratingMatrix(ratings, byLabel(ratings.note, rows, labels), participants.count, labels);
  let positive = 0;
  for (const label of matrix.labelByNote) positive += label;
  if (positive === 0 || positive === matrix.count) return null;
  const positiveWeight = (matrix.count - positive) / positive;
  const parameters = {
    global: 0,
    raterIntercept: new Float64Array(matrix.raterCount),
    noteIntercept: new Float64Array(matrix.noteCount),
    raterFactor: Float64Array.from(matrix.raters, (rater) => START_SCALE * (firstRound.raters.factor[rater]! || 0)),
    noteFactor: Float64Array.from(matrix.notes, (id) => START_SCALE * (firstRound.noteFactor[id]! || 0)),
    reputation: new Float64Array(matrix.raterCount).fill(1),
  };
  fitLogistic(
    {
      ...matrix,
      weight: Float64Array.from(matrix.labelByNote, (label) => (label === 1 ? positiveWeight : 1)),
    },
    parameters,
    { ...STANDARD_REGULARISATION, reputation: null },
  );
  const intercepts = new Map<number, number>();
  matrix.notes.forEach((id, index) => {
    intercepts.set(id, parameters.noteIntercept[index]!);
  });
  return intercepts;
}
