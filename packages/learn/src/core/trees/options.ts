/** What trees are trained with. */
import { LearnError } from '../errors.ts';
import { MAX_BINS, MAX_CLASSES, MAX_DEPTH, MAX_HISTOGRAM_BYTES, MAX_LEAVES, MAX_THREADS, MAX_TREES } from './limits.ts';

/**
 * - `logistic`: targets 0 and 1 (or shares between), the margin is the log odds.
 * - `softmax`: targets 0 to classes - 1, a margin for each class.
 * - `squared`: any finite targets, the margin is the prediction.
 */
export type TreeObjective = 'logistic' | 'softmax' | 'squared';

export interface TreeOptions {
  readonly objective: TreeObjective;
  /** Of `softmax` only. */
  readonly classes?: number;
  /** Trees, or trees of each class. */
  readonly rounds?: number;
  readonly learningRate?: number;
  readonly maxLeaves?: number;
  readonly maxDepth?: number;
  /** A leaf has so many rows or more, … */
  readonly minRows?: number;
  /** … and a sum of hessians (of weights, for `squared`) of so much or more. */
  readonly minChildWeight?: number;
  /** A split improves the loss of its rows by more than half of this. */
  readonly minGain?: number;
  /** Penalty on half the square of a leaf's value. */
  readonly l2?: number;
  /** Bins of a column, up to 255, those of missing values aside. */
  readonly maxBins?: number;
  /** The share of rows that each round draws, without putting back. */
  readonly rowFraction?: number;
  /** The share of columns that each tree may split on. */
  readonly columnFraction?: number;
  /** Of chance, which is used where a fraction is below 1 and for the sample that bins are made from. */
  readonly seed?: number;
  /** By name of a column of numbers: margins never fall (1) or never rise (-1) with it, all else equal and present. */
  readonly monotone?: Readonly<Record<string, 1 | -1>>;
  /** Columns with more categories than 4 are split by statistics smoothed by so many rows' worth of hessian, … */
  readonly categorySmoothing?: number;
  /** … with this penalty besides `l2`, … */
  readonly categoryL2?: number;
  /** … into so many categories on the smaller side at most, … */
  readonly maxCategories?: number;
  /** … and so many rows in each group of categories that is told apart. */
  readonly minCategoryRows?: number;
  /** Stop when the loss of the validation rows was best so many rounds ago, and drop the rounds since. */
  readonly stopAfter?: number;
  /** Threads, this one included; as many as there are cores when absent. They change the time, not the model. */
  readonly threads?: number;
  /** Bytes of histograms to keep for leaves; leaves without are counted again. It changes the time, not the model. */
  readonly maxHistogramBytes?: number;
}

export type CheckedOptions = Required<TreeOptions>;

/** Every option with its default. Throws a LearnError that names the option. */
export function checkOptions(options: TreeOptions, cores: number): CheckedOptions {
  const checked: CheckedOptions = {
    objective: options.objective,
    classes: options.classes ?? 1,
    rounds: options.rounds ?? 100,
    learningRate: options.learningRate ?? 0.1,
    maxLeaves: options.maxLeaves ?? 31,
    maxDepth: options.maxDepth ?? MAX_DEPTH,
    minRows: options.minRows ?? 20,
    minChildWeight: options.minChildWeight ?? 1e-3,
    minGain: options.minGain ?? 0,
    l2: options.l2 ?? 1,
    maxBins: options.maxBins ?? MAX_BINS,
    rowFraction: options.rowFraction ?? 1,
    columnFraction: options.columnFraction ?? 1,
    seed: options.seed ?? 0,
    monotone: options.monotone ?? {},
    categorySmoothing: options.categorySmoothing ?? 10,
    categoryL2: options.categoryL2 ?? 10,
    maxCategories: options.maxCategories ?? 32,
    minCategoryRows: options.minCategoryRows ?? 100,
    stopAfter: options.stopAfter ?? 20,
    maxHistogramBytes: options.maxHistogramBytes ?? MAX_HISTOGRAM_BYTES,
    threads: options.threads ?? Math.max(1, Math.min(MAX_THREADS, cores)),
  };
  if (!['logistic', 'softmax', 'squared'].includes(checked.objective)) {
    throw new LearnError(`there is no objective ${checked.objective}: logistic, softmax or squared`);
  }
  if (checked.objective === 'softmax') whole('classes', checked.classes, 2, MAX_CLASSES);
  else if (checked.classes !== 1) throw new LearnError('classes are for the objective softmax');
  whole('rounds', checked.rounds, 1, MAX_TREES / checked.classes);
  whole('maxLeaves', checked.maxLeaves, 2, MAX_LEAVES);
  whole('maxDepth', checked.maxDepth, 1, MAX_DEPTH);
  whole('minRows', checked.minRows, 1, 2 ** 31);
  whole('maxBins', checked.maxBins, 2, MAX_BINS);
  whole('seed', checked.seed, 0, 2 ** 32 - 1);
  whole('maxCategories', checked.maxCategories, 1, MAX_BINS);
  whole('minCategoryRows', checked.minCategoryRows, 1, 2 ** 31);
  whole('stopAfter', checked.stopAfter, 1, MAX_TREES);
  whole('threads', checked.threads, 1, MAX_THREADS);
  whole('maxHistogramBytes', checked.maxHistogramBytes, 0, 2 ** 32);
  for (const name of ['minChildWeight', 'minGain', 'l2', 'categorySmoothing', 'categoryL2'] as const) {
    if (!(checked[name] >= 0 && checked[name] < Infinity))
      throw new LearnError(`${name} must be 0 or more, not ${checked[name]}`);
  }
  for (const name of ['learningRate', 'rowFraction', 'columnFraction'] as const) {
    if (!(checked[name] > 0 && checked[name] <= 1))
      throw new LearnError(`${name} must be over 0 and up to 1, not ${checked[name]}`);
  }
  for (const [column, direction] of Object.entries(checked.monotone)) {
    if (direction !== 1 && direction !== -1)
      throw new LearnError(`monotone: ${column} must be 1 or -1, not ${direction}`);
    if (checked.objective === 'softmax') {
      throw new LearnError('monotone: with softmax a margin that rises does not make its class likelier');
    }
  }
  return checked;
}

function whole(name: string, value: number, least: number, most: number): void {
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new LearnError(`${name} must be a whole number from ${least} to ${Math.floor(most)}, not ${value}`);
  }
}
