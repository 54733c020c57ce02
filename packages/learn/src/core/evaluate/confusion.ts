/** What a classifier said against what is so, class by class. */

export interface ClassScore {
  readonly name: string;
  /** Rows of this class. */
  readonly support: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

export interface ClassReport {
  readonly rows: number;
  readonly accuracy: number;
  readonly macroF1: number;
  /** Mean of F1 weighted by support. */
  readonly weightedF1: number;
  readonly classes: readonly ClassScore[];
  /** `confusion[is][said]`. */
  readonly confusion: readonly (readonly number[])[];
}

/** Classes are numbers from 0 on, in the order of `names`. `counts` says how often each row is taken (for resampling). */
export function classReport(
  is: ArrayLike<number>,
  said: ArrayLike<number>,
  names: readonly string[],
  counts?: ArrayLike<number>,
): ClassReport {
  const confusion = names.map(() => names.map(() => 0));
  for (let row = 0; row < is.length; row++) confusion[is[row]!]![said[row]!]! += counts?.[row] ?? 1;
  return reportOf(confusion, names);
}

function reportOf(confusion: readonly (readonly number[])[], names: readonly string[]): ClassReport {
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const rows = sum(confusion.map(sum));
  const classes = names.map((name, c) => {
    const support = sum(confusion[c]!);
    const claimed = sum(confusion.map((row) => row[c]!));
    const right = confusion[c]![c]!;
    const precision = claimed === 0 ? 0 : right / claimed;
    const recall = support === 0 ? 0 : right / support;
    // 2·right / (claimed + support) is 2PR/(P+R), and 0 where both are.
    return { name, support, precision, recall, f1: claimed + support === 0 ? 0 : (2 * right) / (claimed + support) };
  });
  return {
    rows,
    accuracy: rows === 0 ? 0 : sum(confusion.map((row, c) => row[c]!)) / rows,
    macroF1: sum(classes.map(({ f1 }) => f1)) / classes.length,
    weightedF1: rows === 0 ? 0 : sum(classes.map(({ f1, support }) => f1 * support)) / rows,
    classes,
    confusion,
  };
}
