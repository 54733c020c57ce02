/**
 * Blocks of 64-bit words for states that outgrow their slot: a buddy system (Knowlton 1965) over large chunks. A freed block merges
 * with its free neighbours, so memory that one size of block has left serves all others; and a new chunk copies nothing.
 *
 * Blocks have power-of-two sizes and are named by a number, counting units of the smallest size over all chunks, from 1.
 */

import { alignedWords, integersOver } from './words.ts';

/** Words of the smallest block: twice what fits in a slot, rounded up. */
const UNIT_WORDS = 16;
const UNIT_SHIFT = 4;
/** Units of a chunk: 16 MB, of which the system commits what is touched. */
const CHUNK_CLASS = 17;
const CHUNK_UNITS = 1 << CHUNK_CLASS;
/** Larger blocks are not handed out: no state needs half a megabyte. */
const BLOCK_CLASS_MAX = 12;

interface Chunk {
  readonly words: Float64Array<ArrayBuffer>;
  readonly integers: Int32Array<ArrayBuffer>;
  /** For the first unit of each free block its class plus 1; 0 for all others. */
  readonly free: Uint8Array<ArrayBuffer>;
}

/** A free block's first words: the next and the previous free block of its class, 0 for none. */
const NEXT = 0;
const PREVIOUS = 1;

export class Arena {
  /** Words of the blocks in use. */
  live = 0;
  readonly #chunks: Chunk[] = [];
  readonly #heads = new Int32Array(CHUNK_CLASS + 1);

  static blockWords(sizeClass: number): number {
    return UNIT_WORDS << sizeClass;
  }

  /** The smallest class whose blocks hold so many words. Throws a RangeError when none does. */
  static classFor(words: number): number {
    let sizeClass = 0;
    while (Arena.blockWords(sizeClass) < words) sizeClass++;
    if (sizeClass > BLOCK_CLASS_MAX) throw new RangeError(`no block holds ${words} words`);
    return sizeClass;
  }

  /** Memory reserved, free blocks included. */
  get bytes(): number {
    return this.#chunks.length * CHUNK_UNITS * UNIT_WORDS * 8;
  }

  /** The array that a block lies in, as words and as integers, and where it begins there. */
  wordsOf(block: number): Float64Array<ArrayBuffer> {
    return this.#chunks[(block - 1) >> CHUNK_CLASS]!.words;
  }

  integersOf(block: number): Int32Array<ArrayBuffer> {
    return this.#chunks[(block - 1) >> CHUNK_CLASS]!.integers;
  }

  static firstWord(block: number): number {
    return ((block - 1) & (CHUNK_UNITS - 1)) << UNIT_SHIFT;
  }

  /** The block's words keep whatever was in them: the caller writes before it reads. */
  allocate(sizeClass: number): number {
    let found = sizeClass;
    while (found <= CHUNK_CLASS && this.#heads[found] === 0) found++;
    let block: number;
    if (found > CHUNK_CLASS) {
      block = this.#chunks.length * CHUNK_UNITS + 1;
      const words = alignedWords(CHUNK_UNITS * UNIT_WORDS);
      this.#chunks.push({ words, integers: integersOver(words), free: new Uint8Array(CHUNK_UNITS) });
      found = CHUNK_CLASS;
    } else {
      block = this.#heads[found]!;
      this.#unlink(block, found);
    }
    // What is too much goes back, half by half.
    while (found > sizeClass) {
      found--;
      this.#link(block + (1 << found), found);
    }
    this.live += Arena.blockWords(sizeClass);
    return block;
  }

  release(block: number, sizeClass: number): void {
    this.live -= Arena.blockWords(sizeClass);
    const chunk = (block - 1) >> CHUNK_CLASS;
    const { free } = this.#chunks[chunk]!;
    let unit = (block - 1) & (CHUNK_UNITS - 1);
    let size = sizeClass;
    for (; size < CHUNK_CLASS; size++) {
      const buddy = unit ^ (1 << size);
      if (free[buddy] !== size + 1) break;
      this.#unlink(chunk * CHUNK_UNITS + buddy + 1, size);
      unit &= ~(1 << size);
    }
    this.#link(chunk * CHUNK_UNITS + unit + 1, size);
  }

  /** Take on the content of another arena; this one must be empty. */
  copyFrom(other: Arena): void {
    this.live = other.live;
    this.#heads.set(other.#heads);
    for (const { integers, free } of other.#chunks) {
      const words = alignedWords(CHUNK_UNITS * UNIT_WORDS);
      const copied = integersOver(words);
      copied.set(integers);
      this.#chunks.push({ words, integers: copied, free: free.slice() });
    }
  }

  #link(block: number, size: number): void {
    const { words, free } = this.#chunks[(block - 1) >> CHUNK_CLASS]!;
    const next = this.#heads[size]!;
    free[(block - 1) & (CHUNK_UNITS - 1)] = size + 1;
    words[Arena.firstWord(block) + NEXT] = next;
    words[Arena.firstWord(block) + PREVIOUS] = 0;
    if (next !== 0) this.wordsOf(next)[Arena.firstWord(next) + PREVIOUS] = block;
    this.#heads[size] = block;
  }

  #unlink(block: number, size: number): void {
    const { words, free } = this.#chunks[(block - 1) >> CHUNK_CLASS]!;
    const next = words[Arena.firstWord(block) + NEXT]!;
    const previous = words[Arena.firstWord(block) + PREVIOUS]!;
    free[(block - 1) & (CHUNK_UNITS - 1)] = 0;
    if (next !== 0) this.wordsOf(next)[Arena.firstWord(next) + PREVIOUS] = previous;
    if (previous === 0) this.#heads[size] = next;
    else this.wordsOf(previous)[Arena.firstWord(previous) + NEXT] = next;
  }
}
