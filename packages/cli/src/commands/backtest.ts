/** `lapwing backtest`: what rules would have done with the events of a journal or a file. */
import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { sourceInput } from '@lapwing/pipeline';
import {
  type BacktestProgress,
  type OutcomeRecord,
  parseDuration,
  parseOutcomes,
  parseRangeTime,
  type RangeSpec,
  type Report,
  renderHtml,
  renderText,
  type WarmUp,
} from '@lapwing/pipeline/backtest';
import { type BacktestRequest, backtest, type Config, toJson } from '@lapwing/server';
import { type Command, Option } from 'commander';
import { CommandError, type ExitCode } from '../exit.ts';
import { onInterrupt } from '../ingest/interrupt.ts';
import { printJson } from '../output/json.ts';
import { ProgressLine } from '../output/progress.ts';
import { rulesetDirectory } from '../rules/directory.ts';
import { configOf, dataDirectory } from './data.ts';

type Format = 'text' | 'json' | 'html';

interface BacktestCommandOptions {
  readonly rules: string;
  readonly baseline?: string;
  readonly since?: string;
  readonly from?: string;
  readonly to?: string;
  readonly warmUp: string;
  readonly data?: string;
  readonly file?: string;
  readonly config?: string;
  readonly outcomes?: string;
  readonly report: Format;
  readonly out?: string;
  readonly json?: boolean;
  readonly workers?: string;
}

export function backtestCommand(program: Command, done: (code: ExitCode) => void): void {
  program
    .command('backtest')
    .description('What rules would have done with past events, and how that differs from the rules in force')
    .requiredOption('--rules <directory>', 'the candidate: main.sml is there, or below it as lapwing.yaml says')
    .option(
      '--baseline <rules>',
      'current, none, or a directory; current when absent (none for a file without --config)',
    )
    .option('--since <time>', 'the events so long before the newest one: 7d, 36h, 90m')
    .option('--from <time>', 'events from this time on: ISO 8601, or a date')
    .option('--to <time>', 'events before this time')
    .option('--warm-up <time>', 'how long before the range rules begin to remember: exact, all, or 30d', 'exact')
    .option('--data <directory>', 'data directory (LAPWING_DATA); a server may be running on it')
    .option('--file <file>', 'events from a file in place of a data directory: NDJSON, CSV or Parquet')
    .option('--config <directory>', 'holds the lapwing.yaml that says how to read the file, and the rules in force')
    .option('--outcomes <file>', 'what is known of entities: CSV or NDJSON with entity_type, entity_id, outcome, time')
    .addOption(new Option('--report <format>', 'form of the report').choices(['text', 'json', 'html']).default('text'))
    .option('--out <file>', 'write the report there')
    .option('--json', 'print the report as one JSON object')
    .option('--workers <threads>', 'threads for deciding; 0 decides in the main one; all cores when absent')
    .addHelpText(
      'after',
      '\nNothing is changed: no label, no counter, no effect. Ctrl-C reports what was decided until then.',
    )
    .action(async (options: BacktestCommandOptions) => {
      done(await run(options));
    });
}

async function run(options: BacktestCommandOptions): Promise<ExitCode> {
  const config = options.config === undefined ? null : await configOf(options.config);
  const progress = new ProgressLine();
  const interrupt = onInterrupt();
  try {
    const report = await backtest({
      rules: await rulesetDirectory(options.rules),
      baseline: await baselineOf(options, config),
      source: sourceOf(options, config),
      brakes: config?.brakes ?? null,
      lists: config?.lists ?? [],
      range: rangeOf(options),
      warmUp: warmUpOf(options.warmUp),
      outcomes: await outcomesOf(options.outcomes),
      workers: workersOf(options.workers),
      signal: interrupt.signal,
      onProgress: (state) => progress.show(shown(state)),
    });
    progress.end();
    await output(report, options);
    return report.incomplete === null ? 0 : 2;
  } finally {
    progress.end();
    interrupt.stop();
  }
}

function shown({ phase, share, events }: BacktestProgress) {
  return { share, events, note: phase === 'survey' ? 'looking through the journal' : '' };
}

async function output(report: Report, { report: format, out, json }: BacktestCommandOptions): Promise<void> {
  const text = render(report, format);
  if (out !== undefined) {
    await writeFile(out, text);
    console.error(`the report is in ${out}`);
  }
  if (json === true) printJson(report);
  else if (out === undefined) process.stdout.write(text);
  if (report.incomplete !== null) console.error(`partial: ${report.incomplete}`);
}

function render(report: Report, format: Format): string {
  switch (format) {
    case 'text':
      return renderText(report);
    case 'json':
      return `${toJson(report)}\n`;
    case 'html':
      return renderHtml(report);
  }
}

async function baselineOf(
  { baseline, file }: BacktestCommandOptions,
  config: Config | null,
): Promise<BacktestRequest['baseline']> {
  const wanted = baseline ?? (file === undefined || config !== null ? 'current' : 'none');
  if (wanted === 'none') return null;
  if (wanted !== 'current') return { kind: 'directory', directory: await rulesetDirectory(wanted) };
  if (file === undefined) return { kind: 'current' };
  if (config === null)
    throw new CommandError('--baseline current: a file has no rules in force; --config says where they are');
  return { kind: 'directory', directory: config.rulesDirectory };
}

function sourceOf({ file, data }: BacktestCommandOptions, config: Config | null): BacktestRequest['source'] {
  if (file === undefined) return { kind: 'data', directory: dataDirectory(data, config) };
  if (data !== undefined) throw new CommandError('--data and --file: events come from one of them');
  const mapping = config?.mapping ?? null;
  return { kind: 'file', spec: { ...sourceInput(file, process.stdin), ...(mapping === null ? {} : { mapping }) } };
}

function rangeOf({ since, from, to }: BacktestCommandOptions): RangeSpec {
  if (since !== undefined) {
    if (from !== undefined || to !== undefined)
      throw new CommandError('--since says it all: leave --from and --to out');
    return { kind: 'since', millis: durationOf('--since', since) };
  }
  const fromMillis = from === undefined ? null : timeOf('--from', from);
  const toMillis = to === undefined ? null : timeOf('--to', to);
  if (fromMillis !== null && toMillis !== null && fromMillis >= toMillis) {
    throw new CommandError(`--from ${from} is not before --to ${to}: the range is empty`);
  }
  return { kind: 'between', fromMillis, toMillis };
}

function warmUpOf(text: string): WarmUp | 'exact' {
  if (text === 'exact') return 'exact';
  return text === 'all' ? { kind: 'all' } : { kind: 'window', millis: durationOf('--warm-up', text) };
}

function durationOf(option: string, text: string): number {
  const millis = parseDuration(text);
  if (millis === null) throw new CommandError(`${option}: ${text} is no length of time; write 7d, 36h or 90m`);
  return millis;
}

function timeOf(option: string, text: string): number {
  const millis = parseRangeTime(text);
  if (millis === null)
    throw new CommandError(`${option}: ${text} is no time; write 2026-10-01 or 2026-10-01T12:00:00Z`);
  return millis;
}

function workersOf(text: string | undefined): number {
  if (text === undefined) return availableParallelism();
  const workers = Number(text);
  if (!Number.isInteger(workers) || workers < 0 || workers > 256) {
    throw new CommandError(`--workers: ${text} is no number of threads from 0 to 256`);
  }
  return workers;
}

async function outcomesOf(
  path: string | undefined,
): Promise<{ readonly name: string; readonly records: readonly OutcomeRecord[] } | null> {
  if (path === undefined) return null;
  const content = await readFile(resolve(path)).catch((error: unknown) => {
    throw new CommandError(`--outcomes: ${error instanceof Error ? error.message : String(error)}`);
  });
  const parsed = parseOutcomes(content);
  if (!parsed.ok) throw new CommandError(parsed.problems.map((problem) => `${path}: ${problem}`).join('\n'));
  return { name: path, records: parsed.records };
}
