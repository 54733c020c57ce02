/** Training: the same bytes, stopping, and data at the edge of what can be learnt from. */

import { expect, test } from 'vitest';
import type { Table } from '../../src/core/data/table.ts';
import { LearnError } from '../../src/core/errors.ts';
import {
  encodeTrees,
  gainImportance,
  meanLoss,
  permutationImportance,
  RowEncoder,
  type TreeOptions,
  TreeScorer,
  trainTrees,
} from '../../src/core/trees/index.ts';
import { categories, chance, mixedTable, normal, numbers, tableOf } from './make.ts';

const LOGISTIC: TreeOptions = { objective: 'logistic', threads: 1 };

function sha(values: Uint8Array): string {
  return Buffer.from(values.subarray(-32)).toString('hex');
}

test('the same training gives the same bytes, with any number of threads', async () => {
  const { table, targets } = mixedTable(2, 45_000);
  const weights = Float64Array.from({ length: table.rows }, (_, row) => 1 + (row % 3));
  const validation = Array.from({ length: 15_000 }, (_, i) => i * 3 + 1);
  for (const chosen of [{}, { rowFraction: 0.7, columnFraction: 0.5, seed: 9, monotone: { b: 1 as const } }]) {
    const hashes = [];
    for (const threads of [1, 1, 3]) {
      const { model } = await trainTrees(
        { table, targets, weights, validation },
        { ...LOGISTIC, rounds: 6, maxLeaves: 15, ...chosen, threads },
      );
      expect(model.gains.length).toBeGreaterThan(10);
      hashes.push(sha(encodeTrees(model)));
    }
    expect(new Set(hashes).size).toBe(1);
  }
});

test('leaves whose histograms are not kept are counted again, to the same bytes', async () => {
  const { table, targets } = mixedTable(12, 5000);
  const hashes = [];
  for (const maxHistogramBytes of [2 ** 29, 6 * 32_768, 0]) {
    const { model } = await trainTrees(
      { table, targets },
      { ...LOGISTIC, rounds: 4, maxLeaves: 60, maxHistogramBytes },
    );
    expect(model.gains.length).toBe(4 * 59);
    hashes.push(sha(encodeTrees(model)));
  }
  expect(new Set(hashes).size).toBe(1);
});

test('several classes too, and another seed gives another model', async () => {
  const { table } = mixedTable(3, 30_000);
  const targets = Uint8Array.from(
    { length: table.rows },
    (_, row) => table.columns[3]!.values[row]! + (table.columns[1]!.values[row]! > 0 ? 1 : 0),
  );
  const hashes = [];
  for (const [threads, seed] of [
    [1, 1],
    [3, 1],
    [1, 2],
  ] as const) {
    const { model } = await trainTrees(
      { table, targets },
      { objective: 'softmax', classes: 4, rounds: 3, rowFraction: 0.5, threads, seed },
    );
    hashes.push(sha(encodeTrees(model)));
  }
  expect(hashes[0]).toBe(hashes[1]);
  expect(hashes[0]).not.toBe(hashes[2]);
});

test('classes are told apart, and their probabilities sum up to 1', async () => {
  const { table } = mixedTable(3, 3000);
  const targets = Uint8Array.from({ length: table.rows }, (_, row) => table.columns[3]!.values[row]!);
  const { model } = await trainTrees({ table, targets }, { objective: 'softmax', classes: 3, rounds: 20, threads: 1 });
  const predicted = new TreeScorer(model).predictAll(table);
  for (let row = 0; row < table.rows; row++) {
    const shares = [...predicted.subarray(row * 3, row * 3 + 3)];
    expect(shares.reduce((sum, share) => sum + share)).toBeCloseTo(1, 12);
    expect(shares.indexOf(Math.max(...shares))).toBe(targets[row]);
  }
});

test('training stops when validation rows get worse, and keeps what was best', async () => {
  const random = chance(4);
  const noise = Array.from({ length: 5 }, (_, i) =>
    numbers(
      `n${i}`,
      Float32Array.from({ length: 2000 }, () => normal(random)),
    ),
  );
  const targets = Float64Array.from({ length: 2000 }, (_, row) =>
    noise[0]!.values[row]! + 3 * normal(random) > 0 ? 1 : 0,
  );
  const table = tableOf(...noise);
  const validation = Array.from({ length: 500 }, (_, i) => i * 4);
  const seen: number[] = [];
  const fit = await trainTrees(
    { table, targets, validation },
    { ...LOGISTIC, rounds: 400, stopAfter: 10, learningRate: 0.3 },
    { onRound: ({ round }) => seen.push(round) },
  );
  expect(fit.rounds).toBe(fit.losses.indexOf(Math.min(...fit.losses)));
  expect(fit.losses.length).toBe(fit.rounds + 11);
  expect(seen.length).toBe(fit.rounds + 10);
  expect(fit.model.roots.length - 1).toBe(fit.rounds);
  // What was measured while training is what the model says.
  const margins = new TreeScorer(fit.model).marginsOf(table);
  const judged = Float64Array.from(validation, (row) => margins[row]!);
  expect(
    meanLoss(
      fit.model,
      validation.map((row) => targets[row]!),
    )(judged),
  ).toBeCloseTo(fit.losses[fit.rounds]!, 12);
  // Rows that are set aside are not learnt from: other targets there change when it stops, but no tree.
  const other = targets.map((target, row) => (row % 4 === 0 ? 1 - target : target));
  const without = await trainTrees(
    { table, targets: other, validation },
    { ...LOGISTIC, rounds: 5, stopAfter: 400, learningRate: 0.3 },
  );
  const first = [...fit.model.values].slice(0, without.model.values.length);
  expect([...without.model.values]).toEqual(first);
});

test('a training is aborted between rounds', async () => {
  const { table, targets } = mixedTable(2, 3000);
  const abort = new AbortController();
  const training = trainTrees(
    { table, targets },
    { ...LOGISTIC, rounds: 10_000 },
    { onRound: ({ round }) => round === 5 && abort.abort(new Error('enough')), signal: abort.signal },
  );
  await expect(training).rejects.toThrow('enough');
});

test('a constant column, one that is all missing and one without rows of some category are no splits', async () => {
  const { table, targets } = mixedTable(6, 500);
  const wide = tableOf(
    numbers('constant', new Float32Array(500).fill(7)),
    numbers('missing', new Float32Array(500).fill(Number.NaN)),
    categories('one', new Int32Array(500), ['only', 'never']),
    categories('none', new Int32Array(500).fill(-1), []),
    ...table.columns,
  );
  const { model } = await trainTrees({ table: wide, targets }, { ...LOGISTIC, rounds: 10 });
  expect(gainImportance(model).map(({ splits }) => splits > 0)).toEqual([
    false,
    false,
    false,
    false,
    true,
    true,
    true,
    true,
  ]);
  const narrow = await trainTrees({ table, targets }, { ...LOGISTIC, rounds: 10 });
  expect(model.values).toEqual(narrow.model.values);
});

test('one class only is learnt as that class, finitely', async () => {
  for (const [target, sign] of [
    [0, -1],
    [1, 1],
  ] as const) {
    const { table } = mixedTable(6, 300);
    const { model } = await trainTrees({ table, targets: new Uint8Array(300).fill(target) }, LOGISTIC);
    expect(model.gains.length).toBe(0);
    expect(model.start[0]! * sign).toBeCloseTo(Math.log(601), 9);
    expect(new TreeScorer(model).predictAll(table)[0]).toBeCloseTo(target, 2);
  }
  const { table } = mixedTable(6, 300);
  const { model } = await trainTrees(
    { table, targets: new Uint8Array(300).fill(1) },
    { objective: 'softmax', classes: 3 },
  );
  expect(model.gains.length).toBe(0);
  const [none, all] = new TreeScorer(model).predictAll(table);
  expect(all! / none!).toBeCloseTo(601, 6);
});

test('targets that do not vary, one row, and two rows', async () => {
  const one = await trainTrees({ table: tableOf(numbers('x', [3])), targets: [5] }, { objective: 'squared' });
  expect([...new TreeScorer(one.model).predictAll(tableOf(numbers('x', [Number.NaN])))]).toEqual([5]);
  const same = await trainTrees(
    { table: tableOf(numbers('x', [1, 2, 3, 4])), targets: [0.1, 0.1, 0.1, 0.1] },
    { objective: 'squared', minRows: 1 },
  );
  expect(same.model.gains.length).toBe(0);
  const two = await trainTrees(
    { table: tableOf(numbers('x', [1, 2])), targets: [0, 1] },
    { objective: 'squared', minRows: 1, l2: 0, learningRate: 1, rounds: 1 },
  );
  expect([...new TreeScorer(two.model).predictAll(tableOf(numbers('x', [1, 1.5, 1.6, 2])))]).toEqual([0, 0, 1, 1]);
});

test('missing values go where those of the training went, and where there were none, with the more rows', async () => {
  const x = [1, 2, 3, 4, Number.NaN, Number.NaN];
  const known = await trainTrees(
    { table: tableOf(numbers('x', x)), targets: [0, 0, 9, 9, 9, 9] },
    { objective: 'squared', minRows: 1, rounds: 1, maxLeaves: 2, learningRate: 1, l2: 0 },
  );
  expect(new TreeScorer(known.model).margins(Float32Array.of(Number.NaN))[0]).toBeCloseTo(9, 5);
  const unknown = await trainTrees(
    { table: tableOf(numbers('x', [1, 2, 3, 4, 5])), targets: [0, 0, 0, 9, 9] },
    { objective: 'squared', minRows: 1, rounds: 1, maxLeaves: 2, learningRate: 1, l2: 0 },
  );
  expect(new TreeScorer(unknown.model).margins(Float32Array.of(Number.NaN))[0]).toBeCloseTo(0, 5);
});

test('only missing values can be told from the others as well', async () => {
  const x = [5, Number.NaN, 5, Number.NaN, 5, 5];
  const { model } = await trainTrees(
    { table: tableOf(numbers('x', x)), targets: [0, 1, 0, 1, 0, 0] },
    { objective: 'squared', minRows: 1, rounds: 1, learningRate: 1, l2: 0, monotone: { x: -1 } },
  );
  const predict = (value: number) => new TreeScorer(model).margins(Float32Array.of(value))[0]!;
  for (const value of [-Infinity, 5, 1e9, Infinity]) expect(predict(value)).toBeCloseTo(0, 6);
  expect(predict(Number.NaN)).toBeCloseTo(1, 6);
});

test('more categories than bins share one, and unseen ones go with them', async () => {
  const names = Array.from({ length: 600 }, (_, code) => `c${code}`);
  const codes = Int32Array.from({ length: 12_000 }, (_, row) => (row % 2 === 0 ? row % 20 : row % 599));
  const targets = Float64Array.from(codes, (code) => (code % 4 === 0 ? 1 : 0));
  const table = tableOf(categories('c', codes, names));
  const { model } = await trainTrees(
    { table, targets },
    { ...LOGISTIC, rounds: 30, minCategoryRows: 5, categorySmoothing: 1 },
  );
  const [input] = model.inputs;
  expect(input?.kind === 'category' && input.names.length).toBe(254);
  expect(input?.kind === 'category' && input.other).toBe(true);
  const encoder = new RowEncoder(model);
  const predict = (value: string | null) => new TreeScorer(model).predict(encoder.encode(() => value))[0]!;
  expect(predict('c8')).toBeGreaterThan(0.9);
  expect(predict('c9')).toBeLessThan(0.1);
  expect(predict('never seen')).toBe(predict('c598'));
  expect(encoder.encode(() => null)[0]).toBe(0);
});

test('a table with its columns and categories in another order has the same margins', async () => {
  const { table, targets } = mixedTable(7, 800);
  const { model } = await trainTrees({ table, targets }, { ...LOGISTIC, rounds: 15 });
  const c = table.columns[2]!;
  if (c.kind !== 'category') throw new Error('c has categories');
  const names = [...c.names].reverse();
  const turned: Table = {
    rows: table.rows,
    columns: [
      numbers('unused', new Float32Array(800)),
      table.columns[3]!,
      categories(
        'c',
        c.values.map((code) => (code < 0 ? -1 : names.length - 1 - code)),
        names,
      ),
      table.columns[1]!,
      table.columns[0]!,
    ],
  };
  expect(new TreeScorer(model).marginsOf(turned)).toEqual(new TreeScorer(model).marginsOf(table));
  const encoder = new RowEncoder(model);
  const margins = new TreeScorer(model).marginsOf(table);
  for (let row = 0; row < 50; row++) {
    const inputs = encoder.encode((name) => {
      const column = table.columns.find((one) => one.name === name)!;
      return column.kind === 'number' ? column.values[row]! : column.names[column.values[row]!];
    });
    expect(new TreeScorer(model).margins(inputs)[0]).toBe(margins[row]);
  }
  expect(() => new TreeScorer(model).marginsOf(tableOf(table.columns[0]!))).toThrow(
    'the model reads a column b, and there is none',
  );
  const other = { rows: 800, columns: [...table.columns.slice(0, 3), categories('d', new Int32Array(800), ['x'])] };
  expect(() => new TreeScorer(model).marginsOf(other)).toThrow('column d has the kind category, not number');
});

test('what matters is found important', async () => {
  const random = chance(8);
  const columns = Array.from({ length: 4 }, (_, i) =>
    numbers(
      `x${i}`,
      Float32Array.from({ length: 600 }, () => normal(random)),
    ),
  );
  const targets = Float64Array.from(
    { length: 600 },
    (_, row) => 3 * columns[1]!.values[row]! + columns[2]!.values[row]! ** 2,
  );
  const table = tableOf(...columns);
  const { model } = await trainTrees({ table, targets }, { objective: 'squared', threads: 1 });
  const order = (values: readonly { readonly name: string }[], by: (index: number) => number) =>
    values
      .map((_, index) => index)
      .sort((a, b) => by(b) - by(a))
      .slice(0, 2)
      .map((index) => values[index]!.name);
  const gains = gainImportance(model);
  expect(order(gains, (index) => gains[index]!.gain)).toEqual(['x1', 'x2']);
  const permuted = permutationImportance(model, table, meanLoss(model, targets), { repeats: 2, seed: 1 });
  expect(order(permuted, (index) => permuted[index]!.mean)).toEqual(['x1', 'x2']);
  expect(permuted[1]!.mean).toBeGreaterThan(20 * Math.abs(permuted[0]!.mean));
  expect(permuted[1]!.standardError).toBeGreaterThan(0);
  expect(permutationImportance(model, table, meanLoss(model, targets), { repeats: 2, seed: 1 })).toEqual(permuted);
});

test('data and options that cannot be trained on are refused with what and where', async () => {
  const table = tableOf(numbers('x', [1, 2, 3]), categories('c', [0, 1, -1], ['a', 'b']));
  const refuse = (data: Partial<Parameters<typeof trainTrees>[0]>, options: Partial<TreeOptions>, reason: string) =>
    expect(trainTrees({ table, targets: [0, 1, 0], ...data }, { ...LOGISTIC, ...options })).rejects.toThrow(
      new LearnError(reason),
    );
  await refuse({ targets: [0, 1] }, {}, '3 rows have 2 targets');
  await refuse({ targets: [0, 2, 1] }, {}, 'row 1: the target 2 is not between 0 and 1');
  await refuse({ targets: [0, Number.NaN, 1] }, { objective: 'squared' }, 'row 1: the target NaN is no number');
  await refuse(
    { targets: [0, 1, 3] },
    { objective: 'softmax', classes: 3 },
    'row 2: the target 3 is none of 3 classes',
  );
  await refuse({ weights: [1, -1, 1] }, {}, 'row 1: -1 is no weight');
  await refuse({ weights: [0, 0, 0] }, {}, 'no rows to learn from');
  await refuse({ validation: [0, 1, 2] }, {}, 'no rows to learn from');
  await refuse({ validation: [] }, {}, 'validation: no row that counts');
  await refuse({ validation: [3] }, {}, 'validation: there is no row 3');
  await refuse({ validation: [1, 1] }, {}, 'validation: row 1 comes twice');
  await refuse({ table: { rows: 3, columns: [] } }, {}, 'no columns to learn from');
  await refuse({ table: { rows: 0, columns: [numbers('x', [])] }, targets: [] }, {}, 'no rows to learn from');
  await refuse({ table: { rows: 3, columns: [numbers('x', [1])] } }, {}, 'column x has 1 values for 3 rows');
  await refuse({ table: tableOf(numbers('x', [1, 2, 3]), numbers('x', [1, 2, 3])) }, {}, 'two columns are named x');
  await refuse(
    { table: tableOf(categories('c', [0, 2, 0], ['a', 'b'])) },
    {},
    'column c, row 1: there is no category 2',
  );
  await refuse({}, { monotone: { y: 1 } }, 'monotone: there is no column y');
  await refuse({}, { monotone: { c: 1 } }, 'monotone: column c has categories, which have no order');
  await refuse(
    {},
    { objective: 'softmax', classes: 2, monotone: { x: 1 } },
    'monotone: with softmax a margin that rises does not make its class likelier',
  );
  await refuse({}, { rounds: 0 }, 'rounds must be a whole number from 1 to 100000, not 0');
  await refuse({}, { learningRate: 2 }, 'learningRate must be over 0 and up to 1, not 2');
  await refuse({}, { l2: -1 }, 'l2 must be 0 or more, not -1');
  await refuse({}, { classes: 3 }, 'classes are for the objective softmax');
});
