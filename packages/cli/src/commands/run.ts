/** `lapwing run DIR --from FILE`: a whole example over a file, from nothing to a warehouse, with a summary. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSystem, type System } from '@lapwing/server';
import type { Command } from 'commander';
import type { ExitCode } from '../exit.ts';
import { type IngestResult, ingest } from '../ingest/ingest.ts';
import { onInterrupt } from '../ingest/interrupt.ts';
import { printJson } from '../output/json.ts';
import { count, ProgressLine } from '../output/progress.ts';
import { formatTable } from '../output/table.ts';
import { configOf } from './data.ts';

interface RunOptions {
  readonly from: readonly string[];
  readonly data?: string;
  readonly json?: boolean;
}

export function runCommand(program: Command, done: (code: ExitCode) => void): void {
  program
    .command('run')
    .description('Decide a file with the rules of a directory, and fill a data directory with what came of it')
    .argument('<directory>', 'holds lapwing.yaml and rules/')
    .requiredOption('--from <file...>', 'NDJSON, CSV or Parquet, plain, gzip or zstd; - is standard input')
    .option('--data <directory>', 'data directory; a new one in the temporary folder when absent')
    .option('--json', 'print the summary as one JSON object')
    .addHelpText('after', '\nRunning it again on the same data directory decides nothing twice.')
    .action(async (directory: string, options: RunOptions) => {
      done(await run(directory, options));
    });
}

async function run(directory: string, options: RunOptions): Promise<ExitCode> {
  const startedAt = performance.now();
  const config = await configOf(directory);
  const data = options.data ?? (await mkdtemp(join(tmpdir(), 'lapwing-')));
  const progress = new ProgressLine();
  const interrupt = onInterrupt();
  const system = await openSystem({
    config,
    dataDirectory: data,
    onWarning: (message) => console.error(message),
    onProgress: ({ position, until }) =>
      progress.show({ share: position / until, events: position, note: 'replaying the journal' }),
  });
  try {
    const result = await ingest({
      files: options.from,
      mapping: config.mapping,
      pipeline: system.pipeline,
      deadLetterPath: join(data, 'dead-letters.ndjson'),
      progress,
      signal: interrupt.signal,
    });
    await system.retain();
    const summary = summarize(system, result, data, (performance.now() - startedAt) / 1000);
    if (options.json === true) printJson(summary);
    else printSummary(summary);
    if (result.interrupted) console.error('interrupted: the rest of the input was not read');
    for (const { source, reason } of result.failures) console.error(`${source}: ${reason}`);
    return result.failures.length > 0 || result.interrupted ? 2 : 0;
  } finally {
    interrupt.stop();
    await system.close();
  }
}

interface Summary {
  readonly read: number;
  readonly refused: number;
  readonly duplicates: number;
  readonly decided: number;
  readonly seconds: number;
  readonly eventsPerSecond: number;
  readonly peakRssMb: number;
  readonly rules: Readonly<Record<string, number>>;
  readonly labels: Readonly<Record<string, number>>;
  readonly evaluationErrors: number;
  readonly data: string;
}

function summarize(system: System, result: IngestResult, data: string, seconds: number): Summary {
  const { statistics, active } = system.pipeline;
  const rules = (active?.ruleset.rules ?? []).map(({ name }) => [name, statistics.hits.get(name) ?? 0] as const);
  return {
    read: result.read,
    refused: result.refused,
    duplicates: result.duplicates,
    decided: statistics.decided,
    seconds: Math.round(seconds * 1000) / 1000,
    eventsPerSecond: Math.round(result.read / seconds),
    peakRssMb: Math.round(process.resourceUsage().maxRSS / 1024),
    rules: Object.fromEntries(rules.toSorted((a, b) => b[1] - a[1])),
    labels: Object.fromEntries(statistics.labels),
    evaluationErrors: statistics.errors,
    data,
  };
}

function printSummary(summary: Summary): void {
  const { read, refused, duplicates, decided, seconds, eventsPerSecond, peakRssMb, data } = summary;
  console.log(formatTable(['rule', 'hits'], Object.entries(summary.rules)));
  if (Object.keys(summary.labels).length > 0) {
    console.log(`\n${formatTable(['label', 'changed'], Object.entries(summary.labels))}`);
  }
  console.log(
    `\n${count(read)} read, ${count(refused)} refused, ${count(duplicates)} seen before, ${count(decided)} decided` +
      `\n${seconds.toFixed(1)} s, ${count(eventsPerSecond)} events/s, at most ${count(peakRssMb)} MB` +
      `\nin ${data}`,
  );
  if (refused > 0) console.log(`refused lines with their reasons: ${join(data, 'dead-letters.ndjson')}`);
  if (summary.evaluationErrors > 0) console.log(`${count(summary.evaluationErrors)} failures in rules`);
}
