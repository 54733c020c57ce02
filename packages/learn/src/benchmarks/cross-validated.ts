/** Text classifiers judged fold by fold, each chosen within the training side of its fold. */
import { fitSelected, type Measure, selectTextClassifier } from '../core/classify/select.ts';
import { logOdds, said as saidOf } from '../core/classify/text-classifier.ts';
import type { Split } from '../core/data/splits.ts';
import { classReport } from '../core/evaluate/confusion.ts';
import { bootstrap } from '../core/evaluate/interval.ts';
import type { Figure, RunOptions } from './benchmark.ts';
import { POST_CANDIDATES } from './text-candidates.ts';

interface CrossValidated {
  /** By row; the class said by the model that did not learn from the row. */
  readonly said: Uint8Array;
  /** What each fold chose, in words. */
  readonly chosen: readonly string[];
}

interface CrossValidateOptions extends RunOptions {
  /** Of the training side, as positions in it; a fifth chooses when absent. */
  readonly innerSplits?: (train: Uint32Array) => readonly Split[];
}

export function crossValidated(
  texts: readonly string[],
  classes: ArrayLike<number>,
  names: readonly string[],
  folds: readonly Split[],
  measure: Measure,
  { seed, onProgress, innerSplits }: CrossValidateOptions,
): CrossValidated {
  const said = new Uint8Array(texts.length);
  const chosen = folds.map(({ train, test }, fold) => {
    const trainTexts = Array.from(train, (row) => texts[row]!);
    const trainClasses = Uint8Array.from(train, (row) => classes[row]!);
    const selection = selectTextClassifier(trainTexts, trainClasses, names, {
      measure,
      candidates: POST_CANDIDATES,
      seed: seed + fold,
      ...(innerSplits !== undefined && { splits: innerSplits(train) }),
      onFit: (done, of) => onProgress?.(`fold ${fold + 1} of ${folds.length}: features ${done} of ${of}`),
    });
    const model = fitSelected(trainTexts, trainClasses, names, selection);
    const rows = model.features.rows(Array.from(test, (row) => texts[row]!));
    saidOf(logOdds(model.models, rows), model.offsets).forEach((c, i) => {
      said[test[i]!] = c;
    });
    const kinds = selection.ngrams.blocks.map((block) =>
      block.unit === 'shape' ? 'shape' : `${block.view} ${block.unit} ${block.from}–${block.to}`,
    );
    return `fold ${fold + 1}: ${kinds.join(', ')}; l2 ${selection.l2}; ${measure} ${selection.reached.toFixed(4)} where it was chosen`;
  });
  return { said, chosen };
}

type Baselines = { readonly [K in Measure]?: NonNullable<Figure['baseline']> };

/** Accuracy, F1s and each class's precision and recall, with intervals over rows, or over groups of rows. */
export function figuresOf(
  is: ArrayLike<number>,
  said: ArrayLike<number>,
  names: readonly string[],
  seed: number,
  baselines: Baselines = {},
  groups?: ArrayLike<number>,
): Figure[] {
  const intervals = bootstrap<string>(
    is.length,
    (counts) => {
      const { accuracy, macroF1, weightedF1, classes } = classReport(is, said, names, counts);
      return {
        weightedF1,
        macroF1,
        accuracy,
        ...Object.fromEntries(
          classes.flatMap(({ name, precision, recall, f1 }) => [
            [`${name} precision`, precision],
            [`${name} recall`, recall],
            [`${name} F1`, f1],
          ]),
        ),
      };
    },
    { seed, ...(groups !== undefined && { groups }) },
  );
  return Object.entries(intervals).map(([name, interval]) => {
    const baseline = name in baselines ? baselines[name as Measure] : undefined;
    return { name, interval, ...(baseline !== undefined && { baseline }) };
  });
}
