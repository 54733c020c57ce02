/** Final scoring of one scorer: notes in closed form for fixed raters, and the rules on top (notes.md §2.8). */
import type { Dataset } from '../data/dataset.ts';
import { type IncorrectAggregates, incorrectAggregates } from '../filters/incorrect.ts';
import { type TagAggregates, tagAggregates } from '../filters/tags.ts';
import { type Bounds, type NoteScores, type NoteSums, noteSums, pseudoRaterBounds, solveNotes } from '../final/sums.ts';
import { gaussianIntercepts, type Kernels, kernelsOf } from '../gaussian/kernel.ts';
import type { DiligenceModel } from '../models/diligence.ts';
import { filled } from '../numbers.ts';
import { applyStatusRules, type StatusResult } from '../rules/status-rules.ts';
import { NONE } from '../status.ts';
import type { Scorer } from './definition.ts';
import { normalisedWeights } from './normalised-loss.ts';
import { countByNote, type Prescoring } from './prescore.ts';
import type { Scope } from './scope.ts';
import { type SideCounts, sideCounts } from './sides.ts';
import { rowsOfRatedNotes } from './training.ts';

const MIN_RATINGS = 5;
const SAMPLED_RATINGS_PER_NOTE = 10;

export interface ScoreInput {
  readonly highVolume: Uint8Array;
  /** 1 for raters in a quasi-clique. */
  readonly correlated: Uint8Array;
  readonly pseudoRaters: boolean;
  readonly diligence: DiligenceModel | null;
}

export interface ScorerResult extends StatusResult, NoteScores {
  readonly scorer: string;
  /** 1 for notes for which the scorer speaks. */
  readonly emitted: Uint8Array;
  readonly bounds: Bounds | null;
  readonly withoutHighVolume: Float64Array;
  readonly withoutCorrelated: Float64Array;
  readonly sampledOnly: Float64Array;
  /** Ratings by raters that the scorer knows; NaN where there are none. */
  readonly knownRatings: Float64Array;
  readonly ratingCount: Int32Array;
  readonly sides: SideCounts;
  /** By participant: factor of those whose ratings count here. */
  readonly raterFactor: Float64Array;
  readonly tags: TagAggregates;
  readonly incorrect: IncorrectAggregates;
  readonly lowDiligence: Float64Array | null;
  readonly sums: NoteSums;
}

/** Score the notes of a scope as `scorer` does, with what was learned about raters. */
export function scoreNotes(
  dataset: Dataset,
  scope: Scope,
  scorer: Scorer,
  prescoring: Prescoring,
  input: ScoreInput,
): ScorerResult {
  const { ratings, notes } = dataset;
  const { params } = prescoring;
  let kernels: Kernels | null = null;
  const run = (rows: Int32Array, ridge: number) => {
    const rated = rowsOfRatedNotes(ratings, rows, MIN_RATINGS);
    const counted = countedRows(dataset, rated, prescoring);
    const sums = noteSums(ratings, counted, notes.count, params.raters, weightsOf(dataset, counted, prescoring));
    const scores = solveNotes(sums, scorer.regularisation, ridge);
    if (scorer.gaussian === null) return { counted, sums, scores };
    const authors = new Uint8Array(notes.count);
    for (const row of rated) authors[ratings.note[row]!] = 1;
    kernels ??= kernelsOf(trustedFactors(prescoring), scorer.gaussian.bandwidth);
    const intercept = gaussianIntercepts(dataset, counted, kernels, authors);
    return { counted, sums, scores: { ...scores, intercept } };
  };
  const ridge = prescoring.ratingsPerNote;
  const withoutHighVolume = run(
    scope.rows.filter((row) => input.highVolume[ratings.rater[row]!] === 0),
    ridge,
  );
  const withoutCorrelated = run(
    scope.rows.filter((row) => input.correlated[ratings.rater[row]!] === 0),
    ridge,
  );
  const sampledOnly = run(
    scope.rows.filter((row) => ratings.sampled[row] === 1),
    SAMPLED_RATINGS_PER_NOTE,
  );
  const all = run(scope.rows, ridge);

  const present = presentRaters(dataset, all.counted);
  const raterFactor = filled(present.length, Number.NaN);
  for (let rater = 0; rater < present.length; rater++) {
    if (present[rater] === 1) raterFactor[rater] = params.raters.factor[rater]!;
  }
  const bounds =
    scorer.pseudoRaters && input.pseudoRaters && all.counted.length > 0
      ? pseudoRaterBounds(all.sums, scorer.regularisation, params.raters, present, all.counted.length)
      : null;
  const sides = sideCounts(dataset, scope.rows, raterFactor);
  const tags = tagAggregates(dataset, scope.rows, all.scores.factor, raterFactor);
  const incorrect = incorrectAggregates(dataset, scope.rows, all.scores.factor, raterFactor, prescoring.incorrect);
  const lowDiligence =
    input.diligence === null || prescoring.diligence === null
      ? null
      : input.diligence.scoreNotes(dataset, all.counted, prescoring.diligence, ridge);
  const ratingCount = countByNote(dataset, scope.rows);
  const decided = applyStatusRules(
    dataset,
    {
      inHistory: scope.inHistory,
      ratingCount,
      intercept: all.scores.intercept,
      factor: all.scores.factor,
      final: {
        interceptMax: bounds?.max ?? null,
        interceptWithoutHighVolume: withoutHighVolume.scores.intercept,
        interceptWithoutCorrelated: withoutCorrelated.scores.intercept,
        sides,
        tags,
        tagThresholds: prescoring.tagThresholds,
        incorrect,
        lowDiligence,
      },
    },
    scorer.thresholds,
  );
  return {
    scorer: scorer.name,
    ...all.scores,
    ...onlyCaptured(decided, scope.captured),
    emitted: scope.captured,
    bounds,
    withoutHighVolume: withoutHighVolume.scores.intercept,
    withoutCorrelated: withoutCorrelated.scores.intercept,
    sampledOnly: sampledOnly.scores.intercept,
    knownRatings: knownRatings(dataset, scope.rows, prescoring.known),
    ratingCount,
    sides,
    raterFactor,
    tags,
    incorrect,
    lowDiligence,
    sums: all.sums,
  };
}

/** Ratings by raters with parameters who have earned their weight. */
function countedRows({ ratings }: Dataset, rows: Int32Array, { params, trusted }: Prescoring): Int32Array {
  return rows.filter((row) => {
    const rater = ratings.rater[row]!;
    return trusted[rater] === 1 && !Number.isNaN(params.raters.factor[rater]!);
  });
}

function trustedFactors({ params, trusted }: Prescoring): Float64Array {
  return params.raters.factor.map((factor, rater) => (trusted[rater] === 1 ? factor : Number.NaN));
}

function weightsOf({ ratings, participants }: Dataset, rows: Int32Array, { scorer, params }: Prescoring) {
  if (scorer.normalisedLoss === null) return undefined;
  const rater = rows.map((row) => ratings.rater[row]!);
  return normalisedWeights(
    { rater, raterCount: participants.count, factor: params.raters.factor },
    scorer.normalisedLoss,
  );
}

function presentRaters({ ratings, participants }: Dataset, rows: Int32Array): Uint8Array {
  const present = new Uint8Array(participants.count);
  for (const row of rows) present[ratings.rater[row]!] = 1;
  return present;
}

function onlyCaptured(result: StatusResult, captured: Uint8Array): StatusResult {
  for (let note = 0; note < captured.length; note++) {
    if (captured[note] === 1) continue;
    result.status[note] = NONE;
    result.rules[note] = 0;
    result.filterTags[note] = 0;
  }
  return result;
}

function knownRatings({ notes, ratings }: Dataset, rows: Int32Array, known: Uint8Array): Float64Array {
  const counts = filled(notes.count, Number.NaN);
  for (const row of rows) {
    if (known[ratings.rater[row]!] === 0) continue;
    const note = ratings.note[row]!;
    counts[note] = Number.isNaN(counts[note]!) ? 1 : counts[note]! + 1;
  }
  return counts;
}
