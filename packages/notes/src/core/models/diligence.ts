/**
 * The low-diligence model (notes.md §2.9): notes whose sources raters find wanting, apart from which side they are on. The reference
 * starts its note factors at random and stops early, so its numbers differ from run to run; here notes start opposite to their
 * factor in the main model (who likes the side does not look as closely) and every round runs to its minimum.
 */
import type { Dataset } from '../data/dataset.ts';
import { TAG_INCORRECT, TAG_IRRELEVANT_SOURCES, TAG_SOURCES_MISSING } from '../data/tags.ts';
import { type RatingMatrix, ratingMatrix } from '../factorisation/matrix.ts';
import { filled } from '../numbers.ts';
import type { FittedParameters } from '../scorers/prescore.ts';
import { fitLogistic, type LogisticData, type LogisticParameters, type LogisticPenalties } from './logistic.ts';

/** What the model knows about raters, by participant; NaN for those that it does not know. */
export interface DiligenceRaters {
  readonly factor: Float64Array;
  readonly reputation: Float64Array;
  readonly secondRound: { readonly intercept: Float64Array; readonly global: number };
  readonly finalRound: { readonly intercept: Float64Array; readonly global: number };
}

export interface DiligenceModel {
  fitRaters(dataset: Dataset, rows: Int32Array, params: FittedParameters): DiligenceRaters;
  /** Low-diligence intercepts by note, NaN for notes without ratings. */
  scoreNotes(
    dataset: Dataset,
    rows: Int32Array,
    params: FittedParameters,
    raters: DiligenceRaters,
    ratingsPerNote: number,
  ): Float64Array;
}

const POSITIVE_TAGS = (1 << TAG_INCORRECT) | (1 << TAG_IRRELEVANT_SOURCES) | (1 << TAG_SOURCES_MISSING);
const POSITIVE_WEIGHT = 100;
const FINAL_POSITIVE_WEIGHT = 5 * POSITIVE_WEIGHT;
const RIDGE = 0.03;
const RATER_INTERCEPT_RIDGE = 10 * RIDGE;
const REPUTATION_RIDGE = 50 * RIDGE;
const NOTE_WEIGHT_EXPONENT = -0.5;

const FIXED: LogisticPenalties = {
  global: null,
  raterIntercept: null,
  noteIntercept: null,
  raterFactor: null,
  noteFactor: null,
  reputation: null,
};

export const judgeDiligence: DiligenceModel = {
  fitRaters(dataset, rows, params) {
    const matrix = ratingMatrix(dataset.ratings, rows, dataset.participants.count, diligenceLabels(dataset));
    const data = logisticData(matrix);
    const at: LogisticParameters = {
      global: 0,
      raterIntercept: new Float64Array(matrix.raterCount),
      noteIntercept: new Float64Array(matrix.noteCount),
      raterFactor: Float64Array.from(matrix.raters, (rater) => params.raters.factor[rater]!),
      noteFactor: Float64Array.from(matrix.notes, (note) => -params.noteFactor[note]!),
      reputation: filled(matrix.raterCount, 1),
    };
    const plain = positiveWeights(matrix.labelByNote, POSITIVE_WEIGHT);
    const all = { global: 0, raterIntercept: RATER_INTERCEPT_RIDGE, raterFactor: RIDGE, noteFactor: RIDGE };
    fitLogistic({ ...data, weight: plain }, at, { ...all, noteIntercept: RIDGE, reputation: null });
    fitLogistic({ ...data, weight: plain }, at, { ...all, noteIntercept: null, reputation: REPUTATION_RIDGE });
    const second = { global: at.global, intercept: Float64Array.from(at.raterIntercept) };
    fitLogistic({ ...data, weight: finalWeights(data, at.reputation, matrix) }, at, {
      ...FIXED,
      global: 0,
      raterIntercept: RATER_INTERCEPT_RIDGE,
      noteIntercept: RIDGE,
    });
    const byParticipant = (values: Float64Array) => {
      const spread = filled(dataset.participants.count, Number.NaN);
      matrix.raters.forEach((rater, index) => {
        spread[rater] = values[index]!;
      });
      return spread;
    };
    return {
      factor: byParticipant(at.raterFactor),
      reputation: byParticipant(at.reputation),
      secondRound: { global: second.global, intercept: byParticipant(second.intercept) },
      finalRound: { global: at.global, intercept: byParticipant(at.raterIntercept) },
    };
  },

  scoreNotes(dataset, rows, params, raters, ratingsPerNote) {
    const scores = filled(dataset.notes.count, Number.NaN);
    if (rows.length === 0) return scores;
    const matrix = ratingMatrix(dataset.ratings, rows, dataset.participants.count, diligenceLabels(dataset));
    const data = logisticData(matrix);
    const of = (values: Float64Array) => Float64Array.from(matrix.raters, (rater) => values[rater]! || 0);
    const reputation = of(raters.reputation);
    // Penalties per note are those of training, whatever the number of ratings here.
    const ridge = (RIDGE * ratingsPerNote * matrix.noteCount) / matrix.count;
    const at: LogisticParameters = {
      global: raters.secondRound.global,
      raterIntercept: of(raters.secondRound.intercept),
      noteIntercept: new Float64Array(matrix.noteCount),
      raterFactor: of(raters.factor),
      noteFactor: Float64Array.from(matrix.notes, (note) => -(params.noteFactor[note]! || 0)),
      reputation,
    };
    const plain = positiveWeights(matrix.labelByNote, POSITIVE_WEIGHT);
    fitLogistic({ ...data, weight: plain }, at, { ...FIXED, noteFactor: ridge });
    const last = { ...at, global: raters.finalRound.global, raterIntercept: of(raters.finalRound.intercept) };
    fitLogistic({ ...data, weight: finalWeights(data, reputation, matrix) }, last, { ...FIXED, noteIntercept: ridge });
    matrix.notes.forEach((note, index) => {
      scores[note] = last.noteIntercept[index]!;
    });
    return scores;
  },
};

function diligenceLabels({ ratings }: Dataset): Uint8Array {
  return Uint8Array.from(ratings.notHelpfulTags, (tags) => (tags & POSITIVE_TAGS ? 1 : 0));
}

function logisticData(matrix: RatingMatrix): Omit<LogisticData, 'weight'> {
  const note = new Int32Array(matrix.count);
  for (let index = 0; index < matrix.noteCount; index++) {
    note.fill(index, matrix.noteStart[index], matrix.noteStart[index + 1]);
  }
  return {
    note,
    rater: matrix.raterOf,
    noteCount: matrix.noteCount,
    raterCount: matrix.raterCount,
    label: matrix.labelByNote,
  };
}

function positiveWeights(labels: Uint8Array, weight: number): Float64Array {
  return Float64Array.from(labels, (label) => (label === 1 ? weight : 1));
}

/** Raters of repute count more, and notes with many ratings do not count as many times. */
function finalWeights(data: Omit<LogisticData, 'weight'>, reputation: Float64Array, matrix: RatingMatrix): Float64Array {
  const weights = positiveWeights(data.label, FINAL_POSITIVE_WEIGHT);
  const sums = new Float64Array(matrix.noteCount);
  const trust = (rater: number) => (0.1 + Math.sqrt(Math.max(reputation[rater]!, 0))) / 1.1;
  for (let index = 0; index < matrix.count; index++) {
    weights[index]! *= trust(data.rater[index]!);
    sums[data.note[index]!]! += weights[index]!;
  }
  for (let index = 0; index < matrix.count; index++) weights[index]! *= sums[data.note[index]!]! ** NOTE_WEIGHT_EXPONENT;
  return weights;
}
