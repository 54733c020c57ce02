/** Large arrays of words, read as words and as 32-bit integers. */

/**
 * Where the C library gets a large array from the system, its header of 16 bytes comes first: so many bytes later a cache line begins, and
 * a slot of 64 bytes is one line and not two.
 */
const ALIGNMENT_BYTES = 48;

/** Zeros, of which the system commits what is touched. */
export function alignedWords(length: number): Float64Array<ArrayBuffer> {
  return new Float64Array(new ArrayBuffer(length * Float64Array.BYTES_PER_ELEMENT + ALIGNMENT_BYTES), ALIGNMENT_BYTES);
}

/** The same memory as 32-bit integers, two a word. */
export function integersOver(words: Float64Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  return new Int32Array(words.buffer, words.byteOffset, words.length * 2);
}
