/** Splits of a column of numbers: every threshold between bins, with missing values on either side. */
import {
  bestValue,
  type Candidate,
  type Histogram,
  type NodeSums,
  ROUNDING,
  type SplitRules,
  scoreOf,
} from './candidate.ts';

/**
 * The best split by the first `bins` bins after bin 0. Of equal gains the lowest threshold wins, and missing values on the right. Where
 * the node has no missing values, they go with the more rows. `direction` is the column's monotone constraint or 0; it holds between
 * values, not between values and none. `bounded` says that some constraint bounds values.
 */
export function splitNumbers(
  { gradient, hessian, count }: Histogram,
  bins: number,
  node: NodeSums,
  rules: SplitRules,
  direction: number,
  bounded: boolean,
  into: Candidate,
): void {
  const { l2, minRows, minChildWeight } = rules;
  const { lower, upper } = node;
  const nodeValue = bestValue(node.gradient, node.hessian, l2, lower, upper);
  const base = scoreOf(node.gradient, node.hessian, l2, nodeValue);
  const missing = count[0]!;
  let most = base + Math.abs(base) * ROUNDING;
  let found = 0;
  let missingLeft = false;
  let g = 0;
  let h = 0;
  let n = 0;
  for (let bin = 1; bin <= bins; bin++) {
    if (count[bin] === 0) continue;
    g += gradient[bin]!;
    h += hessian[bin]!;
    n += count[bin]!;
    const allPresent = n + missing === node.count;
    for (let side = 0; side < 2; side++) {
      // With nothing missing, or with everything on the left, there is one way.
      if (side === 1 && (missing === 0 || allPresent)) break;
      const gl = side === 0 ? g : g + gradient[0]!;
      const hl = side === 0 ? h : h + hessian[0]!;
      const nl = side === 0 ? n : n + missing;
      if (nl < minRows || node.count - nl < minRows) continue;
      const gr = node.gradient - gl;
      const hr = node.hessian - hl;
      if (hl < minChildWeight || hr < minChildWeight || !(hl + l2 > 0) || !(hr + l2 > 0)) continue;
      let score: number;
      if (bounded) {
        const left = bestValue(gl, hl, l2, lower, upper);
        const right = bestValue(gr, hr, l2, lower, upper);
        if (!allPresent && direction * (right - left) < 0) continue;
        score = scoreOf(gl, hl, l2, left) + scoreOf(gr, hr, l2, right);
      } else {
        score = (gl * gl) / (hl + l2) + (gr * gr) / (hr + l2);
      }
      if (score > most) {
        most = score;
        found = bin;
        missingLeft = side === 1;
        into.leftGradient = gl;
        into.leftHessian = hl;
        into.leftCount = nl;
      }
    }
  }
  into.gain = found === 0 ? 0 : most - base;
  if (found === 0) return;
  into.lastLeft = into.leftCount + missing === node.count && !missingLeft && missing > 0 ? bins : found;
  into.missingLeft = missing === 0 ? into.leftCount * 2 >= node.count : missingLeft;
  into.leftValue = bestValue(into.leftGradient, into.leftHessian, l2, lower, upper);
  into.rightValue = bestValue(node.gradient - into.leftGradient, node.hessian - into.leftHessian, l2, lower, upper);
}
