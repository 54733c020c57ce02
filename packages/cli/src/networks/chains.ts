/** `lapwing networks chains`: clusters followed over time. */
import {
  type Chain,
  type Cluster,
  clusterChains,
  clusters,
  coactionGraph,
  type NamedShares,
  sharesBetween,
  significance,
} from '@lapwing/networks';
import type { Command } from 'commander';
import { CommandError, type ExitCode } from '../exit.ts';
import { printJson } from '../output/json.ts';
import { count, ProgressLine } from '../output/progress.ts';
import { minuteOf } from './cluster-text.ts';
import { type FindOptions, leidenOf, withFindOptions } from './clusters.ts';
import { coactionOf, millisOf, shareOf } from './options.ts';
import { readNamed } from './read.ts';

interface ChainsCommandOptions extends FindOptions {
  readonly every: string;
  readonly minSimilarity: string;
  readonly maxGap: string;
  readonly minLength: string;
  readonly limit: string;
}

/** Stretches of time that one asks for by mistake: milliseconds for days. */
const SLICES_MAX = 100_000;

export function chainsCommand(networks: Command, done: (code: ExitCode) => void): void {
  withFindOptions(networks.command('chains'))
    .description('Clusters of each day matched with those of the day before: which go on, split, merge and end')
    .option('--every <time>', 'length of the stretches of time, from midnight UTC on', '1d')
    .option('--min-similarity <share>', 'members (Jaccard) that two clusters need in common to be one over time', '0.3')
    .option('--max-gap <n>', 'stretches that a cluster may be absent for and come back', '0')
    .option('--min-length <n>', 'leave out chains seen in fewer stretches', '1')
    .option('--limit <n>', 'chains to print', '20')
    .action(async (file: string, options: ChainsCommandOptions) => {
      done(await run(file, options));
    });
}

async function run(file: string, options: ChainsCommandOptions): Promise<ExitCode> {
  const asked = coactionOf(options);
  const everyMillis = millisOf('--every', options.every);
  if (!(everyMillis > 0 && everyMillis < Number.POSITIVE_INFINITY)) {
    throw new CommandError(`--every: ${options.every} is no length of time`);
  }
  const minSimilarity = shareOf('--min-similarity', options.minSimilarity);
  const [maxGap, minLength, limit] = [Number(options.maxGap), Number(options.minLength), Number(options.limit)];
  for (const [name, value] of Object.entries({ 'max-gap': maxGap, 'min-length': minLength, limit })) {
    if (!Number.isInteger(value) || value < 0) throw new CommandError(`--${name} must be a whole number from 0 on`);
  }
  const maxQ = options.all === true ? null : shareOf('--q', options.q);
  const named = await readNamed(file, options);
  const slices = slicesOf(named, everyMillis);
  const progress = new ProgressLine();
  const found: Cluster[][] = [];
  for (const [i, { from, to }] of slices.entries()) {
    progress.show({ share: i / slices.length, events: i, note: minuteOf(from) });
    const shares = sharesBetween(named.shares, from, to);
    const graph = coactionGraph(shares, asked);
    const { windowMillis, minRepetition = 1 } = asked;
    const tested = maxQ === null ? null : significance(shares, graph, minRepetition, asked);
    const how = { windowMillis, method: options.method, ...leidenOf(options) };
    found.push(clusters(shares, graph, { ...how, ...(tested !== null && { significance: tested, maxQ: maxQ ?? 1 }) }));
  }
  progress.end();
  const members = found.map((of) => of.map((cluster) => cluster.members.map(({ actor }) => actor)));
  const chains = clusterChains(members, { minSimilarity, maxGap });
  const shown = chains
    .map((chain, i) => ({ number: i + 1, chain }))
    .filter(({ chain }) => chain.links.length >= minLength);
  if (options.json === true) {
    printJson({
      slices: slices.map(({ from, to }, i) => ({ from: iso(from), to: iso(to), clusters: found[i]!.length })),
      chains: shown.map(({ number, chain }) => withNames(number, chain, found, slices, named)),
    });
    return 0;
  }
  const clustersFound = found.reduce((sum, of) => sum + of.length, 0);
  console.log(
    `${count(shown.length)} chains of ${count(clustersFound)} clusters in ${count(slices.length)} stretches of time`,
  );
  const longest = shown.toSorted((a, b) => b.chain.links.length - a.chain.links.length || a.number - b.number);
  for (const { number, chain } of longest.slice(0, limit))
    console.log(`\n${chainText(number, chain, found, slices, named)}`);
  return 0;
}

interface Slice {
  readonly from: number;
  readonly to: number;
}

function slicesOf({ shares }: NamedShares, everyMillis: number): Slice[] {
  const { timeMillis } = shares;
  if (timeMillis.length === 0) return [];
  const first = Math.floor(timeMillis.reduce((least, time) => Math.min(least, time), Infinity) / everyMillis);
  const last = Math.floor(timeMillis.reduce((most, time) => Math.max(most, time), -Infinity) / everyMillis);
  if (last - first >= SLICES_MAX) {
    throw new CommandError(
      `--every: the shares lie in ${count(last - first + 1)} stretches, more than ${count(SLICES_MAX)}`,
    );
  }
  return Array.from({ length: last - first + 1 }, (_, i) => ({
    from: (first + i) * everyMillis,
    to: (first + i + 1) * everyMillis,
  }));
}

const iso = (millis: number) => new Date(millis).toISOString();

function withNames(
  number: number,
  chain: Chain,
  found: readonly Cluster[][],
  slices: readonly Slice[],
  named: NamedShares,
) {
  const events = (of: Chain['mergedFrom']) =>
    of.map((event) => ({ chain: event.chain + 1, at: iso(slices[event.slice]!.from) }));
  return {
    chain: number,
    first: iso(slices[chain.links[0]!.slice]!.from),
    last: iso(slices[chain.links.at(-1)!.slice]!.to),
    links: chain.links.map(({ slice, cluster, similarity, joined, left }) => ({
      from: iso(slices[slice]!.from),
      cluster: cluster + 1,
      similarity,
      joined,
      left,
      members: found[slice]![cluster]!.members.map(({ actor }) => named.actorNames[actor]!),
      objects: found[slice]![cluster]!.objects.map(({ object }) => named.objectNames[object]!),
    })),
    splitInto: events(chain.splitInto),
    mergedFrom: events(chain.mergedFrom),
  };
}

const MEMBERS_SHOWN = 6;

function chainText(
  number: number,
  chain: Chain,
  found: readonly Cluster[][],
  slices: readonly Slice[],
  named: NamedShares,
): string {
  const [first, last] = [chain.links[0]!, chain.links.at(-1)!];
  const sizes = chain.links.map(({ slice, cluster }) => found[slice]![cluster]!.members.length);
  const members = found[last.slice]![last.cluster]!.members.map(({ actor }) => named.actorNames[actor]);
  const lines = [
    `chain ${number}  ${minuteOf(slices[first.slice]!.from)} to ${minuteOf(slices[last.slice]!.to)} UTC, seen ${count(chain.links.length)} times`,
    `    actors   ${sizes.slice(0, 30).join(' → ')}${sizes.length > 30 ? ' …' : ''}`,
    `    members  ${members.slice(0, MEMBERS_SHOWN).join(', ')}${members.length > MEMBERS_SHOWN ? ` and ${count(members.length - MEMBERS_SHOWN)} more` : ''}`,
  ];
  const event = ({ chain: of, slice }: Chain['mergedFrom'][number]) =>
    `chain ${of + 1} at ${minuteOf(slices[slice]!.from)}`;
  if (chain.splitInto.length > 0) lines.push(`    split    off ${chain.splitInto.map(event).join(', ')}`);
  if (chain.mergedFrom.length > 0) lines.push(`    merged   with ${chain.mergedFrom.map(event).join(', ')}`);
  return lines.join('\n');
}
