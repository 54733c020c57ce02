/** Shares and pairs of shares by block of time: what chance is reckoned from. */

/** Shares of a block of time, and the pairs of compared shares of one object whose later one lies in it. */
export interface Block {
  shares: number;
  /** Pairs of which both lie in it, and of which the earlier one lies in the block before. */
  within: number;
  across: number;
}

export class TimeBlocks {
  readonly blockMillis: number;
  readonly #blocks = new Map<number, Block>();

  constructor(blockMillis: number) {
    this.blockMillis = blockMillis;
  }

  /** Number of the block that a time lies in. */
  numberOf(timeMillis: number): number {
    return Math.floor(timeMillis / this.blockMillis);
  }

  get(number: number): Block | undefined {
    return this.#blocks.get(number);
  }

  addShare(timeMillis: number): void {
    this.#at(this.numberOf(timeMillis)).shares++;
  }

  /** A share whose pairs have been removed. */
  removeShare(timeMillis: number): void {
    const number = this.numberOf(timeMillis);
    if (--this.#at(number).shares === 0) this.#blocks.delete(number);
  }

  /** More or fewer pairs of shares at these times. */
  countPair(aMillis: number, bMillis: number, change: 1 | -1): void {
    const [a, b] = [this.numberOf(aMillis), this.numberOf(bMillis)];
    const later = this.#at(Math.max(a, b));
    if (a === b) later.within += change;
    else later.across += change;
  }

  clone(): TimeBlocks {
    const clone = new TimeBlocks(this.blockMillis);
    for (const [number, block] of this.#blocks) clone.#blocks.set(number, { ...block });
    return clone;
  }

  #at(number: number): Block {
    let block = this.#blocks.get(number);
    if (block === undefined) {
      block = { shares: 0, within: 0, across: 0 };
      this.#blocks.set(number, block);
    }
    return block;
  }
}
