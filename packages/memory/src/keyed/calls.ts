/** Results of the calls that the event under decision has made, by definition and key: the same call counts one event once. */
export class EventCalls {
  readonly #hashes: number[] = [];
  readonly #results: number[] = [];
  #count = 0;
  #position = -1;

  /** Forget the previous event's calls when a new event begins. */
  begin(position: number): void {
    if (position === this.#position) return;
    this.#position = position;
    this.#count = 0;
  }

  find(h1: number, h2: number, h3: number): number | undefined {
    const hashes = this.#hashes;
    for (let i = 0, at = 0; i < this.#count; i++, at += 3) {
      if (hashes[at] === h1 && hashes[at + 1] === h2 && hashes[at + 2] === h3) return this.#results[i];
    }
    return undefined;
  }

  record(h1: number, h2: number, h3: number, result: number): void {
    const at = this.#count * 3;
    this.#hashes[at] = h1;
    this.#hashes[at + 1] = h2;
    this.#hashes[at + 2] = h3;
    this.#results[this.#count++] = result;
  }
}
