/** A binary heap of nodes whose weights sink: the lightest is taken first, of equals the lowest. */
export class LeastFirst {
  readonly #weight: Float64Array;
  readonly #heap: Uint32Array;
  /** Place of each node in the heap, plus 1; 0 where it is not in it. */
  readonly #place: Uint32Array;
  #size: number;

  constructor(nodes: Uint32Array, weight: Float64Array) {
    this.#weight = weight.slice();
    this.#heap = nodes.slice();
    this.#size = nodes.length;
    this.#place = new Uint32Array(weight.length);
    for (const [place, node] of nodes.entries()) this.#place[node] = place + 1;
    for (let place = (this.#size >> 1) - 1; place >= 0; place--) this.#sink(place);
  }

  has(node: number): boolean {
    return this.#place[node]! > 0;
  }

  take(): number {
    const node = this.#heap[0]!;
    this.#place[node] = 0;
    const last = this.#heap[--this.#size]!;
    if (this.#size > 0) {
      this.#put(last, 0);
      this.#sink(0);
    }
    return node;
  }

  lower(node: number, by: number): void {
    this.#weight[node]! -= by;
    let place = this.#place[node]! - 1;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = this.#heap[parent]!;
      if (!this.#isLighter(node, above)) break;
      this.#put(above, place);
      place = parent;
    }
    this.#put(node, place);
  }

  #isLighter(a: number, b: number): boolean {
    const difference = this.#weight[a]! - this.#weight[b]!;
    return difference < 0 || (difference === 0 && a < b);
  }

  #put(node: number, place: number): void {
    this.#heap[place] = node;
    this.#place[node] = place + 1;
  }

  #sink(from: number): void {
    let place = from;
    const node = this.#heap[place]!;
    for (;;) {
      let child = place * 2 + 1;
      if (child >= this.#size) break;
      if (child + 1 < this.#size && this.#isLighter(this.#heap[child + 1]!, this.#heap[child]!)) child++;
      if (!this.#isLighter(this.#heap[child]!, node)) break;
      this.#put(this.#heap[child]!, place);
      place = child;
    }
    this.#put(node, place);
  }
}
