/** Brings a table, targets and weights into the memory of a training. */
import type { CategoryColumn, NumberColumn } from '../../data/table.ts';
import { binsOfCodes, categoryBinsOf, countOfBins } from '../bins/categories.ts';
import type { TreeInput } from '../model/trees.ts';
import { startMargins } from '../objective.ts';
import type { CheckedOptions } from '../options.ts';
import type { Crew } from '../team/crew.ts';
import { KIND, WORD } from '../team/plan.ts';
import type { TrainingData, TrainingRows } from './rows.ts';

/** Fill everything that does not change while trees grow. Yields now and then, for the caller to look up. */
export function* load(
  crew: Crew,
  data: TrainingData,
  { order, trainRows, sample }: TrainingRows,
  options: CheckedOptions,
): Generator<void, readonly TreeInput[]> {
  const { layout, words, floats, bytes, control, margins } = crew.work;
  for (let i = 0; i < order.length; i++) margins.targets[i] = data.targets[order[i]!]!;
  if (margins.weights !== null && data.weights !== undefined) {
    for (let i = 0; i < order.length; i++) margins.weights[i] = data.weights[order[i]!]!;
  }
  words.set(sample, layout.sample >>> 2);
  const inputs: TreeInput[] = [];
  const columns = data.table.columns;
  let waiting = 0;
  const trained = order.subarray(0, trainRows);
  const loadNumbers = ({ values }: NumberColumn, column: number) => {
    const at = (layout.pairs + waiting * layout.rows * 4) >>> 2;
    for (let i = 0; i < order.length; i++) floats[at + i] = values[order[i]!]!;
    control[WORD.columns + waiting++] = column;
  };
  const loadCategories = (from: CategoryColumn, column: number) => {
    const categories = categoryBinsOf(from, trained, options.maxBins);
    const bins = binsOfCodes(categories, from.names);
    for (let i = 0; i < order.length; i++) {
      const code = from.values[order[i]!]!;
      bytes[layout.bins + i * layout.stride + column] = code < 0 ? 0 : bins[code]!;
    }
    crew.work.setBins(column, countOfBins(categories));
    return categories;
  };
  for (const [index, column] of columns.entries()) {
    if (column.kind === 'number') {
      inputs.push({ name: column.name, kind: 'number', monotone: options.monotone[column.name] ?? 0 });
      loadNumbers(column, index);
    } else {
      inputs.push({ name: column.name, kind: 'category', ...loadCategories(column, index) });
    }
    if (waiting === layout.columnSlots || (waiting > 0 && index === columns.length - 1)) {
      crew.run(KIND.bin, waiting);
      waiting = 0;
      yield;
    }
  }
  const start = startMargins(options.objective, layout.outputs, trainRows, margins.targets, margins.weights);
  start.forEach((margin, output) => {
    margins.margins.fill(margin, output * layout.rows, (output + 1) * layout.rows);
  });
  return inputs;
}
