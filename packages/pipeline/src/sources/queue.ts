/** A bounded queue of chunks between a producer that pushes and one consumer that iterates. */
export class ChunkQueue implements AsyncIterable<Buffer> {
  readonly #limitBytes: number;
  #chunks: Buffer[] = [];
  #bytes = 0;
  #ended = false;
  #error: unknown = null;
  #wakeConsumer: (() => void) | null = null;
  #wakeProducers: (() => void)[] = [];
  /** True once the consumer wants no more: chunks are dropped and there is always room. */
  abandoned = false;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  /** Add a chunk; false asks the producer to wait for `room`. */
  push(chunk: Buffer): boolean {
    if (this.abandoned) return true;
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    this.#wakeConsumer?.();
    return this.#bytes < this.#limitBytes;
  }

  /** Resolves when the queue is below its limit again. */
  room(): Promise<void> {
    if (this.abandoned || this.#bytes < this.#limitBytes) return Promise.resolve();
    return new Promise((resolve) => this.#wakeProducers.push(resolve));
  }

  /** No more chunks; the consumer gets `error` after the last one, unless it is null. */
  end(error: unknown): void {
    this.#ended = true;
    this.#error = error;
    this.#wakeConsumer?.();
  }

  abandon(): void {
    this.abandoned = true;
    this.#chunks = [];
    this.#release();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    for (;;) {
      const chunk = this.#chunks.shift();
      if (chunk !== undefined) {
        this.#bytes -= chunk.length;
        if (this.#bytes < this.#limitBytes) this.#release();
        yield chunk;
      } else if (this.#ended) {
        if (this.#error !== null) throw this.#error;
        return;
      } else {
        await new Promise<void>((resolve) => {
          this.#wakeConsumer = resolve;
        });
        this.#wakeConsumer = null;
      }
    }
  }

  #release(): void {
    for (const wake of this.#wakeProducers.splice(0)) wake();
  }
}
