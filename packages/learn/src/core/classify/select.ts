/**
 * Choosing features, penalty and offsets of a text classifier on rows of its own: those that are judged by later take no part in it.
 */
import { pickRows, type SparseRows } from '../data/sparse.ts';
import { type Split, stratifiedFolds } from '../data/splits.ts';
import { type ClassReport, classReport } from '../evaluate/confusion.ts';
import type { LinearModel } from '../linear/logistic.ts';
import { type NgramOptions, NgramWeights } from '../text/hashed-ngrams.ts';
import { fitClasses, fitTextClassifier, logOdds, said, type TextClassifier } from './text-classifier.ts';

export type Measure = 'accuracy' | 'macroF1' | 'weightedF1';

export interface Candidates {
  readonly ngrams: readonly NgramOptions[];
  /** Penalties from the strongest to the weakest: each fit starts where the one before ended. */
  readonly l2: readonly number[];
}

export interface Selection {
  readonly ngrams: NgramOptions;
  readonly l2: number;
  readonly offsets: Float64Array;
  /** The measure reached on the rows that chose. */
  readonly reached: number;
}

export interface SelectOptions {
  readonly measure: Measure;
  readonly candidates: Candidates;
  /** Which rows learn and which choose; a fifth chooses when absent. */
  readonly split?: Split;
  readonly seed?: number;
  readonly onFit?: (done: number, of: number) => void;
}

/** The candidate that does best on the choosing rows, and the offsets that do best with it. */
export function selectTextClassifier(
  texts: readonly string[],
  classes: ArrayLike<number>,
  names: readonly string[],
  { measure, candidates, split, seed = 1, onFit }: SelectOptions,
): Selection {
  const { train, test } = split ?? stratifiedFolds(classes, 5, seed)[0]!;
  const is = Uint8Array.from(test, (row) => classes[row]!);
  const trainClasses = Uint8Array.from(train, (row) => classes[row]!);
  let best: Selection | null = null;
  let done = 0;
  for (const ngrams of candidates.ngrams) {
    const features = NgramWeights.fit(
      Array.from(train, (row) => texts[row]!),
      ngrams,
    );
    const all: SparseRows = features.rows(texts);
    const [trainRows, testRows] = [pickRows(all, train), pickRows(all, test)];
    let from: readonly LinearModel[] | undefined;
    for (const l2 of candidates.l2) {
      from = fitClasses(trainRows, trainClasses, names.length, { l2 }, from);
      const { offsets, reached } = bestOffsets(logOdds(from, testRows), is, names, measure);
      if (best === null || reached > best.reached) best = { ngrams, l2, offsets, reached };
      onFit?.(++done, candidates.ngrams.length * candidates.l2.length);
    }
  }
  if (best === null) throw new RangeError('there is no candidate to choose from');
  return best;
}

/** Trains what was chosen on all rows. */
export function fitSelected(
  texts: readonly string[],
  classes: ArrayLike<number>,
  names: readonly string[],
  { ngrams, l2, offsets }: Selection,
): TextClassifier {
  return { ...fitTextClassifier(texts, classes, names, { ngrams, l2 }), offsets };
}

const STEPS = Array.from({ length: 31 }, (_, i) => (i - 15) / 10);

/** Offsets by one pass after the other over the classes but the first, each taking its best step while the others stand. */
function bestOffsets(
  odds: readonly Float64Array[],
  is: Uint8Array,
  names: readonly string[],
  measure: Measure,
): { readonly offsets: Float64Array; readonly reached: number } {
  const offsets = new Float64Array(names.length);
  const valueOf = (): number => (classReport(is, said(odds, offsets), names) satisfies ClassReport)[measure];
  let reached = valueOf();
  for (let round = 0; round < 2; round++) {
    for (let c = names.length === 2 ? 1 : 0; c < names.length; c++) {
      const before = offsets[c]!;
      let kept = before;
      for (const step of STEPS) {
        offsets[c] = step;
        const value = valueOf();
        if (value > reached) [reached, kept] = [value, step];
      }
      offsets[c] = kept;
    }
  }
  return { offsets, reached };
}
