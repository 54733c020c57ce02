/**
 * Blocks of 64-bit words in one growing array, in power-of-two sizes with a free list per size. A block's reference is its
 * word offset; reference 0 is never handed out.
 */
export const SIZE_CLASSES = 16;

/** Words of the smallest block; class c has `SMALLEST_BLOCK_WORDS << c`. */
const SMALLEST_BLOCK_WORDS = 4;

export class Arena {
  words: Float64Array<ArrayBuffer>;
  top: number;
  readonly free: Uint32Array<ArrayBuffer>;

  constructor(words = new Float64Array(64), top = 1, free = new Uint32Array(SIZE_CLASSES)) {
    this.words = words;
    this.top = top;
    this.free = free;
  }

  static blockWords(sizeClass: number): number {
    return SMALLEST_BLOCK_WORDS << sizeClass;
  }

  /** The block's words keep whatever was in them: the caller writes before it reads. */
  allocate(sizeClass: number): number {
    const head = this.free[sizeClass]!;
    if (head !== 0) {
      this.free[sizeClass] = this.words[head]!;
      return head;
    }
    const reference = this.top;
    const end = reference + Arena.blockWords(sizeClass);
    if (end > this.words.length) {
      const grown = new Float64Array(Math.max(end, Math.ceil(this.words.length * 1.5)));
      grown.set(this.words);
      this.words = grown;
    }
    this.top = end;
    return reference;
  }

  release(reference: number, sizeClass: number): void {
    this.words[reference] = this.free[sizeClass]!;
    this.free[sizeClass] = reference;
  }
}
