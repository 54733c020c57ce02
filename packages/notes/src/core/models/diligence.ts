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
import { fitLogistic, type LogisticParameters, type LogisticPenalties } from './logistic.ts';

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
  scoreNotes(dataset: Dataset, rows: Int32Array, raters: DiligenceRaters, ratingsPerNote: number): Float64Array;
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
    const matrix = diligenceMatrix(dataset, rows);
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
    fitLogistic({ ...matrix, weight: plain }, at, { ...all, noteIntercept: RIDGE, reputation: null });
    fitLogistic({ ...matrix, weight: plain }, at, { ...all, noteIntercept: null, reputation: REPUTATION_RIDGE });
    const second = { global: at.global, intercept: Float64Array.from(at.raterIntercept) };
    fitLogistic({ ...matrix, weight: finalWeights(matrix, at.reputation) }, at, {
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

  scoreNotes(dataset, rows, raters, ratingsPerNote) {
    const scores = filled(dataset.notes.count, Number.NaN);
    if (rows.length === 0) return scores;
    const matrix = diligenceMatrix(dataset, rows);
    const of = (values: Float64Array) => Float64Array.from(matrix.raters, (rater) => values[rater]! || 0);
    const reputation = of(raters.reputation);
    const raterFactor = of(raters.factor);
    const plain = positiveWeights(matrix.labelByNote, POSITIVE_WEIGHT);
    // With raters fixed a note has one unknown at a time: first its factor, then its intercept.
    const noteFactor = solveNotes(matrix, plain, RIDGE * ratingsPerNote, {
      global: raters.secondRound.global,
      raterIntercept: of(raters.secondRound.intercept),
      slope: raterFactor,
      fixed: null,
    });
    const intercept = solveNotes(matrix, finalWeights(matrix, reputation), RIDGE * ratingsPerNote, {
      global: raters.finalRound.global,
      raterIntercept: of(raters.finalRound.intercept),
      slope: reputation,
      fixed: { rater: raterFactor, note: noteFactor },
    });
    matrix.notes.forEach((note, index) => {
      scores[note] = intercept[index]!;
    });
    return scores;
  },
};

interface NoteProblem {
  readonly global: number;
  readonly raterIntercept: Float64Array;
  /** By rater: what the note's unknown is multiplied with. */
  readonly slope: Float64Array;
  /** A product that is part of the logit and stays. */
  readonly fixed: { readonly rater: Float64Array; readonly note: Float64Array } | null;
}

const NEWTON_STEPS = 50;
const NEWTON_PRECISION = 1e-12;

/** Each note's unknown: the minimum of Σ weight · cross entropy + ridge · unknown², which is convex, by Newton's method with halving. */
function solveNotes(matrix: RatingMatrix, weights: Float64Array, ridge: number, problem: NoteProblem): Float64Array {
  const solution = new Float64Array(matrix.noteCount);
  const offsets = new Float64Array(matrix.count);
  const { raterOf, noteStart, labelByNote } = matrix;
  for (let note = 0; note < matrix.noteCount; note++) {
    const first = noteStart[note]!;
    const end = noteStart[note + 1]!;
    for (let entry = first; entry < end; entry++) {
      const rater = raterOf[entry]!;
      const product = problem.fixed === null ? 0 : problem.fixed.rater[rater]! * problem.fixed.note[note]!;
      offsets[entry] = problem.global + problem.raterIntercept[rater]! + product;
    }
    let low = Number.NEGATIVE_INFINITY;
    let high = Number.POSITIVE_INFINITY;
    let at = 0;
    for (let step = 0; step < NEWTON_STEPS; step++) {
      let gradient = 2 * ridge * at;
      let curvature = 2 * ridge;
      for (let entry = first; entry < end; entry++) {
        const slope = problem.slope[raterOf[entry]!]!;
        const probability = 1 / (1 + Math.exp(-(offsets[entry]! + slope * at)));
        gradient += weights[entry]! * (probability - labelByNote[entry]!) * slope;
        curvature += weights[entry]! * probability * (1 - probability) * slope * slope;
      }
      // The gradient grows with the unknown, so its sign tells the side; a step beyond what is known is cut to the middle.
      if (gradient > 0) high = at;
      else low = at;
      let next = at - gradient / curvature;
      if (!(next > low && next < high))
        next = Number.isFinite(low + high) ? (low + high) / 2 : at - Math.sign(gradient);
      const moved = Math.abs(next - at);
      at = next;
      if (moved <= NEWTON_PRECISION * (1 + Math.abs(at))) break;
    }
    solution[note] = at;
  }
  return solution;
}

function diligenceMatrix(dataset: Dataset, rows: Int32Array): RatingMatrix {
  const labels = diligenceLabels(dataset);
  return ratingMatrix(dataset.ratings, byLabel(dataset.ratings.note, rows, labels), dataset.participants.count, labels);
}

/** `rows` (sorted by note) with those of label 0 first in every note: runs of the same label and weight are quick to sum. */
export function byLabel(note: Int32Array, rows: Int32Array, labels: Uint8Array): Int32Array {
  const sorted = new Int32Array(rows.length);
  let place = 0;
  for (let first = 0; first < rows.length; ) {
    const of = note[rows[first]!]!;
    let end = first;
    for (; end < rows.length && note[rows[end]!] === of; end++)
      if (labels[rows[end]!] === 0) sorted[place++] = rows[end]!;
    for (let index = first; index < end; index++) if (labels[rows[index]!] !== 0) sorted[place++] = rows[index]!;
    first = end;
  }
  return sorted;
}

function diligenceLabels({ ratings }: Dataset): Uint8Array {
  const labels = new Uint8Array(ratings.count);
  for (let row = 0; row < ratings.count; row++) labels[row] = ratings.notHelpfulTags[row]! & POSITIVE_TAGS ? 1 : 0;
  return labels;
}

function positiveWeights(labels: Uint8Array, weight: number): Float64Array {
  const weights = new Float64Array(labels.length);
  for (let index = 0; index < labels.length; index++) weights[index] = labels[index] === 1 ? weight : 1;
  return weights;
}

/** Raters of repute count more, and notes with many ratings do not count as many times. */
function finalWeights(
  { noteCount, raterCount, noteStart, raterOf, labelByNote }: RatingMatrix,
  reputation: Float64Array,
) {
  const trust = new Float64Array(raterCount);
  for (let rater = 0; rater < raterCount; rater++)
    trust[rater] = (0.1 + Math.sqrt(Math.max(reputation[rater]!, 0))) / 1.1;
  const weights = new Float64Array(raterOf.length);
  for (let note = 0; note < noteCount; note++) {
    let sum = 0;
    for (let entry = noteStart[note]!; entry < noteStart[note + 1]!; entry++) {
      weights[entry] = (labelByNote[entry] === 1 ? FINAL_POSITIVE_WEIGHT : 1) * trust[raterOf[entry]!]!;
      sum += weights[entry]!;
    }
    const share = sum ** NOTE_WEIGHT_EXPONENT;
    for (let entry = noteStart[note]!; entry < noteStart[note + 1]!; entry++) weights[entry]! *= share;
  }
  return weights;
}
