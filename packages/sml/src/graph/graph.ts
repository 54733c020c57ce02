/** A ruleset as a graph: what it is made of, and what depends on what. Edges point the way that data and control flow. */

export type NodeKind = 'action' | 'file' | 'feature' | 'rule' | 'label' | 'verdict' | 'effect';

export interface GraphNode {
  /** `kind:name`. */
  readonly id: string;
  readonly kind: NodeKind;
  readonly name: string;
  /** Where it is defined; null for labels, verdicts and actions, which are defined nowhere in the rules. */
  readonly place: { readonly path: string; readonly line: number } | null;
}

/**
 * - `selects`: an action runs a file · `imports`, `requires`: a file runs another
 * - `defines`: a file holds a feature or rule
 * - `reads`: a feature is read by a feature or rule · `checks`: a label is read by a feature or rule
 * - `fires`: a rule fires an effect
 */
export type EdgeKind = 'selects' | 'imports' | 'requires' | 'defines' | 'reads' | 'checks' | 'fires';

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: EdgeKind;
  /** `adds` or `removes` a label; '' otherwise. */
  readonly detail: string;
}

export interface RuleGraph {
  readonly nodes: ReadonlyMap<string, GraphNode>;
  readonly edges: readonly GraphEdge[];
}

export type Direction = 'upstream' | 'downstream';

/** Ids of everything that can be reached from some nodes over edges of the given kinds (all when absent), the nodes first. */
export function reach(
  graph: RuleGraph,
  from: Iterable<string>,
  direction: Direction,
  kinds?: readonly EdgeKind[],
): ReadonlySet<string> {
  const next = new Map<string, string[]>();
  for (const edge of graph.edges) {
    if (kinds !== undefined && !kinds.includes(edge.kind)) continue;
    const [source, target] = direction === 'downstream' ? [edge.from, edge.to] : [edge.to, edge.from];
    const targets = next.get(source);
    if (targets === undefined) next.set(source, [target]);
    else targets.push(target);
  }
  // Grows while it is walked.
  const reached = new Set(from);
  for (const id of reached) for (const target of next.get(id) ?? []) reached.add(target);
  return reached;
}

/** The part of a graph that consists of the given nodes. */
export function subgraph(graph: RuleGraph, ids: ReadonlySet<string>): RuleGraph {
  return {
    nodes: new Map([...graph.nodes].filter(([id]) => ids.has(id))),
    edges: graph.edges.filter(({ from, to }) => ids.has(from) && ids.has(to)),
  };
}
