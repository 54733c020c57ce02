/** `lapwing networks coortweet`: the coordinated network that the R package CooRTweet gives, with its parameters. */
import {
  type CooRTweetEdge,
  cooRTweetNetwork,
  type NamedShares,
  type Network,
  readShares,
  writeNetwork,
} from '@lapwing/networks';
import { type Command, Option } from 'commander';
import { CommandError, type ExitCode } from '../exit.ts';
import { printJson } from '../output/json.ts';
import { count } from '../output/progress.ts';
import { layoutOf, millisOf, wholeNumber } from './options.ts';
import { columnsOf } from './read.ts';
import { stage } from './stage.ts';

interface CooRTweetCommandOptions {
  readonly actor: string;
  readonly object: string;
  readonly time: string;
  readonly content?: string;
  readonly where?: string;
  readonly delimiter?: string;
  readonly columns?: string;
  readonly window: string;
  readonly minParticipation: string;
  readonly loops?: boolean;
  readonly edgeWeight: string;
  readonly fastWindow?: string;
  readonly fastMinParticipation?: string;
  readonly subgraph: '0' | '1' | '2' | '3';
  readonly out?: string;
  readonly json?: boolean;
}

export function cooRTweetCommand(networks: Command, done: (code: ExitCode) => void): void {
  networks
    .command('coortweet')
    .description('The coordinated network as the R package CooRTweet defines it, with its parameters and defaults')
    .argument('<file>', 'CSV, NDJSON or Parquet; .gz and .zst too')
    .requiredOption('--actor <column>', 'account_id')
    .requiredOption('--object <column>', 'object_id')
    .requiredOption('--time <column>', 'timestamp_share')
    .option('--content <column>', 'content_id; each row is a content of its own when absent')
    .option('--where <column=text>', 'take only rows where the column is this text')
    .option('--delimiter <text>', 'between the columns of text; found out when absent')
    .option('--columns <names>', 'names of the columns, separated by commas, where the first line does not name them')
    .option('--window <time>', 'time_window', '10s')
    .option('--min-participation <n>', 'min_participation', '2')
    .option('--loops', 'keep loops (remove_loops = FALSE)')
    .option('--edge-weight <share>', 'edge_weight: the percentile that heavy edges exceed', '0.5')
    .option('--fast-window <time>', 'the narrower window of flag_speed_share (fast_net = TRUE)')
    .option('--fast-min-participation <n>', 'min_participation of flag_speed_share; that of the network when absent')
    .addOption(new Option('--subgraph <number>', 'subgraph').choices(['0', '1', '2', '3']).default('0'))
    .option('--out <file>', 'write the network: .graphml, .gexf, .json, .csv or .parquet')
    .option('--json', 'print one JSON object')
    .action(async (file: string, options: CooRTweetCommandOptions) => {
      done(await run(file, options));
    });
}

const SUBGRAPHS = { '0': 0, '1': 1, '2': 2, '3': 3 } as const;

async function run(file: string, options: CooRTweetCommandOptions): Promise<ExitCode> {
  const { content, fastWindow, fastMinParticipation } = options;
  const edgeWeight = Number(options.edgeWeight);
  if (options.edgeWeight.trim() === '' || !(edgeWeight >= 0 && edgeWeight <= 1)) {
    throw new CommandError(`--edge-weight: ${options.edgeWeight} is no number from 0 to 1`);
  }
  const asked = {
    windowMillis: millisOf('--window', options.window),
    minParticipation: wholeNumber('--min-participation', options.minParticipation),
    removeLoops: options.loops !== true,
    edgeWeight,
    subgraph: SUBGRAPHS[options.subgraph],
    ...(fastWindow !== undefined && { fastWindowMillis: millisOf('--fast-window', fastWindow) }),
    ...(fastMinParticipation !== undefined && {
      fastMinParticipation: wholeNumber('--fast-min-participation', fastMinParticipation),
    }),
  };
  stage(`reading ${file}`);
  const columns = columnsOf({ ...options, ...(content !== undefined && { message: content }) });
  const named = await readShares(file, { ...columns, inFileOrder: true }, layoutOf(options));
  stage('joining accounts');
  const found = cooRTweetNetwork(named.shares, {
    ...asked,
    ...(named.originals !== undefined && { originals: named.originals }),
  });
  stage(null);
  const accounts = new Set(found.edges.flatMap(({ from, to }) => [from, to]));
  if (options.out !== undefined) {
    await writeNetwork(asNetwork(found.edges, accounts, named, fastWindow !== undefined), options.out);
    console.error(`${count(found.edges.length)} edges are in ${options.out}`);
  }
  const heavy = found.edges.filter(({ isHeavy }) => isHeavy).length;
  if (options.json === true) {
    const { weightThreshold, fastWeightThreshold } = found;
    const fast = found.edges.filter((edge) => edge.fast !== null).length;
    printJson({
      edges: found.edges.length,
      actors: accounts.size,
      heavy,
      weightThreshold,
      ...(fastWindow !== undefined && { fast, fastWeightThreshold }),
      shares: named.shares.actor.length,
      rows: named.rows,
      empty: named.empty,
    });
  } else {
    console.log(`${count(found.edges.length)} edges between ${count(accounts.size)} accounts`);
    console.log(`${count(heavy)} of them weigh more than ${found.weightThreshold ?? 'none'}, percentile ${edgeWeight}`);
  }
  return 0;
}

function asNetwork(
  edges: readonly CooRTweetEdge[],
  accounts: ReadonlySet<number>,
  { actorNames: names, shares }: NamedShares,
  hasFast: boolean,
): Network {
  const sharesOf = new Uint32Array(shares.actors);
  for (const actor of shares.actor) sharesOf[actor]!++;
  return {
    directed: false,
    nodes: [...accounts]
      .sort((a, b) => a - b)
      .map((account) => ({ id: names[account]!, shares: sharesOf[account]!, cluster: null })),
    edges: edges.map(({ from, to, weight, fast, ...of }) => ({
      source: names[from]!,
      target: names[to]!,
      weight,
      expected: null,
      pValue: null,
      qValue: null,
      more: {
        avg_time_delta: of.avgTimeDeltaSeconds,
        n_content_id: of.contents,
        n_content_id_y: of.contentsLater,
        edge_symmetry_score: of.symmetry,
        weight_threshold: Number(of.isHeavy),
        ...(hasFast && {
          weight_fast: fast?.weight ?? null,
          avg_time_delta_fast: fast?.avgTimeDeltaSeconds ?? null,
          n_content_id_fast: fast?.contents ?? null,
          n_content_id_y_fast: fast?.contentsLater ?? null,
          edge_symmetry_score_fast: fast?.symmetry ?? null,
          weight_threshold_fast: fast === null ? null : Number(fast.isHeavy),
        }),
      },
    })),
  };
}
