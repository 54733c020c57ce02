/** Choosing the part of a graph that somebody asks about. */
import { type Direction, type RuleGraph, reach, subgraph } from './graph.ts';

export interface GraphFilter {
  readonly rules?: readonly string[];
  readonly labels?: readonly string[];
  readonly features?: readonly string[];
  /** What an event of this action runs. */
  readonly action?: string;
  /** What the chosen nodes come from, what they lead to, or both (when absent). */
  readonly direction?: Direction;
  /** Files and what they import, beside what they define; features, rules and effects alone when false. */
  readonly files?: boolean;
}

/** Names in a filter that the graph does not have, as `kind:name`. */
export function unknownInFilter(graph: RuleGraph, filter: GraphFilter): string[] {
  return [...chosen(filter), ...(filter.action === undefined ? [] : [`action:${filter.action}`])].filter(
    (id) => !graph.nodes.has(id),
  );
}

export function filterGraph(graph: RuleGraph, filter: GraphFilter): RuleGraph {
  let result = graph;
  if (filter.action !== undefined) result = forAction(result, filter.action);
  const start = chosen(filter).filter((id) => result.nodes.has(id));
  if (start.length > 0) {
    const directions: readonly Direction[] =
      filter.direction === undefined ? ['upstream', 'downstream'] : [filter.direction];
    const kept = new Set(
      directions.flatMap((direction) => [...reach(result, start, direction, ['reads', 'checks', 'fires'])]),
    );
    const files = result.edges.filter(({ kind, to }) => kind === 'defines' && kept.has(to)).map(({ from }) => from);
    for (const file of files) kept.add(file);
    result = subgraph(result, kept);
  }
  if (filter.files === false) {
    result = subgraph(
      result,
      new Set([...result.nodes.values()].filter(({ kind }) => kind !== 'file').map(({ id }) => id)),
    );
  }
  return result;
}

const chosen = ({ rules = [], labels = [], features = [] }: GraphFilter): string[] => [
  ...rules.map((name) => `rule:${name}`),
  ...labels.map((name) => `label:${name}`),
  ...features.map((name) => `feature:${name}`),
];

/** Without the files that only other actions select, and all that only these define. */
function forAction(graph: RuleGraph, action: string): RuleGraph {
  const selected = new Map<string, Set<string>>();
  for (const { from, to, kind } of graph.edges) {
    if (kind !== 'selects') continue;
    const actions = selected.get(to) ?? new Set();
    selected.set(to, actions.add(from));
  }
  const foreign = ({ to, kind }: { readonly to: string; readonly kind: string }): boolean =>
    kind === 'requires' && selected.get(to)?.has(`action:${action}`) === false;
  const open: RuleGraph = { nodes: graph.nodes, edges: graph.edges.filter((edge) => !foreign(edge)) };
  const running = reach(open, ['file:main.sml', `action:${action}`], 'downstream', [
    'imports',
    'requires',
    'selects',
    'defines',
  ]);
  const effects = reach(open, running, 'downstream', ['fires']);
  const labels = open.edges.filter(({ kind, to }) => kind === 'checks' && running.has(to)).map(({ from }) => from);
  return subgraph(open, new Set([...effects, ...labels]));
}
