/** Which rows are learnt from, which are looked at for stopping, and what stands wrong in them. */

import { checkTable, type Table } from '../../data/table.ts';
import { LearnError } from '../../errors.ts';
import { bitsOf } from '../../random/counter.ts';
import { MAX_COLUMNS, SAMPLE_ROWS } from '../limits.ts';
import { checkTargets } from '../objective.ts';
import type { CheckedOptions } from '../options.ts';

export interface TrainingData {
  readonly table: Table;
  /** One for each row: see `TreeObjective`. */
  readonly targets: ArrayLike<number>;
  /** What each row counts, 0 or more; 1 when absent. A row that counts 0 might as well not be there. */
  readonly weights?: ArrayLike<number>;
  /** Numbers of the rows that are not learnt from, and that say when to stop. */
  readonly validation?: ArrayLike<number>;
}

export interface TrainingRows {
  /** The rows of the table to learn from, then those to judge by. */
  readonly order: Uint32Array;
  readonly trainRows: number;
  /** Places in `order` of the rows that bounds are taken from. */
  readonly sample: Uint32Array;
}

/** Throws a LearnError that says which row or column is at fault. */
export function chooseRows(
  { table, targets, weights, validation }: TrainingData,
  options: CheckedOptions,
): TrainingRows {
  checkTable(table);
  const { rows, columns } = table;
  if (columns.length === 0) throw new LearnError('no columns to learn from');
  if (columns.length > MAX_COLUMNS) throw new LearnError(`${columns.length} columns are more than ${MAX_COLUMNS}`);
  for (const name of Object.keys(options.monotone)) {
    const column = columns.find((one) => one.name === name);
    if (column === undefined) throw new LearnError(`monotone: there is no column ${name}`);
    if (column.kind === 'category')
      throw new LearnError(`monotone: column ${name} has categories, which have no order`);
  }
  if (targets.length !== rows) throw new LearnError(`${rows} rows have ${targets.length} targets`);
  checkTargets(options.objective, options.classes, targets);
  if (weights !== undefined) {
    if (weights.length !== rows) throw new LearnError(`${rows} rows have ${weights.length} weights`);
    for (let row = 0; row < rows; row++) {
      if (!(weights[row]! >= 0 && weights[row]! < Infinity))
        throw new LearnError(`row ${row}: ${weights[row]} is no weight`);
    }
  }
  const aside = new Uint8Array(rows);
  for (let i = 0; i < (validation?.length ?? 0); i++) {
    const row = validation![i]!;
    if (!Number.isInteger(row) || row < 0 || row >= rows) throw new LearnError(`validation: there is no row ${row}`);
    if (aside[row] === 1) throw new LearnError(`validation: row ${row} comes twice`);
    aside[row] = 1;
  }
  const order = new Uint32Array(rows);
  let length = 0;
  let trainRows = 0;
  for (const side of [0, 1]) {
    for (let row = 0; row < rows; row++) {
      if (aside[row] === side && (weights === undefined || weights[row]! > 0)) order[length++] = row;
    }
    if (side === 0) trainRows = length;
  }
  if (trainRows === 0) throw new LearnError('no rows to learn from');
  if (validation !== undefined && length === trainRows) throw new LearnError('validation: no row that counts');
  return { order: order.subarray(0, length), trainRows, sample: sampleOf(trainRows, options.seed) };
}

function sampleOf(rows: number, seed: number): Uint32Array {
  if (rows <= SAMPLE_ROWS) return Uint32Array.from({ length: rows }, (_, row) => row);
  const sample = new Uint32Array(SAMPLE_ROWS);
  // One row out of each of so many equal parts: no part is missed, and no period in the data is met.
  for (let i = 0; i < SAMPLE_ROWS; i++) {
    const from = Math.floor((i * rows) / SAMPLE_ROWS);
    const to = Math.floor(((i + 1) * rows) / SAMPLE_ROWS);
    sample[i] = from + Math.floor((bitsOf(seed, i) / 2 ** 32) * (to - from));
  }
  return sample;
}
