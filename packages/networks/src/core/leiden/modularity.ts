/** How much more of a graph's weight lies within communities than chance would put there. */
import type { Neighbours } from '../undirected.ts';

/** Newman's modularity with a resolution: `Σ_c (w_c / m - resolution (K_c / 2m)²)`, 0 for a graph without edges. */
export function modularity(graph: Neighbours, community: Uint32Array, resolution = 1): number {
  const { nodes, first, neighbour, weight } = graph;
  const strength = new Float64Array(nodes);
  let within = 0;
  let total = 0;
  for (let node = 0; node < nodes; node++) {
    for (let i = first[node]!; i < first[node + 1]!; i++) {
      strength[community[node]!]! += weight[i]!;
      total += weight[i]!;
      if (community[neighbour[i]!] === community[node]) within += weight[i]!;
    }
  }
  if (total === 0) return 0;
  return within / total - resolution * strength.reduce((sum, k) => sum + (k / total) ** 2, 0);
}
