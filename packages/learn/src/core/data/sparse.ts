/** Rows of which most values are zero, as hashed text gives them: compressed sparse rows. */

/** `index[starts[r] … starts[r + 1])` are the columns of row r that are not zero, each at most once; `value` what they hold. */
export interface SparseRows {
  readonly rows: number;
  /** Columns are numbered from 0 to this, without it. */
  readonly columns: number;
  readonly starts: Uint32Array;
  readonly index: Uint32Array;
  readonly value: Float32Array;
}

/** Collects rows one after the other. */
export class SparseBuilder {
  readonly #columns: number;
  #starts = new Uint32Array(1024);
  #rows = 0;
  #index = new Uint32Array(1 << 16);
  #value = new Float32Array(1 << 16);
  #length = 0;

  constructor(columns: number) {
    this.#columns = columns;
  }

  add(column: number, value: number): void {
    if (this.#length === this.#index.length) {
      this.#index = doubled(this.#index, Uint32Array);
      this.#value = doubled(this.#value, Float32Array);
    }
    this.#index[this.#length] = column;
    this.#value[this.#length++] = value;
  }

  endRow(): void {
    this.#rows++;
    if (this.#rows === this.#starts.length) this.#starts = doubled(this.#starts, Uint32Array);
    this.#starts[this.#rows] = this.#length;
  }

  finish(): SparseRows {
    return {
      rows: this.#rows,
      columns: this.#columns,
      starts: this.#starts.slice(0, this.#rows + 1),
      index: this.#index.slice(0, this.#length),
      value: this.#value.slice(0, this.#length),
    };
  }
}

function doubled<T extends Uint32Array | Float32Array>(from: T, Type: new (length: number) => T): T {
  const to = new Type(from.length * 2);
  to.set(from);
  return to;
}

/** The rows of these numbers, in their order. */
export function pickRows(from: SparseRows, picked: ArrayLike<number>): SparseRows {
  let length = 0;
  for (let i = 0; i < picked.length; i++) length += from.starts[picked[i]! + 1]! - from.starts[picked[i]!]!;
  const starts = new Uint32Array(picked.length + 1);
  const index = new Uint32Array(length);
  const value = new Float32Array(length);
  let at = 0;
  for (let i = 0; i < picked.length; i++) {
    const [start, end] = [from.starts[picked[i]!]!, from.starts[picked[i]! + 1]!];
    index.set(from.index.subarray(start, end), at);
    value.set(from.value.subarray(start, end), at);
    at += end - start;
    starts[i + 1] = at;
  }
  return { rows: picked.length, columns: from.columns, starts, index, value };
}
