/**
 * Blocks of 64-bit words in one growing array, in power-of-two sizes with a free list per size. A block is named by its
 * number in units of the smallest block; number 0 is never handed out.
 */
export const SIZE_CLASSES = 16;

/** Words of the smallest block; class c has `SMALLEST_BLOCK_WORDS << c`. */
const SMALLEST_BLOCK_WORDS = 4;

export class Arena {
  words: Float64Array<ArrayBuffer>;
  /** The same memory as signed 32-bit integers, two a word. */
  halves: Int32Array<ArrayBuffer>;
  /** First word that was never handed out. */
  top: number;
  /** Words of the blocks in use. */
  live: number;
  readonly free: Uint32Array<ArrayBuffer>;

  constructor(
    words = new Float64Array(32),
    top = SMALLEST_BLOCK_WORDS,
    live = 0,
    free = new Uint32Array(SIZE_CLASSES),
  ) {
    this.words = words;
    this.halves = new Int32Array(words.buffer);
    this.top = top;
    this.live = live;
    this.free = free;
  }

  static blockWords(sizeClass: number): number {
    return SMALLEST_BLOCK_WORDS << sizeClass;
  }

  /** The smallest class whose blocks hold so many words. Throws a RangeError when none does. */
  static classFor(words: number): number {
    let sizeClass = 0;
    while (Arena.blockWords(sizeClass) < words) sizeClass++;
    if (sizeClass >= SIZE_CLASSES) throw new RangeError(`no block holds ${words} words`);
    return sizeClass;
  }

  static firstWord(block: number): number {
    return block * SMALLEST_BLOCK_WORDS;
  }

  /** The block's words keep whatever was in them: the caller writes before it reads. */
  allocate(sizeClass: number): number {
    const blockWords = Arena.blockWords(sizeClass);
    this.live += blockWords;
    const head = this.free[sizeClass]!;
    if (head !== 0) {
      this.free[sizeClass] = this.words[Arena.firstWord(head)]!;
      return head;
    }
    const first = this.top;
    const end = first + blockWords;
    if (end > this.words.length) {
      const grown = new Float64Array(Math.max(end, Math.ceil(this.words.length * 1.5)));
      grown.set(this.words.subarray(0, this.top));
      this.words = grown;
      this.halves = new Int32Array(grown.buffer);
    }
    this.top = end;
    return first / SMALLEST_BLOCK_WORDS;
  }

  release(block: number, sizeClass: number): void {
    this.live -= Arena.blockWords(sizeClass);
    this.words[Arena.firstWord(block)] = this.free[sizeClass]!;
    this.free[sizeClass] = block;
  }
}
