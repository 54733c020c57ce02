/** One benchmark, run and printed. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Benchmark, type BenchmarkReport, benchmarks } from '@lapwing/learn';
import { CommandError, type ExitCode } from '../exit.ts';
import { printJson } from '../output/json.ts';
import { count } from '../output/progress.ts';
import { formatTable } from '../output/table.ts';

interface EvaluateOptions {
  readonly data?: string;
  readonly seed: string;
  readonly json?: boolean;
}

export async function evaluateBenchmark(name: string | undefined, options: EvaluateOptions): Promise<ExitCode> {
  if (name === undefined) {
    const rows = benchmarks.map(({ name, about, protocol }) => ({ name, about, protocol }));
    if (options.json === true) printJson(rows);
    else for (const row of rows) console.log(`${row.name}\n  ${row.about}\n  ${row.protocol}`);
    return 0;
  }
  const benchmark = benchmarks.find((one) => one.name === name);
  if (benchmark === undefined) {
    throw new CommandError(`there is no evaluation ${name}: there are ${benchmarks.map((one) => one.name).join(', ')}`);
  }
  const seed = Number(options.seed);
  if (!Number.isInteger(seed) || seed < 0)
    throw new CommandError(`--seed: ${options.seed} is no whole number from 0 on`);
  if (options.data === undefined) throw new CommandError(`--data: where is the data set ${name}?`);
  const directory = await directoryOf(benchmark, options.data);
  const show = process.stderr.isTTY;
  const report = await benchmark.run(directory, {
    seed,
    onProgress: (doing) => {
      if (show) process.stderr.write(`\r\u001b[K${doing}`);
    },
  });
  if (show) process.stderr.write('\r\u001b[K');
  if (options.json === true) printJson({ ...report, protocol: benchmark.protocol, seed });
  else print(report, benchmark);
  return 0;
}

/** The directory itself, or the one of the data set's name within it. */
async function directoryOf({ name }: Benchmark, given: string): Promise<string> {
  for (const directory of [join(given, name), given]) {
    const found = await stat(directory).catch(() => null);
    if (found?.isDirectory() === true) return directory;
  }
  throw new CommandError(`--data: ${given} is no directory`);
}

function print({ name, rows, figures, notes }: BenchmarkReport, { about, protocol }: Benchmark): void {
  console.log(`${name}: ${about}; ${count(rows)} rows judged\n${protocol}\n`);
  const cells = figures.map(({ name: figure, interval: { value, low, high }, baseline }) => [
    figure,
    value.toFixed(4),
    `${low.toFixed(4)} – ${high.toFixed(4)}`,
    baseline === undefined ? '' : `${baseline.value} ${baseline.from}`,
  ]);
  console.log(formatTable(['', 'value', '95 % interval', 'others'], cells));
  console.log(`\n${notes.join('\n')}`);
}
