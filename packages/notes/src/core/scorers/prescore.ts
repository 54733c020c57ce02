/** Prescoring: what one scorer learns about raters, with the thresholds that come from it (notes.md §2.6). */
import { NotesError } from '../../errors.ts';
import { residualDeviation } from '../certainty/posterior.ts';
import type { Dataset } from '../data/dataset.ts';
import { fitModel, withCanonicalSign } from '../factorisation/fit.ts';
import { type RatingMatrix, ratingMatrix } from '../factorisation/matrix.ts';
import type { Fit } from '../factorisation/model.ts';
import { type IncorrectHabit, incorrectHabit } from '../filters/incorrect.ts';
import { tagAggregates, tagThresholds } from '../filters/tags.ts';
import type { RaterParameters } from '../final/sums.ts';
import { type Helpfulness, helpfulness } from '../helpfulness/raters.ts';
import { earlyRatings } from '../helpfulness/valid.ts';
import type { DiligenceModel, DiligenceRaters } from '../models/diligence.ts';
import type { HarassmentModel } from '../models/harassment.ts';
import { filled } from '../numbers.ts';
import { applyStatusRules } from '../rules/status-rules.ts';
import { CRH } from '../status.ts';
import type { Scorer } from './definition.ts';
import { normalisedWeights } from './normalised-loss.ts';
import type { Scope } from './scope.ts';
import { fitStableStart, type StableStart, startFrom } from './stable-start.ts';
import { trainingRows } from './training.ts';

/** Mean squared error above which the reference refuses to go on. */
const MAX_TRAINING_ERROR = 0.16;

/** Parameters of a fit by note and participant of the data set, NaN for those that it lacks. */
export interface FittedParameters {
  readonly raters: RaterParameters;
  readonly noteIntercept: Float64Array;
  readonly noteFactor: Float64Array;
}

export interface FitSummary {
  readonly stage: 'stable start' | 'first round' | 'final round';
  readonly ratings: number;
  readonly notes: number;
  readonly raters: number;
  readonly objective: number;
  readonly gradientNorm: number;
  readonly iterations: number;
  readonly converged: boolean;
}

export interface Prescoring {
  readonly scorer: Scorer;
  readonly firstRound: FittedParameters;
  readonly firstRoundStatus: Uint8Array;
  readonly helpfulness: Helpfulness | null;
  /** Whose ratings count in final scoring. */
  readonly params: FittedParameters;
  /** 1 for raters whose ratings count, as far as reputation goes. */
  readonly trusted: Uint8Array;
  /** 1 for raters that the scorer knows anything about. */
  readonly known: Uint8Array;
  /** Ratings per note of the last fit. */
  readonly ratingsPerNote: number;
  /** Standard deviation of one rating around the last fit. */
  readonly noise: number;
  readonly tagThresholds: Float64Array;
  readonly incorrect: IncorrectHabit;
  readonly diligence: DiligenceRaters | null;
  readonly fits: readonly FitSummary[];
}

export interface PrescoreOptions {
  readonly seed: number;
  /** Whether the data set is large enough for checks that samples fail. */
  readonly crowd: boolean;
  /** Null leaves the penalty out. */
  readonly harassment: HarassmentModel | null;
  readonly diligence: DiligenceModel | null;
}

/** Without enough ratings to learn from there are no parameters: then every note stays as it is. */
export function prescore(dataset: Dataset, scope: Scope, scorer: Scorer, options: PrescoreOptions): Prescoring {
  const { ratings, participants } = dataset;
  const training = trainingRows(ratings, scope.rows, participants.count);
  const matrix = ratingMatrix(ratings, training, participants.count);
  const fits: FitSummary[] = [];
  const stable = scorer.stableStart ? fitStableStart(dataset, training, scorer, options.seed) : null;
  if (stable !== null) fits.push(summary('stable start', stable.matrix, stable.fit));
  const first = fitScorer(matrix, scorer, options.seed, stable);
  fits.push(summary('first round', matrix, first));
  checkTrainingError(matrix, first, scorer, options.crowd);
  const firstRound = spread(dataset, matrix, first);
  const firstRoundStatus = applyStatusRules(
    dataset,
    {
      inHistory: scope.inHistory,
      ratingCount: countByNote(dataset, scope.rows),
      intercept: firstRound.noteIntercept,
      factor: firstRound.noteFactor,
      final: null,
    },
    scorer.thresholds,
  ).status;

  let judged: Helpfulness | null = null;
  let params = firstRound;
  let lastMatrix = matrix;
  let finalRows = training;
  if (scorer.reputation) {
    const early = earlyRatings(dataset, scope.rows, dataset.history.latestNonNmrAt);
    const input = { early, status: firstRoundStatus, intercept: firstRound.noteIntercept, criterion: scorer.author };
    judged = helpfulness(dataset, { ...input, penalty: null });
    const before = judged.helpful;
    const trustedRows = training.filter((row) => before[ratings.rater[row]!] === 1);
    const penalty = options.harassment?.(dataset, training, trustedRows, firstRound, scorer.harassment) ?? null;
    if (penalty !== null) judged = helpfulness(dataset, { ...input, penalty });
    const after = judged.helpful;
    finalRows = training.filter((row) => after[ratings.rater[row]!] === 1);
    lastMatrix = ratingMatrix(ratings, finalRows, participants.count);
    const last = fitScorer(lastMatrix, scorer, options.seed, { matrix, fit: first });
    fits.push(summary('final round', lastMatrix, last));
    params = spread(dataset, lastMatrix, last);
  }

  const helpfulNotes = new Uint8Array(dataset.notes.count);
  for (let note = 0; note < helpfulNotes.length; note++) if (firstRoundStatus[note] === CRH) helpfulNotes[note] = 1;
  const tags = tagAggregates(dataset, scope.rows, params.noteFactor, params.raters.factor);
  return {
    scorer,
    firstRound,
    firstRoundStatus,
    helpfulness: judged,
    params,
    trusted: judged?.helpful ?? new Uint8Array(participants.count).fill(1),
    known: knownRaters(firstRound.raters, judged),
    ratingsPerNote: lastMatrix.count / lastMatrix.noteCount,
    noise: residualDeviation(dataset, finalRows, params, scorer.regularisation),
    tagThresholds: tagThresholds(tags, helpfulNotes, scorer.thresholds.tagQuantile),
    incorrect: incorrectHabit(dataset, scope.rows),
    diligence: finalRows.length === 0 ? null : (options.diligence?.fitRaters(dataset, finalRows, params) ?? null),
    fits,
  };
}

/** Fit from the start of another fit; entities that it lacks start at 0. */
function fitScorer(matrix: RatingMatrix, scorer: Scorer, seed: number, start: StableStart | null): Fit {
  if (matrix.count === 0) return NOTHING;
  const options = {
    regularisation: scorer.regularisation,
    globalIntercept: scorer.globalIntercept,
    seed,
    ...(start === null ? {} : { start: startFrom(matrix, start) }),
  };
  const plain = withCanonicalSign(fitModel(matrix, options));
  if (scorer.normalisedLoss === null) return plain;
  const weights = normalisedWeights(
    { rater: matrix.raterOf, raterCount: matrix.raterCount, factor: plain.raterFactor },
    scorer.normalisedLoss,
  );
  return withCanonicalSign(fitModel(matrix, { ...options, weights, start: plain }));
}

const NOTHING: Fit = {
  mu: 0,
  noteIntercept: new Float64Array(0),
  noteFactor: new Float64Array(0),
  raterIntercept: new Float64Array(0),
  raterFactor: new Float64Array(0),
  objective: 0,
  gradientNorm: 0,
  iterations: 0,
  converged: true,
};

function checkTrainingError(matrix: RatingMatrix, { objective }: Fit, scorer: Scorer, crowd: boolean): void {
  // The loss is at least the error: where even the loss is small enough there is nothing to look at.
  if (crowd && objective > MAX_TRAINING_ERROR && scorer.stableStart) {
    throw new NotesError(
      'undefined',
      `${scorer.name} leaves a loss of ${objective.toFixed(3)} on ${matrix.count} ratings, over ${MAX_TRAINING_ERROR}: the model does not describe them`,
    );
  }
}

function spread({ notes, participants }: Dataset, matrix: RatingMatrix, from: Fit): FittedParameters {
  const params: FittedParameters = {
    raters: {
      mu: from.mu,
      intercept: filled(participants.count, Number.NaN),
      factor: filled(participants.count, Number.NaN),
    },
    noteIntercept: filled(notes.count, Number.NaN),
    noteFactor: filled(notes.count, Number.NaN),
  };
  for (let rater = 0; rater < matrix.raterCount; rater++) {
    params.raters.intercept[matrix.raters[rater]!] = from.raterIntercept[rater]!;
    params.raters.factor[matrix.raters[rater]!] = from.raterFactor[rater]!;
  }
  for (let note = 0; note < matrix.noteCount; note++) {
    params.noteIntercept[matrix.notes[note]!] = from.noteIntercept[note]!;
    params.noteFactor[matrix.notes[note]!] = from.noteFactor[note]!;
  }
  return params;
}

/** Those that were judged by a rating or a note of theirs, or everyone with parameters where nobody is judged. */
function knownRaters(raters: RaterParameters, judged: Helpfulness | null): Uint8Array {
  const known = new Uint8Array(raters.factor.length);
  for (let rater = 0; rater < known.length; rater++) {
    const seen =
      judged === null
        ? !Number.isNaN(raters.factor[rater]!)
        : !Number.isNaN(judged.agreeRatio[rater]!) ||
          !Number.isNaN(judged.authorMean[rater]!) ||
          judged.penalty[rater]! > 0;
    known[rater] = seen ? 1 : 0;
  }
  return known;
}

function summary(stage: FitSummary['stage'], matrix: RatingMatrix, from: Fit): FitSummary {
  return {
    stage,
    ratings: matrix.count,
    notes: matrix.noteCount,
    raters: matrix.raterCount,
    objective: from.objective,
    gradientNorm: from.gradientNorm,
    iterations: from.iterations,
    converged: from.converged,
  };
}

export function countByNote({ notes, ratings }: Dataset, rows: Int32Array): Int32Array {
  const counts = new Int32Array(notes.count);
  for (const row of rows) counts[ratings.note[row]!]!++;
  return counts;
}
