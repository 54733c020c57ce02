/** How many factors the ratings support: the likelihood of ratings that were held out, with the error of each gain. */
import { LABEL_VALUES, type RatingMatrix } from '../factorisation/matrix.ts';
import { seededRandom } from '../numbers.ts';
import { fitFactors, predict } from './fit.ts';

export interface FactorFigure {
  readonly factors: number;
  /** Root of the mean squared error of held-out ratings. */
  readonly error: number;
  /** Mean logarithm of the density of a held-out rating, with the noise that the other folds show. */
  readonly logLikelihood: number;
  /** Over one factor less, with its standard error (ratings of a note are taken together); 0 for none. */
  readonly gain: number;
  readonly gainError: number;
}

export interface FactorSelection {
  readonly figures: readonly FactorFigure[];
  /** The most factors of which each gained more than twice the error of its gain. */
  readonly chosen: number;
}

export interface SelectionOptions {
  /** 3 when absent. */
  readonly most?: number;
  /** 5 when absent. */
  readonly folds?: number;
  readonly seed?: number;
  readonly onProgress?: (done: number, of: number) => void;
}

const SIGNIFICANT = 2;

export function selectFactors(matrix: RatingMatrix, options: SelectionOptions = {}): FactorSelection {
  const { most = 3, folds = 5, seed = 1, onProgress = () => {} } = options;
  const random = seededRandom(seed);
  const fold = Uint8Array.from({ length: matrix.count }, () => Math.floor(random() * folds));
  const figures: FactorFigure[] = [];
  let before: Float64Array | null = null;
  for (let factors = 0; factors <= most; factors++) {
    const squares = new Float64Array(matrix.count);
    for (let held = 0; held < folds; held++) {
      onProgress(factors * folds + held, (most + 1) * folds);
      const heldOut = fold.map((number) => (number === held ? 1 : 0));
      const fit = fitFactors(matrix, { factors, heldOut, seed });
      for (let note = 0; note < matrix.noteCount; note++) {
        for (let entry = matrix.noteStart[note]!; entry < matrix.noteStart[note + 1]!; entry++) {
          if (heldOut[entry] === 0) continue;
          squares[entry] =
            (LABEL_VALUES[matrix.labelByNote[entry]!]! - predict(fit, note, matrix.raterOf[entry]!)) ** 2;
        }
      }
    }
    const density = logDensities(squares, fold, folds);
    const [gain, gainError] = before === null ? [0, 0] : gainOf(matrix, before, density);
    figures.push({ factors, error: Math.sqrt(mean(squares)), logLikelihood: mean(density), gain, gainError });
    before = density;
  }
  let chosen = 0;
  while (chosen < most && figures[chosen + 1]!.gain > SIGNIFICANT * figures[chosen + 1]!.gainError) chosen++;
  onProgress(1, 1);
  return { figures, chosen };
}

/** Normal, with the variance of the errors in all other folds: what is judged has no say in it. */
function logDensities(squares: Float64Array, fold: Uint8Array, folds: number): Float64Array {
  const sums = new Float64Array(folds);
  const counts = new Float64Array(folds);
  squares.forEach((square, entry) => {
    sums[fold[entry]!]! += square;
    counts[fold[entry]!]!++;
  });
  const total = sums.reduce((sum, value) => sum + value, 0);
  const variance = sums.map((sum, held) => (total - sum) / (squares.length - counts[held]!));
  return squares.map((square, entry) => {
    const spread = variance[fold[entry]!]!;
    return -0.5 * (Math.log(2 * Math.PI * spread) + square / spread);
  });
}

/** Mean difference, and its error with notes as clusters. */
function gainOf(matrix: RatingMatrix, before: Float64Array, after: Float64Array): [number, number] {
  let total = 0;
  for (let entry = 0; entry < matrix.count; entry++) total += after[entry]! - before[entry]!;
  const gain = total / matrix.count;
  let squares = 0;
  for (let note = 0; note < matrix.noteCount; note++) {
    let sum = 0;
    for (let entry = matrix.noteStart[note]!; entry < matrix.noteStart[note + 1]!; entry++)
      sum += after[entry]! - before[entry]! - gain;
    squares += sum * sum;
  }
  return [gain, Math.sqrt(squares) / matrix.count];
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
