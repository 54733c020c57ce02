/** Shares in order of time, the oldest first; of equal times, that which came first. */
import { grown } from './columns.ts';

export class TimeHeap {
  /** As a binary heap. */
  #shares = new Uint32Array(64);
  size = 0;

  /** The oldest share; there must be one. */
  get first(): number {
    return this.#shares[0]!;
  }

  push(share: number, isBefore: (a: number, b: number) => boolean): void {
    this.#shares = grown(this.#shares, this.size + 1);
    const shares = this.#shares;
    let at = this.size++;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(share, shares[parent]!)) break;
      shares[at] = shares[parent]!;
      at = parent;
    }
    shares[at] = share;
  }

  pop(isBefore: (a: number, b: number) => boolean): number {
    const shares = this.#shares;
    const first = shares[0]!;
    const last = shares[--this.size]!;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= this.size) break;
      if (child + 1 < this.size && isBefore(shares[child + 1]!, shares[child]!)) child++;
      if (!isBefore(shares[child]!, last)) break;
      shares[at] = shares[child]!;
      at = child;
    }
    shares[at] = last;
    return first;
  }

  clone(): TimeHeap {
    const clone = new TimeHeap();
    clone.#shares = this.#shares.slice();
    clone.size = this.size;
    return clone;
  }
}
