/** `lapwing networks layers`: several kinds of co-action as one similarity, and which of them says what for each edge. */
import {
  alignActors,
  fusedSimilarity,
  type Layer,
  type LayeredGraph,
  type LearnedFusion,
  layeredGraph,
  learnFusion,
  leiden,
  type Network,
  neighboursOf,
  readEdges,
  writeNetwork,
} from '@lapwing/networks';
import type { Command } from 'commander';
import { CommandError, type ExitCode } from '../exit.ts';
import { printJson } from '../output/json.ts';
import { count } from '../output/progress.ts';
import { formatTable } from '../output/table.ts';
import { coactionOf, type ShareOptions, withShareOptions } from './options.ts';
import { type ReadShares, readNamed } from './read.ts';
import { stage } from './stage.ts';

interface LayersCommandOptions extends ShareOptions {
  readonly layer: readonly string[];
  readonly weights?: string;
  readonly labels?: string;
  readonly minSimilarity: string;
  readonly limit: string;
  readonly out?: string;
}

export function layersCommand(networks: Command, done: (code: ExitCode) => void): void {
  withShareOptions(networks.command('layers'))
    .description('Several kinds of co-action as one similarity of actors, and which layer says what for each edge')
    .requiredOption(
      '--layer <name=column...>',
      'a layer: name=column, name=kind:column, both with @window behind: links=co-link:text@5m',
    )
    .option('--weights <name=number,…>', 'how much each layer counts; the same when absent')
    .option('--labels <file>', 'learn the weights: a CSV file with the columns account and label')
    .option('--min-similarity <number>', 'leave out edges with less', '0')
    .option('--limit <n>', 'edges to print', '20')
    .option('--out <file>', 'write the network: .graphml, .gexf, .json, .csv or .parquet')
    .addHelpText(
      'after',
      '\n--object and --kind are those of a --layer here; --window is for layers without one of their own.',
    )
    .action(async (file: string, options: LayersCommandOptions) => {
      done(await run(file, options));
    });
}

interface AskedLayer {
  readonly name: string;
  readonly column: string;
  readonly kind: string | null;
  readonly window: string | null;
}

function layerIn(text: string): AskedLayer {
  const [, name, kind = null, column, window = null] = /^([^=]+)=(?:([a-z-]+):)?([^@]+)(?:@(\w+))?$/.exec(text) ?? [];
  if (name === undefined || column === undefined) {
    throw new CommandError(`--layer: ${text} is not of the form name=column or name=kind:column@window`);
  }
  return { name, column, kind, window };
}

async function run(file: string, options: LayersCommandOptions): Promise<ExitCode> {
  const asked = options.layer.map(layerIn);
  const minSimilarity = Number(options.minSimilarity);
  if (!(minSimilarity >= 0))
    throw new CommandError(`--min-similarity: ${options.minSimilarity} is no number from 0 on`);
  const limit = Number(options.limit);
  if (!Number.isInteger(limit) || limit < 0) throw new CommandError(`--limit: ${options.limit} is no number of edges`);
  if (options.weights !== undefined && options.labels !== undefined) {
    throw new CommandError('--weights and --labels: weights are either given or learned');
  }
  const weights = options.weights === undefined ? undefined : weightsIn(options.weights, asked);
  const read: ReadShares[] = [];
  const settings: ShareOptions[] = [];
  for (const { column, kind, window } of asked) {
    const { kind: _, ...rest } = options;
    const of = { ...rest, object: column, ...(kind !== null && { kind }), ...(window !== null && { window }) };
    settings.push(of);
    read.push(await readNamed(file, of));
  }
  const { actorNames, shares } = alignActors(read);
  stage('joining actors');
  const layers: Layer[] = asked.map(({ name }, i) => ({ name, shares: shares[i]!, ...coactionOf(settings[i]!) }));
  const graph = layeredGraph(layers);
  const learned = options.labels === undefined ? null : learnFusion(graph, await labelsIn(options.labels, actorNames));
  const fused = learned?.probability ?? fusedSimilarity(graph, weights);
  stage(null);
  const edges = [...graph.from.keys()].filter((edge) => fused[edge]! >= minSimilarity);
  edges.sort((a, b) => fused[b]! - fused[a]! || a - b);
  const community = communities(graph, fused, edges);
  if (options.out !== undefined) {
    await writeNetwork(asNetwork(graph, fused, edges, actorNames, community, shares), options.out);
    console.error(`${count(edges.length)} edges are in ${options.out}`);
  }
  if (options.json === true) {
    printJson({
      edges: edges.length,
      actors: new Set(edges.flatMap((edge) => [graph.from[edge]!, graph.to[edge]!])).size,
      layers: graph.layers.map((layer, i) => ({
        name: layer.name,
        edges: layer.graph.from.length,
        capped: layer.graph.capped.length,
        ...(learned !== null && { weight: learned.model.weights[i], share: learned.share[i] }),
        ...(weights !== undefined && { weight: weights[i] }),
      })),
      ...(learned !== null && {
        intercept: learned.model.intercept,
        examples: learned.examples,
        positives: learned.positives,
      }),
      pairs: edges.map((edge) => pairOf(graph, fused, edge, actorNames)),
    });
    return 0;
  }
  printText(graph, fused, edges.slice(0, limit), edges.length, actorNames, learned);
  return 0;
}

function pairOf({ from, to, layers }: LayeredGraph, fused: Float64Array, edge: number, names: readonly string[]) {
  return {
    source: names[from[edge]!]!,
    target: names[to[edge]!]!,
    similarity: fused[edge]!,
    layers: Object.fromEntries(
      layers.map(({ name, weight, similarity, qValue }) => [
        name,
        { weight: weight[edge]!, similarity: similarity[edge]!, qValue: qValue[edge]! },
      ]),
    ),
  };
}

function printText(
  graph: LayeredGraph,
  fused: Float64Array,
  shown: readonly number[],
  all: number,
  names: readonly string[],
  learned: LearnedFusion | null,
): void {
  console.log(`${count(all)} edges`);
  for (const [i, { name, graph: of }] of graph.layers.entries()) {
    const part = learned === null ? '' : `, ${((learned.share[i] ?? 0) * 100).toFixed(0)} % of what speaks for edges`;
    console.log(`    ${name}: joins ${count(of.from.length)} pairs${part}`);
    if (of.capped.length > 0)
      console.error(`not exact: ${count(of.capped.length)} objects of ${name} are capped (--max-pairs)`);
  }
  if (learned !== null)
    console.log(`learned from ${count(learned.examples)} labelled pairs, ${count(learned.positives)} of one group`);
  if (shown.length === 0) return;
  const rows = shown.map((edge) => [
    names[graph.from[edge]!]!,
    names[graph.to[edge]!]!,
    fused[edge]!.toFixed(3),
    ...graph.layers.map(({ weight, similarity }) =>
      weight[edge] === 0 ? '' : `${similarity[edge]!.toFixed(2)} (${weight[edge]})`,
    ),
  ]);
  console.log(
    `\n${formatTable(['actor', 'actor', learned === null ? 'similarity' : 'probability', ...graph.layers.map(({ name }) => name)], rows)}`,
  );
}

function communities({ actors, from, to }: LayeredGraph, fused: Float64Array, edges: readonly number[]): Uint32Array {
  const weight = Float64Array.from(edges, (edge) => fused[edge]!);
  return leiden(
    neighboursOf(actors, {
      from: Uint32Array.from(edges, (edge) => from[edge]!),
      to: Uint32Array.from(edges, (edge) => to[edge]!),
      weight,
    }),
  );
}

function asNetwork(
  graph: LayeredGraph,
  fused: Float64Array,
  edges: readonly number[],
  names: readonly string[],
  community: Uint32Array,
  shares: readonly Layer['shares'][],
): Network {
  const actors = [...new Set(edges.flatMap((edge) => [graph.from[edge]!, graph.to[edge]!]))].sort((a, b) => a - b);
  const numbers = new Map([...new Set(actors.map((actor) => community[actor]!))].map((of, i) => [of, i + 1]));
  const sharesOf = new Uint32Array(graph.actors);
  for (const { actor } of shares) for (const a of actor) sharesOf[a]!++;
  return {
    directed: false,
    nodes: actors.map((actor) => ({
      id: names[actor]!,
      shares: sharesOf[actor]!,
      cluster: numbers.get(community[actor]!) ?? null,
    })),
    edges: edges.map((edge) => ({
      source: names[graph.from[edge]!]!,
      target: names[graph.to[edge]!]!,
      weight: fused[edge]!,
      expected: null,
      pValue: null,
      qValue: null,
      more: Object.fromEntries(
        graph.layers.flatMap(({ name, weight, similarity, qValue }) => [
          [`${name} objects`, weight[edge]!],
          [`${name} similarity`, similarity[edge]!],
          [`${name} qValue`, qValue[edge]!],
        ]),
      ),
    })),
  };
}

function weightsIn(text: string, layers: readonly AskedLayer[]): number[] {
  const given = new Map(text.split(',').map((part) => part.split('=').map((side) => side.trim()) as [string, string]));
  for (const name of given.keys()) {
    if (!layers.some((layer) => layer.name === name)) throw new CommandError(`--weights: there is no layer ${name}`);
  }
  return layers.map(({ name }) => {
    const weight = Number(given.get(name) ?? Number.NaN);
    if (!(weight >= 0)) throw new CommandError(`--weights: ${name} has no weight of 0 or more`);
    return weight;
  });
}

/** By actor the number of its label, or -1. */
async function labelsIn(file: string, actorNames: readonly string[]): Promise<Int32Array> {
  const { names, from, to } = await readEdges(file, { from: 'account', to: 'label' });
  const labelOf = new Map(Array.from(from, (account, row) => [names[account]!, to[row]!]));
  return Int32Array.from(actorNames, (name) => labelOf.get(name) ?? -1);
}
