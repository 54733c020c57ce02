/** How much of a clustering is the graph's, and how much the order in which nodes happened to be looked at. */
import { NetworksError } from '../errors.ts';
import type { Neighbours } from '../undirected.ts';
import { type LeidenOptions, leiden } from './leiden.ts';
import { modularity } from './modularity.ts';

export interface StableCommunities {
  /** That of the run with the highest modularity. */
  readonly community: Uint32Array;
  /** By community: how similar its most similar community of each other run is, on average (Jaccard); 1 where all runs have it. */
  readonly stability: Float64Array;
  /** By node: share of the other runs in which it is in that most similar community. */
  readonly membership: Float64Array;
}

/** Leiden `runs` times, with seeds that follow each other. Throws a NetworksError where runs are fewer than one. */
export function leidenRuns(graph: Neighbours, options: LeidenOptions & { readonly runs: number }): StableCommunities {
  const { runs, seed = 1, resolution = 1 } = options;
  if (!Number.isInteger(runs) || runs < 1) throw new NetworksError('runs must be a whole number from 1 on');
  const found = Array.from({ length: runs }, (_, run) => leiden(graph, { ...options, seed: seed + run }));
  const worth = found.map((community) => modularity(graph, community, resolution));
  const best = worth.indexOf(Math.max(...worth));
  const community = found[best]!;
  const communities = community.reduce((most, c) => Math.max(most, c + 1), 0);
  const stability = new Float64Array(communities);
  const membership = new Float64Array(graph.nodes);
  for (const [run, other] of found.entries()) {
    if (run === best) continue;
    const match = bestMatches(community, other, communities);
    for (let c = 0; c < communities; c++) stability[c]! += match.similarity[c]!;
    for (let node = 0; node < graph.nodes; node++) {
      if (other[node] === match.partner[community[node]!]) membership[node]!++;
    }
  }
  // With one run there is no other to be unlike.
  const others = (sum: number) => (runs === 1 ? 1 : sum / (runs - 1));
  return { community, stability: stability.map(others), membership: membership.map(others) };
}

/** Of each community the most similar one of another clustering. */
function bestMatches(community: Uint32Array, other: Uint32Array, communities: number) {
  const others = other.reduce((most, c) => Math.max(most, c + 1), 0);
  const [size, otherSize] = [new Uint32Array(communities), new Uint32Array(others)];
  const overlap = Array.from({ length: communities }, () => new Map<number, number>());
  for (let node = 0; node < community.length; node++) {
    const [c, o] = [community[node]!, other[node]!];
    size[c]!++;
    otherSize[o]!++;
    overlap[c]!.set(o, (overlap[c]!.get(o) ?? 0) + 1);
  }
  const partner = new Uint32Array(communities);
  const similarity = new Float64Array(communities);
  for (let c = 0; c < communities; c++) {
    for (const [o, both] of overlap[c]!) {
      const jaccard = both / (size[c]! + otherSize[o]! - both);
      if (jaccard > similarity[c]!) [similarity[c], partner[c]] = [jaccard, o];
    }
  }
  return { partner, similarity };
}
