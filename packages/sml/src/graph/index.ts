/** Rulesets as dependency graphs. */
export { ruleGraph } from './build.ts';
export { filterGraph, type GraphFilter, unknownInFilter } from './filter.ts';
export {
  type Direction,
  type EdgeKind,
  type GraphEdge,
  type GraphNode,
  type NodeKind,
  type RuleGraph,
  reach,
  subgraph,
} from './graph.ts';
export { type GraphFormat, toData, toDot, toMermaid } from './render.ts';
export { type TextArgument, textArguments } from './text-arguments.ts';
