/**
 * Fairness and goodness of a graph of ratings to which ratings are added: from the rated onwards, whoever changes makes those whom it
 * concerns be looked at again, until nobody does. The equations have one solution (Kumar et al. 2016, theorem 1), so it is the one of
 * a run from the beginning.
 */
import { NetworksError } from '../../errors.ts';
import type { Edges } from '../../undirected.ts';
import { checkEnds, GrowingGraph } from './growing-graph.ts';

export interface LiveFairnessOptions {
  readonly priorRatings?: number;
  readonly prior?: number;
  /** Changes below it concern nobody. */
  readonly tolerance?: number;
}

export class LiveFairness {
  readonly #graph = new GrowingGraph();
  readonly #priorRatings: number;
  readonly #prior: number;
  readonly #tolerance: number;
  #fairness: number[] = [];
  #goodness: number[] = [];
  /** Ratings that were walked so far. */
  walked = 0;

  constructor({ priorRatings = 0, prior = 0, tolerance = 1e-10 }: LiveFairnessOptions = {}) {
    this.#priorRatings = priorRatings;
    this.#prior = prior;
    this.#tolerance = tolerance;
  }

  /** Add ratings from -1 to 1. Throws a NetworksError for others, and where an end is no node. */
  add(nodes: number, edges: Edges): void {
    checkEnds(nodes, edges);
    const { from, to, weight } = edges;
    for (let edge = 0; edge < from.length; edge++) {
      if (Math.abs(weight[edge]!) <= 1) continue;
      throw new NetworksError(`rating ${edge}: ${weight[edge]} is not within -1 and 1`);
    }
    this.#graph.reserve(nodes);
    while (this.#fairness.length < nodes) {
      this.#fairness.push(1);
      this.#goodness.push(this.#prior);
    }
    for (let edge = 0; edge < from.length; edge++) this.#graph.add(from[edge]!, to[edge]!, weight[edge]!);
    this.#settle(new Set(to), new Set(from));
  }

  /** By rater, and by rated. */
  scores(): { readonly fairness: Float64Array; readonly goodness: Float64Array } {
    return { fairness: Float64Array.from(this.#fairness), goodness: Float64Array.from(this.#goodness) };
  }

  #settle(rated: Set<number>, raters: Set<number>): void {
    const { in: incoming, out } = this.#graph;
    while (rated.size > 0 || raters.size > 0) {
      for (const node of rated) {
        const { nodes, weights } = incoming[node]!;
        let sum = this.#priorRatings * this.#prior;
        for (let i = 0; i < nodes.length; i++) sum += this.#fairness[nodes[i]!]! * weights[i]!;
        this.walked += nodes.length;
        const next = nodes.length === 0 ? this.#prior : sum / (nodes.length + this.#priorRatings);
        const change = Math.abs(next - this.#goodness[node]!);
        this.#goodness[node] = next;
        if (change > this.#tolerance) for (const rater of nodes) raters.add(rater);
      }
      rated.clear();
      for (const node of raters) {
        const { nodes, weights } = out[node]!;
        let apart = 0;
        for (let i = 0; i < nodes.length; i++) apart += Math.abs(weights[i]! - this.#goodness[nodes[i]!]!) / 2;
        this.walked += nodes.length;
        const next = nodes.length === 0 ? 1 : 1 - apart / nodes.length;
        const change = Math.abs(next - this.#fairness[node]!);
        this.#fairness[node] = next;
        if (change > this.#tolerance) for (const other of nodes) rated.add(other);
      }
      raters.clear();
    }
  }
}
