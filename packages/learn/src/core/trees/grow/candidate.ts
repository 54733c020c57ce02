/** The best split of a node by one column. */

/** A column's histogram at a node: sums by bin, bin 0 for missing values. All of it is in the units of `quantise.ts`. */
export interface Histogram {
  readonly gradient: Float64Array;
  readonly hessian: Float64Array;
  readonly count: Float64Array;
}

/** A node that may be split: its sums, and what values its constraints leave to it. */
export interface NodeSums {
  readonly gradient: number;
  readonly hessian: number;
  readonly count: number;
  readonly lower: number;
  readonly upper: number;
}

/** What every split keeps to. */
export interface SplitRules {
  readonly l2: number;
  readonly minRows: number;
  readonly minChildWeight: number;
  readonly categorySmoothing: number;
  readonly categoryL2: number;
  readonly maxCategories: number;
  readonly minCategoryRows: number;
}

export interface Candidate {
  /** Twice what the loss falls by; 0 where there is no split. */
  gain: number;
  leftGradient: number;
  leftHessian: number;
  leftCount: number;
  leftValue: number;
  rightValue: number;
  /** Numbers: bins from 1 to this go left. All bins: what is present goes left, what is missing right. */
  lastLeft: number;
  missingLeft: boolean;
  /** Categories: a bit for each bin that goes left. */
  readonly left: Uint32Array;
}

export function noCandidate(): Candidate {
  return {
    gain: 0,
    leftGradient: 0,
    leftHessian: 0,
    leftCount: 0,
    leftValue: 0,
    rightValue: 0,
    lastLeft: 0,
    missingLeft: false,
    left: new Uint32Array(8),
  };
}

/**
 * A gain that is less than this share of what the node's best value gains is rounding, as of gradients that are all the same: nothing
 * is split for it.
 */
export const ROUNDING = 1e-10;

/** The value of a leaf that minimises G·w + (H + l2)/2·w², within bounds. */
export function bestValue(gradient: number, hessian: number, l2: number, lower: number, upper: number): number {
  const value = -gradient / (hessian + l2);
  return value < lower ? lower : value > upper ? upper : value;
}

/** Twice what the loss falls by when a leaf gets this value instead of 0. */
export function scoreOf(gradient: number, hessian: number, l2: number, value: number): number {
  return -(2 * gradient + (hessian + l2) * value) * value;
}

/** Write a candidate to the shared memory at a place of its own (`CANDIDATE_BYTES` bytes: 16 doubles). */
export function writeCandidate(candidate: Candidate, doubles: Float64Array, words: Int32Array, at: number): void {
  doubles[at] = candidate.gain;
  doubles[at + 1] = candidate.leftGradient;
  doubles[at + 2] = candidate.leftHessian;
  doubles[at + 3] = candidate.leftCount;
  doubles[at + 4] = candidate.leftValue;
  doubles[at + 5] = candidate.rightValue;
  words[at * 2 + 12] = candidate.lastLeft;
  words[at * 2 + 13] = candidate.missingLeft ? 1 : 0;
  for (let i = 0; i < 8; i++) words[at * 2 + 14 + i] = candidate.left[i]!;
}

export function readCandidate(doubles: Float64Array, words: Int32Array, at: number): Candidate {
  return {
    gain: doubles[at]!,
    leftGradient: doubles[at + 1]!,
    leftHessian: doubles[at + 2]!,
    leftCount: doubles[at + 3]!,
    leftValue: doubles[at + 4]!,
    rightValue: doubles[at + 5]!,
    lastLeft: words[at * 2 + 12]!,
    missingLeft: words[at * 2 + 13]! === 1,
    left: Uint32Array.from({ length: 8 }, (_, i) => words[at * 2 + 14 + i]! >>> 0),
  };
}
