/** `lapwing networks trust`: who can be trusted, by what others did. */
import { readFile } from 'node:fs/promises';
import { fairnessGoodness, type NamedEdges, neighboursOf, pageRank, readEdges, sybilRank } from '@lapwing/networks';
import { type Command, Option } from 'commander';
import { CommandError, type ExitCode } from '../exit.ts';
import { printJson } from '../output/json.ts';
import { formatTable } from '../output/table.ts';
import { whereOf } from './options.ts';

type Method = 'pagerank' | 'sybilrank' | 'fairness';

interface TrustOptions {
  readonly from: string;
  readonly to: string;
  readonly weight?: string;
  readonly scale: string;
  readonly where?: string;
  readonly method: Method;
  readonly trusted?: readonly string[];
  readonly trustedFile?: string;
  readonly linked?: string;
  readonly limit: string;
  readonly lowest?: boolean;
  readonly json?: boolean;
}

export function trustCommand(networks: Command, done: (code: ExitCode) => void): void {
  networks
    .command('trust')
    .description('Reputation from a graph of follows, votes or ratings')
    .argument('<file>', 'CSV, NDJSON or Parquet; .gz and .zst too')
    .requiredOption('--from <column>', 'who follows, votes or rates')
    .requiredOption('--to <column>', 'whom')
    .option('--weight <column>', 'how much; 1 for every edge when absent')
    .option('--scale <number>', 'ratings are divided by it, to lie within -1 and 1 (fairness)', '1')
    .option('--where <column=text>', 'take only rows where the column is this text')
    .addOption(
      new Option(
        '--method <name>',
        'pagerank: flows along edges; sybilrank: walks from trusted actors; fairness: of signed ratings',
      )
        .choices(['pagerank', 'sybilrank', 'fairness'] satisfies Method[])
        .default('pagerank'),
    )
    .option('--trusted <names...>', 'actors where trust begins')
    .option('--trusted-file <file>', 'the same, one a line')
    .option('--linked <file>', 'pairs of accounts of one owner, "a,b" a line: what they give each other does not count')
    .option('--limit <n>', 'actors to print', '20')
    .option('--lowest', 'the least trusted first')
    .option('--json', 'print all as one JSON object')
    .action(async (file: string, options: TrustOptions) => {
      done(await run(file, options));
    });
}

async function run(file: string, options: TrustOptions): Promise<ExitCode> {
  const limit = Number(options.limit);
  if (!Number.isInteger(limit) || limit < 1) throw new CommandError(`--limit: ${options.limit} is no number of actors`);
  const { from, to, weight, where } = options;
  const read = await readEdges(file, {
    from,
    to,
    ...(weight !== undefined && { weight }),
    ...(where !== undefined && { where: whereOf(where) }),
  });
  const edges = options.linked === undefined ? read : await withoutLinked(read, options.linked);
  const score = scoresOf(edges, options.method, await trustedIn(edges, options), Number(options.scale));
  const order = Uint32Array.from(score.keys()).sort((a, b) => score[b]! - score[a]! || a - b);
  if (options.lowest === true) order.reverse();
  if (options.json === true) {
    const actors = Array.from(order, (node) => ({ actor: edges.names[node]!, trust: score[node]! }));
    printJson({ method: options.method, edges: edges.from.length, rows: read.rows, empty: read.empty, actors });
  } else {
    const shown = Array.from(order.subarray(0, limit), (node) => [edges.names[node]!, score[node]!.toPrecision(4)]);
    console.log(formatTable(['actor', 'trust'], shown));
    console.error(
      `${options.lowest === true ? 'lowest' : 'highest'} of ${edges.names.length} actors, ${edges.from.length} edges`,
    );
  }
  return 0;
}

function scoresOf(edges: NamedEdges, method: Method, trusted: readonly number[], scale: number): Float64Array {
  const nodes = edges.names.length;
  switch (method) {
    case 'pagerank': {
      if (trusted.length === 0) return pageRank(nodes, edges).score;
      const teleport = new Float64Array(nodes);
      for (const node of trusted) teleport[node] = 1;
      return pageRank(nodes, edges, { teleport }).score;
    }
    case 'sybilrank':
      if (trusted.length === 0) throw new CommandError('--method sybilrank needs --trusted or --trusted-file');
      return sybilRank(neighboursOf(nodes, edges), trusted);
    case 'fairness':
      if (!(scale > 0)) throw new CommandError('--scale must be a number above 0');
      return fairnessGoodness(nodes, { ...edges, weight: edges.weight.map((value) => value / scale) }).goodness;
  }
}

async function trustedIn({ names }: NamedEdges, { trusted = [], trustedFile }: TrustOptions): Promise<number[]> {
  const listed = trustedFile === undefined ? [] : await linesOf(trustedFile);
  const numbers = new Map(names.map((name, number) => [name, number]));
  return [...new Set([...trusted, ...listed])].map((name) => {
    const number = numbers.get(name);
    if (number === undefined) throw new CommandError(`--trusted: ${JSON.stringify(name)} has no edge`);
    return number;
  });
}

async function withoutLinked(edges: NamedEdges, file: string): Promise<NamedEdges> {
  const linked = new Set<string>();
  for (const [index, line] of (await linesOf(file)).entries()) {
    const [a, b, ...more] = line.split(',').map((name) => name.trim());
    if (a === undefined || b === undefined || more.length > 0) {
      throw new CommandError(`${file}, line ${index + 1}: ${JSON.stringify(line)} is not of the form a,b`);
    }
    linked.add(JSON.stringify([a, b])).add(JSON.stringify([b, a]));
  }
  const { names, from, to, weight } = edges;
  const kept = Uint32Array.from(from.keys()).filter(
    (edge) => !linked.has(JSON.stringify([names[from[edge]!], names[to[edge]!]])),
  );
  return {
    ...edges,
    from: kept.map((edge) => from[edge]!),
    to: kept.map((edge) => to[edge]!),
    weight: Float64Array.from(kept, (edge) => weight[edge]!),
  };
}

async function linesOf(file: string): Promise<string[]> {
  return (await readFile(file, 'utf8')).split(/\r?\n/).filter((line) => line.trim() !== '');
}
