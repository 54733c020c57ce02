/** Finds who acts together. `@lapwing/networks/core` is the engine alone, without readers and writers. */
export * from './core/index.ts';
export {
  isOfTime,
  isTimeless,
  KINDS,
  type Kind,
  type KindOptions,
  kindOf,
  type SharesOfKind,
  sharesOfKind,
} from './kinds/kinds.ts';
export { type AlignedShares, alignActors } from './readers/align.ts';
export { type EdgeColumns, type NamedEdges, readEdges } from './readers/read-edges.ts';
export { type NamedShares, readShares, type ShareColumns } from './readers/read-shares.ts';
export type { CsvLayout } from './readers/source.ts';
export { type SuggestionBasis, type SuggestionTerms, suggestRule, termsOfColumns } from './suggest/suggest-rule.ts';
export { type NearDuplicateOptions, type NearDuplicates, nearDuplicates } from './text/near-duplicates.ts';
export { type SimilarSets, similarSets } from './text/similar-pairs.ts';
export { toolkitText, toolkitTokens } from './text/words.ts';
export { type Network, type NetworkEdge, type NetworkNode, type NetworkParts, toNetwork } from './writers/network.ts';
export { writeNetwork } from './writers/write-network.ts';
