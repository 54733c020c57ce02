/** A typed column that grows as it is written. */

type Numbers = Float64Array | Int32Array | Uint8Array | Int8Array | Uint16Array;

export class Column<T extends Numbers> {
  #values: T;
  readonly #make: (length: number) => T;

  /** `make` gives a column of that length, filled with the value of what is never written. */
  constructor(make: (length: number) => T) {
    this.#make = make;
    this.#values = make(1024);
  }

  set(index: number, value: number): void {
    if (index >= this.#values.length) {
      const larger = this.#make(Math.max(index + 1, this.#values.length * 2));
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[index] = value;
  }

  get(index: number): number {
    return index < this.#values.length ? this.#values[index]! : this.#make(1)[0]!;
  }

  /** The column for `count` rows, row `i` moved to `ranks[i]`. */
  reordered(count: number, ranks: Int32Array): T {
    const moved = this.#make(count);
    const held = Math.min(count, this.#values.length);
    for (let index = 0; index < held; index++) moved[ranks[index]!] = this.#values[index]!;
    return moved;
  }

  /** The first `count` values; the column's own memory. */
  slice(count: number): T {
    if (count > this.#values.length) this.set(count - 1, this.get(count - 1));
    return this.#values.subarray(0, count) as T;
  }
}

export const unknownNumbers = (length: number) => new Float64Array(length).fill(Number.NaN);
export const unknownIndices = (length: number) => new Int32Array(length).fill(-1);
export const zeroBytes = (length: number) => new Uint8Array(length);
