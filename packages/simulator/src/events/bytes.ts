/**
 * Lines as bytes: each is put behind the last in one buffer. Joining them as text first costs twice as much, since one emoji makes two
 * bytes of every character of the whole.
 */
const SIZE = 1 << 18;
/** UTF-8 takes at most three bytes for a UTF-16 unit. */
const BYTES_PER_UNIT = 3;

export class LineBytes {
  readonly #onFull: (bytes: Uint8Array) => void;
  #bytes = Buffer.allocUnsafeSlow(SIZE);
  #at = 0;

  /** @param onFull gets bytes that are its own, of whole lines, each with its line feed */
  constructor(onFull: (bytes: Uint8Array) => void) {
    this.#onFull = onFull;
  }

  add(line: string): void {
    const most = line.length * BYTES_PER_UNIT + 1;
    if (this.#at + most > this.#bytes.length) {
      this.flush();
      if (most > this.#bytes.length) this.#bytes = Buffer.allocUnsafeSlow(most);
    }
    const end = this.#at + this.#bytes.write(line, this.#at, 'utf8');
    this.#bytes[end] = 0x0a;
    this.#at = end + 1;
  }

  /** Hand on what there is. */
  flush(): void {
    if (this.#at === 0) return;
    const full = this.#bytes.subarray(0, this.#at);
    this.#bytes = Buffer.allocUnsafeSlow(SIZE);
    this.#at = 0;
    this.#onFull(full);
  }
}
