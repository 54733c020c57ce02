/** Weighted graphs without direction, as lists of neighbours: what clustering and propagation walk on. */
import type { CoactionGraph } from './graph.ts';

/** Neighbours of node `v`: `neighbour[first[v] … first[v + 1])` with their weights; each edge is at both of its ends. */
export interface Neighbours {
  readonly nodes: number;
  readonly first: Uint32Array;
  readonly neighbour: Uint32Array;
  readonly weight: Float64Array;
}

export interface Edges {
  readonly from: Uint32Array;
  readonly to: Uint32Array;
  readonly weight: ArrayLike<number>;
}

/** Loops are left out; edges of both directions add up. Neighbours come in order of `from` and `to`. */
export function neighboursOf(nodes: number, { from, to, weight }: Edges): Neighbours {
  const first = new Uint32Array(nodes + 1);
  for (let edge = 0; edge < from.length; edge++) {
    if (from[edge] === to[edge]) continue;
    first[from[edge]! + 1]!++;
    first[to[edge]! + 1]!++;
  }
  for (let node = 0; node < nodes; node++) first[node + 1]! += first[node]!;
  const next = first.slice(0, nodes);
  const neighbour = new Uint32Array(first[nodes]!);
  const weights = new Float64Array(first[nodes]!);
  for (let edge = 0; edge < from.length; edge++) {
    const [a, b] = [from[edge]!, to[edge]!];
    if (a === b) continue;
    const [atA, atB] = [next[a]!++, next[b]!++];
    neighbour[atA] = b;
    neighbour[atB] = a;
    weights[atA] = weights[atB] = weight[edge]!;
  }
  return { nodes, first, neighbour, weight: weights };
}

/** The edges of a graph that a test keeps. */
export function edgesWhere(graph: CoactionGraph, keeps: (edge: number) => boolean): Edges {
  const edges = Uint32Array.from(graph.from.keys()).filter(keeps);
  const pick = (column: Uint32Array) => edges.map((edge) => column[edge]!);
  return { from: pick(graph.from), to: pick(graph.to), weight: pick(graph.weight) };
}
