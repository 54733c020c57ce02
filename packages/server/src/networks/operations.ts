/** The operations of network jobs: from a file of shares or edges to files of results. */
import { join } from 'node:path';
import {
  type Cluster,
  type CoactionGraph,
  type CoactionOptions,
  clusterChains,
  clusters,
  coactionGraph,
  connectedActors,
  isOfTime,
  isTimeless,
  kindOf,
  type NamedShares,
  NetworksError,
  readShares,
  type ShareColumns,
  type Significance,
  sharesBetween,
  sharesOfKind,
  significance,
  toNetwork,
  writeNetwork,
} from '@lapwing/networks';
import { parseDuration } from '@lapwing/pipeline/backtest';
import { writeLines } from './line-file.ts';
import type { JobProgress, JobSummary } from './messages.ts';
import type { JobRequest } from './request.ts';

/** Formats in which a job's network is kept to be fetched. */
export const NETWORK_FORMATS = ['graphml', 'gexf', 'json', 'csv', 'parquet'] as const;

export interface OperationInput {
  readonly input: string;
  readonly columns: ShareColumns;
  readonly directory: string;
  readonly tell: (progress: JobProgress) => void;
}

type SharesJob = Exclude<JobRequest, { operation: 'trust' }>;
type Chains = Extract<JobRequest, { operation: 'chains' }>;

const STRETCHES_MAX = 10_000;

/** Throws a NetworksError for what can be put right by asking otherwise. */
export async function runOnShares(request: SharesJob, given: OperationInput): Promise<JobSummary> {
  given.tell({ stage: 'reading', share: null });
  const named = await readNamed(request, given);
  switch (request.operation) {
    case 'coaction':
      return coaction(request, named, given);
    case 'clusters':
      return findClusters(request, named, given);
    case 'chains':
      return chains(request, named, given);
  }
}

async function readNamed({ kind, shares: _ }: SharesJob, { input, columns }: OperationInput): Promise<NamedShares> {
  const read = kind === undefined ? null : kindOf(kind);
  const object = read !== null && isOfTime(read) ? columns.time : columns.object;
  const named = await readShares(input, { ...columns, object });
  return read === null ? named : sharesOfKind(named, read);
}

async function coaction(
  request: Extract<SharesJob, { operation: 'coaction' }>,
  named: NamedShares,
  { directory, tell }: OperationInput,
): Promise<JobSummary> {
  const { weight = 'objects', directed = false, q = null } = request;
  if (q !== null && (weight !== 'objects' || directed)) {
    throw new NetworksError('q: only edges of weight objects without direction can be tested against chance');
  }
  const asked = { ...optionsOf(request), weight, directed };
  tell({ stage: 'joining actors', share: null });
  const graph = coactionGraph(named.shares, asked);
  const tested = q === null ? null : test(named, graph, asked, tell);
  tell({ stage: 'writing', share: null });
  const edges = await writeGraph(directory, {
    named,
    graph,
    ...(tested !== null && { significance: tested, maxQ: q ?? 1 }),
  });
  return {
    ...readOf(named),
    figures: {
      edges: graph.from.length,
      connectedActors: connectedActors(graph),
      exact: graph.capped.length === 0,
      ...(tested !== null && { significant: edges, hypotheses: tested.hypotheses }),
    },
    results: { edges },
  };
}

async function findClusters(
  request: Extract<SharesJob, { operation: 'clusters' }>,
  named: NamedShares,
  { directory, tell }: OperationInput,
): Promise<JobSummary> {
  const { q = 0.05, runs = 5 } = request;
  const asked = optionsOf(request);
  tell({ stage: 'joining actors', share: null });
  const graph = coactionGraph(named.shares, asked);
  const tested = q === null ? null : test(named, graph, asked, tell);
  tell({ stage: 'clustering', share: null });
  const found = clusters(named.shares, graph, {
    ...howOf(request),
    runs,
    windowMillis: asked.windowMillis,
    ...testedBy(tested, q),
  });
  tell({ stage: 'writing', share: null });
  const clusterOf = new Map(found.flatMap(({ members }, i) => members.map(({ actor }) => [actor, i + 1] as const)));
  const edges = await writeGraph(directory, { named, graph, clusterOf, ...testedBy(tested, q) });
  const cards = found.map((cluster, i) => card(cluster, i + 1, named));
  await writeLines(join(directory, 'clusters'), cards);
  return {
    ...readOf(named),
    figures: {
      edges: graph.from.length,
      exact: graph.capped.length === 0,
      inClusters: clusterOf.size,
      ...(tested !== null && { hypotheses: tested.hypotheses }),
    },
    results: { clusters: found.length, edges },
  };
}

async function chains(request: Chains, named: NamedShares, { directory, tell }: OperationInput): Promise<JobSummary> {
  const { q = 0.05, every = '1d', minSimilarity = 0.3, maxGap = 0 } = request;
  const asked = optionsOf(request);
  const stretches = stretchesOf(named, millisOf('every', every));
  const found: Cluster[][] = [];
  for (const [i, { from, to }] of stretches.entries()) {
    tell({ stage: `clusters of ${iso(from)}`, share: i / stretches.length });
    const shares = sharesBetween(named.shares, from, to);
    const graph = coactionGraph(shares, asked);
    const tested = q === null ? null : significance(shares, graph, asked.minRepetition ?? 1, asked);
    found.push(
      clusters(shares, graph, { ...howOf(request), windowMillis: asked.windowMillis, ...testedBy(tested, q) }),
    );
  }
  const members = found.map((of) => of.map((cluster) => cluster.members.map(({ actor }) => actor)));
  const followed = clusterChains(members, { minSimilarity, maxGap });
  tell({ stage: 'writing', share: null });
  const at = (slice: number) => iso(stretches[slice]!.from);
  const events = (of: (typeof followed)[number]['splitInto']) =>
    of.map(({ chain, slice }) => ({ chain: chain + 1, at: at(slice) }));
  const lines = followed.map((chain, i) => ({
    chain: i + 1,
    first: at(chain.links[0]!.slice),
    last: iso(stretches[chain.links.at(-1)!.slice]!.to),
    links: chain.links.map(({ slice, cluster, similarity, joined, left }) => {
      const { members: of, objects } = found[slice]![cluster]!;
      return {
        from: at(slice),
        similarity,
        joined,
        left,
        members: of.map(({ actor }) => named.actorNames[actor]!),
        objects: objects.map(({ object }) => named.objectNames[object]!),
      };
    }),
    splitInto: events(chain.splitInto),
    mergedFrom: events(chain.mergedFrom),
  }));
  await writeLines(join(directory, 'chains'), lines);
  const clustersFound = found.reduce((sum, of) => sum + of.length, 0);
  return {
    ...readOf(named),
    figures: { stretches: stretches.length, clusters: clustersFound },
    results: { chains: followed.length },
  };
}

function test(
  named: NamedShares,
  graph: CoactionGraph,
  asked: CoactionOptions,
  tell: OperationInput['tell'],
): Significance {
  tell({ stage: 'testing against chance', share: null });
  return significance(named.shares, graph, asked.minRepetition ?? 1, asked);
}

const testedBy = (tested: Significance | null, q: number | null) =>
  tested === null ? {} : { significance: tested, maxQ: q ?? 1 };

/** The network in each format, and its edges in pages, the least probable by chance first. Returns how many edges. */
async function writeGraph(directory: string, parts: Parameters<typeof toNetwork>[0]): Promise<number> {
  const network = toNetwork(parts);
  for (const format of NETWORK_FORMATS) await writeNetwork(network, join(directory, `network.${format}`));
  const edges = network.edges.toSorted((a, b) => (a.qValue ?? 1) - (b.qValue ?? 1) || b.weight - a.weight);
  return writeLines(join(directory, 'edges'), edges);
}

function card(cluster: Cluster, number: number, { actorNames, objectNames }: NamedShares) {
  const { members, objects, typical, firstMillis, lastMillis, ...rest } = cluster;
  return {
    cluster: number,
    size: members.length,
    ...rest,
    first: iso(firstMillis),
    last: iso(lastMillis),
    typical: typical.map((actor) => actorNames[actor]!),
    members: members.map((member) => ({ ...member, actor: actorNames[member.actor]! })),
    objects: objects.map((pushed) => ({ ...pushed, object: objectNames[pushed.object]! })),
  };
}

function readOf({ rows, empty, actorNames }: NamedShares) {
  return { rows, empty, actors: actorNames.length };
}

function howOf({ method = 'leiden', resolution = 1, seed = 1 }: Exclude<SharesJob, { operation: 'coaction' }>) {
  return { method, resolution, seed };
}

function optionsOf({ kind, window, minRepetition = 1, minParticipation = 1 }: SharesJob): CoactionOptions {
  const timeless = kind !== undefined && isTimeless(kindOf(kind));
  const windowMillis = millisOf('window', window ?? (timeless ? 'any' : '60s'), true);
  return { windowMillis, minRepetition, minParticipation };
}

function millisOf(name: string, text: string, mayBeEndless = false): number {
  if (mayBeEndless && text === 'any') return Number.POSITIVE_INFINITY;
  const millis = /^(\d+)ms$/.exec(text)?.[1] ?? (mayBeEndless && /^0[smhdw]?$/.test(text) ? '0' : null);
  const duration = millis === null ? parseDuration(text) : Number(millis);
  if (duration !== null && (mayBeEndless || duration > 0)) return duration;
  throw new NetworksError(`${name}: ${text} is no duration such as 60s, 5m or 1d`);
}

function stretchesOf({ shares }: NamedShares, everyMillis: number) {
  const { timeMillis } = shares;
  if (timeMillis.length === 0) return [];
  const first = Math.floor(timeMillis.reduce((least, time) => Math.min(least, time), Infinity) / everyMillis);
  const last = Math.floor(timeMillis.reduce((most, time) => Math.max(most, time), -Infinity) / everyMillis);
  const count = last - first + 1;
  if (count > STRETCHES_MAX)
    throw new NetworksError(`every: the shares lie in ${count} stretches, more than ${STRETCHES_MAX}`);
  return Array.from({ length: count }, (_, i) => ({
    from: (first + i) * everyMillis,
    to: (first + i + 1) * everyMillis,
  }));
}

const iso = (millis: number) => new Date(millis).toISOString();
