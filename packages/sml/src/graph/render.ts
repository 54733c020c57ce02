/** Graphs as text: Graphviz, Mermaid, and data. Equal graphs give equal texts. */
import type { EdgeKind, GraphEdge, GraphNode, NodeKind, RuleGraph } from './graph.ts';

export type GraphFormat = 'dot' | 'mermaid' | 'json';

const DOT_SHAPES: Readonly<Record<NodeKind, string>> = {
  action: 'cds',
  file: 'note',
  feature: 'ellipse',
  rule: 'box',
  label: 'tab',
  verdict: 'octagon',
  effect: 'component',
};

const EDGE_LABELS: Readonly<Record<EdgeKind, string>> = {
  selects: '',
  imports: 'imports',
  requires: 'requires',
  defines: '',
  reads: '',
  checks: 'checks',
  fires: '',
};

/** Graphviz. */
export function toDot(graph: RuleGraph): string {
  const lines = ['digraph rules {', '  rankdir=LR;', '  node [fontname="sans-serif", fontsize=11];'];
  for (const { id, kind, name } of sortedNodes(graph)) {
    lines.push(`  ${quote(id)} [label=${quote(name)}, shape=${DOT_SHAPES[kind]}];`);
  }
  for (const edge of sortedEdges(graph)) {
    const label = edgeLabel(edge);
    const style =
      edge.kind === 'defines' ? ['style=dotted', 'arrowhead=none'] : edge.kind === 'checks' ? ['style=dashed'] : [];
    const attributes = [...(label === '' ? [] : [`label=${quote(label)}`]), ...style];
    const suffix = attributes.length === 0 ? '' : ` [${attributes.join(', ')}]`;
    lines.push(`  ${quote(edge.from)} -> ${quote(edge.to)}${suffix};`);
  }
  return [...lines, '}', ''].join('\n');
}

const MERMAID_BRACKETS: Readonly<Record<NodeKind, readonly [string, string]>> = {
  action: ['>', ']'],
  file: ['[[', ']]'],
  feature: ['([', '])'],
  rule: ['[', ']'],
  label: ['{{', '}}'],
  verdict: ['{{', '}}'],
  effect: ['[/', '/]'],
};

/** Mermaid's flowchart, for Markdown pages. */
export function toMermaid(graph: RuleGraph): string {
  const nodes = sortedNodes(graph);
  const short = new Map(nodes.map(({ id }, index) => [id, `n${index}`]));
  const lines = ['flowchart LR'];
  for (const { id, kind, name } of nodes) {
    const [open, close] = MERMAID_BRACKETS[kind];
    lines.push(`  ${short.get(id)}${open}"${escapeMermaid(name)}"${close}`);
  }
  for (const edge of sortedEdges(graph)) {
    const arrow = edge.kind === 'defines' ? '-.-' : edge.kind === 'checks' ? '-.->' : '-->';
    const label = edgeLabel(edge);
    lines.push(`  ${short.get(edge.from)} ${arrow}${label === '' ? '' : `|${label}|`} ${short.get(edge.to)}`);
  }
  return `${lines.join('\n')}\n`;
}

/** Nodes and edges as plain data. */
export function toData(graph: RuleGraph): {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
} {
  return { nodes: sortedNodes(graph), edges: sortedEdges(graph) };
}

const edgeLabel = ({ kind, detail }: GraphEdge): string => (detail === '' ? EDGE_LABELS[kind] : detail);

const sortedNodes = ({ nodes }: RuleGraph): GraphNode[] => [...nodes.values()].sort((a, b) => compare(a.id, b.id));

const sortedEdges = ({ edges }: RuleGraph): GraphEdge[] =>
  edges.toSorted(
    (a, b) => compare(a.from, b.from) || compare(a.to, b.to) || compare(a.kind + a.detail, b.kind + b.detail),
  );

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const quote = (text: string): string =>
  `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;

const escapeMermaid = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('\n', ' ');
