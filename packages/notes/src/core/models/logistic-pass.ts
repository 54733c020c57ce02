/**
 * One pass over the ratings of a logistic model: the loss, and for every unknown its first and second derivative. What belongs to one rater
 * stands together, since raters come in any order: one line of the cache to read, one to write.
 */
import { expNegative } from '../exponential.ts';
import type { LogisticData, LogisticParameters, LogisticPart } from './logistic.ts';

/** Sums of the last pass, and the raters' parameters side by side. */
export interface Tallies {
  /** By rater: intercept, factor, reputation, unused. */
  readonly raters: Float64Array;
  /** By rater and by note, at the places of `SLOPE`, `BEND` and `CROSS`. */
  readonly byRater: Float64Array;
  readonly byNote: Float64Array;
  /** First and second derivative by the global intercept. */
  readonly global: Float64Array;
}

const RATER = 4;
/** Numbers kept per rater and per note: slopes and bends of intercept, factor and reputation, and what pairs of them have in common. */
export const SUMS = 10;
/** Products are cut here, far below what a double can hold. */
const HUGE = 1e250;

export function tallies({ raterCount, noteCount }: LogisticData): Tallies {
  return {
    raters: new Float64Array(RATER * raterCount),
    byRater: new Float64Array(SUMS * raterCount),
    byNote: new Float64Array(SUMS * noteCount),
    global: new Float64Array(2),
  };
}

interface Places {
  readonly values: Float64Array;
  readonly stride: number;
  readonly slope: number;
}

/** Where the last pass left the derivatives of a part. */
export function derivatives({ byRater, byNote, global }: Tallies, part: LogisticPart): Places {
  switch (part) {
    case 'global':
      return { values: global, stride: 2, slope: 0 };
    case 'raterIntercept':
      return { values: byRater, stride: SUMS, slope: 0 };
    case 'raterFactor':
      return { values: byRater, stride: SUMS, slope: 2 };
    case 'reputation':
      return { values: byRater, stride: SUMS, slope: 5 };
    case 'noteIntercept':
      return { values: byNote, stride: SUMS, slope: 0 };
    case 'noteFactor':
      return { values: byNote, stride: SUMS, slope: 2 };
  }
}

/** mean(weight · cross entropy); leaves the derivatives in `room`. */
export function crossEntropy(data: LogisticData, at: LogisticParameters, room: Tallies): number {
  const { count, noteCount, raterCount, noteStart, raterOf, labelByNote, weight: weightOf } = data;
  const { raters, byRater, byNote } = room;
  packRaters(raterCount, at, raters);
  byRater.fill(0);
  const { global, noteIntercept, noteFactor } = at;
  const scale = 1 / count;
  let loss = 0;
  let lastWeight = 0;
  let product = 1;
  let slopes = 0;
  let bends = 0;
  for (let note = 0; note < noteCount; note++) {
    const bn = noteIntercept[note]!;
    const fn = noteFactor[note]!;
    let interceptSlope = 0;
    let interceptBend = 0;
    let factorSlope = 0;
    let factorBend = 0;
    let cross = 0;
    for (let entry = noteStart[note]!; entry < noteStart[note + 1]!; entry++) {
      const rater = raterOf[entry]!;
      const from = RATER * rater;
      const fu = raters[from + 1]!;
      const su = raters[from + 2]!;
      const logit = global + raters[from]! + su * bn + fu * fn;
      const label = labelByNote[entry]!;
      const weight = weightOf[entry]! * scale;
      const odds = expNegative(-Math.abs(logit));
      const share = 1 / (1 + odds);
      const probability = logit > 0 ? share : odds * share;
      loss += weight * Math.max(label === 1 ? -logit : logit, 0);
      // Logarithms of neighbours of the same weight are taken together, as one of their product.
      if (weight !== lastWeight || product > HUGE) {
        loss += lastWeight * Math.log(product);
        lastWeight = weight;
        product = 1;
      }
      product *= 1 + odds;
      const slope = weight * (probability - label);
      const bend = weight * odds * share * share;
      const to = SUMS * rater;
      byRater[to]! += slope;
      byRater[to + 1]! += bend;
      byRater[to + 2]! += slope * fn;
      byRater[to + 3]! += bend * fn * fn;
      byRater[to + 4]! += bend * fn;
      byRater[to + 5]! += slope * bn;
      byRater[to + 6]! += bend * bn * bn;
      byRater[to + 7]! += bend * bn;
      byRater[to + 8]! += bend * bn * fn;
      slopes += slope;
      bends += bend;
      interceptSlope += slope * su;
      interceptBend += bend * su * su;
      factorSlope += slope * fu;
      factorBend += bend * fu * fu;
      cross += bend * su * fu;
    }
    const to = SUMS * note;
    byNote[to] = interceptSlope;
    byNote[to + 1] = interceptBend;
    byNote[to + 2] = factorSlope;
    byNote[to + 3] = factorBend;
    byNote[to + 4] = cross;
  }
  room.global[0] = slopes;
  room.global[1] = bends;
  return loss + lastWeight * Math.log(product);
}

/** mean(weight · squared error) of the same form, for labels of 0, ½ and 1 (codes 0 to 2); leaves the derivatives in `room`. */
export function squaredError(data: LogisticData, at: LogisticParameters, room: Tallies): number {
  const { count, noteCount, raterCount, noteStart, raterOf, labelByNote, weight: weightOf } = data;
  const { raters, byRater, byNote } = room;
  packRaters(raterCount, at, raters);
  byRater.fill(0);
  const { global, noteIntercept, noteFactor } = at;
  let loss = 0;
  let slopes = 0;
  let bends = 0;
  for (let note = 0; note < noteCount; note++) {
    const bn = noteIntercept[note]!;
    const fn = noteFactor[note]!;
    const own = SUMS * note;
    for (let place = own; place < own + SUMS; place++) byNote[place] = 0;
    for (let entry = noteStart[note]!; entry < noteStart[note + 1]!; entry++) {
      const rater = raterOf[entry]!;
      const from = RATER * rater;
      const fu = raters[from + 1]!;
      const su = raters[from + 2]!;
      const error = global + raters[from]! + su * bn + fu * fn - labelByNote[entry]! / 2;
      const bend = (2 * weightOf[entry]!) / count;
      const slope = bend * error;
      loss += slope * error;
      slopes += slope;
      bends += bend;
      const to = SUMS * rater;
      byRater[to]! += slope;
      byRater[to + 1]! += bend;
      byRater[to + 2]! += slope * fn;
      byRater[to + 3]! += bend * fn * fn;
      byRater[to + 4]! += bend * fn;
      byRater[to + 5]! += slope * bn;
      byRater[to + 6]! += bend * bn * bn;
      byRater[to + 7]! += bend * bn;
      byRater[to + 8]! += bend * bn * fn;
      byNote[own]! += slope * su;
      byNote[own + 1]! += bend * su * su;
      byNote[own + 2]! += slope * fu;
      byNote[own + 3]! += bend * fu * fu;
      byNote[own + 4]! += bend * su * fu;
    }
  }
  room.global[0] = slopes;
  room.global[1] = bends;
  return loss / 2;
}

function packRaters(raterCount: number, at: LogisticParameters, raters: Float64Array): void {
  for (let rater = 0; rater < raterCount; rater++) {
    raters[RATER * rater] = at.raterIntercept[rater]!;
    raters[RATER * rater + 1] = at.raterFactor[rater]!;
    raters[RATER * rater + 2] = at.reputation[rater]!;
  }
}
