/**
 * Boosted trees of 1 M rows and 50 columns, 100 rounds of 31 leaves: training, its peak memory, scoring one row at a time and a table
 * at once, attributions of a row, and how good the model is on 200,000 further rows.
 */
import { encodeTrees, TableEncoder, TreeAttributor, TreeScorer, trainTrees } from '@lapwing/learn';
import { isShort } from './harness/data.ts';
import { report } from './harness/figures.ts';
import { accuracy, learnSet } from './harness/learn-set.ts';

const ROWS = isShort() ? 50_000 : 1_000_000;
const SINGLE = 20_000;

const { table, targets } = learnSet(ROWS, 1);
const before = process.resourceUsage().maxRSS / 1024;
const [started, cpu] = [performance.now(), process.cpuUsage()];
const { model } = await trainTrees({ table, targets }, { objective: 'logistic', rounds: 100, maxLeaves: 31 });
const seconds = (performance.now() - started) / 1000;
const used = process.cpuUsage(cpu);
const peak = process.resourceUsage().maxRSS / 1024;

const test = learnSet(ROWS / 5, 2);
const scorer = new TreeScorer(model);
const micros = (count: number, work: () => void): number => {
  const from = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(from);
  return (user + system) / count;
};
let predicted: Float64Array = new Float64Array(0);
const batch = micros(test.table.rows, () => {
  predicted = scorer.predictAll(test.table);
});
const rows = new TableEncoder(model, test.table).encode(0, Math.min(SINGLE, test.table.rows));
const count = rows.length / model.inputs.length;
const single = micros(count, () => {
  for (let row = 0; row < count; row++) scorer.predict(rows, row * model.inputs.length);
});
const attributor = new TreeAttributor(model);
const explained = Math.min(count, 2000);
const attributions = micros(explained, () => {
  for (let row = 0; row < explained; row++) attributor.contributions(rows, 0, row * model.inputs.length);
});
const { auc, logLoss } = accuracy(predicted, test.targets);
report({
  'training, rows/s': ROWS / seconds,
  'training, s': seconds,
  'training, CPU s': (used.user + used.system) / 1e6,
  'training, peak MB over the table': peak - before,
  'one row, CPU µs': single,
  'rows of a table, CPU µs a row': batch,
  'attributions, CPU µs a row': attributions,
  'model, kB': encodeTrees(model).length / 1000,
  'AUC × 10,000': auc * 10_000,
  'log loss × 10,000': logLoss * 10_000,
});
