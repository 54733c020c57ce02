/** `lapwing networks clusters`: clusters of what chance does not explain, each with its card. */
import {
  type Cluster,
  clusters,
  coactionGraph,
  type NamedShares,
  significance,
  toNetwork,
  writeNetwork,
} from '@lapwing/networks';
import { type Command, Option } from 'commander';
import { CommandError, type ExitCode } from '../exit.ts';
import { printJson } from '../output/json.ts';
import { count } from '../output/progress.ts';
import { clusterText } from './cluster-text.ts';
import { warnOfCapped } from './coaction.ts';
import { coactionOf, type ShareOptions, seedOf, shareOf, wholeNumber, withShareOptions } from './options.ts';
import { readNamed } from './read.ts';
import { stage } from './stage.ts';

export interface FindOptions extends ShareOptions {
  readonly q: string;
  readonly all?: boolean;
  readonly method: 'leiden' | 'components';
  readonly resolution: string;
  readonly seed: string;
}

interface ClustersCommandOptions extends FindOptions {
  readonly runs: string;
  readonly limit: string;
  readonly out?: string;
}

export function withFindOptions(command: Command): Command {
  return withShareOptions(command)
    .option('--q <share>', 'share of false discoveries among the edges', '0.05')
    .option('--all', 'take every edge, whether chance explains it or not')
    .addOption(new Option('--method <name>', 'how to cluster').choices(['leiden', 'components']).default('leiden'))
    .option('--resolution <number>', 'of leiden: larger gives smaller clusters', '1')
    .option('--seed <number>', 'of leiden', '1');
}

export function clustersCommand(networks: Command, done: (code: ExitCode) => void): void {
  withFindOptions(networks.command('clusters'))
    .description('Clusters of actors whose acting together chance does not explain')
    .option('--runs <n>', 'of leiden: how often, to say how stable each cluster is', '5')
    .option('--limit <n>', 'clusters to print', '20')
    .option('--out <file>', 'write the network with its clusters: .graphml, .gexf, .json, .csv or .parquet')
    .action(async (file: string, options: ClustersCommandOptions) => {
      done(await run(file, options));
    });
}

async function run(file: string, options: ClustersCommandOptions): Promise<ExitCode> {
  const asked = coactionOf(options);
  const maxQ = options.all === true ? null : shareOf('--q', options.q);
  const { resolution, seed } = leidenOf(options);
  const runs = wholeNumber('--runs', options.runs);
  const limit = Number(options.limit);
  if (!Number.isInteger(limit) || limit < 0)
    throw new CommandError(`--limit: ${options.limit} is no number of clusters`);
  const named = await readNamed(file, options);
  stage('joining actors');
  const graph = coactionGraph(named.shares, asked);
  const { windowMillis, minRepetition = 1 } = asked;
  stage('testing against chance');
  const tested = maxQ === null ? null : significance(named.shares, graph, minRepetition, asked);
  stage('clustering');
  const found = clusters(named.shares, graph, {
    windowMillis,
    resolution,
    seed,
    runs,
    method: options.method,
    ...(tested !== null && { significance: tested, maxQ: maxQ ?? 1 }),
  });
  stage(null);
  if (options.out !== undefined) {
    const clusterOf = new Map(found.flatMap(({ members }, i) => members.map(({ actor }) => [actor, i + 1] as const)));
    const network = toNetwork({
      named,
      graph,
      clusterOf,
      ...(tested !== null && { significance: tested, maxQ: maxQ ?? 1 }),
    });
    await writeNetwork(network, options.out);
    console.error(`${count(network.edges.length)} edges are in ${options.out}`);
  }
  if (options.json === true) printJson({ clusters: found.map((cluster, i) => withNames(cluster, i + 1, named)) });
  else {
    const members = found.reduce((sum, cluster) => sum + cluster.members.length, 0);
    console.log(`${count(found.length)} clusters with ${count(members)} actors`);
    for (const [i, cluster] of found.slice(0, limit).entries()) console.log(`\n${clusterText(cluster, i + 1, named)}`);
    warnOfCapped(named, graph);
  }
  return 0;
}

export function leidenOf(options: Pick<FindOptions, 'resolution' | 'seed'>): { resolution: number; seed: number } {
  return { resolution: Number(options.resolution), seed: seedOf(options.seed) };
}

function withNames(cluster: Cluster, number: number, { actorNames, objectNames }: NamedShares) {
  return {
    cluster: number,
    ...cluster,
    members: cluster.members.map((member) => ({ ...member, actor: actorNames[member.actor]! })),
    objects: cluster.objects.map((pushed) => ({ ...pushed, object: objectNames[pushed.object]! })),
    typical: cluster.typical.map((actor) => actorNames[actor]!),
    first: new Date(cluster.firstMillis).toISOString(),
    last: new Date(cluster.lastMillis).toISOString(),
  };
}
