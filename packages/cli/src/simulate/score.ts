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
  type RunFacts,
  type RunScore,
  renderBoards,
  StreamWatch,
  scoreRun,
  streamEvent,
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
  readonly events?: readonly string[];
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
    .option('--events <file...>', 'the events of those runs: with them, flagged events have a precision')
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
  if (options.truth === undefined && options.decisions === undefined && options.events === undefined)
    return scoreRules(options);
  const { truth = [], decisions = [], events = [] } = options;
  if (truth.length !== decisions.length)
    throw new CommandError(`--truth names ${truth.length} files and --decisions ${decisions.length}: they go in pairs`);
  if (truth.length === 0) throw new CommandError('--events goes with --truth and --decisions');
  if (events.length > 0 && events.length !== truth.length)
    throw new CommandError(`--events names ${events.length} files for ${truth.length} runs`);
  const runs: RunScore[] = [];
  for (const [i, path] of truth.entries()) {
    const ledger = await readTruth(path);
    const decided = await readDecisions(decisions[i] ?? '', ledger, path);
    const stream = events[i];
    runs.push(scoreRun(ledger, decided, stream === undefined ? {} : await watchEvents(stream, ledger, decided)));
  }
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
      const watch = new StreamWatch(ledger);
      const { events, detectorMillis } = await drive({
        scenario,
        seed,
        detector: directory === 'none' ? null : await rulesDetector(directory),
        speed: null,
        onLine(line) {
          const event = directory === 'none' ? null : streamEvent(line);
          if (event !== null) watch.event(event);
        },
        onTruth: (truth) => ledger.add(truth),
        onDecided(decided) {
          decisions.push(decided);
          watch.decided(decided);
        },
        flush: async () => {},
        progress,
        signal: interrupt.signal,
        note: `${directory}, seed ${seed}`,
      });
      if (interrupt.signal.aborted) throw new CommandError('interrupted: a part of a run has no score');
      runs.push(
        scoreRun(ledger, decisions, {
          innocentFlagged: watch.innocentFlagged,
          ...(detectorMillis === null ? {} : { microsPerEvent: (detectorMillis * 1000) / events }),
        }),
      );
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
  for await (const line of linesOf(path, '--truth')) {
    number++;
    if (line === '') continue;
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

/** Events of innocent people that were flagged. */
async function watchEvents(path: string, ledger: Ledger, decisions: readonly Decided[]): Promise<RunFacts> {
  const watch = new StreamWatch(ledger);
  for (const decided of decisions) watch.decided(decided);
  let number = 0;
  for await (const line of linesOf(path, '--events')) {
    number++;
    if (line === '') continue;
    const event = streamEvent(line);
    if (event === null) throw new CommandError(`${path}:${number}: this is no event in the plain envelope`);
    watch.event(event);
  }
  if (number === 0) throw new CommandError(`${path}: there are no events`);
  return { innocentFlagged: watch.innocentFlagged };
}

/** Lines of a file; a file that cannot be read is named with the option that wants it. */
async function* linesOf(path: string, option: string): AsyncGenerator<string> {
  const input = createReadStream(path);
  try {
    yield* createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
  } catch (error) {
    throw new CommandError(`${option}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function readDecisions(path: string, ledger: Ledger, truth: string): Promise<readonly Decided[]> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new CommandError(`--decisions: ${error instanceof Error ? error.message : String(error)}`);
  });
  const parsed = parseDecisions(text);
  if (!parsed.ok) throw new CommandError(parsed.problems.map((problem) => `${path}: ${problem}`).join('\n'));
  const { decisions } = parsed;
  // Those of another run would all be of innocent people.
  const stranger = decisions.find(
    ({ decision: { target } }) => target.type === 'account' && !ledger.known.has(target.id),
  );
  if (stranger === undefined) return decisions;
  const { id } = stranger.decision.target;
  throw new CommandError(`${path}: ${JSON.stringify(id)} is no account of ${truth}; are they of the same run?`);
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
    mean(figures, 'eventRecall', 2),
    mean(figures, 'eventPrecision', 2),
    mean(figures, 'harm'),
    mean(figures, 'harmBeforeDetection'),
    mean(figures, 'directHarm'),
    mean(figures, 'directHarmBeforeDetection'),
    mean(figures, 'victims'),
  ]);
  const table = formatTable(
    [
      'adversary',
      'accounts',
      'recall',
      'precision',
      'median h',
      'event recall',
      'precision',
      'harm',
      'before',
      'direct',
      'before',
      'victims',
    ],
    rows,
  );
  const rest = `innocent people accused ${mean(overall, 'innocentPeople', 1)}, severity-hours ${mean(overall, 'innocentSeverityHours')}, posts ${mean(overall, 'innocentPosts', 1)}, links ${mean(overall, 'innocentLinks', 1)}; reviewer minutes ${mean(overall, 'reviewerMinutes')}; ${mean(overall, 'events')} events at ${mean(overall, 'microsPerEvent', 1)} µs`;
  const runs = seeds.join(', ');
  return `${detector} on ${scenario}${runs === scenario ? '' : `, seeds ${runs}`} (means)\n${table}\n${rest}\n`;
}
