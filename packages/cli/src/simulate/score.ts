/** `lapwing simulate score`: run a detector against scenarios, or read what another system decided, and show what came of it. */
import { createReadStream } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import {
  type Board,
  boardOf,
  type Decided,
  Ledger,
  parseDecisions,
  type RunScore,
  renderBoards,
  scoreRun,
  type Truth,
} from '@lapwing/simulator';
import { loadScenario } from '@lapwing/simulator/load';
import type { Command } from 'commander';
import { CommandError, type ExitCode } from '../exit.ts';
import { onInterrupt } from '../ingest/interrupt.ts';
import { printJson } from '../output/json.ts';
import { ProgressLine } from '../output/progress.ts';
import { formatTable } from '../output/table.ts';
import { rulesDetector } from './detector.ts';
import { drive } from './drive.ts';

interface ScoreOptions {
  readonly scenario: string;
  readonly seeds: string;
  readonly rules?: readonly string[];
  readonly truth?: readonly string[];
  readonly decisions?: readonly string[];
  readonly html?: string;
  readonly json?: boolean;
}

export function scoreCommand(parent: Command, done: (code: ExitCode) => void): void {
  parent
    .command('score')
    .description('Who was found, how late, what people saw until then, and whom it hurt in error')
    .option('--scenario <file|preset>', 'what to run: tiny, town, city, nation, or a file', 'town')
    .option('--seeds <seeds>', 'a number of seeds, or a list: 5 or 1,2,7', '5')
    .option(
      '--rules <directory...>',
      'rules to score in a closed loop, each on every seed; none scores no rules at all',
    )
    .option('--truth <file...>', 'in place of running: truth of runs, from `lapwing simulate --truth`')
    .option('--decisions <file...>', 'what a system decided about those runs, in the same order')
    .option('--html <file>', 'write the scoreboard as a page')
    .option('--json', 'print the scoreboard as one JSON object')
    .addHelpText(
      'after',
      '\ndocs/simulator.md describes the figures, and the file of decisions that other systems can write.',
    )
    .action(async (options: ScoreOptions) => {
      await show(await boardsOf(options), options);
      done(0);
    });
}

async function boardsOf(options: ScoreOptions): Promise<readonly Board[]> {
  if (options.truth === undefined && options.decisions === undefined) return scoreRules(options);
  const { truth = [], decisions = [] } = options;
  if (truth.length !== decisions.length)
    throw new CommandError(`--truth names ${truth.length} files and --decisions ${decisions.length}: they go in pairs`);
  const runs: RunScore[] = [];
  for (const [i, path] of truth.entries())
    runs.push(scoreRun(await readTruth(path), await readDecisions(decisions[i] ?? '')));
  return [boardOf(truth.join(', '), 'decisions from files', truth, runs)];
}

async function scoreRules({
  scenario: name,
  seeds: wanted,
  rules = ['none'],
}: ScoreOptions): Promise<readonly Board[]> {
  const scenario = await loadScenario(name);
  const seeds = seedsOf(wanted);
  const progress = new ProgressLine();
  const interrupt = onInterrupt();
  const boards: Board[] = [];
  for (const directory of rules) {
    const runs: RunScore[] = [];
    for (const seed of seeds) {
      const ledger = new Ledger();
      const decisions: Decided[] = [];
      await drive({
        scenario,
        seed,
        detector: directory === 'none' ? null : await rulesDetector(directory),
        speed: null,
        onLine() {},
        onTruth: (truth) => ledger.add(truth),
        onDecided: (decided) => decisions.push(decided),
        flush: async () => {},
        progress,
        signal: interrupt.signal,
        note: `${directory}, seed ${seed}`,
      });
      if (interrupt.signal.aborted) throw new CommandError('interrupted: a part of a run has no score');
      runs.push(scoreRun(ledger, decisions));
    }
    boards.push(boardOf(scenario.name, directory === 'none' ? 'no rules' : directory, seeds, runs));
  }
  interrupt.stop();
  return boards;
}

function seedsOf(text: string): readonly string[] {
  if (text.includes(',')) return text.split(',').map((seed) => seed.trim());
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > 1000)
    throw new CommandError(`--seeds: ${text} is neither a number of seeds nor a list`);
  return Array.from({ length: count }, (_, i) => String(i + 1));
}

async function readTruth(path: string): Promise<Ledger> {
  const ledger = new Ledger();
  let number = 0;
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
    number++;
    try {
      // Written by `lapwing simulate`: its kind says what it holds.
      ledger.add(JSON.parse(line) as Truth);
    } catch {
      throw new CommandError(`${path}:${number}: this is no line of truth`);
    }
  }
  if (ledger.endMillis === 0)
    throw new CommandError(`${path}: the last line, with totals, is missing; was the run interrupted?`);
  return ledger;
}

async function readDecisions(path: string): Promise<readonly Decided[]> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new CommandError(`--decisions: ${error instanceof Error ? error.message : String(error)}`);
  });
  const parsed = parseDecisions(text);
  if (!parsed.ok) throw new CommandError(parsed.problems.map((problem) => `${path}: ${problem}`).join('\n'));
  return parsed.decisions;
}

async function show(boards: readonly Board[], { html, json }: ScoreOptions): Promise<void> {
  if (html !== undefined) {
    await writeFile(html, renderBoards(boards));
    console.error(`the scoreboard is in ${html}`);
  }
  if (json === true) printJson({ boards });
  else for (const board of boards) console.log(tableOf(board));
}

function tableOf({ detector, scenario, seeds, overall, adversaries }: Board): string {
  const mean = (figures: Board['overall'], name: string, digits = 0) => figures[name]?.mean.toFixed(digits) ?? '–';
  const rows = [...Object.entries(adversaries), ['all', overall] as const].map(([kind, figures]) => [
    kind,
    mean(figures, 'accounts'),
    mean(figures, 'accountRecall', 2),
    mean(figures, 'accountPrecision', 2),
    mean(figures, 'detectionMedianHours', 1),
    mean(figures, 'harm'),
    mean(figures, 'harmBeforeDetection'),
  ]);
  const table = formatTable(
    ['adversary', 'accounts', 'recall', 'precision', 'median h', 'harm', 'before detection'],
    rows,
  );
  const rest = `innocent people accused ${mean(overall, 'innocentPeople', 1)}, severity-hours ${mean(overall, 'innocentSeverityHours')}, reviewer minutes ${mean(overall, 'reviewerMinutes')}`;
  return `${detector} on ${scenario}, seeds ${seeds.join(', ')} (means)\n${table}\n${rest}\n`;
}
