/** Personalised PageRank: trust that flows from those who have it along the edges that they made. */
import { NetworksError } from '../errors.ts';
import type { Edges } from '../undirected.ts';

export interface PageRankOptions {
  /** Chance to begin anew at each step (methods: 0.1 to 0.2). */
  readonly restart?: number;
  /** Where trust begins, by node; everywhere alike when absent. At least one is above 0, none below. */
  readonly teleport?: Float64Array;
  /** Scores of an earlier run to go on from: fewer steps where little has changed. */
  readonly from?: Float64Array;
  /** Stop when all scores together change by less than this in a step. */
  readonly tolerance?: number;
  readonly maxSteps?: number;
}

export interface PageRank {
  /** By node; their sum is 1. */
  readonly score: Float64Array;
  readonly steps: number;
}

/**
 * PageRank (Page et al. 1999) with teleport to given nodes (Haveliwala 2002; with trusted ones, TrustRank: Gyöngyi et al. 2004). Of
 * nodes without outgoing edges the trust goes to the teleport nodes. Edges of a node share its trust by weight; edges of weight 0
 * or less are left out. Throws a NetworksError where options do not fit.
 */
export function pageRank(nodes: number, { from, to, weight }: Edges, options: PageRankOptions = {}): PageRank {
  const { restart = 0.15, tolerance = 1e-9, maxSteps = 200 } = options;
  if (!(restart > 0 && restart <= 1)) throw new NetworksError('restart must be above 0 and at most 1');
  const teleport = normalised(options.teleport ?? new Float64Array(nodes).fill(1), nodes, 'teleport');
  const out = new Float64Array(nodes);
  for (let edge = 0; edge < from.length; edge++) if (weight[edge]! > 0) out[from[edge]!]! += weight[edge]!;
  let score = options.from === undefined ? teleport.slice() : normalised(options.from, nodes, 'from');
  let steps = 0;
  for (let change = Number.POSITIVE_INFINITY; change > tolerance && steps < maxSteps; steps++) {
    const next = new Float64Array(nodes);
    for (let edge = 0; edge < from.length; edge++) {
      if (weight[edge]! > 0) next[to[edge]!]! += (score[from[edge]!]! * weight[edge]!) / out[from[edge]!]!;
    }
    let stranded = 0;
    for (let node = 0; node < nodes; node++) if (out[node] === 0) stranded += score[node]!;
    change = 0;
    for (let node = 0; node < nodes; node++) {
      next[node] = (1 - restart) * (next[node]! + stranded * teleport[node]!) + restart * teleport[node]!;
      change += Math.abs(next[node]! - score[node]!);
    }
    score = next;
  }
  return { score, steps };
}

function normalised(values: Float64Array, nodes: number, name: string): Float64Array {
  if (values.length !== nodes) throw new NetworksError(`${name} has ${values.length} values for ${nodes} nodes`);
  if (values.some((value) => !(value >= 0))) throw new NetworksError(`${name} has a value below 0`);
  const sum = values.reduce((total, value) => total + value, 0);
  if (!(sum > 0) && nodes > 0) throw new NetworksError(`${name} has no value above 0`);
  return values.map((value) => value / sum);
}
