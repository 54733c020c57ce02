/**
 * SybilRank of a graph to which edges are added. What every node had after every step of the walk is kept; an edge changes what its ends
 * pass on, and from step to step only what differs is passed on again.
 */
import { NetworksError } from '../../errors.ts';
import type { Edges } from '../../undirected.ts';
import { checkEnds, GrowingGraph } from './growing-graph.ts';

export interface LiveSybilRankOptions {
  readonly trusted: readonly number[];
  /** Steps of the walk; log2 of the number of nodes, as that grows, when absent. */
  readonly steps?: number;
  /** Differences below it (of an average trust of 1) are not passed on. */
  readonly tolerance?: number;
}

export class LiveSybilRank {
  readonly #graph = new GrowingGraph();
  readonly #trusted: readonly number[];
  readonly #fixedSteps: number | undefined;
  readonly #tolerance: number;
  /** By step: what each node has, of one unit for each trusted one. */
  #trust: Float64Array[] = [];
  /** Edges that were walked so far. */
  walked = 0;

  /** Throws a NetworksError where nobody is trusted. */
  constructor({ trusted, steps, tolerance = 1e-12 }: LiveSybilRankOptions) {
    if (trusted.length === 0) throw new NetworksError('SybilRank needs at least one trusted actor');
    this.#trusted = trusted;
    this.#fixedSteps = steps;
    this.#tolerance = tolerance;
  }

  /** Add edges without direction; loops, and those of weight 0 or less, are left out. Throws a NetworksError where an end, or a trusted one, is no node. */
  add(nodes: number, edges: Edges): void {
    checkEnds(nodes, edges);
    const wrong = this.#trusted.find((node) => !(node >= 0 && node < nodes));
    if (wrong !== undefined) throw new NetworksError(`the trusted actor ${wrong} is none of ${nodes}`);
    const graph = this.#graph;
    graph.reserve(nodes);
    const steps = this.#fixedSteps ?? Math.ceil(Math.log2(Math.max(2, nodes)));
    const isNew = this.#trust.length !== steps + 1;
    if (isNew) this.#trust = Array.from({ length: steps + 1 }, () => new Float64Array(nodes));
    else this.#trust = this.#trust.map((values) => grownTo(values, nodes));
    const added = keptOf(edges);
    const touched = new Set(added.flat().map(([node]) => node));
    // What the ends passed on before, at every step, is taken back; then they pass on anew.
    const changes = this.#trust.map(() => new Map<number, number>());
    if (!isNew) for (const node of touched) this.#passAll(node, -1, changes);
    for (const ends of added) for (const [node, other, weight] of ends) graph.add(node, other, weight);
    if (isNew) {
      for (const node of this.#trusted) this.#trust[0]![node]! += 1;
      for (let step = 0; step < steps; step++) {
        for (let node = 0; node < nodes; node++) this.#pass(node, this.#trust[step]![node]!, this.#trust[step + 1]!);
      }
      return;
    }
    for (const node of touched) this.#passAll(node, 1, changes);
    this.#carry(changes);
  }

  /** Trust by node, divided by the node's strength, as `sybilRank` gives it. */
  scores(): Float64Array {
    const last = this.#trust.at(-1) ?? new Float64Array(0);
    const scale = this.#graph.nodes / this.#trusted.length;
    return last.map((value, node) => (value * scale) / (this.#graph.outWeight[node]! || 1));
  }

  /** What a node passes on of what it had at each step, before anything of this change has reached it. */
  #passAll(node: number, sign: 1 | -1, changes: readonly Map<number, number>[]): void {
    for (let step = 0; step + 1 < this.#trust.length; step++) {
      this.#spread(node, sign * this.#trust[step]![node]!, changes[step + 1]!);
    }
  }

  #carry(changes: readonly Map<number, number>[]): void {
    const scale = this.#graph.nodes / this.#trusted.length;
    for (let step = 1; step < this.#trust.length; step++) {
      const values = this.#trust[step]!;
      for (const [node, change] of changes[step]!) {
        if (Math.abs(change) * scale < this.#tolerance) continue;
        values[node]! += change;
        if (step + 1 < this.#trust.length) this.#spread(node, change, changes[step + 1]!);
      }
    }
  }

  #spread(node: number, amount: number, into: Map<number, number>): void {
    if (amount === 0) return;
    const { nodes, weights } = this.#graph.out[node]!;
    const strength = this.#graph.outWeight[node]!;
    // Who knows nobody keeps what they have.
    if (strength === 0) {
      into.set(node, (into.get(node) ?? 0) + amount);
      return;
    }
    this.walked += nodes.length;
    for (let i = 0; i < nodes.length; i++) {
      const other = nodes[i]!;
      into.set(other, (into.get(other) ?? 0) + (amount * weights[i]!) / strength);
    }
  }

  #pass(node: number, amount: number, into: Float64Array): void {
    if (amount === 0) return;
    const { nodes, weights } = this.#graph.out[node]!;
    const strength = this.#graph.outWeight[node]!;
    if (strength === 0) {
      into[node]! += amount;
      return;
    }
    this.walked += nodes.length;
    for (let i = 0; i < nodes.length; i++) into[nodes[i]!]! += (amount * weights[i]!) / strength;
  }
}

type Ends = readonly (readonly [node: number, other: number, weight: number])[];

/** Each edge at both of its ends. */
function keptOf({ from, to, weight }: Edges): Ends[] {
  const kept: Ends[] = [];
  for (let edge = 0; edge < from.length; edge++) {
    const [a, b, w] = [from[edge]!, to[edge]!, weight[edge]!];
    if (a !== b && w > 0) {
      kept.push([
        [a, b, w],
        [b, a, w],
      ]);
    }
  }
  return kept;
}

function grownTo(values: Float64Array, length: number): Float64Array {
  if (values.length === length) return values;
  const longer = new Float64Array(length);
  longer.set(values);
  return longer;
}
