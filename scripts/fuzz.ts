/**
 * `npm run fuzz [-- --seconds 120 --seed N --runs N --campaign NAME]`: hostile input for the parser, the checker, the formatter, the language
 * server, the evaluator and the regular expressions; so many seconds for each, ten minutes in all. A worker runs each campaign under a
 * watchdog; findings are made smaller and written to `.cache/fuzz/`. Exits 1 where there is one. `--replay FILE` tries a finding
 * again; `--campaign regex --seed N --runs 1` makes one input from its seed.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import type { Input } from './fuzz/campaign.ts';
import { campaigns } from './fuzz/campaigns.ts';
import type { Report, Task } from './fuzz/worker.ts';

/** One input may take this long before it counts as a hang: what takes a tenth of a second alone takes seconds on a busy machine. */
const HANG_MILLIS = 30_000;
/** A worker may take this long to load: no input is to blame for that. */
const LOAD_MILLIS = 180_000;
/** Longer silence than this means that one input is being worked on. */
const PAUSE_MILLIS = 1_000;
/** Findings of one campaign that are kept: the rest is most likely the same again. */
const FINDINGS_MAX = 20;
const DIRECTORY = '.cache/fuzz';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '120' },
    seed: { type: 'string' },
    runs: { type: 'string' },
    campaign: { type: 'string' },
    replay: { type: 'string' },
  },
});

interface Finding {
  readonly campaign: string;
  readonly seed: number;
  readonly error: string;
  readonly input: Input;
}

if (values.replay !== undefined) {
  const finding: Finding = JSON.parse(readFileSync(values.replay, 'utf8'));
  const error = await tryInput(finding.campaign, finding.seed, finding.input);
  console.log(error ?? 'passed');
  process.exitCode = error === null ? 0 : 1;
} else {
  const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed);
  const chosen = campaigns.filter(({ name }) => values.campaign === undefined || name === values.campaign);
  const seconds = Number(values.seconds);
  const runs = Number(values.runs ?? Number.POSITIVE_INFINITY);
  if (chosen.length === 0 || !(seconds > 0) || !Number.isInteger(seed) || !(runs > 0)) {
    console.error(
      `usage: npm run fuzz -- [--seconds 120] [--seed N] [--runs N] [--campaign ${campaigns.map(({ name }) => name).join('|')}]`,
    );
    process.exit(2);
  }
  console.log(`seed ${seed}, ${seconds} s for each of ${chosen.map(({ name }) => name).join(', ')}`);
  let findings = 0;
  for (const { name } of chosen) findings += await fuzz(name, seed, seconds, runs);
  process.exitCode = findings > 0 ? 1 : 0;
}

/** One campaign for a time and so many inputs; the number of findings. */
async function fuzz(campaign: string, firstSeed: number, seconds: number, runs: number): Promise<number> {
  const deadline = Date.now() + seconds * 1000;
  const errors = new Map<string, number>();
  let seed = firstSeed;
  let inputs = 0;
  while (Date.now() < deadline && errors.size < FINDINGS_MAX && inputs < runs) {
    const stopped = await watch({ campaign, seed, runs: runs - inputs }, deadline, HANG_MILLIS, (report) => {
      if (report.kind === 'started') {
        inputs++;
        seed = report.seed;
      } else if (report.kind === 'failed') keep({ campaign, ...report }, errors);
    });
    if (stopped !== null) {
      const input = campaigns
        .find(({ name }) => name === campaign)!
        .generate(new (await import('./fuzz/random.ts')).Random(seed));
      keep({ campaign, seed, error: stopped, input: await smallerHang(campaign, seed, input) }, errors);
    }
    seed++;
  }
  const times = [...errors.values()].reduce((sum, count) => sum + count, 0);
  console.log(
    `${campaign}: ${inputs} inputs, ${errors.size} findings${times > errors.size ? ` (seen ${times} times)` : ''}`,
  );
  return errors.size;
}

/** Runs a worker until the deadline; says so where it hung or died. */
function watch(
  task: Task,
  deadline: number,
  hangMillis: number,
  onReport: (report: Report) => void,
): Promise<string | null> {
  return new Promise((resolve) => {
    const worker = new Worker(new URL('./fuzz/worker.ts', import.meta.url), { workerData: task });
    let lastSign = Date.now();
    let loaded = false;
    const end = (result: string | null): void => {
      clearInterval(timer);
      void worker.terminate().then(() => resolve(result));
    };
    const timer = setInterval(() => {
      const silentMillis = Date.now() - lastSign;
      if (!loaded) {
        if (silentMillis > LOAD_MILLIS) end(`the worker was not ready within ${LOAD_MILLIS} ms`);
      } else if (silentMillis > hangMillis) end(`no answer within ${hangMillis} ms`);
      // An input that takes long when the time is up may be a hang: it is waited for.
      else if (Date.now() >= deadline && silentMillis < PAUSE_MILLIS) end(null);
    }, 100);
    worker.on('message', (report: Report) => {
      lastSign = Date.now();
      loaded = true;
      onReport(report);
      if (
        report.kind === 'passed' ||
        report.kind === 'finished' ||
        (report.kind === 'failed' && task.input !== undefined)
      )
        end(null);
    });
    worker.on('error', (error) => end(`the worker died: ${error instanceof Error ? error.message : String(error)}`));
  });
}

/** What is wrong with one input, a hang included; null for nothing. */
async function tryInput(campaign: string, seed: number, input: Input, millis = HANG_MILLIS): Promise<string | null> {
  let error: string | null = null;
  let passed = false;
  const stopped = await watch({ campaign, seed, input }, Number.POSITIVE_INFINITY, millis, (report) => {
    if (report.kind === 'failed') error = report.error;
    if (report.kind === 'passed') passed = true;
  });
  if (error !== null || passed) return error;
  return stopped ?? `no answer within ${millis} ms`;
}

/** Halves the texts of an input that hangs as long as it still takes seconds. */
async function smallerHang(campaign: string, seed: number, input: Input): Promise<Input> {
  let best = input;
  for (const key of Object.keys(input)) {
    for (let rounds = 0; rounds < 12; rounds++) {
      const text = best[key] ?? '';
      if (text.length < 2) break;
      const halves = [text.slice(0, text.length >> 1), text.slice(text.length >> 1)];
      const still: Input[] = [];
      for (const half of halves) {
        const smaller = { ...best, [key]: half };
        if ((await tryInput(campaign, seed, smaller, 4000)) !== null) still.push(smaller);
      }
      const [next] = still;
      if (next === undefined) break;
      best = next;
    }
  }
  return best;
}

function keep(finding: Finding, errors: Map<string, number>): void {
  const kind = finding.error.replaceAll(/`[^`]*`|"[^"]*"|\d+/g, '');
  const times = errors.get(kind) ?? 0;
  errors.set(kind, times + 1);
  if (times > 0) return;
  mkdirSync(DIRECTORY, { recursive: true });
  const { campaign, seed, error, input } = finding;
  const file = `${DIRECTORY}/${campaign}-${seed}.json`;
  writeFileSync(file, `${JSON.stringify({ campaign, seed, error, input }, null, 2)}\n`);
  console.log(`FOUND ${campaign}, seed ${seed}, in ${file}:\n  ${error.replaceAll('\n', '\n  ')}`);
}
