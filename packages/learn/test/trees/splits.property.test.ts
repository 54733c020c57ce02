/** Splits, gains and whole trees against every split of the raw rows, tried one by one. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Table } from '../../src/core/data/table.ts';
import { type TreeOptions, trainTrees } from '../../src/core/trees/index.ts';
import { TreeScorer } from '../../src/core/trees/model/score.ts';
import type { TreeModel } from '../../src/core/trees/model/trees.ts';
import { categories, numbers, smallNumbers, tableOf, targetsOf } from './make.ts';
import { bestSplit, boostSquared, gainOf, type OracleOptions, sumsOf } from './oracle.ts';

const RUNS = { numRuns: 150 };

interface Case {
  readonly table: Table;
  readonly targets: readonly number[];
  readonly weights: readonly number[];
}

const numeric: fc.Arbitrary<Case> = fc.integer({ min: 2, max: 30 }).chain((rows) =>
  fc.record({
    table: fc
      .array(smallNumbers(rows), { minLength: 1, maxLength: 3 })
      .map((columns) => tableOf(...columns.map((values, i) => numbers(`n${i}`, values)))),
    targets: targetsOf(rows),
    weights: fc.array(fc.constantFrom(0.25, 1, 1, 2, 7), { minLength: rows, maxLength: rows }),
  }),
);

const categorical = (most: number): fc.Arbitrary<Case> =>
  fc.integer({ min: 2, max: 30 }).chain((rows) =>
    fc.record({
      table: fc
        .array(fc.integer({ min: -1, max: most - 2 }), { minLength: rows, maxLength: rows })
        .map((codes) => tableOf(categories('c', codes, ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].slice(0, most - 1)))),
      targets: targetsOf(rows),
      weights: fc.array(fc.constantFrom(0.5, 1, 3), { minLength: rows, maxLength: rows }),
    }),
  );

/** One split by the engine, and what it divides the rows into. */
async function firstSplit({ table, targets, weights }: Case, options: Partial<TreeOptions>) {
  const { model } = await trainTrees(
    { table, targets, weights },
    { objective: 'squared', rounds: 1, maxLeaves: 2, learningRate: 1, threads: 1, ...options },
  );
  if (model.gains.length === 0) return null;
  const margins = new TreeScorer(model).marginsOf(table);
  const [leftValue, rightValue] = [model.values[0]!, model.values[1]!];
  const rows = Array.from({ length: table.rows }, (_, row) => row);
  const goesLeft = (row: number) =>
    Math.abs(margins[row]! - model.start[0]! - leftValue) <= Math.abs(margins[row]! - model.start[0]! - rightValue);
  return { gain: model.gains[0]!, left: rows.filter(goesLeft), right: rows.filter((row) => !goesLeft(row)), model };
}

/** Gradients of the squared error where boosting starts. */
function start({ targets, weights }: Case): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const mean = targets.reduce((sum, target, row) => sum + weights[row]! * target, 0) / total;
  return targets.map((target, row) => weights[row]! * (mean - target));
}

async function compare(from: Case, options: OracleOptions & Partial<TreeOptions>): Promise<void> {
  const rows = Array.from({ length: from.table.rows }, (_, row) => row);
  const gradients = start(from);
  const best = bestSplit(from.table, rows, gradients, from.weights, options);
  const found = await firstSplit(from, options);
  const scale = gradients.reduce((sum, g) => sum + g * g, 0);
  if (found === null) {
    expect(best?.gain ?? 0).toBeLessThanOrEqual(scale * 1e-6);
    return;
  }
  const [left, right] = [found.left, found.right].map((side) => sumsOf(side, gradients, from.weights));
  expect(found.gain).toBeCloseTo(gainOf(left!, right!, options.l2), 4);
  expect(found.gain).toBeGreaterThanOrEqual(best!.gain - scale * 1e-5 - 1e-9);
  expect(Math.min(left!.n, right!.n)).toBeGreaterThanOrEqual(options.minRows);
  expect(Math.min(left!.h, right!.h)).toBeGreaterThanOrEqual(options.minChildWeight * (1 - 1e-6));
  const value = (sums: { readonly g: number; readonly h: number }) => -sums.g / (sums.h + options.l2);
  expect(found.model.values[0]!).toBeCloseTo(value(left!), 5);
  expect(found.model.values[1]!).toBeCloseTo(value(right!), 5);
}

const limits = fc.record({
  l2: fc.constantFrom(0, 0.5, 10),
  minRows: fc.integer({ min: 1, max: 4 }),
  minChildWeight: fc.constantFrom(0, 0.5, 3),
});

test('the best split of numbers is found, missing values and weights included', async () => {
  await fc.assert(fc.asyncProperty(numeric, limits, compare), RUNS);
});

test('the best of all sets of a few categories is found', async () => {
  const plain = { l2: 0, minRows: 1, minChildWeight: 0 };
  await fc.assert(
    fc.asyncProperty(categorical(4), (from) => compare(from, plain)),
    RUNS,
  );
});

test('the best of all sets of more categories is found where nothing is smoothed', async () => {
  const plain = { l2: 0, minRows: 1, minChildWeight: 0, categorySmoothing: 0, categoryL2: 0, minCategoryRows: 1 };
  await fc.assert(
    fc.asyncProperty(categorical(8), (from) => compare(from, plain)),
    RUNS,
  );
});

test('several rounds of several leaves give the margins of plain boosting', async () => {
  await fc.assert(
    fc.asyncProperty(numeric, limits, async ({ table, targets, weights }, bounds) => {
      const options = { ...bounds, minChildWeight: 0, rounds: 3, learningRate: 0.5, maxLeaves: 5 };
      const expected = boostSquared(table, targets, weights, options);
      const { model } = await trainTrees({ table, targets, weights }, { objective: 'squared', threads: 1, ...options });
      const margins = new TreeScorer(model).marginsOf(table);
      for (let row = 0; row < table.rows; row++) expect(margins[row]).toBeCloseTo(expected[row]!, 3);
    }),
    RUNS,
  );
});

test('weights are as good as repeated rows', async () => {
  await fc.assert(
    fc.asyncProperty(numeric, fc.infiniteStream(fc.integer({ min: 0, max: 3 })), async ({ table, targets }, stream) => {
      const weights = targets.map(() => stream.next().value as number);
      if (weights.every((weight) => weight === 0)) return;
      const repeated = weights.flatMap((weight, row) => new Array<number>(weight).fill(row));
      const options: TreeOptions = { objective: 'squared', rounds: 4, maxLeaves: 4, minRows: 1, threads: 1, l2: 0.5 };
      const columns = table.columns.map((column) =>
        numbers(
          column.name,
          repeated.map((row) => column.values[row]!),
        ),
      );
      const once = await trainTrees({ table, targets, weights }, options);
      const often = await trainTrees(
        { table: tableOf(...columns), targets: repeated.map((row) => targets[row]!) },
        options,
      );
      const margins = [once, often].map(({ model }) => new TreeScorer(model).marginsOf(tableOf(...columns)));
      for (let i = 0; i < repeated.length; i++) expect(margins[0]![i]).toBeCloseTo(margins[1]![i]!, 4);
      expect(coversOf(once.model)).toBeCloseTo(coversOf(often.model), 4);
    }),
    RUNS,
  );
});

function coversOf({ covers }: TreeModel): number {
  return covers.reduce((sum, cover) => sum + cover, 0);
}
