/** The ratings from which the core scorer learns, as a matrix: notes and raters with enough of them, of all topics. */
import type { Dataset } from '../data/dataset.ts';
import { type RatingMatrix, ratingMatrix } from '../factorisation/matrix.ts';
import { preprocess } from '../preprocess.ts';
import { CORE_WITH_TOPICS } from '../scorers/definition.ts';
import { scopeOf } from '../scorers/scope.ts';
import { trainingRows } from '../scorers/training.ts';

export function coreMatrix(dataset: Dataset): RatingMatrix {
  const { rows } = scopeOf(dataset, preprocess(dataset).rows, CORE_WITH_TOPICS);
  const { count } = dataset.participants;
  return ratingMatrix(dataset.ratings, trainingRows(dataset.ratings, rows, count), count);
}
