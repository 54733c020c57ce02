/** `lapwing networks`: who acts together, and whether chance explains it. */
import {
  type Cluster,
  type CoactionGraph,
  clusters,
  coactionGraph,
  connectedActors,
  type NamedShares,
  readShares,
  type Significance,
  significance,
  toNetwork,
  writeNetwork,
} from '@lapwing/networks';
import { type Command, Option } from 'commander';
import { CommandError, type ExitCode } from '../exit.ts';
import { calibrateCommand } from '../networks/calibrate.ts';
import { clusterText } from '../networks/cluster-text.ts';
import {
  coactionOf,
  columnsOf,
  layoutOf,
  type ShareOptions,
  shareOf,
  type WeightOptions,
  withShareOptions,
  withWeightOptions,
} from '../networks/options.ts';
import { trustCommand } from '../networks/trust.ts';
import { printJson } from '../output/json.ts';
import { count } from '../output/progress.ts';

interface CoactionCommandOptions extends ShareOptions, WeightOptions {
  readonly q?: string;
  readonly out?: string;
}

interface ClustersCommandOptions extends ShareOptions {
  readonly q: string;
  readonly all?: boolean;
  readonly method: 'leiden' | 'components';
  readonly resolution: string;
  readonly seed: string;
  readonly limit: string;
  readonly out?: string;
}

export function networksCommands(program: Command, done: (code: ExitCode) => void): void {
  const networks = program.command('networks').description('Find who acts together, and show that it is not chance');

  withWeightOptions(withShareOptions(networks.command('coaction')))
    .description('The co-action graph: actors who shared the same objects within a window of each other')
    .option('--q <share>', 'test edges against chance; keep those with at most this share of false discoveries')
    .option('--out <file>', 'write the network: .graphml, .gexf, .json, .csv or .parquet')
    .addHelpText('after', '\n--q needs --weight objects without --directed: other weights have no null model.')
    .action(async (file: string, options: CoactionCommandOptions) => {
      done(await coaction(file, options));
    });

  withShareOptions(networks.command('clusters'))
    .description('Clusters of actors whose acting together chance does not explain')
    .option('--q <share>', 'share of false discoveries among the edges', '0.05')
    .option('--all', 'take every edge, whether chance explains it or not')
    .addOption(new Option('--method <name>', 'how to cluster').choices(['leiden', 'components']).default('leiden'))
    .option('--resolution <number>', 'of leiden: larger gives smaller clusters', '1')
    .option('--seed <number>', 'of leiden', '1')
    .option('--limit <n>', 'clusters to print', '20')
    .option('--out <file>', 'write the network with its clusters: .graphml, .gexf, .json, .csv or .parquet')
    .action(async (file: string, options: ClustersCommandOptions) => {
      done(await findClusters(file, options));
    });

  calibrateCommand(networks, done);
  trustCommand(networks, done);
}

async function coaction(file: string, options: CoactionCommandOptions): Promise<ExitCode> {
  const asked = coactionOf(options);
  const maxQ = options.q === undefined ? null : shareOf('--q', options.q);
  if (maxQ !== null && (options.directed === true || options.weight !== 'objects')) {
    throw new CommandError('--q: only edges of --weight objects without --directed can be tested against chance');
  }
  const named = await readShares(file, columnsOf(options), layoutOf(options));
  const graph = coactionGraph(named.shares, asked);
  const tested = maxQ === null ? undefined : significance(named.shares, graph, asked.minRepetition ?? 1, asked);
  if (options.out !== undefined) {
    const network = toNetwork({ named, graph, ...(tested !== undefined && { significance: tested, maxQ: maxQ ?? 1 }) });
    await writeNetwork(network, options.out);
    console.error(`${count(network.edges.length)} edges are in ${options.out}`);
  }
  const found = summary(named, graph, tested, maxQ);
  if (options.json === true) printJson(found);
  else {
    console.log(`${count(found.edges)} edges between ${count(found.actors)} actors`);
    if (tested !== undefined) {
      console.log(
        `${count(found.significant ?? 0)} of them with a q-value of at most ${maxQ}, of ${count(tested.hypotheses)} pairs tested`,
      );
    }
    console.log(
      `from ${count(named.shares.actor.length)} shares (${count(named.empty)} rows without actor, object or time)`,
    );
    warnOfCapped(named, graph);
  }
  return 0;
}

function summary(
  { shares, actorNames, objectNames, rows, empty }: NamedShares,
  graph: CoactionGraph,
  tested: Significance | undefined,
  maxQ: number | null,
) {
  return {
    edges: graph.from.length,
    actors: connectedActors(graph),
    directed: graph.directed,
    ...(tested !== undefined && {
      significant: tested.qValue.filter((q) => q <= (maxQ ?? 1)).length,
      hypotheses: tested.hypotheses,
    }),
    shares: shares.actor.length,
    rows,
    empty,
    actorsSeen: actorNames.length,
    objectsSeen: objectNames.length,
    capped: graph.capped.map(({ object, shares: of, pairs }) => ({ object: objectNames[object]!, shares: of, pairs })),
  };
}

function warnOfCapped({ objectNames }: NamedShares, { capped }: CoactionGraph): void {
  if (capped.length === 0) return;
  const names = capped.slice(0, 5).map(({ object, pairs }) => `${objectNames[object]} (${count(pairs)} pairs)`);
  console.error(
    `not exact: ${capped.length} objects have so many pairs of shares that they only strengthen edges which others make ` +
      `(--max-pairs): ${names.join(', ')}${capped.length > 5 ? ' …' : ''}`,
  );
}

async function findClusters(file: string, options: ClustersCommandOptions): Promise<ExitCode> {
  const asked = coactionOf(options);
  const maxQ = options.all === true ? null : shareOf('--q', options.q);
  const [resolution, seed, limit] = [Number(options.resolution), Number(options.seed), Number(options.limit)];
  if (!Number.isInteger(seed) || seed < 0)
    throw new CommandError(`--seed: ${options.seed} is no whole number from 0 on`);
  if (!Number.isInteger(limit) || limit < 0)
    throw new CommandError(`--limit: ${options.limit} is no number of clusters`);
  const named = await readShares(file, columnsOf(options), layoutOf(options));
  const graph = coactionGraph(named.shares, asked);
  const { windowMillis, minRepetition = 1 } = asked;
  const tested = maxQ === null ? null : significance(named.shares, graph, minRepetition, asked);
  const found = clusters(named.shares, graph, {
    windowMillis,
    resolution,
    seed,
    method: options.method,
    ...(tested !== null && { significance: tested, maxQ: maxQ ?? 1 }),
  });
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

function withNames(cluster: Cluster, number: number, { actorNames, objectNames }: NamedShares) {
  return {
    cluster: number,
    ...cluster,
    members: cluster.members.map((member) => ({ ...member, actor: actorNames[member.actor]! })),
    objects: cluster.objects.map((pushed) => ({ ...pushed, object: objectNames[pushed.object]! })),
    first: new Date(cluster.firstMillis).toISOString(),
    last: new Date(cluster.lastMillis).toISOString(),
  };
}
