/** A graph on its way through Leiden: nodes are actors at first, later groups of them. */
import type { Neighbours } from '../undirected.ts';

export interface Level extends Neighbours {
  /** Sum of each node's weights; edges within the node count twice. */
  readonly strength: Float64Array;
  /** Sum of all strengths: twice the weight of all edges. */
  readonly total: number;
}

export function firstLevel(graph: Neighbours): Level {
  const strength = new Float64Array(graph.nodes);
  let total = 0;
  for (let node = 0; node < graph.nodes; node++) {
    for (let i = graph.first[node]!; i < graph.first[node + 1]!; i++) strength[node]! += graph.weight[i]!;
    total += strength[node]!;
  }
  return { ...graph, strength, total };
}

/** The graph whose nodes are the groups `[0, groups)` of this one's. */
export function merged(level: Level, group: Uint32Array, groups: number): Level {
  const members = new Uint32Array(level.nodes);
  const start = new Uint32Array(groups + 1);
  for (const of of group) start[of + 1]!++;
  for (let of = 0; of < groups; of++) start[of + 1]! += start[of]!;
  const next = start.slice(0, groups);
  for (let node = 0; node < level.nodes; node++) members[next[group[node]!]!++] = node;

  const strength = new Float64Array(groups);
  const first = new Uint32Array(groups + 1);
  const neighbour = new Uint32Array(level.neighbour.length);
  const weight = new Float64Array(level.neighbour.length);
  const at = new Int32Array(groups).fill(-1);
  let edges = 0;
  for (let of = 0; of < groups; of++) {
    const begin = edges;
    for (let m = start[of]!; m < start[of + 1]!; m++) {
      const node = members[m]!;
      strength[of]! += level.strength[node]!;
      for (let i = level.first[node]!; i < level.first[node + 1]!; i++) {
        const other = group[level.neighbour[i]!]!;
        if (other === of) continue;
        if (at[other]! < begin) {
          at[other] = edges;
          neighbour[edges++] = other;
        }
        weight[at[other]!]! += level.weight[i]!;
      }
    }
    first[of + 1] = edges;
  }
  return {
    nodes: groups,
    first,
    neighbour: neighbour.slice(0, edges),
    weight: weight.slice(0, edges),
    strength,
    total: level.total,
  };
}
