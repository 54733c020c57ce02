/**
 * Choosing features, penalty and offsets of a text classifier on rows of its own: those that are judged by later take no part in it.
 */
import { type Split, stratifiedFolds } from '../data/splits.ts';
import { type ClassReport, classReport } from '../evaluate/confusion.ts';
import { type NgramOptions, NgramWeights } from '../text/hashed-ngrams.ts';
import { fitClasses, fitTextClassifier, logOdds, said, type TextClassifier } from './text-classifier.ts';

export type Measure = 'accuracy' | 'macroF1' | 'weightedF1';

export interface Candidates {
  readonly ngrams: readonly NgramOptions[];
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
  /** Which rows learn and which choose; a fifth chooses when absent. With several, what is said of each test is judged together. */
  readonly splits?: readonly Split[];
  readonly seed?: number;
  readonly onFit?: (done: number, of: number) => void;
}

/** The candidate that does best on the choosing rows, and the offsets that do best with it. */
export function selectTextClassifier(
  texts: readonly string[],
  classes: ArrayLike<number>,
  names: readonly string[],
  { measure, candidates, splits, seed = 1, onFit }: SelectOptions,
): Selection {
  const parts = splits ?? [stratifiedFolds(classes, 5, seed)[0]!];
  const is = Uint8Array.of(...parts.flatMap(({ test }) => Array.from(test, (row) => classes[row]!)));
  let best = null as Selection | null;
  let done = 0;
  for (const ngrams of candidates.ngrams) {
    const odds = parts.map((part) => oddsOf(texts, classes, names.length, part, ngrams, candidates.l2));
    candidates.l2.forEach((l2, step) => {
      const joined = names.map((_, c) => Float64Array.of(...odds.flatMap((of) => Array.from(of[step]![c]!))));
      const { offsets, reached } = bestOffsets(joined, is, names, measure);
      if (best === null || reached > best.reached) best = { ngrams, l2, offsets, reached };
    });
    onFit?.(++done, candidates.ngrams.length);
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

/** Log odds of a part's test rows, by penalty, class and row. */
function oddsOf(
  texts: readonly string[],
  classes: ArrayLike<number>,
  count: number,
  { train, test }: Split,
  ngrams: NgramOptions,
  l2s: readonly number[],
): Float64Array[][] {
  const of = (rows: Uint32Array): string[] => Array.from(rows, (row) => texts[row]!);
  const features = NgramWeights.fit(of(train), ngrams);
  const [trainRows, testRows] = [features.rows(of(train)), features.rows(of(test))];
  const trainClasses = Uint8Array.from(train, (row) => classes[row]!);
  return l2s.map((l2) => {
    const models = fitClasses(trainRows, trainClasses, count, { l2 });
    return logOdds(models, testRows);
  });
}

const STEPS = Array.from({ length: 51 }, (_, i) => (i - 25) / 10);

/** Offsets by one pass after the other over the classes but the first, each taking its best step while the others stand. */
function bestOffsets(
  odds: readonly Float64Array[],
  is: Uint8Array,
  names: readonly string[],
  measure: Measure,
): { readonly offsets: Float64Array; readonly reached: number } {
  const offsets = new Float64Array(names.length);
  const measured = (): number => (classReport(is, said(odds, offsets), names) satisfies ClassReport)[measure];
  let reached = measured();
  for (let round = 0; round < 2; round++) {
    for (let c = names.length === 2 ? 1 : 0; c < names.length; c++) {
      const before = offsets[c]!;
      let kept = before;
      for (const step of STEPS) {
        offsets[c] = step;
        const value = measured();
        if (value > reached) [reached, kept] = [value, step];
      }
      offsets[c] = kept;
    }
  }
  return { offsets, reached };
}
