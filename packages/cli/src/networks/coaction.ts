/** `lapwing networks coaction`: the co-action graph. */
import {
  type CoactionGraph,
  type CoactionOptions,
  coactionGraph,
  connectedActors,
  MAX_PAIRS_COMPARED,
  type Significance,
  sharesAt,
  significance,
  similarityGraph,
  similarSets,
  similarSetsNear,
  toNetwork,
  toolkitTokens,
  writeNetwork,
} from '@lapwing/networks';
import type { Command } from 'commander';
import { CommandError, type ExitCode } from '../exit.ts';
import { printJson } from '../output/json.ts';
import { count } from '../output/progress.ts';
import {
  coactionOf,
  type ShareOptions,
  shareOf,
  type WeightOptions,
  withShareOptions,
  withWeightOptions,
} from './options.ts';
import { kindOptionsOf, type ReadShares, readNamed } from './read.ts';
import { stage } from './stage.ts';

interface CoactionCommandOptions extends ShareOptions, WeightOptions {
  readonly q?: string;
  readonly out?: string;
}

export function coactionCommand(networks: Command, done: (code: ExitCode) => void): void {
  withWeightOptions(withShareOptions(networks.command('coaction')))
    .description('The co-action graph: actors who shared the same objects within a window of each other')
    .option('--q <share>', 'test edges against chance; keep those with at most this share of false discoveries')
    .option('--out <file>', 'write the network: .graphml, .gexf, .json, .csv or .parquet')
    .addHelpText(
      'after',
      `
--q needs --weight objects without --directed: other weights have no null model.
--kind co-similar joins actors by pairs of similar texts, not by objects; it counts messages (--weight messages).`,
    )
    .action(async (file: string, options: CoactionCommandOptions) => {
      done(await run(file, options));
    });
}

async function run(file: string, options: CoactionCommandOptions): Promise<ExitCode> {
  const asked = coactionOf(options);
  const maxQ = options.q === undefined ? null : shareOf('--q', options.q);
  if (maxQ !== null && (options.directed === true || options.weight !== 'objects')) {
    throw new CommandError('--q: only edges of --weight objects without --directed can be tested against chance');
  }
  if (options.kind === 'co-similar' && (options.weight !== 'messages' || asked.minParticipation !== 1)) {
    throw new CommandError('--kind co-similar: only --weight messages, without --min-participation');
  }
  const named = await readNamed(file, options);
  stage('joining actors');
  const graph = options.kind === 'co-similar' ? similar(named, options, asked) : coactionGraph(named.shares, asked);
  stage('testing against chance');
  const tested = maxQ === null ? undefined : significance(named.shares, graph, asked.minRepetition ?? 1, asked);
  stage(null);
  if (options.out !== undefined) {
    const network = toNetwork({ named, graph, ...(tested !== undefined && { significance: tested, maxQ: maxQ ?? 1 }) });
    await writeNetwork(network, options.out);
    console.error(`${count(network.edges.length)} edges are in ${options.out}`);
  }
  const found = summary(named, graph, tested, maxQ);
  if (options.json === true) {
    printJson(found);
    return 0;
  }
  console.log(`${count(found.edges)} edges between ${count(found.actors)} actors`);
  if (tested !== undefined) {
    console.log(
      `${count(found.significant ?? 0)} of them with a q-value of at most ${maxQ}, of ${count(tested.hypotheses)} pairs tested`,
    );
  }
  const without = named.nameless > 0 ? `; ${count(named.nameless)} rows name no object of the kind` : '';
  console.log(
    `from ${count(named.shares.actor.length)} shares (${count(named.empty)} rows without actor, object or time${without})`,
  );
  warnOfCapped(named, graph);
  return 0;
}

function similar(named: ReadShares, options: ShareOptions, asked: CoactionOptions): CoactionGraph {
  const { similarity = 0.8, minWords = 1 } = kindOptionsOf(options);
  const tokens = named.objectNames.map(toolkitTokens).map((words) => (words.length < minWords ? [] : words));
  // Texts that are not compared are not even similar to themselves.
  const compared = named.shares.object.map((object) => (tokens[object]!.length > 0 ? 1 : 0));
  const rows = Uint32Array.from(compared.keys()).filter((row) => compared[row] === 1);
  const shares = sharesAt(named.shares, rows);
  const near = similarSetsNear(tokens, similarity, shares, asked.windowMillis, MAX_PAIRS_COMPARED);
  return similarityGraph(shares, near ?? similarSets(tokens, similarity), asked);
}

function summary(
  { shares, actorNames, objectNames, rows, empty, nameless }: ReadShares,
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
    nameless,
    actorsSeen: actorNames.length,
    objectsSeen: objectNames.length,
    exact: graph.capped.length === 0,
    capped: graph.capped.map(({ object, shares: of, pairs }) => ({ object: objectNames[object]!, shares: of, pairs })),
  };
}

export function warnOfCapped({ objectNames }: Pick<ReadShares, 'objectNames'>, { capped }: CoactionGraph): void {
  if (capped.length === 0) return;
  const names = capped.slice(0, 5).map(({ object, pairs }) => `${objectNames[object]} (${count(pairs)} pairs)`);
  console.error(
    `not exact: ${capped.length} objects have so many pairs of shares that they only strengthen edges which others make ` +
      `(--max-pairs): ${names.join(', ')}${capped.length > 5 ? ' …' : ''}`,
  );
}
