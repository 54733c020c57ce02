/** Final scoring of one scorer: notes in closed form for fixed raters, and the rules on top (notes.md §2.8). */
import { interceptDeviations } from '../certainty/posterior.ts';
import type { Dataset } from '../data/dataset.ts';
import { type IncorrectAggregates, incorrectAggregates } from '../filters/incorrect.ts';
import { type TagAggregates, type TagScale, tagAggregates } from '../filters/tags.ts';
import {
  type BoundScale,
  type Bounds,
  boundScale,
  type NoteScores,
  type NoteSums,
  noteSums,
  pseudoRaterBounds,
  type RaterParameters,
  solveNotes,
} from '../final/sums.ts';
import { gaussianIntercepts, Kernels } from '../gaussian/kernel.ts';
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
/** The runs of one scoring, by which weights are remembered. */
const [ALL, WITHOUT_HIGH_VOLUME, WITHOUT_CORRELATED, SAMPLED_ONLY] = [0, 1, 2, 3] as const;

/** What final scoring measures single notes by that comes from all of them. With it a note can be scored alone as it was among all. */
export interface ScoreScale {
  readonly tags: TagScale;
  /** Null where no rating counts. */
  readonly bounds: BoundScale | null;
  /** Weights by participant in each of the runs, NaN for who does not count in it; null for scorers that weigh all alike. */
  readonly weights: readonly Float64Array[] | null;
}

export interface ScoreInput {
  readonly highVolume: Uint8Array;
  /** 1 for raters in a quasi-clique. */
  readonly correlated: Uint8Array;
  readonly pseudoRaters: boolean;
  readonly diligence: DiligenceModel | null;
  /** Of an earlier run on all notes; the one of these notes when absent. */
  readonly scale?: ScoreScale;
}

export interface ScorerResult extends StatusResult, NoteScores {
  readonly scorer: string;
  /** 1 for notes for which the scorer speaks. */
  readonly emitted: Uint8Array;
  readonly bounds: Bounds | null;
  /** Standard deviation of the intercept that the ridge regression gives, whatever the scorer makes of it; NaN without ratings. */
  readonly deviation: Float64Array;
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
  readonly scale: ScoreScale;
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
  const given = input.scale;
  const weights: Float64Array[] = [];
  const run = (which: number, rows: Int32Array, ridge: number) => {
    const rated = rowsOfRatedNotes(ratings, rows, MIN_RATINGS);
    const counted = countedRows(dataset, rated, prescoring);
    const byRow = weightsOf(dataset, counted, prescoring, given?.weights?.[which]);
    weights[which] = byRater(dataset, counted, byRow);
    const sums = noteSums(ratings, counted, notes.count, params.raters, byRow);
    const scores = solveNotes(sums, scorer.regularisation, ridge);
    if (scorer.gaussian === null) return { counted, sums, scores };
    const authors = new Uint8Array(notes.count);
    for (const row of rated) authors[ratings.note[row]!] = 1;
    kernels ??= new Kernels(trustedFactors(prescoring), scorer.gaussian.bandwidth);
    const intercept = gaussianIntercepts(dataset, counted, kernels, authors);
    return { counted, sums, scores: { ...scores, intercept } };
  };
  const ridge = prescoring.ratingsPerNote;
  const all = run(ALL, scope.rows, ridge);
  // A run without some raters is the run of all where none of them rated.
  const without = (which: number, flags: Uint8Array) => {
    const rows = scope.rows.filter((row) => flags[ratings.rater[row]!] === 0);
    if (rows.length < scope.rows.length) return run(which, rows, ridge);
    weights[which] = weights[ALL]!;
    return all;
  };
  const withoutHighVolume = without(WITHOUT_HIGH_VOLUME, input.highVolume);
  const withoutCorrelated = without(WITHOUT_CORRELATED, input.correlated);
  const sampledOnly = run(
    SAMPLED_ONLY,
    scope.rows.filter((row) => ratings.sampled[row] === 1),
    SAMPLED_RATINGS_PER_NOTE,
  );

  const present = presentRaters(dataset, all.counted);
  const raterFactor = filled(present.length, Number.NaN);
  for (let rater = 0; rater < present.length; rater++) {
    if (present[rater] === 1) raterFactor[rater] = params.raters.factor[rater]!;
  }
  const scale = {
    bounds: given?.bounds ?? boundsOf(all.sums, params.raters, present, all.counted.length),
    weights: prescoring.scorer.normalisedLoss === null ? null : weights,
  };
  const bounds =
    scorer.pseudoRaters && input.pseudoRaters && all.counted.length > 0 && scale.bounds !== null
      ? pseudoRaterBounds(all.sums, scorer.regularisation, params.raters.mu, scale.bounds)
      : null;
  const sides = sideCounts(dataset, scope.rows, raterFactor);
  const tags = tagAggregates(dataset, scope.rows, all.scores.factor, raterFactor, given?.tags);
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
    deviation: interceptDeviations(all.sums, scorer.regularisation, ridge, prescoring.noise),
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
    scale: given ?? { ...scale, tags: tags.scale },
  };
}

function boundsOf(sums: NoteSums, raters: RaterParameters, present: Uint8Array, count: number): BoundScale | null {
  return count === 0 ? null : boundScale(sums, raters, present, count);
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

/** By row of `rows`, or nothing where all weigh alike. A rater whom an earlier run did not weigh counts once. */
function weightsOf(
  { ratings, participants }: Dataset,
  rows: Int32Array,
  { scorer, params }: Prescoring,
  known: Float64Array | undefined,
): Float64Array | undefined {
  if (scorer.normalisedLoss === null) return undefined;
  if (known !== undefined) {
    return Float64Array.from(rows, (row) => {
      const weight = known[ratings.rater[row]!]!;
      return Number.isNaN(weight) ? 1 : weight;
    });
  }
  const rater = rows.map((row) => ratings.rater[row]!);
  return normalisedWeights(
    { rater, raterCount: participants.count, factor: params.raters.factor },
    scorer.normalisedLoss,
  );
}

function byRater(
  { ratings, participants }: Dataset,
  rows: Int32Array,
  weights: Float64Array | undefined,
): Float64Array {
  if (weights === undefined) return NO_WEIGHTS;
  const spread = filled(participants.count, Number.NaN);
  for (let index = 0; index < rows.length; index++) spread[ratings.rater[rows[index]!]!] = weights[index]!;
  return spread;
}

const NO_WEIGHTS = new Float64Array(0);

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
