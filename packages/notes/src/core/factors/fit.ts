/**
 * The bridging model with any number of factors: r̂ = μ + i_u + i_n + Σ_k f_uk · f_nk, each factor with the regularisation of the one (notes.md
 * §2.5). By turns raters and notes are ridge regressions with 1 + k unknowns. For asking whether one axis is enough; scoring uses
 * the exact solver of `core/factorisation`, which has one.
 */
import { LABEL_VALUES, type RatingMatrix } from '../factorisation/matrix.ts';
import { type Regularisation, STANDARD_REGULARISATION } from '../factorisation/model.ts';
import { seededRandom } from '../numbers.ts';

/** Parameters of notes and raters: intercept and factors of number `n` are `n * (1 + factors)` on. */
export interface FactorFit {
  readonly factors: number;
  readonly mu: number;
  readonly notes: Float64Array;
  readonly raters: Float64Array;
  readonly loss: number;
}

export interface FactorOptions {
  readonly factors: number;
  readonly regularisation?: Regularisation;
  /** Starts that are tried; the best end is kept. 2 when absent. */
  readonly starts?: number;
  readonly seed?: number;
  /** By note entry of the matrix: 1 for ratings that are left out; none when absent. */
  readonly heldOut?: Uint8Array;
}

const SWEEPS = 200;
/** Stop when a sweep lowers the loss by less than this share of it. */
const PRECISION = 1e-8;
const START_SPREAD = 0.5;

export function fitFactors(matrix: RatingMatrix, options: FactorOptions): FactorFit {
  let best: FactorFit | null = null;
  for (let start = 0; start < (options.factors === 0 ? 1 : (options.starts ?? 2)); start++) {
    const fit = descend(matrix, options, (options.seed ?? 1) * 31 + start);
    if (best === null || fit.loss < best.loss) best = fit;
  }
  return best!;
}

/** What the model expects of a rating. */
export function predict({ factors, mu, notes, raters }: FactorFit, note: number, rater: number): number {
  const width = factors + 1;
  let expected = mu + notes[note * width]! + raters[rater * width]!;
  for (let factor = 1; factor < width; factor++)
    expected += notes[note * width + factor]! * raters[rater * width + factor]!;
  return expected;
}

function descend(matrix: RatingMatrix, options: FactorOptions, seed: number): FactorFit {
  const { factors, heldOut, regularisation: lambda = STANDARD_REGULARISATION } = options;
  const width = factors + 1;
  const random = seededRandom(seed);
  const raters = new Float64Array(matrix.raterCount * width);
  for (let index = 0; index < raters.length; index++)
    if (index % width !== 0) raters[index] = START_SPREAD * (2 * random() - 1);
  const notes = new Float64Array(matrix.noteCount * width);
  const byRater = heldOut === undefined ? undefined : byRaterOf(matrix, heldOut);
  let count = matrix.count;
  if (heldOut !== undefined) for (const out of heldOut) count -= out;
  const noteRidge = ridgeOf(
    width,
    (lambda.noteIntercept * count) / matrix.noteCount,
    (lambda.noteFactor * count) / matrix.noteCount,
  );
  const raterRidge = ridgeOf(
    width,
    (lambda.raterIntercept * count) / matrix.raterCount,
    (lambda.raterFactor * count) / matrix.raterCount,
  );
  let mu = 0;
  let before = Number.POSITIVE_INFINITY;
  let loss = 0;
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    solveSide(matrix.noteStart, matrix.raterOf, matrix.labelByNote, heldOut, raters, notes, noteRidge, mu);
    solveSide(matrix.raterStart, matrix.noteOf, matrix.labelByRater, byRater, notes, raters, raterRidge, mu);
    const fit = { factors, mu, notes, raters, loss: 0 };
    let sum = 0;
    let squares = 0;
    for (let note = 0; note < matrix.noteCount; note++) {
      for (let entry = matrix.noteStart[note]!; entry < matrix.noteStart[note + 1]!; entry++) {
        if (heldOut !== undefined && heldOut[entry] === 1) continue;
        const gap = LABEL_VALUES[matrix.labelByNote[entry]!]! - predict(fit, note, matrix.raterOf[entry]!);
        sum += gap;
        squares += gap * gap;
      }
    }
    loss = (squares + penalty(notes, noteRidge) + penalty(raters, raterRidge)) / count + lambda.global * mu * mu;
    if (before - loss < PRECISION * loss) break;
    before = loss;
    mu = (sum + count * mu) / (count * (1 + lambda.global));
  }
  return { factors, mu, notes, raters, loss };
}

function ridgeOf(width: number, intercept: number, factor: number): Float64Array {
  const ridge = new Float64Array(width).fill(factor);
  ridge[0] = intercept;
  return ridge;
}

function penalty(values: Float64Array, ridge: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < values.length; index++) sum += ridge[index % ridge.length]! * values[index]! ** 2;
  return sum;
}

function byRaterOf(matrix: RatingMatrix, byNote: Uint8Array): Uint8Array {
  const next = matrix.raterStart.slice(0, matrix.raterCount);
  const flags = new Uint8Array(matrix.count);
  for (let entry = 0; entry < matrix.count; entry++) flags[next[matrix.raterOf[entry]!]!++] = byNote[entry]!;
  return flags;
}

/** Ridge regressions of one side for the other side fixed: normal equations, solved by Cholesky's decomposition. */
function solveSide(
  start: Int32Array,
  other: Int32Array,
  label: Uint8Array,
  heldOut: Uint8Array | undefined,
  given: Float64Array,
  wanted: Float64Array,
  ridge: Float64Array,
  mu: number,
): void {
  const width = ridge.length;
  const gram = new Float64Array(width * width);
  const right = new Float64Array(width);
  const row = new Float64Array(width);
  row[0] = 1;
  for (let one = 0; one + 1 < start.length; one++) {
    gram.fill(0);
    right.fill(0);
    for (let a = 0; a < width; a++) gram[a * width + a] = ridge[a]!;
    for (let entry = start[one]!; entry < start[one + 1]!; entry++) {
      if (heldOut !== undefined && heldOut[entry] === 1) continue;
      const at = other[entry]! * width;
      for (let factor = 1; factor < width; factor++) row[factor] = given[at + factor]!;
      const rest = LABEL_VALUES[label[entry]!]! - mu - given[at]!;
      for (let a = 0; a < width; a++) {
        right[a]! += row[a]! * rest;
        for (let b = 0; b <= a; b++) gram[a * width + b]! += row[a]! * row[b]!;
      }
    }
    solveCholesky(gram, right, width);
    wanted.set(right, one * width);
  }
}

/** Solves in place; `gram` is symmetric and positive, its lower triangle given. */
function solveCholesky(gram: Float64Array, right: Float64Array, width: number): void {
  for (let a = 0; a < width; a++) {
    for (let b = 0; b <= a; b++) {
      let sum = gram[a * width + b]!;
      for (let k = 0; k < b; k++) sum -= gram[a * width + k]! * gram[b * width + k]!;
      gram[a * width + b] = a === b ? Math.sqrt(sum) : sum / gram[b * width + b]!;
    }
  }
  for (let a = 0; a < width; a++) {
    let sum = right[a]!;
    for (let k = 0; k < a; k++) sum -= gram[a * width + k]! * right[k]!;
    right[a] = sum / gram[a * width + a]!;
  }
  for (let a = width - 1; a >= 0; a--) {
    let sum = right[a]!;
    for (let k = a + 1; k < width; k++) sum -= gram[k * width + a]! * right[k]!;
    right[a] = sum / gram[a * width + a]!;
  }
}
