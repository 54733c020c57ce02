/** Disjoint sets (union by size, paths halved). */
export class DisjointSets {
  readonly #parent: Uint32Array;
  readonly #size: Uint32Array;

  constructor(count: number) {
    this.#parent = Uint32Array.from({ length: count }, (_, i) => i);
    this.#size = new Uint32Array(count).fill(1);
  }

  find(of: number): number {
    const parent = this.#parent;
    let at = of;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at]!]!;
      at = parent[at]!;
    }
    return at;
  }

  join(a: number, b: number): void {
    let [large, small] = [this.find(a), this.find(b)];
    if (large === small) return;
    if (this.#size[large]! < this.#size[small]!) [large, small] = [small, large];
    this.#parent[small] = large;
    this.#size[large]! += this.#size[small]!;
  }

  /** Set of each, numbered in order of their lowest member. */
  numbers(): { readonly of: Uint32Array; readonly sets: number } {
    const number = new Int32Array(this.#parent.length).fill(-1);
    const of = new Uint32Array(this.#parent.length);
    let sets = 0;
    for (let i = 0; i < of.length; i++) {
      const root = this.find(i);
      if (number[root] === -1) number[root] = sets++;
      of[i] = number[root]!;
    }
    return { of, sets };
  }
}
