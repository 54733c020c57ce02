/**
 * The core scorer's rules with guards against those who game them. A note's intercept is estimated anew from the same ratings:
 *
 * - raters count by the quality of their ratings (`quality.ts`), and a crew that errs together counts as one rater (`collusion.ts`);
 * - a rating far from what the others and its rater's own view lead to expect counts less (Huber's weights), so that nobody's word is worth
 *   more for being extreme;
 * - a status is given and taken away only with certainty: a note becomes helpful where that is probable enough, and one that is helpful
 *   ceases to be where it probably is not.
 *
 * All other rules and filters are the reference's, on what is left when a crew has one voice. What filters by complaints take down stays down.
 */

import { probabilityAbove } from '../certainty/posterior.ts';
import type { Dataset } from '../data/dataset.ts';
import { LABEL_VALUES } from '../factorisation/matrix.ts';
import { solvePair } from '../factorisation/pair.ts';
import { incorrectAggregates } from '../filters/incorrect.ts';
import { tagAggregates } from '../filters/tags.ts';
import { filled } from '../numbers.ts';
import { applyStatusRules, RULES } from '../rules/status-rules.ts';
import type { Prescoring } from '../scorers/prescore.ts';
import type { Scope } from '../scorers/scope.ts';
import type { ScorerResult } from '../scorers/score.ts';
import { sideCounts } from '../scorers/sides.ts';
import { rowsOfRatedNotes } from '../scorers/training.ts';
import { CRH, CRNH, NMR } from '../status.ts';
import { crewsOf } from './collusion.ts';
import { qualityWeights } from './quality.ts';

export interface GuardOptions {
  /** Probability that a status needs, to be given or to be taken away. */
  readonly certainty?: number;
}

export interface Guarded {
  readonly status: Uint8Array;
  readonly intercept: Float64Array;
  readonly deviation: Float64Array;
  /** By participant: number of the crew, 0 for those who err alone. */
  readonly crew: Int32Array;
}

const CERTAINTY = 0.8;
const MIN_RATINGS = 5;
/** In deviations of one rating: what is farther off counts less. The usual constant, which costs 5 % where nobody cheats. */
const HUBER = 1.345;
const ROUNDS = 10;
/** Rules by what raters complain about: certainty about the intercept does not overrule them. */
const FILTERS = RULES.reduce(
  (bits, name, rule) => (/^(TagFilter|FilterIncorrect|FilterLowDiligence) /.test(name) ? bits | (1 << rule) : bits),
  0,
);

/** `result` is what the reference's rules make of the same scope and prescoring. */
export function guardedStatuses(
  dataset: Dataset,
  scope: Scope,
  prescoring: Prescoring,
  result: ScorerResult,
  { certainty = CERTAINTY }: GuardOptions = {},
): Guarded {
  const { ratings, history, notes } = dataset;
  const { params, noise, scorer, trusted } = prescoring;
  const rows = rowsOfRatedNotes(ratings, scope.rows, MIN_RATINGS).filter((row) => {
    const rater = ratings.rater[row]!;
    return trusted[rater] === 1 && !Number.isNaN(params.raters.factor[rater]!);
  });
  // As the final scores have the notes: raters are judged by these, too.
  const current = { ...params, noteIntercept: result.intercept, noteFactor: result.factor };
  const quality = qualityWeights(dataset, rows, current, noise);
  const crew = crewsOf(dataset, rows, current, noise);
  const estimate = robustEstimates(dataset, rows, prescoring, quality, crew);
  // Whoever acts as one has one voice in what is counted, too.
  const voices = withoutCrews(dataset, scope.rows, crew);
  const { raterFactor } = result;
  const { status, rules } = applyStatusRules(
    dataset,
    {
      inHistory: scope.inHistory,
      ratingCount: result.ratingCount,
      intercept: estimate.intercept,
      factor: estimate.factor,
      final: {
        interceptMax: null,
        interceptWithoutHighVolume: result.withoutHighVolume,
        interceptWithoutCorrelated: result.withoutCorrelated,
        sides: sideCounts(dataset, voices, raterFactor),
        tags: tagAggregates(dataset, voices, estimate.factor, raterFactor),
        tagThresholds: prescoring.tagThresholds,
        incorrect: incorrectAggregates(dataset, voices, estimate.factor, raterFactor, prescoring.incorrect),
        lowDiligence: result.lowDiligence,
      },
    },
    scorer.thresholds,
  );
  for (let note = 0; note < notes.count; note++) {
    if (scope.captured[note] === 0) continue;
    const at = { intercept: estimate.intercept[note]!, deviation: estimate.deviation[note]! };
    const helpful = probabilityAbove(at, scorer.thresholds.crh);
    const wasHelpful = history.current[note] === CRH;
    const filtered = (rules[note]! & FILTERS) !== 0 || status[note] === CRNH;
    if (status[note] === CRH && !wasHelpful && helpful < certainty) status[note] = NMR;
    else if (status[note] !== CRH && !filtered && wasHelpful && helpful > 1 - certainty) status[note] = CRH;
  }
  return { status, intercept: estimate.intercept, deviation: estimate.deviation, crew };
}

/** Rows in which each crew has one rating per note, the first. */
function withoutCrews({ ratings }: Dataset, rows: Int32Array, crew: Int32Array): Int32Array {
  const seen = new Set<string>();
  return rows.filter((row) => {
    const number = crew[ratings.rater[row]!]!;
    if (number === 0) return true;
    const key = `${ratings.note[row]} ${number}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** Ridge regressions note by note with weights that follow the residuals, to a fixed point. */
function robustEstimates(
  { ratings, notes }: Dataset,
  rows: Int32Array,
  { params, noise, scorer, ratingsPerNote }: Prescoring,
  quality: Float64Array,
  crew: Int32Array,
) {
  const intercept = filled(notes.count, Number.NaN);
  const factor = filled(notes.count, Number.NaN);
  const deviation = filled(notes.count, Number.NaN);
  const { raters } = params;
  const ridge = {
    intercept: scorer.regularisation.noteIntercept * ratingsPerNote,
    factor: scorer.regularisation.noteFactor * ratingsPerNote,
  };
  for (let first = 0; first < rows.length; ) {
    const note = ratings.note[rows[first]!]!;
    let end = first;
    while (end < rows.length && ratings.note[rows[end]!] === note) end++;
    const own = rows.subarray(first, end);
    const base = Float64Array.from(own, (row) => quality[ratings.rater[row]!]!);
    shareOfCrews(own, base, ratings.rater, crew);
    let [i, f, spread] = [0, 0, 0];
    const weight = Float64Array.from(base);
    for (let round = 0; round < ROUNDS; round++) {
      let [a, b, c, p, q] = [ridge.intercept, 0, ridge.factor, 0, 0];
      own.forEach((row, index) => {
        const rater = ratings.rater[row]!;
        const g = raters.factor[rater]!;
        const rest = LABEL_VALUES[ratings.helpful[row]!]! - raters.mu - raters.intercept[rater]!;
        const w = weight[index]!;
        a += w;
        b += w * g;
        c += w * g * g;
        p += w * rest;
        q += w * rest * g;
      });
      const [before, beforeFactor] = [i, f];
      [i, f] = solvePair(a, b, c, p, q);
      spread = noise * Math.sqrt(c / (a * c - b * b));
      if (Math.abs(i - before) + Math.abs(f - beforeFactor) < 1e-9) break;
      own.forEach((row, index) => {
        const rater = ratings.rater[row]!;
        const rest = LABEL_VALUES[ratings.helpful[row]!]! - raters.mu - raters.intercept[rater]!;
        const gap = Math.abs(rest - i - f * raters.factor[rater]!);
        weight[index] = base[index]! * Math.min(1, (HUBER * noise) / gap);
      });
    }
    intercept[note] = i;
    factor[note] = f;
    deviation[note] = spread;
    first = end;
  }
  return { intercept, factor, deviation };
}

/** The ratings of one crew on a note share the weight of one rating. */
function shareOfCrews(own: Int32Array, weights: Float64Array, raterOf: Int32Array, crew: Int32Array): void {
  const sizes = new Map<number, number>();
  for (const row of own) {
    const number = crew[raterOf[row]!]!;
    if (number !== 0) sizes.set(number, (sizes.get(number) ?? 0) + 1);
  }
  own.forEach((row, index) => {
    const size = sizes.get(crew[raterOf[row]!]!);
    if (size !== undefined) weights[index]! /= size;
  });
}
