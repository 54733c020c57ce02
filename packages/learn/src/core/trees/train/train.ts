/** Training of boosted trees. */
import { setImmediate } from 'node:timers/promises';
import { MAX_THREADS, MIN_VALUES_FOR_THREADS } from '../limits.ts';
import { ModelBuilder } from '../model/builder.ts';
import type { TreeInput, TreeModel } from '../model/trees.ts';
import { type CheckedOptions, checkOptions, type TreeOptions } from '../options.ts';
import { Crew, cores } from '../team/crew.ts';
import { layOut } from '../team/layout.ts';
import type { Plan } from '../team/plan.ts';
import { load } from './load.ts';
import { Rounds } from './rounds.ts';
import { chooseRows, type TrainingData, type TrainingRows } from './rows.ts';

export interface TrainingProgress {
  /** Rounds done, and to do at most. */
  readonly round: number;
  readonly rounds: number;
  /** Of the validation rows, where there are any. */
  readonly loss: number | null;
}

export interface TrainingControl {
  /** Called after every round. */
  readonly onRound?: (progress: TrainingProgress) => void;
  /** Ends the training between two rounds: what it was aborted for is thrown. */
  readonly signal?: AbortSignal;
}

export interface TreeFit {
  readonly model: TreeModel;
  /** Rounds in the model. */
  readonly rounds: number;
  /** The mean loss of the validation rows before any round and after each, those that were dropped included. */
  readonly losses: Float64Array;
}

/** How long one turn may take before others on this thread get theirs, for signals and progress. */
const TURN_MILLIS = 50;

/**
 * Gradient-boosted trees (Friedman 2001) on histograms, grown leaf by leaf as LightGBM does (Ke et al. 2017). The same data and options
 * give the same bytes, with any number of threads. Throws a LearnError for data or options that cannot be trained on.
 */
export async function trainTrees(
  data: TrainingData,
  options: TreeOptions,
  control: TrainingControl = {},
): Promise<TreeFit> {
  const checked = checkOptions(options, cores());
  control.signal?.throwIfAborted();
  const rows = chooseRows(data, checked);
  const plan = planOf(data, checked);
  const threads = threadsFor(rows, plan, checked);
  const layout = layOut({
    rows: rows.order.length,
    trainRows: rows.trainRows,
    sampleRows: rows.sample.length,
    columns: plan.columns.length,
    outputs: checked.classes,
    maxLeaves: Math.min(checked.maxLeaves, Math.max(2, rows.trainRows)),
    threads,
    weighted: data.weights !== undefined,
    maxHistogramBytes: checked.maxHistogramBytes,
  });
  const crew = new Crew(layout, plan);
  try {
    return await run(crew, data, rows, plan, checked, control);
  } finally {
    await crew.close();
  }
}

async function run(
  crew: Crew,
  data: TrainingData,
  rows: TrainingRows,
  plan: Plan,
  options: CheckedOptions,
  { onRound, signal }: TrainingControl,
): Promise<TreeFit> {
  let turn = performance.now();
  const pause = async () => {
    if (performance.now() - turn < TURN_MILLIS) return;
    await setImmediate();
    signal?.throwIfAborted();
    turn = performance.now();
  };
  const loading = load(crew, data, rows, options);
  let inputs: readonly TreeInput[];
  for (;;) {
    const step = loading.next();
    if (step.done === true) {
      inputs = step.value;
      break;
    }
    await pause();
  }
  const start = Float64Array.from(
    { length: crew.work.layout.outputs },
    (_, output) => crew.work.margins.margins[output * crew.work.layout.rows]!,
  );
  const builder = new ModelBuilder();
  const rounds = new Rounds(crew, plan, options, builder);
  const judged = rows.order.length > rows.trainRows;
  const losses: number[] = judged ? [rounds.loss()] : [];
  let best = { loss: losses[0] ?? Infinity, round: 0, trees: 0 };
  for (let round = 1; round <= options.rounds; round++) {
    if (!rounds.next(round)) break;
    const loss = judged ? rounds.loss() : null;
    if (loss !== null) losses.push(loss);
    if (loss === null || loss < best.loss) best = { loss: loss ?? Infinity, round, trees: builder.trees };
    onRound?.({ round, rounds: options.rounds, loss });
    if (round - best.round >= options.stopAfter) break;
    await pause();
  }
  builder.truncate(best.trees);
  return {
    model: builder.finish(options.objective, inputs, start),
    rounds: best.trees / crew.work.layout.outputs,
    losses: Float64Array.from(losses),
  };
}

function planOf({ table }: TrainingData, options: CheckedOptions): Plan {
  return {
    ...options,
    columns: table.columns.map(({ name, kind }) => ({ kind, monotone: options.monotone[name] ?? 0 })),
  };
}

/** Small trainings are over before another thread is up. */
function threadsFor({ order }: TrainingRows, { columns }: Plan, { threads, rounds, classes }: CheckedOptions): number {
  return order.length * columns.length * Math.min(10, rounds * classes) < MIN_VALUES_FOR_THREADS * 10
    ? 1
    : Math.min(threads, MAX_THREADS);
}
