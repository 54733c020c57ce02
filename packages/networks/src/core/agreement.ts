/** How far two ways to divide the same things agree. */
import { NetworksError } from './errors.ts';

/**
 * Adjusted mutual information (Vinh, Epps and Bailey 2010; normalized by the mean entropy): 1 where both divide alike, 0 on average
 * where they have nothing to do with each other, whatever the sizes. Two divisions into one part each agree.
 */
export function adjustedMutualInformation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new NetworksError('two divisions of the same things have the same length');
  const n = a.length;
  const [rows, columns] = [countsOf(a), countsOf(b)];
  if (rows.size === columns.size && (rows.size <= 1 || rows.size === n)) return 1;
  const both = new Map<string, number>();
  for (let i = 0; i < n; i++) both.set(`${a[i]},${b[i]}`, (both.get(`${a[i]},${b[i]}`) ?? 0) + 1);
  let mutual = 0;
  for (const [key, count] of both) {
    const [x, y] = key.split(',').map(Number) as [number, number];
    mutual += (count / n) * Math.log((n * count) / (rows.get(x)! * columns.get(y)!));
  }
  const expected = expectedInformation([...rows.values()], [...columns.values()], n);
  const mean = (entropy(rows.values(), n) + entropy(columns.values(), n)) / 2;
  // Rounding may put the difference of equal numbers below zero.
  return (mutual - expected) / Math.max(mean - expected, Number.EPSILON);
}

function countsOf(values: ArrayLike<number>): Map<number, number> {
  const counts = new Map<number, number>();
  for (let i = 0; i < values.length; i++) counts.set(values[i]!, (counts.get(values[i]!) ?? 0) + 1);
  return counts;
}

function entropy(counts: Iterable<number>, n: number): number {
  let sum = 0;
  for (const count of counts) sum -= (count / n) * Math.log(count / n);
  return sum;
}

/** Mutual information on average over all divisions of these sizes: overlaps are hypergeometric. Equal sizes are looked at once. */
function expectedInformation(rows: readonly number[], columns: readonly number[], n: number): number {
  const logFactorial = new Float64Array(n + 1);
  for (let k = 2; k <= n; k++) logFactorial[k] = logFactorial[k - 1]! + Math.log(k);
  const [rowSizes, columnSizes] = [countsOf(rows), countsOf(columns)];
  let expected = 0;
  for (const [x, rowTimes] of rowSizes) {
    for (const [y, columnTimes] of columnSizes) {
      let sum = 0;
      for (let overlap = Math.max(1, x + y - n); overlap <= Math.min(x, y); overlap++) {
        const logProbability =
          logFactorial[x]! +
          logFactorial[y]! +
          logFactorial[n - x]! +
          logFactorial[n - y]! -
          logFactorial[n]! -
          logFactorial[overlap]! -
          logFactorial[x - overlap]! -
          logFactorial[y - overlap]! -
          logFactorial[n - x - y + overlap]!;
        sum += (overlap / n) * Math.log((n * overlap) / (x * y)) * Math.exp(logProbability);
      }
      expected += sum * rowTimes * columnTimes;
    }
  }
  return expected;
}
