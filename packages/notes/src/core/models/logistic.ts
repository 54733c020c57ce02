/**
 * Weighted logistic regression on a bilinear form, by the same descent as the main model: logit = g + b_u + s_u·b_n + f_u·f_n, with ridge
 * penalties on means. Both tag models are cases of it; parts that a case holds fixed are not moved.
 */
import { descend } from '../factorisation/descent.ts';
import type { RatingMatrix } from '../factorisation/matrix.ts';
import { crossEntropy, derivatives, type Tallies, tallies } from './logistic-pass.ts';

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
        return crossEntropy(data, at, room) + penaltyAt(layout, point);
      },
      gradient: (point, into) => gradientAt(layout, point, into, room),
      precondition: (vector, into) => precondition(layout, vector, into, room),
    },
    x,
    { gradientNorm: GRADIENT_NORM, iterations: ITERATIONS, halvings: HALVINGS, stalled: STALLED },
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

/** Second derivatives by themselves, but for intercept and factor of one rater, or of one note, which pull on each other. */
function precondition({ parts, offsets }: Layout, vector: Float64Array, into: Float64Array, room: Tallies): void {
  for (const { part, offset, length, penalty } of parts) {
    const { values, stride, bend } = derivatives(room, part);
    const strength = (2 * penalty) / length + Number.EPSILON;
    const other = part === 'raterIntercept' ? 'raterFactor' : 'noteFactor';
    const paired = (part === 'raterIntercept' || part === 'noteIntercept') && offsets[other] !== -1;
    if (!paired) {
      const done =
        (part === 'raterFactor' && offsets.raterIntercept !== -1) ||
        (part === 'noteFactor' && offsets.noteIntercept !== -1);
      if (done) continue;
      for (let index = 0; index < length; index++)
        into[offset + index] = vector[offset + index]! / (values[index * stride + bend]! + strength);
      continue;
    }
    const factor = derivatives(room, other);
    const factorOffset = offsets[other];
    const factorStrength = (2 * (parts.find((entry) => entry.part === other)?.penalty ?? 0)) / length + Number.EPSILON;
    for (let index = 0; index < length; index++) {
      const a = values[index * stride + bend]! + strength;
      const b = values[index * stride + factor.cross]!;
      const c = values[index * stride + factor.bend]! + factorStrength;
      const p = vector[offset + index]!;
      const q = vector[factorOffset + index]!;
      const determinant = a * c - b * b;
      into[offset + index] = (p * c - q * b) / determinant;
      into[factorOffset + index] = (q * a - p * b) / determinant;
    }
  }
}
