/** A graph to which edges are added: lists of both ends by node. */
import { NetworksError } from '../../errors.ts';
import type { Edges } from '../../undirected.ts';

export interface End {
  readonly nodes: number[];
  readonly weights: number[];
}

export class GrowingGraph {
  readonly out: End[] = [];
  readonly in: End[] = [];
  /** Sum of the weights of what goes out, by node. */
  readonly outWeight: number[] = [];
  edges = 0;

  get nodes(): number {
    return this.out.length;
  }

  /** Room for nodes up to this number; returns how many are new. */
  reserve(nodes: number): number {
    const before = this.out.length;
    while (this.out.length < nodes) {
      this.out.push({ nodes: [], weights: [] });
      this.in.push({ nodes: [], weights: [] });
      this.outWeight.push(0);
    }
    return this.out.length - before;
  }

  add(from: number, to: number, weight: number): void {
    const [source, target] = [this.out[from]!, this.in[to]!];
    source.nodes.push(to);
    source.weights.push(weight);
    target.nodes.push(from);
    target.weights.push(weight);
    this.outWeight[from]! += weight;
    this.edges++;
  }
}

/** Throws a NetworksError where an end lies outside of the nodes. */
export function checkEnds(nodes: number, { from, to }: Edges): void {
  for (let edge = 0; edge < from.length; edge++) {
    if (from[edge]! < nodes && to[edge]! < nodes) continue;
    throw new NetworksError(`edge ${edge}: ${from[edge]} to ${to[edge]} of ${nodes} nodes`);
  }
}
