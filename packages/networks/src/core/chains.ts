/**
 * Chains of clusters over time: is a cluster of today one of yesterday's, under other members? As the trends of Fedoryszak et al.
 * (KDD 2019): clusters of each stretch of time are matched with those before, so that similarities add up to as much as possible.
 */
import { NetworksError } from './errors.ts';
import { matchByWeight } from './matching.ts';

export interface ChainOptions {
  /** Least similarity (Jaccard, of members) of two clusters that are one over time. */
  readonly minSimilarity?: number;
  /** Stretches of time that a chain may be absent for and come back. */
  readonly maxGap?: number;
}

export interface Chain {
  readonly links: readonly ChainLink[];
  /** Chains that had half or more of their members go over into this one when it began or grew, and where. */
  readonly mergedFrom: readonly ChainEvent[];
  /** Chains that began with half or more of their members from this one. */
  readonly splitInto: readonly ChainEvent[];
}

export interface ChainEvent {
  readonly chain: number;
  /** Number of the stretch of time. */
  readonly slice: number;
}

export interface ChainLink {
  readonly slice: number;
  /** Number of the cluster in its slice. */
  readonly cluster: number;
  /** To the link before; null for the first. */
  readonly similarity: number | null;
  readonly joined: number;
  readonly left: number;
}

/** Share of a cluster's members that makes another its parent or its heir. */
const MOST = 0.5;

/**
 * `slices` are the clusters of each stretch of time, in order, each with its members. Chains come in order of their first cluster.
 * Throws a NetworksError for wrong options.
 */
export function clusterChains(
  slices: readonly (readonly (readonly number[])[])[],
  { minSimilarity = 0.3, maxGap = 0 }: ChainOptions = {},
): Chain[] {
  if (!(minSimilarity > 0 && minSimilarity <= 1))
    throw new NetworksError('minSimilarity must be above 0 and at most 1');
  if (!Number.isInteger(maxGap) || maxGap < 0) throw new NetworksError('maxGap must be a whole number from 0 on');
  const chains: Draft[] = [];
  for (const [slice, clusters] of slices.entries()) {
    const open = chains.filter(({ links }) => slice - links.at(-1)!.slice <= maxGap + 1);
    const sets = clusters.map((members) => new Set(members));
    const overlaps = overlapsOf(open, sets);
    const pairs = overlaps
      .map(({ chain, cluster, both }) => {
        const union = chain.members.size + sets[cluster]!.size - both;
        return { left: chain.number, right: cluster, weight: both / union };
      })
      .filter(({ weight }) => weight >= minSimilarity);
    const matched = new Map(matchByWeight(pairs).map(({ left, right, weight }) => [right, { chain: left, weight }]));
    const heirs = sets.map((members, cluster) => {
      const of = matched.get(cluster);
      if (of !== undefined) return chains[of.chain]!;
      const begun: Draft = { number: chains.length, members, links: [], mergedFrom: [], splitInto: [] };
      chains.push(begun);
      return begun;
    });
    relate(overlaps, heirs, sets, new Set(matched.values().map(({ chain }) => chain)), slice);
    for (const [cluster, members] of sets.entries()) {
      const chain = heirs[cluster]!;
      const before = chain.links.length === 0 ? null : chain.members;
      chain.links.push({
        slice,
        cluster,
        similarity: matched.get(cluster)?.weight ?? null,
        joined: before === null ? 0 : members.difference(before).size,
        left: before === null ? 0 : before.difference(members).size,
      });
      chain.members = members;
    }
  }
  return chains.map(({ links, mergedFrom, splitInto }) => ({ links, mergedFrom, splitInto }));
}

interface Draft {
  readonly number: number;
  members: ReadonlySet<number>;
  readonly links: ChainLink[];
  readonly mergedFrom: ChainEvent[];
  readonly splitInto: ChainEvent[];
}

interface Overlap {
  readonly chain: Draft;
  readonly cluster: number;
  readonly both: number;
}

/** Chains and clusters that have members in common. */
function overlapsOf(open: readonly Draft[], sets: readonly ReadonlySet<number>[]): Overlap[] {
  const clustersOf = new Map<number, number[]>();
  for (const [cluster, members] of sets.entries()) {
    for (const member of members) clustersOf.set(member, [...(clustersOf.get(member) ?? []), cluster]);
  }
  return open.flatMap((chain) => {
    const both = new Map<number, number>();
    for (const member of chain.members) {
      for (const cluster of clustersOf.get(member) ?? []) both.set(cluster, (both.get(cluster) ?? 0) + 1);
    }
    return [...both].map(([cluster, count]) => ({ chain, cluster, both: count }));
  });
}

/** What clusters have in common with chains that they do not continue: a part that split off, or one that was taken in. */
function relate(
  overlaps: readonly Overlap[],
  heirs: readonly Draft[],
  sets: readonly ReadonlySet<number>[],
  continued: ReadonlySet<number>,
  slice: number,
): void {
  for (const { chain, cluster, both } of overlaps) {
    const heir = heirs[cluster]!;
    if (heir === chain) continue;
    const isNew = heir.links.length === 0;
    if (isNew && both >= sets[cluster]!.size * MOST && continued.has(chain.number)) {
      chain.splitInto.push({ chain: heir.number, slice });
    } else if (both >= chain.members.size * MOST && !continued.has(chain.number)) {
      heir.mergedFrom.push({ chain: chain.number, slice });
    }
  }
}
