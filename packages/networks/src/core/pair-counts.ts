/** Numbers of pairs by block, arranged so that sums of `min(1, pairs * p)` over a block's objects take a binary search. */

export class PairCounts {
  readonly #start: Uint32Array;
  /** By block, ascending. */
  readonly #pairs: Float64Array;
  /** Sum of the block's numbers before this one. */
  readonly #before: Float64Array;

  /** One entry for every object that has pairs in a block. */
  constructor(blocks: number, entries: { readonly block: readonly number[]; readonly pairs: readonly number[] }) {
    this.#start = new Uint32Array(blocks + 1);
    for (const block of entries.block) this.#start[block + 1]!++;
    for (let block = 0; block < blocks; block++) this.#start[block + 1]! += this.#start[block]!;
    const next = this.#start.slice();
    this.#pairs = new Float64Array(entries.block.length);
    for (let i = 0; i < entries.block.length; i++) this.#pairs[next[entries.block[i]!]!++] = entries.pairs[i]!;
    this.#before = new Float64Array(entries.block.length);
    for (let block = 0; block < blocks; block++) {
      const [begin, end] = [this.#start[block]!, this.#start[block + 1]!];
      this.#pairs.subarray(begin, end).sort();
      for (let i = begin + 1; i < end; i++) this.#before[i] = this.#before[i - 1]! + this.#pairs[i - 1]!;
    }
  }

  /** Expected number of the block's objects that join two actors, where each pair of shares does so with probability `p`: at most. */
  expected(block: number, p: number): number {
    const begin = this.#start[block]!;
    const end = this.#start[block + 1]!;
    if (p === 0 || begin === end) return 0;
    let low = begin;
    let high = end;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#pairs[middle]! * p < 1) low = middle + 1;
      else high = middle;
    }
    const below = low === end ? this.#before[end - 1]! + this.#pairs[end - 1]! : this.#before[low]!;
    return end - low + below * p;
  }
}
