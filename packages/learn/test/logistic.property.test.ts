/** The regression reaches the minimum of the loss that it names. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SparseBuilder, type SparseRows } from '../src/core/data/sparse.ts';
import { fitLogistic, logLoss, rowWeights, usedColumns } from '../src/core/linear/logistic.ts';

const COLUMNS = 6;
const value = fc.integer({ min: -8, max: 8 }).map((eighths) => eighths / 8);
const problem = fc
  .array(
    fc.record({ row: fc.array(value, { minLength: COLUMNS, maxLength: COLUMNS }), target: fc.constantFrom(0, 1) }),
    {
      minLength: 2,
      maxLength: 30,
    },
  )
  .map((rows) => ({ rows: sparse(rows.map(({ row }) => row)), targets: rows.map(({ target }) => target) }));

function sparse(dense: readonly (readonly number[])[]): SparseRows {
  const builder = new SparseBuilder(COLUMNS);
  for (const row of dense) {
    row.forEach((of, column) => {
      if (of !== 0) builder.add(column, of);
    });
    builder.endRow();
  }
  return builder.finish();
}

/** The whole objective at a model, by the definition. */
function objective(
  rows: SparseRows,
  targets: readonly number[],
  w: ArrayLike<number>,
  intercept: number,
  l1: number,
  l2: number,
) {
  let loss = 0;
  for (let row = 0; row < rows.rows; row++) {
    let margin = intercept;
    for (let k = rows.starts[row]!; k < rows.starts[row + 1]!; k++) margin += rows.value[k]! * w[rows.index[k]!]!;
    loss += Math.log(1 + Math.exp(targets[row] === 1 ? -margin : margin)) / rows.rows;
  }
  for (let c = 0; c < rows.columns; c++) loss += l1 * Math.abs(w[c]!) + (l2 / 2) * w[c]! * w[c]!;
  return loss;
}

describe('logistic regression', () => {
  it('has the gradient that small steps show', () => {
    fc.assert(
      fc.property(
        problem,
        fc.array(value, { minLength: COLUMNS + 1, maxLength: COLUMNS + 1 }),
        ({ rows, targets }, at) => {
          const { used, index } = usedColumns(rows);
          const smooth = logLoss(rows, index, targets, rowWeights(rows.rows, undefined), 0.1);
          const w = Float64Array.from([...at.slice(0, used.length), at[COLUMNS]!]);
          const gradient = new Float64Array(w.length);
          smooth(w, gradient);
          const scratch = new Float64Array(w.length);
          w.forEach((of, i) => {
            const moved = (by: number) => smooth(w.with(i, of + by), scratch);
            expect((moved(1e-5) - moved(-1e-5)) / 2e-5).toBeCloseTo(gradient[i]!, 6);
          });
        },
      ),
      { numRuns: 50 },
    );
  });

  it('no step along any weight goes lower, with either penalty', () => {
    fc.assert(
      fc.property(
        problem,
        fc.constantFrom([0, 0.01], [0, 0.3], [0.02, 0], [0.05, 0.01]),
        ({ rows, targets }, [l1 = 0, l2 = 0]) => {
          // Without any penalty on separable rows there is no minimum; the l1 alone bounds it.
          const fit = fitLogistic(rows, targets, { l1, l2, tolerance: 1e-7, maxIterations: 5000 });
          const w = Float64Array.from(fit.weights);
          const reached = objective(rows, targets, w, fit.intercept, l1, l2);
          for (let c = 0; c < COLUMNS; c++) {
            for (const step of [1e-3, -1e-3]) {
              expect(objective(rows, targets, w.with(c, w[c]! + step), fit.intercept, l1, l2)).toBeGreaterThan(
                reached - 1e-7,
              );
            }
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('a strong l1 leaves weights at exactly zero', () => {
    const rows = sparse([
      [1, 0, 0.1, 0, 0, 0],
      [1, 0, 0, 0.1, 0, 0],
      [0, 1, 0.1, 0, 0, 0],
      [0, 1, 0, 0.1, 0, 0],
    ]);
    const { weights } = fitLogistic(rows, [1, 1, 0, 0], { l1: 0.05, l2: 0, tolerance: 1e-6 });
    expect([...weights.slice(2)]).toEqual([0, 0, 0, 0]);
    expect(weights[0]!).toBeGreaterThan(0);
  });

  it('ends at the same minimum wherever it begins, and gives the same bytes twice', () => {
    fc.assert(
      fc.property(problem, ({ rows, targets }) => {
        const options = { l2: 0.05, tolerance: 1e-9, maxIterations: 5000 };
        const [one, two] = [fitLogistic(rows, targets, options), fitLogistic(rows, targets, options)];
        expect([...two.weights, two.intercept]).toEqual([...one.weights, one.intercept]);
        const from = { weights: new Float32Array(COLUMNS).fill(3), intercept: -3 };
        const other = fitLogistic(rows, targets, { ...options, from });
        expect(other.minimum.value).toBeCloseTo(one.minimum.value, 9);
      }),
      { numRuns: 50 },
    );
  });

  it('a row that counts twice is two rows', () => {
    const dense = [
      [1, 0, 0, 0, 0, 0.5],
      [0, 1, 0, 0, 0, 0.25],
      [1, 1, 0, 0, 0, 0],
    ];
    const options = { l2: 0.1, tolerance: 1e-9, maxIterations: 1000 };
    const weighted = fitLogistic(sparse(dense), [1, 0, 0], { ...options, weights: [2, 1, 1] });
    const repeated = fitLogistic(sparse([dense[0]!, ...dense]), [1, 1, 0, 0], options);
    expect(weighted.intercept).toBeCloseTo(repeated.intercept, 6);
    weighted.weights.forEach((w, i) => {
      expect(w).toBeCloseTo(repeated.weights[i]!, 6);
    });
  });

  it('one class only is learned as that class, and nonsense is refused', () => {
    const rows = sparse([
      [1, 0, 0, 0, 0, 0],
      [0, 1, 0, 0, 0, 0],
    ]);
    expect(fitLogistic(rows, [1, 1], { l2: 0.1 }).intercept).toBeGreaterThan(1);
    expect(() => fitLogistic(rows, [1, 2])).toThrow('row 1: the target 2 is neither 0 nor 1');
    expect(() => fitLogistic(rows, [1])).toThrow('2 rows have 1 targets');
    expect(() => fitLogistic(sparse([]), [])).toThrow('no rows to learn from');
    expect(() => fitLogistic(rows, [1, 0], { weights: [1, Number.NaN] })).toThrow('NaN is no weight of a row');
  });
});
