/**
 * Weighted logistic regression on a bilinear form, by the same descent as the main model: logit = g + b_u + s_u·b_n + f_u·f_n, with ridge
 * penalties on means. Both tag models are cases of it; parts that a case holds fixed are not moved.
 */
import { descend } from '../factorisation/descent.ts';
import type { RatingMatrix } from '../factorisation/matrix.ts';
import { crossEntropy, derivatives, SUMS, squaredError, type Tallies, tallies } from './logistic-pass.ts';

/** Ratings by note; labels 0 and 1. */
export type LogisticData = Pick<
  RatingMatrix,
  'count' | 'noteCount' | 'raterCount' | 'noteStart' | 'raterOf' | 'labelByNote'
> & {
  /** Weight of each rating in the loss. */
  readonly weight: Float64Array;
};

export interface LogisticParameters {
  global: number;
  readonly raterIntercept: Float64Array;
  readonly noteIntercept: Float64Array;
  readonly raterFactor: Float64Array;
  readonly noteFactor: Float64Array;
  /** s_u: how much a rater's word about the note's intercept counts. */
  readonly reputation: Float64Array;
}

export type LogisticPart = keyof LogisticParameters;

/** Penalty on the mean square of each part; `null` holds the part fixed. */
export type LogisticPenalties = { readonly [Name in LogisticPart]: number | null };

const GRADIENT_NORM = 1e-9;
/** These models feed one filter and one penalty. The reference stops them at such a change too, and starts one at random besides. */
const STALLED = 1e-4;
const ITERATIONS = 80;
const HALVINGS = 30;

/** Move `parameters` to the nearest minimum of mean(weight · cross entropy) + penalties. Returns the loss. */
export function fitLogistic(data: LogisticData, parameters: LogisticParameters, penalties: LogisticPenalties): number {
  return fitBilinear(data, parameters, penalties, crossEntropy, { iterations: ITERATIONS, stalled: STALLED });
}

const SQUARES_ITERATIONS = 300;
const SQUARES_STALLED = 1e-9;

/** The same with squared errors, for labels of 0, ½ and 1. */
export function fitSquares(data: LogisticData, parameters: LogisticParameters, penalties: LogisticPenalties): number {
  const limits = { iterations: SQUARES_ITERATIONS, stalled: SQUARES_STALLED };
  return fitBilinear(data, parameters, penalties, squaredError, limits);
}

function fitBilinear(
  data: LogisticData,
  parameters: LogisticParameters,
  penalties: LogisticPenalties,
  loss: typeof crossEntropy,
  limits: { readonly iterations: number; readonly stalled: number },
): number {
  const layout = layoutOf(data, penalties);
  const room = tallies(data);
  const at = { ...parameters };
  const load = (x: Float64Array) => {
    for (const { part, offset, length } of layout.parts) {
      if (part === 'global') at.global = x[offset]!;
      else at[part].set(x.subarray(offset, offset + length));
    }
  };
  const x = new Float64Array(layout.size);
  for (const { part, offset } of layout.parts) {
    if (part === 'global') x[offset] = parameters.global;
    else x.set(parameters[part], offset);
  }
  const result = descend(
    {
      size: layout.size,
      value: (point) => {
        load(point);
        return loss(data, at, room) + penaltyAt(layout, point);
      },
      gradient: (point, into) => gradientAt(layout, point, into, room),
      precondition: (vector, into) => precondition(layout, vector, into, room),
    },
    x,
    { gradientNorm: GRADIENT_NORM, halvings: HALVINGS, ...limits },
  );
  load(x);
  parameters.global = at.global;
  return result.value;
}

interface Layout {
  readonly size: number;
  readonly parts: readonly { part: LogisticPart; offset: number; length: number; penalty: number }[];
  /** Place of each part's first unknown, or -1 where it is held fixed. */
  readonly offsets: { readonly [Name in LogisticPart]: number };
}

function layoutOf(data: LogisticData, penalties: LogisticPenalties): Layout {
  const lengths: { readonly [Name in LogisticPart]: number } = {
    global: 1,
    raterIntercept: data.raterCount,
    noteIntercept: data.noteCount,
    raterFactor: data.raterCount,
    noteFactor: data.noteCount,
    reputation: data.raterCount,
  };
  const offsets = {
    global: -1,
    raterIntercept: -1,
    noteIntercept: -1,
    raterFactor: -1,
    noteFactor: -1,
    reputation: -1,
  };
  const parts: { part: LogisticPart; offset: number; length: number; penalty: number }[] = [];
  let size = 0;
  for (const part of Object.keys(lengths) as LogisticPart[]) {
    const penalty = penalties[part];
    if (penalty === null) continue;
    parts.push({ part, offset: size, length: lengths[part], penalty });
    offsets[part] = size;
    size += lengths[part];
  }
  return { size, parts, offsets };
}

function penaltyAt({ parts }: Layout, x: Float64Array): number {
  let sum = 0;
  for (const { offset, length, penalty } of parts) {
    let squares = 0;
    for (let place = offset; place < offset + length; place++) squares += x[place]! * x[place]!;
    sum += (penalty / length) * squares;
  }
  return sum;
}

/** Gradient at the place of the last value; returns its length. */
function gradientAt({ parts }: Layout, x: Float64Array, into: Float64Array, room: Tallies): number {
  let squares = 0;
  for (const { part, offset, length, penalty } of parts) {
    const { values, stride, slope } = derivatives(room, part);
    const strength = (2 * penalty) / length;
    for (let index = 0; index < length; index++) {
      const value = values[index * stride + slope]! + strength * x[offset + index]!;
      into[offset + index] = value;
      squares += value * value;
    }
  }
  return Math.sqrt(squares);
}

/**
 * Second derivatives of each rater's unknowns, and of each note's, which pull on each other: blocks of three (intercept, factor,
 * reputation), in which a part that is held fixed has a weight that lets nothing move.
 */
function precondition({ parts, offsets }: Layout, vector: Float64Array, into: Float64Array, room: Tallies): void {
  const ridge = (of: LogisticPart) => {
    const part = parts.find((entry) => entry.part === of);
    return part === undefined ? FIXED_WEIGHT : (2 * part.penalty) / part.length + Number.EPSILON;
  };
  if (offsets.global !== -1) into[offsets.global] = vector[offsets.global]! / (room.global[1]! + ridge('global'));
  const raters = { intercept: offsets.raterIntercept, factor: offsets.raterFactor, reputation: offsets.reputation };
  const raterRidge = [ridge('raterIntercept'), ridge('raterFactor'), ridge('reputation')] as const;
  solveBlocks(room.byRater, raters, raterRidge, vector, into);
  const notes = { intercept: offsets.noteIntercept, factor: offsets.noteFactor, reputation: -1 };
  solveBlocks(room.byNote, notes, [ridge('noteIntercept'), ridge('noteFactor'), FIXED_WEIGHT], vector, into);
}

const FIXED_WEIGHT = 1e30;

function solveBlocks(
  sums: Float64Array,
  at: { readonly intercept: number; readonly factor: number; readonly reputation: number },
  ridge: readonly [number, number, number],
  vector: Float64Array,
  into: Float64Array,
): void {
  const count = sums.length / SUMS;
  for (let index = 0; index < count; index++) {
    const from = SUMS * index;
    const a = sums[from + 1]! + ridge[0];
    const d = sums[from + 3]! + ridge[1];
    const f = sums[from + 6]! + ridge[2];
    const b = sums[from + 4]!;
    const c = sums[from + 7]!;
    const e = sums[from + 8]!;
    const x = at.intercept === -1 ? 0 : vector[at.intercept + index]!;
    const y = at.factor === -1 ? 0 : vector[at.factor + index]!;
    const z = at.reputation === -1 ? 0 : vector[at.reputation + index]!;
    // Elimination in the order intercept, factor, reputation.
    const ba = b / a;
    const ca = c / a;
    const dd = d - ba * b;
    const ee = e - ba * c;
    const ed = ee / dd;
    const yy = y - ba * x;
    const third = (z - ca * x - ed * yy) / (f - ca * c - ed * ee);
    const second = (yy - ee * third) / dd;
    if (at.intercept !== -1) into[at.intercept + index] = (x - b * second - c * third) / a;
    if (at.factor !== -1) into[at.factor + index] = second;
    if (at.reputation !== -1) into[at.reputation + index] = third;
  }
}
