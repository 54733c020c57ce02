/**
 * Weighted logistic regression on a bilinear form, by the same descent as the main model: logit = g + b_u + s_u·b_n + f_u·f_n, with ridge
 * penalties on means. Both tag models are cases of it; parts that a case holds fixed are not moved.
 */
import { descend } from '../factorisation/descent.ts';

export interface LogisticData {
  readonly note: Int32Array;
  readonly rater: Int32Array;
  readonly noteCount: number;
  readonly raterCount: number;
  readonly label: Uint8Array;
  /** Weight of each rating in the loss. */
  readonly weight: Float64Array;
}

export interface LogisticParameters {
  global: number;
  readonly raterIntercept: Float64Array;
  readonly noteIntercept: Float64Array;
  readonly raterFactor: Float64Array;
  readonly noteFactor: Float64Array;
  /** s_u: how much a rater's word about the note's intercept counts. */
  readonly reputation: Float64Array;
}

type Part = keyof LogisticParameters;

/** Penalty on the mean square of each part; `null` holds the part fixed. */
export type LogisticPenalties = { readonly [Name in Part]: number | null };

const GRADIENT_NORM = 1e-9;
/** These models feed one filter and one penalty; the reference stops them far earlier, at this change of the loss itself. */
const STALLED = 1e-5;
const ITERATIONS = 80;
const HALVINGS = 30;
/** Products are cut here, far below what a double can hold. */
const HUGE = 1e250;

/** Move `parameters` to the nearest minimum of mean(weight · cross entropy) + penalties. Returns the loss. */
export function fitLogistic(data: LogisticData, parameters: LogisticParameters, penalties: LogisticPenalties): number {
  const layout = layoutOf(data, penalties);
  const x = new Float64Array(layout.size);
  const at = { ...parameters };
  const load = () => {
    for (const { part, offset, length } of layout.parts) {
      if (part === 'global') at.global = x[offset]!;
      else at[part].set(x.subarray(offset, offset + length));
    }
  };
  for (const { part, offset } of layout.parts) {
    if (part === 'global') x[offset] = parameters.global;
    else x.set(parameters[part], offset);
  }
  const curvature = new Float64Array(layout.size);
  const gradient = new Float64Array(layout.size);
  const evaluate = (point: Float64Array) => {
    if (point !== x) x.set(point);
    load();
    return lossAndDerivatives(data, at, layout, x, gradient, curvature);
  };
  const start = Float64Array.from(x);
  const result = descend(
    {
      size: layout.size,
      value: evaluate,
      gradient: (_, into) => {
        into.set(gradient);
        return Math.sqrt(gradient.reduce((sum, value) => sum + value * value, 0));
      },
      precondition: (vector, into) => {
        for (let index = 0; index < vector.length; index++) into[index] = vector[index]! / curvature[index]!;
      },
    },
    start,
    { gradientNorm: GRADIENT_NORM, iterations: ITERATIONS, halvings: HALVINGS, stalled: STALLED },
  );
  evaluate(start);
  parameters.global = at.global;
  return result.value;
}

interface Layout {
  readonly size: number;
  readonly parts: readonly { part: Part; offset: number; length: number; penalty: number }[];
  /** Place of each part's first unknown, or -1 where it is held fixed. */
  readonly offsets: { readonly [Name in Part]: number };
}

function layoutOf(data: LogisticData, penalties: LogisticPenalties): Layout {
  const lengths: { readonly [Name in Part]: number } = {
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
  const parts: { part: Part; offset: number; length: number; penalty: number }[] = [];
  let size = 0;
  for (const part of Object.keys(lengths) as Part[]) {
    const penalty = penalties[part];
    if (penalty === null) continue;
    parts.push({ part, offset: size, length: lengths[part], penalty });
    offsets[part] = size;
    size += lengths[part];
  }
  return { size, parts, offsets };
}

function lossAndDerivatives(
  data: LogisticData,
  at: LogisticParameters,
  layout: Layout,
  x: Float64Array,
  gradient: Float64Array,
  curvature: Float64Array,
): number {
  const { note: noteOf, rater: raterOf, label: labelOf, weight: weightOf } = data;
  const count = noteOf.length;
  const {
    global: mean,
    raterIntercept: bu,
    noteIntercept: bns,
    raterFactor: fus,
    noteFactor: fns,
    reputation: sus,
  } = at;
  const { global, raterIntercept, noteIntercept, raterFactor, noteFactor, reputation } = layout.offsets;
  gradient.fill(0);
  curvature.fill(0);
  let loss = 0;
  let weightOne = 0;
  let productOne = 1;
  let weightZero = 0;
  let productZero = 1;
  let slopes = 0;
  let bends = 0;
  for (let index = 0; index < count; index++) {
    const note = noteOf[index]!;
    const rater = raterOf[index]!;
    const fu = fus[rater]!;
    const fn = fns[note]!;
    const bn = bns[note]!;
    const su = sus[rater]!;
    const logit = mean + bu[rater]! + su * bn + fu * fn;
    const label = labelOf[index]!;
    const weight = weightOf[index]! / count;
    const signed = label === 1 ? -logit : logit;
    const odds = Math.exp(-Math.abs(logit));
    loss += weight * Math.max(signed, 0);
    // Logarithms of ratings with the same label and weight are taken together, as one of their product.
    if (label === 1) {
      if (weight !== weightOne || productOne > HUGE) {
        loss += weightOne * Math.log(productOne);
        weightOne = weight;
        productOne = 1;
      }
      productOne *= 1 + odds;
    } else {
      if (weight !== weightZero || productZero > HUGE) {
        loss += weightZero * Math.log(productZero);
        weightZero = weight;
        productZero = 1;
      }
      productZero *= 1 + odds;
    }
    const probability = (logit > 0 ? 1 : odds) / (1 + odds);
    const slope = weight * (probability - label);
    const bend = weight * probability * (1 - probability);
    slopes += slope;
    bends += bend;
    if (raterIntercept !== -1) {
      gradient[raterIntercept + rater]! += slope;
      curvature[raterIntercept + rater]! += bend;
    }
    if (noteIntercept !== -1) {
      gradient[noteIntercept + note]! += slope * su;
      curvature[noteIntercept + note]! += bend * su * su;
    }
    if (raterFactor !== -1) {
      gradient[raterFactor + rater]! += slope * fn;
      curvature[raterFactor + rater]! += bend * fn * fn;
    }
    if (noteFactor !== -1) {
      gradient[noteFactor + note]! += slope * fu;
      curvature[noteFactor + note]! += bend * fu * fu;
    }
    if (reputation !== -1) {
      gradient[reputation + rater]! += slope * bn;
      curvature[reputation + rater]! += bend * bn * bn;
    }
  }
  loss += weightOne * Math.log(productOne) + weightZero * Math.log(productZero);
  if (global !== -1) {
    gradient[global] = slopes;
    curvature[global] = bends;
  }
  for (const { offset, length, penalty } of layout.parts) {
    const strength = (2 * penalty) / length;
    for (let place = offset; place < offset + length; place++) {
      loss += (strength / 2) * x[place]! * x[place]!;
      gradient[place]! += strength * x[place]!;
      curvature[place]! += strength + Number.EPSILON;
    }
  }
  return loss;
}
