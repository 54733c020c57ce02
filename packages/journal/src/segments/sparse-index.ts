/** Where every so many bytes of a segment a record begins: positions and offsets in two parallel ascending arrays. */
export class SparseIndex {
  readonly #positions: number[] = [];
  readonly #offsets: number[] = [];

  add(position: number, offset: number): void {
    this.#positions.push(position);
    this.#offsets.push(offset);
  }

  /** Offset of the last point, or -1. */
  get lastOffset(): number {
    return this.#offsets.at(-1) ?? -1;
  }

  /** The last point at or before `position`, or null. */
  floor(position: number): { readonly position: number; readonly offset: number } | null {
    let low = 0;
    let high = this.#positions.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#positions[middle]! <= position) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? null : { position: this.#positions[low - 1]!, offset: this.#offsets[low - 1]! };
  }
}
