/** Clusters of a co-action graph, each with what a person needs to judge it. */
import { type Cluster, Draft } from './card.ts';
import { connectedComponents } from './components.ts';
import type { CoactionGraph } from './graph.ts';
import { addJointShares } from './joint-shares.ts';
import type { LeidenOptions } from './leiden/leiden.ts';
import { leidenRuns, type StableCommunities } from './leiden/stability.ts';
import type { Shares } from './shares.ts';
import type { Significance } from './significance.ts';
import { edgesWhere, type Neighbours, neighboursOf } from './undirected.ts';

export interface ClusterOptions extends LeidenOptions {
  readonly method?: 'leiden' | 'components';
  /** How often Leiden runs, with seeds that follow each other: the best run is taken, and the others say how stable it is. */
  readonly runs?: number;
  /** Take only edges with a q-value of at most this; needs `significance`. */
  readonly maxQ?: number;
  readonly significance?: Significance;
  /** That of the graph. */
  readonly windowMillis: number;
  /** Objects listed for each cluster. */
  readonly objectsListed?: number;
}

/** Clusters of two and more, largest first, then by their lowest actor. */
export function clusters(shares: Shares, graph: CoactionGraph, options: ClusterOptions): Cluster[] {
  const { significance, maxQ = 1, method = 'leiden', runs = 1, windowMillis, objectsListed = 10 } = options;
  const { from, to, weight } = graph;
  const keeps = (edge: number) =>
    from[edge] !== to[edge] && (significance === undefined || significance.qValue[edge]! <= maxQ);
  const neighbours = neighboursOf(graph.actors, edgesWhere(graph, keeps));
  const found = method === 'leiden' ? leidenRuns(neighbours, { ...options, runs }) : components(neighbours);
  const { community } = found;
  const drafts = new Map<number, Draft>();
  for (let edge = 0; edge < from.length; edge++) {
    if (!keeps(edge) || community[from[edge]!] !== community[to[edge]!]) continue;
    const of = community[from[edge]!]!;
    const draft = drafts.get(of) ?? new Draft(significance !== undefined, found.stability[of]!, found.membership);
    drafts.set(of, draft);
    draft.addEdge(
      from[edge]!,
      to[edge]!,
      weight[edge]!,
      significance?.expected[edge] ?? 0,
      significance?.qValue[edge] ?? 0,
    );
  }
  const platform = addJointShares(shares, windowMillis, community, drafts);
  return [...drafts.values()]
    .map((draft) => draft.finish(platform, objectsListed))
    .sort((a, b) => b.members.length - a.members.length || lowest(a) - lowest(b));
}

/** Nothing of them is left to chance. */
function components(neighbours: Neighbours): StableCommunities {
  const community = connectedComponents(neighbours);
  return {
    community,
    stability: new Float64Array(neighbours.nodes).fill(1),
    membership: new Float64Array(neighbours.nodes).fill(1),
  };
}

function lowest({ members }: Cluster): number {
  return members.reduce((least, { actor }) => Math.min(least, actor), Number.POSITIVE_INFINITY);
}
