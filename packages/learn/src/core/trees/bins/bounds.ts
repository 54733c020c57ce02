/** Where a column of numbers is cut into bins. */

/**
 * Upper bounds of all bins but the last, ascending: bin i has the values over bound i-1 up to bound i. With as many distinct values as
 * bins or fewer, each has its own. Otherwise bins hold about as many values each, and a value that is more frequent than that begins a
 * bin unless less than half a bin is left before it (as LightGBM does). The bound between two values is half way, so that a value
 * between them that is seen later goes to the nearer. `sorted` has no NaN.
 */
export function boundsOf(sorted: Float32Array, maxBins: number): Float32Array {
  const { values, counts } = distinct(sorted);
  if (values.length <= maxBins) {
    return Float32Array.from({ length: Math.max(0, values.length - 1) }, (_, i) => between(values[i]!, values[i + 1]!));
  }
  const bounds: number[] = [];
  let mean = sorted.length / maxBins;
  let [restBins, rest] = [maxBins, sorted.length];
  const large = Uint8Array.from(counts, (count) => (count >= mean ? 1 : 0));
  for (let i = 0; i < counts.length; i++) {
    if (large[i] === 1) {
      restBins--;
      rest -= counts[i]!;
    }
  }
  mean = rest / Math.max(1, restBins);
  let filled = 0;
  for (let i = 0; i + 1 < values.length && bounds.length < maxBins - 1; i++) {
    filled += counts[i]!;
    if (large[i] === 0) rest -= counts[i]!;
    const full = large[i] === 1 || filled >= mean || (large[i + 1] === 1 && filled >= Math.max(1, mean / 2));
    if (!full) continue;
    bounds.push(between(values[i]!, values[i + 1]!));
    filled = 0;
    if (large[i] === 0) {
      restBins--;
      mean = rest / Math.max(1, restBins);
    }
  }
  return Float32Array.from(bounds);
}

function distinct(sorted: Float32Array): { readonly values: Float32Array; readonly counts: Uint32Array } {
  const values = new Float32Array(sorted.length);
  const counts = new Uint32Array(sorted.length);
  let length = 0;
  for (let i = 0; i < sorted.length; i++) {
    // Minus zero sorts below zero, and is equal to it.
    if (length === 0 || sorted[i] !== values[length - 1]) values[length++] = sorted[i]! + 0;
    counts[length - 1]!++;
  }
  return { values: values.subarray(0, length), counts: counts.subarray(0, length) };
}

/** A float from `low` on and under `high`, half way where there is one. */
function between(low: number, high: number): number {
  const middle = Math.fround(low / 2 + high / 2);
  return middle >= low && middle < high ? middle : low;
}
