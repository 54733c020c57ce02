/** A network as files hold it: nodes and edges with names. */
import type { CoactionGraph } from '../core/graph.ts';
import type { Significance } from '../core/significance.ts';
import type { NamedShares } from '../readers/read-shares.ts';

export interface Network {
  readonly directed: boolean;
  readonly nodes: readonly NetworkNode[];
  readonly edges: readonly NetworkEdge[];
}

export interface NetworkNode {
  readonly id: string;
  readonly shares: number;
  /** Number of its cluster, from 1 on; null where it is in none, or none were looked for. */
  readonly cluster: number | null;
}

export interface NetworkEdge {
  readonly source: string;
  readonly target: string;
  readonly weight: number;
  readonly expected: number | null;
  readonly pValue: number | null;
  readonly qValue: number | null;
  /** What else is known of it; the first edge says which columns there are. */
  readonly more?: EdgeColumnsMore;
}

export type EdgeColumnsMore = Readonly<Record<string, number | string | null>>;

/** The further columns of a network's edges, with whether they hold text. */
export function moreColumns({ edges }: Network): readonly { readonly name: string; readonly isText: boolean }[] {
  return Object.keys(edges[0]?.more ?? {}).map((name) => ({
    name,
    isText: edges.some(({ more }) => typeof more?.[name] === 'string'),
  }));
}

export interface NetworkParts {
  readonly named: NamedShares;
  readonly graph: CoactionGraph;
  readonly significance?: Significance;
  /** Edges with a larger q-value are left out. */
  readonly maxQ?: number;
  /** By actor. */
  readonly clusterOf?: ReadonlyMap<number, number>;
  /** By edge. */
  readonly more?: (edge: number) => EdgeColumnsMore;
}

/** Actors that have an edge, and the edges. */
export function toNetwork({ named, graph, significance, maxQ = 1, clusterOf, more }: NetworkParts): Network {
  const { actorNames, shares } = named;
  const { from, to, weight, directed } = graph;
  const count = new Uint32Array(shares.actors);
  for (const actor of shares.actor) count[actor]!++;
  const connected = new Set<number>();
  const edges: NetworkEdge[] = [];
  for (let edge = 0; edge < from.length; edge++) {
    const qValue = significance?.qValue[edge] ?? null;
    if (qValue !== null && qValue > maxQ) continue;
    connected.add(from[edge]!).add(to[edge]!);
    edges.push({
      source: actorNames[from[edge]!]!,
      target: actorNames[to[edge]!]!,
      weight: weight[edge]!,
      expected: significance?.expected[edge] ?? null,
      pValue: significance?.pValue[edge] ?? null,
      qValue,
      ...(more !== undefined && { more: more(edge) }),
    });
  }
  const nodes = Array.from(connected)
    .sort((a, b) => a - b)
    .map((actor) => ({ id: actorNames[actor]!, shares: count[actor]!, cluster: clusterOf?.get(actor) ?? null }));
  return { directed, nodes, edges };
}
