/** A classifier of texts: hashed n-grams, one logistic regression per class, and what each class must exceed to be said. */
import type { SparseRows } from '../data/sparse.ts';
import { fitLogistic, type LinearModel, margins, sigmoid } from '../linear/logistic.ts';
import { type NgramOptions, NgramWeights } from '../text/hashed-ngrams.ts';

export interface TextClassifier {
  readonly names: readonly string[];
  readonly features: NgramWeights;
  /** One per class; with two classes one, for the second. */
  readonly models: readonly LinearModel[];
  /** Added to each class's log odds before the highest is said. */
  readonly offsets: Float64Array;
}

export interface TextClassifierOptions {
  readonly ngrams: NgramOptions;
  readonly l2: number;
  readonly maxIterations?: number;
  readonly tolerance?: number;
  readonly onStep?: () => boolean;
}

/** Classes are numbers from 0 on, in the order of `names`. */
export function fitTextClassifier(
  texts: readonly string[],
  classes: ArrayLike<number>,
  names: readonly string[],
  options: TextClassifierOptions,
): TextClassifier {
  const features = NgramWeights.fit(texts, options.ngrams);
  const models = fitClasses(features.rows(texts), classes, names.length, options);
  return { names, features, models, offsets: new Float64Array(names.length) };
}

/** The regressions alone, on rows that are there already. */
export function fitClasses(
  rows: SparseRows,
  classes: ArrayLike<number>,
  count: number,
  { l2, maxIterations = 150, tolerance = 3e-3, onStep }: Omit<TextClassifierOptions, 'ngrams'>,
): LinearModel[] {
  const asked = count === 2 ? [1] : Array.from({ length: count }, (_, c) => c);
  return asked.map((c) => {
    const targets = Uint8Array.from({ length: rows.rows }, (_, row) => (classes[row] === c ? 1 : 0));
    const { weights, intercept } = fitLogistic(rows, targets, {
      l2,
      maxIterations,
      tolerance,
      ...(onStep !== undefined && { onStep }),
    });
    return { weights, intercept };
  });
}

/** Log odds per class and row: `odds[c][row]`. Of two classes the first's are the second's turned round. */
export function logOdds(models: readonly LinearModel[], rows: SparseRows): Float64Array[] {
  const odds = models.map((model) => margins(model, rows));
  return models.length === 1 ? [odds[0]!.map((margin) => -margin), odds[0]!] : odds;
}

/** The class with the highest log odds after its offset, by row; the first of equals. */
export function said(odds: readonly Float64Array[], offsets: ArrayLike<number>): Uint8Array {
  return Uint8Array.from(odds[0]!, (_, row) => {
    let best = 0;
    for (let c = 1; c < odds.length; c++) {
      if (odds[c]![row]! + offsets[c]! > odds[best]![row]! + offsets[best]!) best = c;
    }
    return best;
  });
}

/** Probabilities that sum to 1: each class's own against all others, in proportion. */
export function probabilities(odds: readonly Float64Array[], row: number): number[] {
  const own = odds.map((of) => sigmoid(of[row]!));
  const sum = own.reduce((total, p) => total + p, 0);
  return own.map((p) => p / sum);
}
