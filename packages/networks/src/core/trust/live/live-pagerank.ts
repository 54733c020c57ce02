/**
 * PageRank of a graph to which edges are added, kept up to date near where they are (Ohsaka et al., KDD 2015). With scores `x`, what is left
 * to give is the residual `r = a t + (1 - a) P^T x - x`; an edge changes the residual of its source's neighbours alone, and pushes
 * bring what is left below the tolerance. Nodes without outgoing edges keep nothing back: scores divided by their sum are those in
 * which their trust goes to where trust begins (Gleich 2015, section 2).
 */
import { NetworksError } from '../../errors.ts';
import type { Edges } from '../../undirected.ts';
import { checkEnds, GrowingGraph } from './growing-graph.ts';

export interface LivePageRankOptions {
  readonly restart?: number;
  /** Nodes where trust begins; all alike when absent. */
  readonly trusted?: readonly number[];
  /** All scores together are within this of those of a run from the beginning. */
  readonly tolerance?: number;
}

export class LivePageRank {
  readonly #graph = new GrowingGraph();
  readonly #restart: number;
  readonly #trusted: ReadonlySet<number> | null;
  readonly #tolerance: number;
  #score: number[] = [];
  #residual: number[] = [];
  #queue: number[] = [];
  #isQueued: boolean[] = [];
  /** Edges that were walked by all pushes so far: what keeping up to date has cost. */
  walked = 0;

  constructor({ restart = 0.15, trusted, tolerance = 1e-9 }: LivePageRankOptions = {}) {
    if (!(restart > 0 && restart <= 1)) throw new NetworksError('restart must be above 0 and at most 1');
    if (trusted?.length === 0) throw new NetworksError('no node is trusted');
    this.#restart = restart;
    this.#trusted = trusted === undefined ? null : new Set(trusted);
    this.#tolerance = tolerance;
  }

  /** Edges of weight 0 or less are left out. Throws a NetworksError where an end is no node. */
  add(nodes: number, edges: Edges): void {
    checkEnds(nodes, edges);
    this.#reserve(nodes);
    const graph = this.#graph;
    const { from, to, weight } = edges;
    const bySource = new Map<number, number[]>();
    for (let edge = 0; edge < from.length; edge++) {
      if (!(weight[edge]! > 0)) continue;
      const of = bySource.get(from[edge]!) ?? [];
      bySource.set(from[edge]!, of);
      of.push(edge);
    }
    for (const [source, added] of bySource) {
      // What the source gave before is taken back, and given anew.
      this.#give(source, -this.#score[source]!);
      for (const edge of added) graph.add(source, to[edge]!, weight[edge]!);
      this.#give(source, this.#score[source]!);
    }
    this.#push();
  }

  /** By node; their sum is 1. */
  scores(): Float64Array {
    const sum = this.#score.reduce((total, value) => total + value, 0);
    return Float64Array.from(this.#score, (value) => (sum > 0 ? value / sum : 0));
  }

  #reserve(nodes: number): void {
    const first = this.#graph.nodes;
    this.#graph.reserve(nodes);
    for (let node = first; node < nodes; node++) {
      const begins = this.#trusted === null || this.#trusted.has(node);
      this.#score.push(0);
      this.#residual.push(0);
      this.#isQueued.push(false);
      if (begins) this.#change(node, this.#restart);
    }
  }

  #give(source: number, amount: number): void {
    const { nodes, weights } = this.#graph.out[source]!;
    const total = this.#graph.outWeight[source]!;
    if (amount === 0 || total === 0) return;
    this.walked += nodes.length;
    for (let i = 0; i < nodes.length; i++) {
      this.#change(nodes[i]!, ((1 - this.#restart) * amount * weights[i]!) / total);
    }
  }

  #change(node: number, amount: number): void {
    this.#residual[node]! += amount;
    if (this.#isQueued[node]) return;
    this.#isQueued[node] = true;
    this.#queue.push(node);
  }

  #push(): void {
    // All that is left, divided by the restart, bounds how far scores are off; scores add up to the number of nodes where trust begins.
    const begins = this.#trusted?.size ?? this.#graph.nodes;
    const least = (this.#tolerance * this.#restart * begins) / Math.max(1, this.#graph.nodes);
    for (let at = 0; at < this.#queue.length; at++) {
      const node = this.#queue[at]!;
      this.#isQueued[node] = false;
      const left = this.#residual[node]!;
      if (Math.abs(left) <= least) continue;
      this.#residual[node] = 0;
      this.#score[node]! += left;
      this.#give(node, left);
      if (at > 65_536 && at * 2 > this.#queue.length) {
        this.#queue = this.#queue.slice(at + 1);
        at = -1;
      }
    }
    this.#queue = [];
  }
}
