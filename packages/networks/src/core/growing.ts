/** Columns of numbers whose length is not known beforehand. */

export class GrowingUint32 {
  #values = new Uint32Array(1024);
  length = 0;

  push(value: number): void {
    if (this.length === this.#values.length) {
      const larger = new Uint32Array(this.length * 2);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.length++] = value;
  }

  /** What was pushed, without the room to grow. */
  finish(): Uint32Array {
    return this.#values.slice(0, this.length);
  }
}
