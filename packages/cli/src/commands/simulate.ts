/** `lapwing simulate`: events of a simulated platform, to a file, to a server, or against rules. */
import { devNull } from 'node:os';
import { resolve } from 'node:path';
import { beginningAt, decisionLine, momentOf, type Scenario } from '@lapwing/simulator';
import { loadScenario } from '@lapwing/simulator/load';
import type { Command } from 'commander';
import { CommandError, type ExitCode } from '../exit.ts';
import { onInterrupt } from '../ingest/interrupt.ts';
import { printJson } from '../output/json.ts';
import { count, ProgressLine } from '../output/progress.ts';
import { type Detector, rulesDetector, serverDetector } from '../simulate/detector.ts';
import { drive } from '../simulate/drive.ts';
import { fileSink, type LineSink, serverSink } from '../simulate/lines.ts';
import { scoreCommand } from '../simulate/score.ts';

interface SimulateOptions {
  readonly scenario: string;
  readonly seed: string;
  readonly start?: string;
  readonly out?: string;
  readonly truth?: string;
  readonly decisions?: string;
  readonly speed?: string;
  readonly to?: string;
  readonly loop?: boolean;
  readonly key?: string;
  readonly rules?: string;
  readonly json?: boolean;
}

export function simulateCommand(program: Command, done: (code: ExitCode) => void): void {
  const command = program
    .command('simulate')
    // `score` has options of the same names.
    .enablePositionalOptions()
    .description('Events of a simulated platform with people and adversaries, and the truth about them')
    .option('--scenario <file|preset>', 'tiny, town, city, nation, or a YAML file', 'town')
    .option('--seed <seed>', 'the same seed gives the same bytes', '1')
    .option('--start <time>', 'when simulated time begins, ISO 8601 or now; as the scenario says when absent')
    .option('--out <file>', 'write the events there as NDJSON; - is standard output')
    .option('--truth <file>', 'write there what is really going on, apart from the events')
    .option('--rules <directory>', 'let these rules decide, and their decisions have consequences')
    .option('--to <url>', 'send the events to a server: POST /v1/events')
    .option('--loop', 'with --to: ask POST /v1/decide about each event, and let the answers have consequences')
    .option('--key <key>', 'API key for --to (LAPWING_KEY)')
    .option('--decisions <file>', 'write there what was decided, for `lapwing simulate score`')
    .option('--speed <factor>', 'pace it: 60x lets a minute of the platform take a second')
    .option('--json', 'print the summary as one JSON object')
    .addHelpText(
      'after',
      '\nThe stream tells nobody who is operated. Ctrl-C ends it after the event that is being made.',
    )
    .action(async (options: SimulateOptions) => {
      done(await simulate(options));
    });
  scoreCommand(command, done);
}

async function simulate(options: SimulateOptions): Promise<ExitCode> {
  const speed = speedOf(options.speed);
  expectDifferentFiles(options);
  const scenario = startingAt(await loadScenario(options.scenario), options.start);
  const detector = await detectorOf(options);
  const sinks = sinksOf(options, detector, speed !== null);
  const truth = options.truth === undefined ? null : fileSink(options.truth);
  const decisions = options.decisions === undefined ? null : fileSink(options.decisions);
  const all = [...sinks, ...[truth, decisions].filter((sink) => sink !== null)];
  const progress = new ProgressLine();
  const interrupt = onInterrupt();
  const startedAt = performance.now();
  try {
    const { events } = await drive({
      scenario,
      seed: options.seed,
      detector,
      speed,
      onLine: (line) => {
        for (const sink of sinks) sink.write(line);
      },
      onTruth: truth === null ? null : (one) => truth.write(JSON.stringify(one)),
      onDecided: (decided) => decisions?.write(decisionLine(decided)),
      flush: async () => {
        for (const sink of all) await sink.flush();
      },
      progress,
      signal: interrupt.signal,
      note: scenario.name,
    });
    for (const sink of all) await sink.end();
    const seconds = (performance.now() - startedAt) / 1000;
    if (options.json === true) printJson({ events, seconds, eventsPerSecond: events / seconds });
    else console.error(`${count(events)} events in ${seconds.toFixed(1)} s, ${count(events / seconds)}/s`);
    return interrupt.signal.aborted ? 2 : 0;
  } finally {
    progress.end();
    interrupt.stop();
  }
}

/** Two kinds of lines in one file would be neither. */
function expectDifferentFiles({ out, truth, decisions }: SimulateOptions): void {
  const named = Object.entries({ out, truth, decisions }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== devNull,
  );
  for (const [i, [option, path]] of named.entries()) {
    const same = named
      .slice(0, i)
      .find(([, other]) => (other === '-' ? path === '-' : path !== '-' && resolve(other) === resolve(path)));
    if (same !== undefined) throw new CommandError(`--${same[0]} and --${option}: both want ${path}`);
  }
}

function startingAt(scenario: Scenario, start: string | undefined): Scenario {
  if (start === undefined) return scenario;
  const startMillis = start === 'now' ? Date.now() : momentOf(start);
  if (startMillis === null)
    throw new CommandError(`--start: ${start} is no time; write 2026-01-05, 2026-01-05T08:00Z or now`);
  return beginningAt(scenario, startMillis);
}

function speedOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  const speed = Number(text.replace(/x$/, ''));
  if (!(speed > 0)) throw new CommandError(`--speed: ${text} is no factor; write 60x`);
  return speed;
}

async function detectorOf({ rules, to, loop, key }: SimulateOptions): Promise<Detector | null> {
  if (loop === true && to === undefined) throw new CommandError('--loop asks a server: --to names it');
  if (loop === true && rules !== undefined) throw new CommandError('--loop and --rules: one of them decides');
  if (rules !== undefined) return rulesDetector(rules);
  return loop === true && to !== undefined ? serverDetector(to, keyOf(key)) : null;
}

function sinksOf(
  { out, to, loop, key, json }: SimulateOptions,
  detector: Detector | null,
  isLive: boolean,
): LineSink[] {
  if (json === true && out === '-') throw new CommandError('--json and --out -: both want standard output');
  if (out === undefined && to === undefined && detector === null)
    throw new CommandError('say where the events go: --out FILE, --out - or --to URL');
  const sinks: LineSink[] = [];
  if (out !== undefined) sinks.push(fileSink(out));
  // With --loop the detector sends each event itself.
  if (to !== undefined && loop !== true) sinks.push(serverSink(to, keyOf(key), isLive));
  return sinks;
}

function keyOf(key: string | undefined): string {
  const found = key ?? process.env['LAPWING_KEY'];
  if (found === undefined)
    throw new CommandError('--to needs a key: --key or LAPWING_KEY; `lapwing key create` makes one');
  return found;
}
