/** Constraints hold for the whole model: a margin never goes against them, whatever the other columns are. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type TreeOptions, TreeScorer, trainTrees } from '../../src/core/trees/index.ts';
import { categories, chance, normal, numbers, tableOf } from './make.ts';

const options: fc.Arbitrary<TreeOptions> = fc.record({
  objective: fc.constantFrom('logistic' as const, 'squared' as const),
  rounds: fc.constantFrom(1, 5, 25),
  maxLeaves: fc.integer({ min: 2, max: 20 }),
  minRows: fc.integer({ min: 1, max: 10 }),
  l2: fc.constantFrom(0, 1),
  rowFraction: fc.constantFrom(0.5, 1),
  columnFraction: fc.constantFrom(0.5, 1),
  learningRate: fc.constantFrom(0.1, 1),
  maxBins: fc.constantFrom(4, 255),
  threads: fc.constant(1),
});

/** Data that goes against the constraints in part: up, down and in waves. */
function table(seed: number, rows: number) {
  const random = chance(seed);
  const some = () => Float32Array.from({ length: rows }, () => (random() < 0.1 ? Number.NaN : normal(random)));
  const [up, down, free] = [some(), some(), some()];
  const kind = Int32Array.from({ length: rows }, () => Math.floor(random() * 7) - 1);
  const targets = Float64Array.from({ length: rows }, (_, row) => {
    const wave = Math.sin(3 * (up[row] || 0)) + Math.cos(2 * (down[row] || 0)) * (free[row] || 0);
    return (up[row] || 0) - (down[row] || 0) + 2 * wave + kind[row]! + normal(random) > 0 ? 1 : 0;
  });
  return {
    table: tableOf(
      numbers('up', up),
      numbers('down', down),
      numbers('free', free),
      categories('kind', kind, [...'abcdef']),
    ),
    targets,
  };
}

test('margins rise with one column and fall with another', async () => {
  let changes = 0;
  await fc.assert(
    fc.asyncProperty(fc.integer(), fc.integer({ min: 10, max: 300 }), options, async (seed, rows, chosen) => {
      const { model } = await trainTrees(table(seed, rows), { ...chosen, monotone: { up: 1, down: -1 } });
      const scorer = new TreeScorer(model);
      const random = chance(seed ^ 1);
      const grid = [-Infinity, ...Array.from({ length: 60 }, (_, i) => -3 + i / 10), Infinity];
      for (let probe = 0; probe < 15; probe++) {
        const inputs = Float32Array.of(
          normal(random),
          normal(random),
          random() < 0.3 ? Number.NaN : normal(random),
          Math.floor(random() * 8),
        );
        for (const [column, direction] of [
          [0, 1],
          [1, -1],
        ] as const) {
          const row = inputs.slice();
          if (random() < 0.2) row[1 - column] = Number.NaN;
          let before = -Infinity * direction;
          for (const value of grid) {
            row[column] = value;
            const margin = scorer.margins(row)[0]!;
            if (margin !== before && Number.isFinite(before)) changes++;
            expect((margin - before) * direction).toBeGreaterThanOrEqual(0);
            before = margin;
          }
        }
      }
    }),
    { numRuns: 80 },
  );
  // Models that rest on nothing would pass as well.
  expect(changes).toBeGreaterThan(1000);
});

test('without constraints the same data breaks them', async () => {
  const { model } = await trainTrees(table(3, 300), { objective: 'logistic', minRows: 2, threads: 1 });
  const margins = Array.from(
    { length: 60 },
    (_, i) => new TreeScorer(model).margins(Float32Array.of(-3 + i / 10, 0, 0, 1))[0]!,
  );
  expect(margins.some((margin, i) => i > 0 && margin < margins[i - 1]!)).toBe(true);
});
