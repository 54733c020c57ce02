/** Perceptual hashes by Hamming distance: hashes of one length in one table each. Finds the nearest; of equally near ones the smallest. */
import { IMAGE_HASH_BITS_MAX } from '../../limits.ts';
import { CHUNK_BITS, HashTable } from './hash-table.ts';
import type { Matcher } from './matcher.ts';

const MIN_BITS = 64;

export class ImageMatcher implements Matcher {
  #maxDistance: number;
  /** By length in bits. */
  readonly #tables = new Map<number, HashTable>();

  constructor(maxDistance: number) {
    this.#maxDistance = maxDistance;
  }

  normalize(value: string): string | { readonly problem: string } {
    const hex = value.trim().toLowerCase();
    const bits = hex.length * 4;
    if (!/^[0-9a-f]+$/.test(hex)) return { problem: 'is not hexadecimal' };
    if (bits < MIN_BITS || bits > IMAGE_HASH_BITS_MAX || bits % CHUNK_BITS !== 0) {
      return { problem: `has ${bits} bits; 64 to ${IMAGE_HASH_BITS_MAX} in steps of 16 are understood` };
    }
    return hex;
  }

  add(value: string): void {
    const bits = value.length * 4;
    let table = this.#tables.get(bits);
    if (table === undefined) {
      table = new HashTable(bits, this.#maxDistance);
      this.#tables.set(bits, table);
    }
    table.add(value);
  }

  delete(value: string): void {
    this.#tables.get(value.length * 4)?.delete(value);
  }

  settle(): void {
    for (const table of this.#tables.values()) table.settle();
  }

  *settling(): Generator<void> {
    for (const table of this.#tables.values()) yield* table.settling();
  }

  describe(maxDistance: number): void {
    this.#maxDistance = maxDistance;
    for (const table of this.#tables.values()) table.describe(maxDistance);
  }

  match(input: string, isLive: (value: string) => boolean): string | null {
    const hex = this.normalize(input);
    if (typeof hex !== 'string') return null;
    return this.#tables.get(hex.length * 4)?.nearest(hex, isLive) ?? null;
  }
}
