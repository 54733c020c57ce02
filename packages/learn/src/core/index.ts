/** The engine of models: pure, without files, threads or clocks. */
export {
  type Candidates,
  fitSelected,
  type Measure,
  type Selection,
  type SelectOptions,
  selectTextClassifier,
} from './classify/select.ts';
export {
  fitTextClassifier,
  logOdds,
  probabilities,
  said,
  type TextClassifier,
  type TextClassifierOptions,
} from './classify/text-classifier.ts';
export { pickRows, SparseBuilder, type SparseRows } from './data/sparse.ts';
export {
  groupFolds,
  leaveOneGroupOut,
  type Split,
  splitByGroup,
  splitByTime,
  stratifiedFolds,
} from './data/splits.ts';
export { LearnError } from './errors.ts';
export { type ClassReport, type ClassScore, classReport } from './evaluate/confusion.ts';
export {
  averagePrecision,
  type Point,
  points,
  type Ranking,
  rankingOf,
  recallAtBudget,
  recallAtPrecision,
  rocAuc,
} from './evaluate/curve.ts';
export { bootstrap, type Interval, type ResampleOptions } from './evaluate/interval.ts';
export {
  fitLogistic,
  type LinearModel,
  type LogisticFit,
  type LogisticOptions,
  margins,
  sigmoid,
} from './linear/logistic.ts';
export type { Minimum } from './linear/minimise.ts';
export { Bm25Index, type Bm25Options, best, type Hit } from './retrieve/bm25.ts';
export { type Claim, ClaimMatcher, type Match } from './retrieve/claim-matcher.ts';
export { type Block, DEFAULT_NGRAMS, type NgramOptions, NgramWeights } from './text/hashed-ngrams.ts';
export type { View } from './text/views.ts';
