/**
 * Bridging for anything that people like and dislike: the engine of the notes on its own, without files, rules or threads. What is liked on
 * both sides has a high intercept, what one side likes a large factor.
 */
import { interceptDeviations } from '../core/certainty/posterior.ts';
import { type FitOptions, fitModel, withCanonicalSign } from '../core/factorisation/fit.ts';
import { LABEL_VALUES, type RatingMatrix, withRaterSide } from '../core/factorisation/matrix.ts';
import { type Fit, STANDARD_REGULARISATION } from '../core/factorisation/model.ts';

export { probabilityAbove } from '../core/certainty/posterior.ts';
export { type FitOptions, fitModel } from '../core/factorisation/fit.ts';
export type { RatingMatrix } from '../core/factorisation/matrix.ts';
export { type FactorSelection, selectFactors } from '../core/factors/select.ts';

/** Who said what of which item, as columns of equal length; a pair of person and item stands in it once. */
export interface Opinions {
  readonly people: number;
  readonly items: number;
  readonly person: Int32Array;
  readonly item: Int32Array;
  /** 0 dislikes, 1 neither, 2 likes. */
  readonly label: Uint8Array;
}

export interface Bridging {
  readonly mu: number;
  /** By item, NaN for items without opinions. */
  readonly intercept: Float64Array;
  readonly factor: Float64Array;
  /** Standard deviation of the intercept. */
  readonly deviation: Float64Array;
  /** By person, NaN for people without opinions. */
  readonly personIntercept: Float64Array;
  readonly personFactor: Float64Array;
  readonly converged: boolean;
}

/** Throws a RangeError for a number or label out of range. */
export function bridge(opinions: Opinions, options: FitOptions = {}): Bridging {
  const matrix = opinionMatrix(opinions);
  const unknown = (length: number) => new Float64Array(length).fill(Number.NaN);
  const result = {
    intercept: unknown(opinions.items),
    factor: unknown(opinions.items),
    deviation: unknown(opinions.items),
    personIntercept: unknown(opinions.people),
    personFactor: unknown(opinions.people),
  };
  if (matrix.count === 0) return { mu: 0, ...result, converged: true };
  const fit = withCanonicalSign(fitModel(matrix, options));
  const lambda = options.regularisation ?? STANDARD_REGULARISATION;
  const { noise, sums } = residuals(matrix, fit);
  const deviation = interceptDeviations(sums, lambda, matrix.count / matrix.noteCount, noise);
  matrix.notes.forEach((item, note) => {
    result.intercept[item] = fit.noteIntercept[note]!;
    result.factor[item] = fit.noteFactor[note]!;
    result.deviation[item] = deviation[note]!;
  });
  matrix.raters.forEach((person, rater) => {
    result.personIntercept[person] = fit.raterIntercept[rater]!;
    result.personFactor[person] = fit.raterFactor[rater]!;
  });
  return { mu: fit.mu, ...result, converged: fit.converged };
}

/** The sparse matrix of opinions, with numbers for those items and people that have any. */
export function opinionMatrix({ people, items, person, item, label }: Opinions): RatingMatrix {
  const itemCounts = new Int32Array(items);
  const personSeen = new Uint8Array(people);
  for (let row = 0; row < item.length; row++) {
    const [who, what, said] = [person[row]!, item[row]!, label[row]!];
    if (!(who >= 0 && who < people && what >= 0 && what < items && said <= 2)) {
      throw new RangeError(`opinion ${row}: person ${who}, item ${what} or label ${said} is out of range`);
    }
    itemCounts[what]!++;
    personSeen[who] = 1;
  }
  const notes = Int32Array.from(itemCounts.keys()).filter((one) => itemCounts[one]! > 0);
  const raters = Int32Array.from(personSeen.keys()).filter((one) => personSeen[one] === 1);
  const raterNumber = new Int32Array(people);
  raters.forEach((one, number) => {
    raterNumber[one] = number;
  });
  const noteStart = new Int32Array(notes.length + 1);
  const next = new Int32Array(items);
  notes.forEach((one, number) => {
    next[one] = noteStart[number]!;
    noteStart[number + 1] = noteStart[number]! + itemCounts[one]!;
  });
  const raterOf = new Int32Array(item.length);
  const labelByNote = new Uint8Array(item.length);
  for (let row = 0; row < item.length; row++) {
    const entry = next[item[row]!]!++;
    raterOf[entry] = raterNumber[person[row]!]!;
    labelByNote[entry] = label[row]!;
  }
  return withRaterSide({
    count: item.length,
    noteCount: notes.length,
    raterCount: raters.length,
    notes,
    raters,
    noteStart,
    raterOf,
    labelByNote,
  });
}

/** Deviation of one opinion around the fit, and the sums from which each item's uncertainty follows. */
function residuals(matrix: RatingMatrix, fit: Fit) {
  const zeros = () => new Float64Array(matrix.noteCount);
  const sums = { weight: zeros(), f: zeros(), ff: zeros(), e: zeros(), ef: zeros() };
  let squares = 0;
  for (let note = 0; note < matrix.noteCount; note++) {
    for (let entry = matrix.noteStart[note]!; entry < matrix.noteStart[note + 1]!; entry++) {
      const rater = matrix.raterOf[entry]!;
      const factor = fit.raterFactor[rater]!;
      const rest = LABEL_VALUES[matrix.labelByNote[entry]!]! - fit.mu - fit.raterIntercept[rater]!;
      squares += (rest - fit.noteIntercept[note]! - fit.noteFactor[note]! * factor) ** 2;
      sums.weight[note]!++;
      sums.f[note]! += factor;
      sums.ff[note]! += factor * factor;
      sums.e[note]! += rest;
      sums.ef[note]! += rest * factor;
    }
  }
  // Two parameters for each item and person, as far as there are opinions for them.
  const free = Math.min(2 * (matrix.noteCount + matrix.raterCount), matrix.count / 2);
  return { noise: Math.sqrt(squares / (matrix.count - free)), sums };
}
