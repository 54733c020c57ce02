/** Hashes and positions in order of arrival, in blocks that are allocated as they are needed. */

const BLOCK_BITS = 16;
const BLOCK = 1 << BLOCK_BITS;
const WORDS = 4;

export class HashRing {
  /** Arrival numbers of the oldest one held and of the next one. */
  head = 0;
  tail = 0;
  readonly #mask: number;
  readonly #hashes: (Uint32Array | undefined)[] = [];
  readonly #positions: (Float64Array | undefined)[] = [];

  constructor(limit: number) {
    this.#mask = 2 ** Math.ceil(Math.log2(limit)) - 1;
  }

  placeOf(arrival: number): number {
    return arrival % (this.#mask + 1);
  }

  push(words: Uint32Array, position: number): number {
    const place = this.placeOf(this.tail++);
    const block = place >>> BLOCK_BITS;
    const size = Math.min(BLOCK, this.#mask + 1);
    this.#hashes[block] ??= new Uint32Array(size * WORDS);
    this.#positions[block] ??= new Float64Array(size);
    const at = place & (BLOCK - 1);
    const hashes = this.#hashes[block];
    for (let word = 0; word < WORDS; word++) hashes[at * WORDS + word] = words[word]!;
    this.#positions[block][at] = position;
    return place;
  }

  shift(): void {
    this.head++;
  }

  word(place: number, word: number): number {
    return this.#hashes[place >>> BLOCK_BITS]![(place & (BLOCK - 1)) * WORDS + word]!;
  }

  positionAt(place: number): number {
    return this.#positions[place >>> BLOCK_BITS]![place & (BLOCK - 1)]!;
  }

  equals(place: number, words: Uint32Array): boolean {
    const hashes = this.#hashes[place >>> BLOCK_BITS]!;
    const at = (place & (BLOCK - 1)) * WORDS;
    return (
      hashes[at] === words[0] &&
      hashes[at + 1] === words[1] &&
      hashes[at + 2] === words[2] &&
      hashes[at + 3] === words[3]
    );
  }

  /** Those of the arrival numbers `[from, to)` that are held. */
  forEach(visit: (words: Uint32Array, offset: number, position: number) => void, from: number, to: number): void {
    for (let arrival = Math.max(from, this.head); arrival < Math.min(to, this.tail); arrival++) {
      const place = this.placeOf(arrival);
      visit(this.#hashes[place >>> BLOCK_BITS]!, (place & (BLOCK - 1)) * WORDS, this.positionAt(place));
    }
  }
}
