/**
 * SybilRank (Cao et al., NSDI 2012): trust walks from known honest actors over an undirected graph and stops early, before it has spread
 * evenly. What lies behind few edges to honest people gets little of it.
 */
import { NetworksError } from '../errors.ts';
import type { Neighbours } from '../undirected.ts';

/**
 * Trust by node, divided by the node's strength: low is suspicious, 0 was not reached. `steps` defaults to log2 of the number of
 * nodes. Throws a NetworksError where there are no seeds, or one is no node.
 */
export function sybilRank(graph: Neighbours, seeds: readonly number[], steps?: number): Float64Array {
  const { nodes, first, neighbour, weight } = graph;
  if (seeds.length === 0) throw new NetworksError('SybilRank needs at least one trusted actor');
  const wrong = seeds.find((seed) => !(seed >= 0 && seed < nodes));
  if (wrong !== undefined) throw new NetworksError(`the trusted actor ${wrong} is none of ${nodes}`);
  const strength = new Float64Array(nodes);
  for (let node = 0; node < nodes; node++) {
    for (let i = first[node]!; i < first[node + 1]!; i++) strength[node]! += weight[i]!;
  }
  let trust = new Float64Array(nodes);
  for (const seed of seeds) trust[seed]! += nodes / seeds.length;
  const walk = steps ?? Math.ceil(Math.log2(Math.max(2, nodes)));
  for (let step = 0; step < walk; step++) {
    const next = new Float64Array(nodes);
    for (let node = 0; node < nodes; node++) {
      // Who knows nobody keeps what they have.
      if (strength[node] === 0) next[node]! += trust[node]!;
      const share = strength[node] === 0 ? 0 : trust[node]! / strength[node]!;
      for (let i = first[node]!; i < first[node + 1]!; i++) next[neighbour[i]!]! += share * weight[i]!;
    }
    trust = next;
  }
  return trust.map((value, node) => (strength[node] === 0 ? value : value / strength[node]!));
}
