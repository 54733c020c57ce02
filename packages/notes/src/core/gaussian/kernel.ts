/**
 * The Gaussian scorer's intercept (notes.md §2.10): how helpful a note is at fixed points of the raters' axis, each smoothed over the
 * raters near it, and the geometric mean of that. One point without support is enough to withhold it.
 */
import type { Dataset } from '../data/dataset.ts';
import { expNegative } from '../exponential.ts';
import { filled } from '../numbers.ts';

interface Pass {
  readonly points: Float64Array;
  readonly bandwidth: number;
  /** Least support that every point needs. */
  readonly minWeight: number;
  /** Whether a rating's weights over the points sum to 1. */
  readonly normalised: boolean;
  readonly negativeWeight: number;
  readonly spreadScale: number;
  readonly spreadCap: number;
  readonly minPrior: number;
  readonly smoothing: number;
  readonly clip: readonly [number, number];
  /** Whether the pass asks who finds the note not helpful. */
  readonly flipped: boolean;
}

const HALF = [
  ...[0.92, 0.65, 0.61, 0.58, 0.55, 0.52, 0.49, 0.46, 0.43, 0.41, 0.38, 0.35, 0.33, 0.3, 0.28, 0.25, 0.22, 0.2],
  ...[0.17, 0.14, 0.12, 0.09, 0.07, 0.04, 0.01],
];
/** Quantiles of raters' factors, as the reference froze them (notes.md §A.3). */
const QUANTILES = Float64Array.from([...HALF.map((point) => -point), ...HALF.toReversed()]);
const EVERY_SECOND = Float64Array.from([
  ...QUANTILES.filter((_, index) => index % 2 === 0).slice(0, 13),
  ...QUANTILES.slice(25).filter((_, index) => index % 2 === 0),
]);

const HELPFUL_PASS: Pass = {
  points: QUANTILES,
  bandwidth: 0.1,
  minWeight: 1e-9,
  normalised: true,
  negativeWeight: 1.75,
  spreadScale: 3,
  spreadCap: 2,
  minPrior: 0.2,
  smoothing: 0.4,
  clip: [0.05, 0.8],
  flipped: false,
};

const NOT_HELPFUL_PASS: Pass = {
  points: EVERY_SECOND,
  bandwidth: 0.2,
  minWeight: 5e-4,
  normalised: false,
  negativeWeight: 1.25,
  spreadScale: 4,
  spreadCap: 4,
  minPrior: 0.3,
  smoothing: 5,
  clip: [0.25, 0.65],
  flipped: true,
};

/** Values of the labels: somewhat helpful counts as more than half. */
const VALUES = [0, 0.7, 1];
const LABELS = VALUES.length;
const SPREAD_STEEPNESS = 200;
const SPREAD_DISTANCE = 0.14;
const PRIOR = 0.35;
const ONE_SIDED_PRIOR = 0.1;
const MIN_PER_SIDE = 3;
const MIN_RATINGS_OF_PRIOR = 9;

/** Ratings of one note by raters with a factor. */
interface Votes {
  count: number;
  readonly factor: Float64Array;
  /** 0 not helpful, 1 somewhat, 2 helpful. */
  readonly label: Uint8Array;
  /** Place of the rater's weights in the kernels. */
  readonly row: Int32Array;
}

const FIRST_ROWS = 64;

/** How much each rater's word weighs at the points of both passes: computed when first asked for, as raters rate many notes. */
export class Kernels {
  readonly helpful: Pass;
  readonly factor: Float64Array;
  helpfulWeights: Float64Array;
  notHelpfulWeights: Float64Array;
  /** By participant: number of its row and 1, or 0 while it has none. */
  readonly #row: Int32Array;
  #rows = 0;

  /** `raterFactor` is NaN for raters whose ratings do not count. */
  constructor(raterFactor: Float64Array, bandwidth = HELPFUL_PASS.bandwidth) {
    this.helpful = { ...HELPFUL_PASS, bandwidth };
    this.factor = raterFactor;
    this.#row = new Int32Array(raterFactor.length);
    this.helpfulWeights = new Float64Array(FIRST_ROWS * HELPFUL_PASS.points.length);
    this.notHelpfulWeights = new Float64Array(FIRST_ROWS * NOT_HELPFUL_PASS.points.length);
  }

  /** Place of a rater's weights: `row * points`. */
  rowOf(rater: number): number {
    const known = this.#row[rater]!;
    if (known > 0) return known - 1;
    const row = this.#rows++;
    const { length } = this.helpful.points;
    if (this.#rows * length > this.helpfulWeights.length) {
      this.helpfulWeights = doubled(this.helpfulWeights);
      this.notHelpfulWeights = doubled(this.notHelpfulWeights);
    }
    this.#row[rater] = row + 1;
    kernelRow(this.helpful, this.factor[rater]!, this.helpfulWeights, row * length);
    kernelRow(NOT_HELPFUL_PASS, this.factor[rater]!, this.notHelpfulWeights, row * NOT_HELPFUL_PASS.points.length);
    return row;
  }
}

function doubled(values: Float64Array): Float64Array {
  const larger = new Float64Array(2 * values.length);
  larger.set(values);
  return larger;
}

/**
 * Intercepts by note over `rows` (sorted by note, raters with a factor); NaN for notes without ratings. The author counts as one more
 * helpful vote where it has a factor and did not rate; `authors` are the notes for which that may be.
 */
export function gaussianIntercepts(
  { notes, ratings }: Dataset,
  rows: Int32Array,
  kernels: Kernels,
  authors: Uint8Array,
): Float64Array {
  const intercept = filled(notes.count, Number.NaN);
  let longest = 0;
  for (let first = 0; first < rows.length; first = endOfNote(ratings.note, rows, first)) {
    longest = Math.max(longest, endOfNote(ratings.note, rows, first) - first);
  }
  const votes: Votes = {
    count: 0,
    factor: new Float64Array(longest + 1),
    label: new Uint8Array(longest + 1),
    row: new Int32Array(longest + 1),
  };
  const add = (rater: number, label: number) => {
    votes.row[votes.count] = kernels.rowOf(rater);
    votes.factor[votes.count] = kernels.factor[rater]!;
    votes.label[votes.count++] = label;
  };
  const work = new Float64Array(LABELS * QUANTILES.length);
  let first = 0;
  for (let note = 0; note < notes.count; note++) {
    const rated = first < rows.length && ratings.note[rows[first]!] === note;
    const end = rated ? endOfNote(ratings.note, rows, first) : first;
    votes.count = 0;
    const author = notes.author[note]!;
    let authorVotes = authors[note] === 1 && author !== -1 && !Number.isNaN(kernels.factor[author]!);
    for (let index = first; index < end; index++) {
      const rater = ratings.rater[rows[index]!]!;
      if (rater === author) authorVotes = false;
      add(rater, ratings.helpful[rows[index]!]!);
    }
    first = end;
    if (!rated && !authorVotes) continue;
    const notHelpful = passIntercept(NOT_HELPFUL_PASS, votes, kernels.notHelpfulWeights, work);
    if (authorVotes) add(author, 2);
    const helpful = passIntercept(kernels.helpful, votes, kernels.helpfulWeights, work);
    intercept[note] = Math.abs(notHelpful) > Math.abs(helpful) ? -notHelpful : helpful;
  }
  return intercept;
}

function endOfNote(noteOf: Int32Array, rows: Int32Array, first: number): number {
  let end = first + 1;
  while (end < rows.length && noteOf[rows[end]!] === noteOf[rows[first]!]) end++;
  return end;
}

/** `weights` are by row and point; `work` is room for one number per label and point. */
function passIntercept(pass: Pass, votes: Votes, weights: Float64Array, work: Float64Array): number {
  const { points } = pass;
  const { length } = points;
  if (votes.count === 0) return 0;
  work.fill(0, 0, LABELS * length);
  for (let vote = 0; vote < votes.count; vote++) {
    const from = votes.row[vote]! * length;
    const to = votes.label[vote]! * length;
    for (let point = 0; point < length; point++) work[to + point]! += weights[from + point]!;
  }
  for (let point = 0; point < length; point++) {
    if (work[point]! + work[length + point]! + work[2 * length + point]! < pass.minWeight) return 0;
  }

  const negative = negativeFactor(pass, votes) * pass.negativeWeight;
  const prior = priorOf(pass, votes);
  const priorWeight = (pass.smoothing * Math.log(Math.max(votes.count, MIN_RATINGS_OF_PRIOR))) / Math.log(9);
  let logs = 0;
  for (let point = 0; point < length; point++) {
    let weighted = 0;
    let total = 0;
    for (let label = 0; label < LABELS; label++) {
      const value = pass.flipped ? 1 - VALUES[label]! : VALUES[label]!;
      const weight = work[label * length + point]! * (value === 0 ? negative : 1);
      weighted += weight * value;
      total += weight;
    }
    const value = (weighted + prior(points[point]!) * priorWeight) / (total + priorWeight);
    logs += Math.log(Math.min(Math.max(value, pass.clip[0]), pass.clip[1]));
  }
  return Math.exp(logs / length);
}

function kernelRow(pass: Pass, factor: number, weights: Float64Array, at: number): void {
  const { points, bandwidth } = pass;
  let sum = 0;
  for (let point = 0; point < points.length; point++) {
    const distance = (factor - points[point]!) / bandwidth;
    const density = expNegative((-distance * distance) / 2) / (bandwidth * Math.sqrt(2 * Math.PI));
    weights[at + point] = density;
    sum += density;
  }
  if (pass.normalised) for (let point = 0; point < points.length; point++) weights[at + point]! /= sum;
}

/** Objections from one corner count once; those from many places count more. */
function negativeFactor(pass: Pass, votes: Votes): number {
  const objection = pass.flipped ? 2 : 0;
  let count = 0;
  let sum = 0;
  for (let vote = 0; vote < votes.count; vote++) {
    if (votes.label[vote] !== objection) continue;
    count++;
    sum += votes.factor[vote]!;
  }
  if (count === 0) return 1;
  const mean = sum / count;
  let spread = 0;
  for (let vote = 0; vote < votes.count; vote++) {
    if (votes.label[vote] !== objection) continue;
    const distance = Math.abs(votes.factor[vote]! - mean);
    spread += 1 / (1 + Math.exp(-SPREAD_STEEPNESS * (distance - SPREAD_DISTANCE)));
  }
  return Math.min(1 + (pass.spreadScale * spread) / votes.count, pass.spreadCap);
}

/** What is assumed where few have voted: less on the side that the votes so far speak against. */
function priorOf(pass: Pass, votes: Votes): (point: number) => number {
  let negative = 0;
  let positive = 0;
  let lean = 0;
  for (let vote = 0; vote < votes.count; vote++) {
    const factor = votes.factor[vote]!;
    if (factor < 0) negative++;
    if (factor > 0) positive++;
    const value = votes.label[vote]! / 2;
    lean += (2 * (pass.flipped ? 1 - value : value) - 1) * factor;
  }
  if (negative < MIN_PER_SIDE || positive < MIN_PER_SIDE) return () => ONE_SIDED_PRIOR;
  const slope = lean / votes.count / 2;
  return (point) => Math.max(Math.min(slope * point + PRIOR, PRIOR), pass.minPrior);
}
