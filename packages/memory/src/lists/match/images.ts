/**
 * Perceptual hashes by Hamming distance: multi-index hashing (Norouzi et al. 2012) over chunks of 16 bits. Where two hashes of n
 * chunks differ in at most d bits, one chunk differs in at most ⌊d/n⌋; so all chunks within that of the input's are looked up, and what
 * is found is compared in full. Finds all matches; nearest first, then the smaller value.
 */
import { IMAGE_HASH_BITS_MAX } from '../../limits.ts';
import { bitCount } from '../../near/simhash.ts';
import type { Matcher } from './matcher.ts';

const CHUNK_BITS = 16;
const CHUNK_DIGITS = CHUNK_BITS / 4;
const MIN_BITS = 64;
/** Above three bits a chunk the probes (700 a chunk) take longer than comparing with tens of thousands of hashes one by one. */
const CHUNK_RADIUS_MAX = 3;

interface Hash {
  readonly value: string;
  readonly chunks: Uint16Array;
}

export class ImageMatcher implements Matcher {
  readonly #maxDistance: number;
  /** Hashes by length in chunks, chunk number and chunk value. */
  readonly #buckets = new Map<number, Hash[]>();
  readonly #hashes = new Map<string, Hash>();
  /** What a chunk may differ by, for each number of bits. */
  readonly #masks = Array.from({ length: CHUNK_RADIUS_MAX + 1 }, (_, radius) => Uint16Array.from(masksUpTo(radius)));

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
    if (this.#hashes.has(value)) return;
    const chunks = chunksOf(value);
    const hash: Hash = { value, chunks };
    this.#hashes.set(value, hash);
    chunks.forEach((chunk, number) => {
      const key = keyOf(chunks.length, number, chunk);
      const bucket = this.#buckets.get(key);
      if (bucket === undefined) this.#buckets.set(key, [hash]);
      else bucket.push(hash);
    });
  }

  delete(value: string): void {
    const hash = this.#hashes.get(value);
    if (hash === undefined) return;
    const { chunks } = hash;
    this.#hashes.delete(value);
    chunks.forEach((chunk, number) => {
      const key = keyOf(chunks.length, number, chunk);
      const rest = (this.#buckets.get(key) ?? []).filter((other) => other !== hash);
      if (rest.length === 0) this.#buckets.delete(key);
      else this.#buckets.set(key, rest);
    });
  }

  settle(): void {}

  *settling(): Generator<void> {}

  match(input: string, isLive: (value: string) => boolean): string | null {
    const normal = this.normalize(input);
    if (typeof normal !== 'string') return null;
    const chunks = chunksOf(normal);
    const radius = Math.floor(this.#maxDistance / chunks.length);
    let best: string | null = null;
    let bestDistance = this.#maxDistance + 1;
    const consider = ({ value, chunks: other }: Hash) => {
      if (other.length !== chunks.length) return;
      const apart = distance(chunks, other);
      if (apart > this.#maxDistance || apart > bestDistance) return;
      if (apart === bestDistance && best !== null && value >= best) return;
      if (!isLive(value)) return;
      best = value;
      bestDistance = apart;
    };
    if (radius > CHUNK_RADIUS_MAX) {
      for (const hash of this.#hashes.values()) consider(hash);
      return best;
    }
    const masks = this.#masks[radius]!;
    chunks.forEach((chunk, number) => {
      for (const mask of masks) {
        const bucket = this.#buckets.get(keyOf(chunks.length, number, chunk ^ mask));
        if (bucket !== undefined) for (const hash of bucket) consider(hash);
      }
    });
    return best;
  }
}

function chunksOf(hex: string): Uint16Array {
  return Uint16Array.from({ length: hex.length / CHUNK_DIGITS }, (_, i) =>
    Number.parseInt(hex.slice(i * CHUNK_DIGITS, (i + 1) * CHUNK_DIGITS), 16),
  );
}

function keyOf(length: number, number: number, chunk: number): number {
  return ((length * 16 + number) << CHUNK_BITS) | chunk;
}

function distance(a: Uint16Array, b: Uint16Array): number {
  let bits = 0;
  for (let i = 0; i < a.length; i++) bits += bitCount(a[i]! ^ b[i]!);
  return bits;
}

/** All 16-bit masks with at most `radius` bits. */
function* masksUpTo(radius: number, mask = 0, from = 0): Generator<number> {
  yield mask;
  if (radius === 0) return;
  for (let bit = from; bit < CHUNK_BITS; bit++) yield* masksUpTo(radius - 1, mask | (1 << bit), bit + 1);
}
