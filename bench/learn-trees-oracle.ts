/**
 * Boosted trees beside LightGBM on the same rows, options and threads, each in turn: time, and how good both are on further rows.
 * `LAPWING_LIGHTGBM` names a Python that has it (`pip install lightgbm`).
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { TreeScorer, trainTrees } from '@lapwing/learn';
import { isShort } from './harness/data.ts';
import { report, skip } from './harness/figures.ts';
import { withDirectory } from './harness/lapwing.ts';
import { accuracy, type LearnSet, learnSet } from './harness/learn-set.ts';

const CORES = availableParallelism();
const ROUNDS = 100;

/**
 * The large set for the time with all cores and one of 200,000 for that of one core, which a busy machine tells as well; smaller ones
 * for what chance makes of the accuracy.
 */
const SETS = isShort()
  ? [{ rows: 20_000, threads: 1, seeds: [1, 2] }]
  : [
      { rows: 1_000_000, threads: CORES, seeds: [1] },
      { rows: 200_000, threads: 1, seeds: [2] },
      { rows: 50_000, threads: 1, seeds: [11, 12, 13, 14, 15] },
    ];

interface Figures {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly auc: number;
  readonly logLoss: number;
}

function write(directory: string, name: string, { table, targets }: LearnSet) {
  const values = join(directory, `${name}.values`);
  const all = new Float32Array(table.rows * table.columns.length);
  table.columns.forEach((column, index) => {
    all.set(column.values, index * table.rows);
  });
  writeFileSync(values, all);
  writeFileSync(join(directory, `${name}.targets`), targets);
  return { rows: table.rows, values, targets: join(directory, `${name}.targets`) };
}

function lightGbm(python: string, directory: string, train: LearnSet, test: LearnSet, threads: number): Figures {
  const set = {
    train: write(directory, 'train', train),
    test: write(directory, 'test', test),
    columns: train.table.columns.length,
    categories: train.table.columns.flatMap(({ kind }, index) => (kind === 'category' ? [index] : [])),
    rounds: ROUNDS,
    parameters: {
      objective: 'binary',
      num_leaves: 31,
      learning_rate: 0.1,
      lambda_l2: 1,
      max_bin: 255,
      num_threads: threads,
    },
  };
  const path = join(directory, 'set.json');
  writeFileSync(path, JSON.stringify(set));
  const line = execFileSync(python, [join(import.meta.dirname, 'oracle', 'lightgbm_trees.py'), path], {
    encoding: 'utf8',
  });
  // The script beside this one prints them.
  return JSON.parse(line) as Figures;
}

async function ours({ table, targets }: LearnSet, test: LearnSet, threads: number): Promise<Figures> {
  const [started, cpu] = [performance.now(), process.cpuUsage()];
  const { model } = await trainTrees({ table, targets }, { objective: 'logistic', rounds: ROUNDS, threads });
  const used = process.cpuUsage(cpu);
  const seconds = (performance.now() - started) / 1000;
  return {
    seconds,
    cpuSeconds: (used.user + used.system) / 1e6,
    ...accuracy(new TreeScorer(model).predictAll(test.table), test.targets),
  };
}

const python = process.env['LAPWING_LIGHTGBM'];
if (python === undefined) skip('LAPWING_LIGHTGBM names no Python that has LightGBM');
else {
  await withDirectory(async (directory) => {
    mkdirSync(directory, { recursive: true });
    const figures: Record<string, number> = {};
    for (const { rows, threads, seeds } of SETS) {
      const pairs: { readonly ours: Figures; readonly theirs: Figures }[] = [];
      for (const seed of seeds) {
        const [train, test] = [learnSet(rows, seed), learnSet(Math.min(rows, 200_000), seed + 500)];
        pairs.push({
          theirs: lightGbm(python, directory, train, test, threads),
          ours: await ours(train, test, threads),
        });
      }
      const mean = (of: (pair: (typeof pairs)[number]) => number) =>
        pairs.reduce((sum, pair) => sum + of(pair), 0) / pairs.length;
      const name = `${rows.toLocaleString('en')} rows, ${threads} thread${threads === 1 ? '' : 's'}`;
      figures[`${name}: ours, s`] = mean((pair) => pair.ours.seconds);
      figures[`${name}: LightGBM, s`] = mean((pair) => pair.theirs.seconds);
      figures[`${name}: ours, CPU s`] = mean((pair) => pair.ours.cpuSeconds);
      figures[`${name}: LightGBM, CPU s`] = mean((pair) => pair.theirs.cpuSeconds);
      figures[`${name}: time, ratio`] = mean((pair) => pair.ours.seconds) / mean((pair) => pair.theirs.seconds);
      figures[`${name}: CPU time, ratio`] =
        mean((pair) => pair.ours.cpuSeconds) / mean((pair) => pair.theirs.cpuSeconds);
      for (const measure of ['auc', 'logLoss'] as const) {
        figures[`${name}: ${measure} × 10,000, ours`] = 1e4 * mean((pair) => pair.ours[measure]);
        figures[`${name}: ${measure} × 10,000, LightGBM`] = 1e4 * mean((pair) => pair.theirs[measure]);
        const difference = mean((pair) => pair.ours[measure] - pair.theirs[measure]);
        figures[`${name}: ${measure} × 10,000, ours less LightGBM`] = 1e4 * difference;
        const spread = mean((pair) => (pair.ours[measure] - pair.theirs[measure] - difference) ** 2);
        if (pairs.length > 1)
          figures[`${name}: ${measure} × 10,000, its standard error`] = 1e4 * Math.sqrt(spread / (pairs.length - 1));
      }
    }
    report(figures);
  });
}
