/**
 * Clusters of the troll accounts of `ira` against the category that people gave each account: adjusted mutual information over the
 * accounts found, and per category the share of accounts in a cluster, and in one of which most are of that category. Settings were
 * chosen on the tweets before the one in the middle; the figures to report are those behind it.
 *
 *     node scripts/evaluate/clusters.ts
 */
import { join } from 'node:path';
import {
  adjustedMutualInformation,
  alignActors,
  coactionGraph,
  connectedComponents,
  edgesWhere,
  fusedSimilarity,
  type Kind,
  type LayeredGraph,
  layeredGraph,
  leiden,
  neighboursOf,
  readEdges,
  readShares,
  type Shares,
  sharesBetween,
  sharesOfKind,
  significance,
} from '@lapwing/networks';

const file = join(process.env['LAPWING_DATASETS'] ?? '../shared/data', 'ira/tweets.csv.gz');
const HOUR = 3_600_000;
const LAYERS: readonly { name: string; kind: Kind | null; is: '0' | '1'; windowMillis: number }[] = [
  { name: 'same retweet', kind: null, is: '1', windowMillis: HOUR },
  { name: 'same text', kind: 'co-text', is: '0', windowMillis: HOUR },
  { name: 'same hashtag', kind: 'co-hashtag', is: '0', windowMillis: HOUR },
];
const MIN_REPETITION = 2;
const MAX_Q = 0.05;

const read = [];
for (const { kind, is } of LAYERS) {
  const columns = { actor: 'author_id', object: 'content', time: 'publish_date', where: { column: 'retweet', is } };
  const named = await readShares(file, columns);
  read.push(kind === null ? named : sharesOfKind(named, kind));
}
const { actorNames, shares } = alignActors(read);
const categories = await readEdges(file, { from: 'author_id', to: 'account_category' });
const categoryOf = new Map(
  Array.from(categories.from, (author, row) => [categories.names[author]!, categories.names[categories.to[row]!]!]),
);
const middle = median(shares.flatMap(({ timeMillis }) => [...timeMillis.filter((_, row) => row % 20 === 0)]));

for (const [part, from, to] of [
  ['tweets before the middle, which settings were chosen on', Number.NEGATIVE_INFINITY, middle],
  ['tweets after it', middle, Number.POSITIVE_INFINITY],
] as const) {
  console.log(`\n${part}`);
  const layers = LAYERS.map((layer, i) => ({
    ...layer,
    shares: sharesBetween(shares[i]!, from, to),
    minRepetition: MIN_REPETITION,
  }));
  const present = new Set(layers.flatMap((layer) => [...layer.shares.actor]));
  for (const layer of layers) show(layer.name, present, single(layer.shares, layer.windowMillis));
  const graph = layeredGraph(layers);
  show('all layers, any significant', present, fused(graph, 1));
  show('all layers, every edge', present, fused(graph, 0));
}

function single(of: Shares, windowMillis: number): Map<number, number> {
  const graph = coactionGraph(of, { windowMillis, minRepetition: MIN_REPETITION });
  const { qValue } = significance(of, graph, MIN_REPETITION, { windowMillis });
  return communities(
    graph.actors,
    edgesWhere(graph, (edge) => qValue[edge]! <= MAX_Q),
  );
}

/** Edges that so many layers at least find significant, as heavy as the layers together say that the two are alike. */
function fused(graph: LayeredGraph, least: number): Map<number, number> {
  const similarity = fusedSimilarity(graph);
  const kept = Uint32Array.from(graph.from.keys()).filter(
    (edge) => graph.layers.filter(({ qValue }) => qValue[edge]! <= MAX_Q).length >= least,
  );
  return communities(graph.actors, {
    from: kept.map((edge) => graph.from[edge]!),
    to: kept.map((edge) => graph.to[edge]!),
    weight: Float64Array.from(kept, (edge) => similarity[edge]!),
  });
}

/** Community of each actor that has an edge. */
function communities(actors: number, edges: Parameters<typeof neighboursOf>[1]): Map<number, number> {
  const graph = neighboursOf(actors, edges);
  const community = leiden(graph);
  const component = connectedComponents(graph);
  const size = new Map<number, number>();
  for (const of of component) size.set(of, (size.get(of) ?? 0) + 1);
  return new Map(
    [...community].map((of, actor) => [actor, of] as const).filter(([actor]) => size.get(component[actor]!)! > 1),
  );
}

function show(name: string, present: ReadonlySet<number>, found: ReadonlyMap<number, number>): void {
  const category = (actor: number) => categoryOf.get(actorNames[actor]!) ?? 'none';
  const actors = [...found.keys()];
  const kinds = [...new Set(actors.map(category))];
  const ami = adjustedMutualInformation(
    actors.map((actor) => found.get(actor)!),
    actors.map((actor) => kinds.indexOf(category(actor))),
  );
  const most = new Map<number, string>();
  for (const [community, members] of Map.groupBy(actors, (actor) => found.get(actor)!)) {
    const counts = [...Map.groupBy(members, category)].sort(
      ([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1),
    );
    most.set(community, counts[0]![0]);
  }
  console.log(
    `  ${name}: ${most.size} clusters, ${actors.length} of ${present.size} accounts, AMI ${most.size < 2 ? 'none' : ami.toFixed(3)}`,
  );
  const all = [...Map.groupBy(present, category)].sort(([, x], [, y]) => y.length - x.length);
  const recalls = all.map(([kind, members]) => {
    const clustered = members.filter((actor) => found.has(actor));
    const own = clustered.filter((actor) => most.get(found.get(actor)!) === kind);
    return `${kind} ${percent(clustered.length / members.length)} / ${percent(own.length / members.length)} of ${members.length}`;
  });
  console.log(`    ${recalls.join(', ')}`);
}

function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}

function median(values: readonly number[]): number {
  return Float64Array.from(values).sort()[values.length >> 1] ?? 0;
}
