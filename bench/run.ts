/**
 * `npm run bench -- [NAME…] [--runs N] [--json | --markdown] [--short]`: each benchmark several times, each time as a process of its
 * own, and the median. Nothing is written: what `--markdown` prints goes into RESULTS.md by hand.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { BENCHMARKS, type Benchmark } from './harness/catalog.ts';
import { type Figures, parseReport, type Report } from './harness/figures.ts';
import { machineLine } from './harness/machine.ts';
import { medians } from './harness/median.ts';
import { asMarkdown, asText, type Result } from './harness/print.ts';

const { values: options, positionals: names } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: 'string', default: '3' },
    json: { type: 'boolean', default: false },
    markdown: { type: 'boolean', default: false },
    short: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

process.exitCode = await main();

async function main(): Promise<number> {
  const known = new Map(BENCHMARKS.map((benchmark) => [benchmark.name, benchmark]));
  const runs = Number(options.runs);
  const unknown = names.filter((name) => !known.has(name));
  if (options.help || unknown.length > 0 || !Number.isInteger(runs) || runs < 1) {
    for (const name of unknown) console.error(`there is no benchmark ${name}`);
    console.error('npm run bench -- [NAME…] [--runs N] [--json | --markdown] [--short]   (--short: smaller inputs)\n');
    for (const { name, about } of BENCHMARKS) console.error(`  ${name.padEnd(18)}${about}`);
    return options.help ? 0 : 2;
  }
  const machine = machineLine();
  if (options.markdown) console.log(`Measured on ${machine}.\n`);
  else if (!options.json) console.log(`${machine}\n`);
  const results: Result[] = [];
  for (const benchmark of names.length === 0 ? BENCHMARKS : names.map((name) => known.get(name)!)) {
    const result = await measure(benchmark, runs);
    results.push(result);
    if (!options.json) console.log(options.markdown ? asMarkdown(result) : asText(result));
  }
  if (options.json) console.log(JSON.stringify({ machine, results }, null, 2));
  return results.some(({ state }) => state === 'failed') ? 1 : 0;
}

async function measure(benchmark: Benchmark, runs: number): Promise<Result> {
  const figures: Figures[] = [];
  for (let run = 0; run < runs; run++) {
    const { report, status } = await runOnce(benchmark);
    if (report === null || status !== 0) {
      return { benchmark, state: 'failed', reason: `exit code ${status}${report === null ? ', no report' : ''}` };
    }
    if ('skipped' in report) return { benchmark, state: 'skipped', reason: report.skipped };
    figures.push(report.figures);
  }
  return { benchmark, state: 'measured', runs, figures: medians(figures) };
}

function runOnce({ file }: Benchmark): Promise<{ readonly report: Report | null; readonly status: number | null }> {
  return new Promise((resolve, reject) => {
    const flags = options.short ? ['--json', '--short'] : ['--json'];
    const child = spawn(process.execPath, [join(import.meta.dirname, file), ...flags], {
      stdio: ['ignore', 'pipe', 'inherit'],
      // As `lapwing` starts itself where it is to remember much.
      env: { GLIBC_TUNABLES: 'glibc.malloc.hugetlb=1', ...process.env },
    });
    const output: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    child.once('error', reject);
    child.once('close', (status) => resolve({ report: parseReport(Buffer.concat(output).toString()), status }));
  });
}
