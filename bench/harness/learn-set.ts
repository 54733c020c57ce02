/**
 * Generated rows for trees: 50 columns, of which 16 matter (alone, together, in waves and steps, with missing values and by category),
 * and targets 0 and 1 of chance with the odds that they say. The same seed makes the same rows on every machine.
 */
import type { Column, Table } from '@lapwing/learn';

export interface LearnSet {
  readonly table: Table;
  readonly targets: Uint8Array;
}

const NUMBERS = 45;
/** Categories of the columns after the numbers. */
const CATEGORIES = [3, 12, 40, 100, 250];

/** Two lanes of chance by a seed: mulberry32 (Ettinger 2017). */
function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function learnSet(rows: number, seed: number): LearnSet {
  const columns = Array.from({ length: NUMBERS }, (_, index) => numbers(rows, seed, index));
  const codes = CATEGORIES.map((count, index) => categories(rows, seed, index, count));
  const effects = CATEGORIES.map((count) => {
    const random = chance(4242 + count);
    return Float64Array.from({ length: count }, () => random() * 2 - 1);
  });
  const random = chance(seed * 1000 + 999);
  const targets = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) {
    const x = (index: number) => columns[index]![row]!;
    const known = (index: number, otherwise: number) => (Number.isNaN(x(index)) ? otherwise : x(index));
    // Around 0.5: a product of two that vary around 0 is found by luck of the first splits, which would hide every other difference.
    let z = (x(0) + 0.5) * (x(1) + 0.5) + Math.sin(2 * x(2)) + 0.5 * x(3) - (x(4) > 1 ? 1 : 0) + 0.3 * x(5) ** 2 - 0.6;
    z += 0.4 * known(30, 2) - 0.3 * known(31, -1) * x(6) + (known(32, 0) > 0.5 && x(7) < 0 ? 0.8 : 0);
    z += 0.5 * Math.log1p(columns[40]![row]!) - 0.2 * Math.log1p(columns[41]![row]!);
    effects.forEach((effect, index) => {
      z += 0.6 * effect[codes[index]![row]!]!;
    });
    targets[row] = random() < 1 / (1 + Math.exp(-z)) ? 1 : 0;
  }
  const table: Column[] = [
    ...columns.map((values, index): Column => ({ name: `n${index}`, kind: 'number', values })),
    ...codes.map((values, index): Column => {
      const names = Array.from({ length: CATEGORIES[index]! }, (_, code) => `c${code}`);
      return { name: `c${index}`, kind: 'category', values, names };
    }),
  ];
  return { table: { rows, columns: table }, targets };
}

/** Normal values; from 30 on a tenth to a half of them missing, from 35 on few distinct ones, from 40 on counts with a long tail. */
function numbers(rows: number, seed: number, index: number): Float32Array {
  const random = chance(seed * 1000 + index);
  const values = new Float32Array(rows);
  const missing = index >= 30 && index < 35 ? (index - 29) / 10 : 0;
  for (let row = 0; row < rows; row++) {
    const normal = Math.sqrt(-2 * Math.log(random() + 1e-12)) * Math.cos(2 * Math.PI * random());
    if (random() < missing) values[row] = Number.NaN;
    else if (index >= 40) values[row] = Math.floor(Math.exp(normal * 1.5));
    else if (index >= 35) values[row] = Math.round(normal * 2);
    else values[row] = normal;
  }
  return values;
}

/** Categories of which some are frequent and many rare. */
function categories(rows: number, seed: number, index: number, count: number): Int32Array {
  const random = chance(seed * 1000 + 500 + index);
  return Int32Array.from({ length: rows }, () => Math.floor(count * random() ** 2));
}

/** Area under the ROC curve, ties by half; and the mean log loss. */
export function accuracy(
  probabilities: Float64Array,
  targets: Uint8Array,
): { readonly auc: number; readonly logLoss: number } {
  const order = Uint32Array.from(targets.keys()).sort((a, b) => probabilities[a]! - probabilities[b]!);
  let [negatives, wins, logLoss] = [0, 0, 0];
  for (let at = 0; at < order.length; ) {
    let [ones, zeros, end] = [0, 0, at];
    while (end < order.length && probabilities[order[end]!] === probabilities[order[at]!]) {
      if (targets[order[end++]!] === 1) ones++;
      else zeros++;
    }
    wins += ones * (negatives + zeros / 2);
    negatives += zeros;
    at = end;
  }
  for (let row = 0; row < targets.length; row++) {
    const likely = targets[row] === 1 ? probabilities[row]! : 1 - probabilities[row]!;
    logLoss -= Math.log(likely);
  }
  return { auc: wins / negatives / (targets.length - negatives), logLoss: logLoss / targets.length };
}
