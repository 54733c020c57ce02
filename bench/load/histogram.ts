/**
 * Latencies in buckets of at most 1.6 % width (as HdrHistogram: linear within powers of two), so that millions of them cost a few
 * kilobytes and no percentile is off by more than its bucket.
 */
const LINEAR = 128;
const PER_POWER = 64;
/** Enough for 2^44 microseconds. */
const BUCKETS = 40 * PER_POWER;

export class Histogram {
  readonly #counts = new Float64Array(BUCKETS);
  #total = 0;
  #highest = 0;

  get total(): number {
    return this.#total;
  }

  get maxMicros(): number {
    return this.#highest;
  }

  record(micros: number): void {
    const value = Math.max(0, Math.round(micros));
    const index = Math.min(indexOf(value), this.#counts.length - 1);
    this.#counts[index] = (this.#counts[index] ?? 0) + 1;
    this.#total++;
    if (value > this.#highest) this.#highest = value;
  }

  /** The smallest bucket's upper bound that `share` of all values do not exceed, in microseconds; 0 where nothing was recorded. */
  percentileMicros(share: number): number {
    const wanted = Math.ceil(this.#total * share);
    let seen = 0;
    for (let index = 0; index < this.#counts.length; index++) {
      seen += this.#counts[index] ?? 0;
      if (seen >= wanted && seen > 0) return Math.min(upperBound(index), this.#highest);
    }
    return this.#highest;
  }
}

/** Values below 128 have a bucket each; above, each power of two has 64. */
function indexOf(value: number): number {
  if (value < LINEAR) return value;
  const exponent = Math.floor(Math.log2(value)) - 6;
  return exponent * PER_POWER + Math.floor(value / 2 ** exponent);
}

function upperBound(index: number): number {
  if (index < LINEAR) return index;
  const exponent = Math.floor(index / PER_POWER) - 1;
  return (index - exponent * PER_POWER + 1) * 2 ** exponent - 1;
}
