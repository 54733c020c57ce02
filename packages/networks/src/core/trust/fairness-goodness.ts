/**
 * Fairness and goodness on graphs of signed ratings (Kumar et al., ICDM 2016): how good the rated are, and how fair the raters, each
 * told from the other until neither changes.
 */
import { NetworksError } from '../errors.ts';
import type { Edges } from '../undirected.ts';

export interface FairnessGoodness {
  /** By rater, 0 to 1; 1 for those who rated nobody. */
  readonly fairness: Float64Array;
  /** By rated, -1 to 1; `prior` for those whom nobody rated. */
  readonly goodness: Float64Array;
  readonly rounds: number;
}

export interface FairnessOptions {
  /** As many imagined ratings, of the value `prior`, from a fair rater: few ratings move a goodness little. */
  readonly priorRatings?: number;
  readonly prior?: number;
  /** What an earlier run came to, to go on from: fewer rounds where little has changed. */
  readonly from?: Pick<FairnessGoodness, 'fairness' | 'goodness'>;
  readonly tolerance?: number;
  readonly maxRounds?: number;
}

/** Weights are ratings from -1 to 1. Throws a NetworksError for others. */
export function fairnessGoodness(
  nodes: number,
  { from, to, weight }: Edges,
  options: FairnessOptions = {},
): FairnessGoodness {
  const { priorRatings = 0, prior = 0, tolerance = 1e-9, maxRounds = 500 } = options;
  for (let edge = 0; edge < from.length; edge++) {
    if (!(Math.abs(weight[edge]!) <= 1))
      throw new NetworksError(`rating ${edge}: ${weight[edge]} is not within -1 and 1`);
  }
  const rated = new Uint32Array(nodes);
  const gave = new Uint32Array(nodes);
  for (let edge = 0; edge < from.length; edge++) {
    gave[from[edge]!]!++;
    rated[to[edge]!]!++;
  }
  const fairness = new Float64Array(nodes).fill(1);
  const goodness = new Float64Array(nodes).fill(prior);
  fairness.set(options.from?.fairness.subarray(0, nodes) ?? []);
  goodness.set(options.from?.goodness.subarray(0, nodes) ?? []);
  let rounds = 0;
  for (let change = Number.POSITIVE_INFINITY; change > tolerance && rounds < maxRounds; rounds++) {
    const sum = new Float64Array(nodes).fill(priorRatings * prior);
    for (let edge = 0; edge < from.length; edge++) sum[to[edge]!]! += fairness[from[edge]!]! * weight[edge]!;
    change = 0;
    for (let node = 0; node < nodes; node++) {
      const next = rated[node] === 0 ? prior : sum[node]! / (rated[node]! + priorRatings);
      change = Math.max(change, Math.abs(next - goodness[node]!));
      goodness[node] = next;
    }
    // Ratings are at most 2 apart.
    const apart = new Float64Array(nodes);
    for (let edge = 0; edge < from.length; edge++) {
      apart[from[edge]!]! += Math.abs(weight[edge]! - goodness[to[edge]!]!) / 2;
    }
    for (let node = 0; node < nodes; node++) {
      const next = gave[node] === 0 ? 1 : 1 - apart[node]! / gave[node]!;
      change = Math.max(change, Math.abs(next - fairness[node]!));
      fairness[node] = next;
    }
  }
  return { fairness, goodness, rounds };
}
