/** `lapwing ingest FILE…`: events into a data directory, or to a server that is running. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Mapping, parseMapping } from '@lapwing/pipeline';
import { openSystem } from '@lapwing/server';
import type { Command } from 'commander';
import { CommandError, type ExitCode } from '../exit.ts';
import { ingest } from '../ingest/ingest.ts';
import { onInterrupt } from '../ingest/interrupt.ts';
import { sendToServer } from '../ingest/send.ts';
import { printJson } from '../output/json.ts';
import { count, ProgressLine } from '../output/progress.ts';
import { configOf, dataDirectory } from './data.ts';

interface IngestCommandOptions {
  readonly map?: string;
  readonly config: string;
  readonly data?: string;
  readonly server?: string;
  readonly key?: string;
  readonly json?: boolean;
}

export function ingestCommand(program: Command, done: (code: ExitCode) => void): void {
  program
    .command('ingest')
    .description('Take events from NDJSON, CSV or Parquet files (plain, gzip or zstd), or - for standard input')
    .argument('<file...>', 'files, or -')
    .option('--map <mapping>', 'columns of action, id and time: key=value,… or a YAML file')
    .option('--config <directory>', 'holds lapwing.yaml and rules/', '.')
    .option('--data <directory>', 'data directory (LAPWING_DATA)')
    .option('--server <url>', 'send to a running server instead')
    .option('--key <key>', 'API key for --server (LAPWING_KEY)')
    .option('--json', 'print the result as one JSON object')
    .action(async (files: string[], options: IngestCommandOptions) => {
      done(await run(files, options));
    });
}

async function run(files: readonly string[], options: IngestCommandOptions): Promise<ExitCode> {
  const progress = new ProgressLine();
  const interrupt = onInterrupt();
  const { signal } = interrupt;
  const mapping = options.map === undefined ? null : await readMap(options.map);
  try {
    if (options.server !== undefined) {
      const key = options.key ?? process.env['LAPWING_KEY'];
      if (key === undefined) throw new CommandError('--server needs an API key: --key, or LAPWING_KEY');
      const result = await sendToServer({ files, mapping, server: options.server, key, progress, signal });
      return report(result, options.json === true);
    }
    const config = await configOf(options.config);
    const data = dataDirectory(options.data, config);
    const system = await openSystem({ config, dataDirectory: data, onWarning: (message) => console.error(message) });
    try {
      const result = await ingest({
        files,
        mapping: mapping ?? config.mapping,
        pipeline: system.pipeline,
        deadLetterPath: join(data, 'dead-letters.ndjson'),
        progress,
        signal,
      });
      return report(result, options.json === true);
    } finally {
      await system.close();
    }
  } finally {
    interrupt.stop();
  }
}

function report(result: Awaited<ReturnType<typeof ingest>>, json: boolean): ExitCode {
  const { read, refused, duplicates, failures, interrupted } = result;
  const accepted = read - refused - duplicates;
  if (json) printJson({ read, accepted, refused, duplicates, failures, interrupted });
  else {
    console.log(
      `${count(read)} read, ${count(accepted)} accepted, ${count(refused)} refused, ${count(duplicates)} seen before`,
    );
  }
  for (const { source, reason } of failures) console.error(`${source}: ${reason}`);
  if (interrupted) console.error('interrupted: the rest of the input was not read');
  return failures.length > 0 || interrupted ? 2 : 0;
}

/** The mapping itself, or a YAML file that holds it. */
async function readMap(text: string): Promise<Mapping> {
  const isFile = /\.ya?ml$/.test(text);
  const source = isFile ? await readFile(text, 'utf8').catch((error: Error) => fail(`--map: ${error.message}`)) : text;
  const parsed = parseMapping(source);
  if (parsed.ok) return parsed.mapping;
  return fail(parsed.problems.map((problem) => `--map: ${problem}`).join('\n'));
}

function fail(message: string): never {
  throw new CommandError(message);
}
