/** Attributions against Shapley's definition: every set of columns is tried. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  TableEncoder,
  TreeAttributor,
  type TreeModel,
  type TreeOptions,
  TreeScorer,
  trainTrees,
} from '../../src/core/trees/index.ts';
import { gaussLegendre } from '../../src/core/trees/model/quadrature.ts';
import { COLUMN_MASK, NODE_WORDS, treesOf } from '../../src/core/trees/model/trees.ts';
import { goesLeft } from '../../src/core/trees/model/walk.ts';
import { mixedTable } from './make.ts';

/** The margin of an output where only the columns of a set (bits) are known of a row. */
function payoff(model: TreeModel, inputs: Float32Array, known: number, output: number): number {
  const { roots, nodes, sets, values, covers } = model;
  const thresholds = new Float32Array(nodes.buffer);
  let sum = model.start[output]!;
  for (let tree = output; tree < treesOf(model); tree += model.outputs) {
    const [root, size] = [roots[tree]!, roots[tree + 1]! - roots[tree]!];
    const cover = (node: number): number =>
      node < 0
        ? covers[root + tree + ~node]!
        : cover(nodes[(root + node) * NODE_WORDS + 2]!) + cover(nodes[(root + node) * NODE_WORDS + 3]!);
    const value = (node: number): number => {
      if (node < 0) return values[root + tree + ~node]!;
      const word = (root + node) * NODE_WORDS;
      const [left, right] = [nodes[word + 2]!, nodes[word + 3]!];
      if (((known >> (nodes[word]! & COLUMN_MASK)) & 1) === 1) {
        return value(goesLeft(nodes, thresholds, sets, word, inputs, 0) ? left : right);
      }
      return (cover(left) * value(left) + cover(right) * value(right)) / cover(node);
    };
    sum += value(size === 0 ? -1 : 0);
  }
  return sum;
}

/** Shapley 1953: over all orders in which columns become known, what a column adds when its turn comes. */
function shapley(model: TreeModel, inputs: Float32Array, output: number): number[] {
  const columns = model.inputs.length;
  const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
  return model.inputs.map((_, column) => {
    let sum = 0;
    for (let set = 0; set < 2 ** columns; set++) {
      if (((set >> column) & 1) === 1) continue;
      const size = [...set.toString(2)].filter((bit) => bit === '1').length;
      const share = (factorial(size) * factorial(columns - size - 1)) / factorial(columns);
      sum += share * (payoff(model, inputs, set | (1 << column), output) - payoff(model, inputs, set, output));
    }
    return sum;
  });
}

const options: fc.Arbitrary<TreeOptions> = fc.record({
  objective: fc.constantFrom('logistic' as const, 'squared' as const),
  rounds: fc.integer({ min: 1, max: 4 }),
  maxLeaves: fc.integer({ min: 2, max: 12 }),
  rowFraction: fc.constantFrom(0.6, 1),
  minRows: fc.constant(2),
  threads: fc.constant(1),
});

test('contributions are Shapley values, and add up to the margin', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer(), fc.integer({ min: 5, max: 150 }), options, async (seed, rows, chosen) => {
      const { table, targets } = mixedTable(seed, rows);
      const { model } = await trainTrees({ table, targets }, chosen);
      const [attributor, scorer, encoder] = [
        new TreeAttributor(model),
        new TreeScorer(model),
        new TableEncoder(model, table),
      ];
      for (let row = 0; row < Math.min(4, rows); row++) {
        const inputs = encoder.encode(row, row + 1);
        const found = attributor.contributions(inputs);
        for (const [column, value] of shapley(model, inputs, 0).entries()) expect(found[column]).toBeCloseTo(value, 9);
        const sum = found.reduce((total, one) => total + one, attributor.expected[0]!);
        expect(sum).toBeCloseTo(scorer.margins(inputs)[0]!, 9);
      }
    }),
    { numRuns: 40 },
  );
});

test('each class has contributions of its own', async () => {
  const { table } = mixedTable(5, 200);
  const targets = Uint8Array.from({ length: 200 }, (_, row) =>
    Number.isNaN(table.columns[0]!.values[row]!) ? 2 : table.columns[3]!.values[row]! > 1 ? 1 : 0,
  );
  const { model } = await trainTrees({ table, targets }, { objective: 'softmax', classes: 3, rounds: 3, maxLeaves: 6 });
  const [attributor, inputs] = [new TreeAttributor(model), new TableEncoder(model, table).encode(7, 8)];
  for (const output of [0, 1, 2]) {
    const found = attributor.contributions(inputs, output);
    for (const [column, value] of shapley(model, inputs, output).entries()) expect(found[column]).toBeCloseTo(value, 9);
  }
});

test('deep trees add up as well', async () => {
  const { table, targets } = mixedTable(11, 2000);
  const { model } = await trainTrees(
    { table, targets },
    { objective: 'logistic', rounds: 5, maxLeaves: 300, minRows: 1, l2: 0.1 },
  );
  const [attributor, scorer, encoder] = [
    new TreeAttributor(model),
    new TreeScorer(model),
    new TableEncoder(model, table),
  ];
  for (let row = 0; row < 200; row++) {
    const inputs = encoder.encode(row, row + 1);
    const sum = attributor.contributions(inputs).reduce((total, one) => total + one, attributor.expected[0]!);
    expect(sum).toBeCloseTo(scorer.margins(inputs)[0]!, 8);
  }
});

test('the rule of n points integrates polynomials of degree 2n - 1', () => {
  for (let count = 1; count <= 64; count++) {
    const { points, weights } = gaussLegendre(count);
    for (const degree of [0, 1, count, 2 * count - 1]) {
      let sum = 0;
      for (let i = 0; i < count; i++) sum += weights[i]! * points[i]! ** degree;
      expect(sum).toBeCloseTo(1 / (degree + 1), 12);
    }
  }
});
