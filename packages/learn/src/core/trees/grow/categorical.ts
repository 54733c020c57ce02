/**
 * Splits of a column of categories. Sorted by their mean gradient, the best two groups are neighbours in that order (Fisher 1958), so
 * only prefixes from either end are tried. With many categories chance alone makes such an order, hence smoothing, a penalty of its
 * own, and a least size of groups (as LightGBM has them).
 */
import {
  bestValue,
  type Candidate,
  type Histogram,
  type NodeSums,
  ROUNDING,
  type SplitRules,
  scoreOf,
} from './candidate.ts';

/** Columns of so few categories, missing included, are split without smoothing: there is no order of chance to speak of. */
const FEW_CATEGORIES = 4;

/**
 * The best split by bins 0 to `bins`; missing is a category like the others. Bins without rows at the node go with the more rows, those
 * with too few to be judged go right.
 */
export function splitCategories(
  { gradient, hessian, count }: Histogram,
  bins: number,
  node: NodeSums,
  rules: SplitRules,
  into: Candidate,
): void {
  const few = bins + (count[0]! > 0 ? 1 : 0) <= FEW_CATEGORIES;
  const smoothing = few ? 0 : rules.categorySmoothing;
  const l2 = few ? rules.l2 : rules.l2 + rules.categoryL2;
  const leastRows = few ? 1 : Math.min(rules.minCategoryRows, 10);
  const groupRows = few ? 1 : rules.minCategoryRows;
  into.gain = 0;
  const order: number[] = [];
  for (let bin = 0; bin <= bins; bin++) {
    if (count[bin]! >= leastRows && hessian[bin]! + smoothing > 0) order.push(bin);
  }
  if (order.length === 0) return;
  const mean = (bin: number) => gradient[bin]! / (hessian[bin]! + smoothing);
  order.sort((a, b) => mean(a) - mean(b) || a - b);
  const nodeValue = bestValue(node.gradient, node.hessian, rules.l2, node.lower, node.upper);
  const base = scoreOf(node.gradient, node.hessian, rules.l2, nodeValue);
  let most = base + Math.abs(base) * ROUNDING;
  let found = 0;
  let backwards = false;
  const longest = few ? order.length : Math.min(rules.maxCategories, order.length);
  for (const end of [false, true]) {
    let [g, h, n, group] = [0, 0, 0, 0];
    for (let taken = 1; taken <= longest; taken++) {
      const bin = order[end ? order.length - taken : taken - 1]!;
      g += gradient[bin]!;
      h += hessian[bin]!;
      n += count[bin]!;
      group += count[bin]!;
      const right = node.count - n;
      if (right < rules.minRows || right < groupRows || node.hessian - h < rules.minChildWeight) break;
      if (n < rules.minRows || h < rules.minChildWeight || group < groupRows) continue;
      if (!(h + l2 > 0) || !(node.hessian - h + l2 > 0)) continue;
      group = 0;
      const score = sideScore(g, h, l2, node) + sideScore(node.gradient - g, node.hessian - h, l2, node);
      if (score > most) {
        most = score;
        found = taken;
        backwards = end;
        into.leftGradient = g;
        into.leftHessian = h;
        into.leftCount = n;
      }
    }
  }
  if (found === 0) return;
  into.gain = most - base;
  into.leftValue = bestValue(into.leftGradient, into.leftHessian, l2, node.lower, node.upper);
  into.rightValue = bestValue(
    node.gradient - into.leftGradient,
    node.hessian - into.leftHessian,
    l2,
    node.lower,
    node.upper,
  );
  // What the node has no rows of, unseen categories included, goes with the more rows.
  const absentLeft = into.leftCount * 2 >= node.count;
  into.left.fill(0);
  for (let bin = 0; bin < 256; bin++) {
    if (absentLeft && (bin > bins || count[bin] === 0)) into.left[bin >> 5]! |= 1 << (bin & 31);
  }
  for (let i = 0; i < found; i++) {
    const bin = order[backwards ? order.length - 1 - i : i]!;
    into.left[bin >> 5]! |= 1 << (bin & 31);
  }
  into.missingLeft = (into.left[0]! & 1) === 1;
}

function sideScore(gradient: number, hessian: number, l2: number, { lower, upper }: NodeSums): number {
  return scoreOf(gradient, hessian, l2, bestValue(gradient, hessian, l2, lower, upper));
}
