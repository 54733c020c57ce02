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
export { candidatesOf } from './link/candidates.ts';
export { withEnoughPosts } from './link/enough-posts.ts';
export { type CandidatePair, FEATURES, pairsOf, type SharedKey } from './link/features.ts';
export { featureSeed, hashedKeys, hashKey, type Pepper, parsePeppers } from './link/keys.ts';
export { learnLinks } from './link/learn.ts';
export { type AccountLinks, type Evidence, type LinkCandidate, type LinkOptions, linkAccounts } from './link/link.ts';
export { MEASURES, type Measure, vectorsOf } from './link/measures.ts';
export { DEFAULT_MODEL } from './link/model.ts';
export { type Posts, type Profile, profilesOf } from './link/profile.ts';
export { dot, normalized, type Sparse, sparseOf } from './link/sparse.ts';
export { type AlignedShares, alignActors } from './readers/align.ts';
export { readProfiles, type StoredProfile, writeProfiles } from './readers/profiles-file.ts';
export { type EdgeColumns, type NamedEdges, readEdges } from './readers/read-edges.ts';
export { type NamedPosts, type PostColumns, readPosts } from './readers/read-posts.ts';
export { type NamedShares, readShares, type ShareColumns } from './readers/read-shares.ts';
export type { CsvLayout } from './readers/source.ts';
export { type SuggestionBasis, type SuggestionTerms, suggestRule, termsOfColumns } from './suggest/suggest-rule.ts';
export { hashText } from './text/hash.ts';
export { MAX_PAIRS_COMPARED } from './text/limits.ts';
export { type NearDuplicateOptions, type NearDuplicates, nearDuplicates } from './text/near-duplicates.ts';
export { type SimilarSets, similarSets, similarSetsNear } from './text/similar-pairs.ts';
export { toolkitText, toolkitTokens } from './text/words.ts';
export { type Network, type NetworkEdge, type NetworkNode, type NetworkParts, toNetwork } from './writers/network.ts';
export { writeNetwork } from './writers/write-network.ts';
