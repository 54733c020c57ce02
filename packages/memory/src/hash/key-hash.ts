/**
 * Hashes a key (a definition's seed and a string) to 96 bits, kept in fields so that hashing allocates nothing.
 *
 * HalfSipHash-1-3 (Aumasson and Bernstein 2012; as the Linux kernel keys its hash tables), four UTF-16 units a word where all are
 * below 256 and two where one is not, with two more finishing rounds for the second and third 32 bits. Keyed by the
 * installation's seed, so nobody outside can prepare keys that share a counter or a run of slots. At 8 M keys the chance that any
 * two collide is about 4e-16.
 */
export class KeyHasher {
  /** The hash as three signed 32-bit integers. */
  h1 = 0;
  h2 = 0;
  h3 = 0;
  /** What `valueHash` was asked for last, and its answer. */
  lastValue: string | null = null;
  lastValueHash = 0;
  readonly seed: number;
  readonly #k1: number;

  constructor(seed: number) {
    this.seed = seed >>> 0;
    this.#k1 = finish((seed ^ 0x9e3779b9) | 0);
  }

  hash(definitionSeed: number, key: string): void {
    const { length } = key;
    let v0 = this.seed | 0;
    let v1 = this.#k1;
    let v2 = 0x6c796765 ^ v0;
    let v3 = 0x74656462 ^ v1;
    let all = 0;
    // Word -4 is the definition, the last one the odd units and the length.
    const whole = length & ~3;
    for (let i = -4; i <= whole; i += 4) {
      let word = definitionSeed | 0;
      if (i >= 0 && i < whole) {
        const a = key.charCodeAt(i);
        const b = key.charCodeAt(i + 1);
        const c = key.charCodeAt(i + 2);
        const d = key.charCodeAt(i + 3);
        all |= a | b | c | d;
        word = a | (b << 8) | (c << 16) | (d << 24);
      } else if (i === whole) {
        word = length << 24;
        for (let at = length - 1; at >= i; at--) {
          const unit = key.charCodeAt(at);
          all |= unit;
          word |= unit << ((at - i) << 3);
        }
      }
      v3 ^= word;
      v0 = (v0 + v1) | 0;
      v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
      v0 = (v0 << 16) | (v0 >>> 16);
      v2 = (v2 + v3) | 0;
      v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
      v0 = (v0 + v3) | 0;
      v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0;
      v2 = (v2 + v1) | 0;
      v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2;
      v2 = (v2 << 16) | (v2 >>> 16);
      v0 ^= word;
    }
    if (all > 0xff) {
      this.#hashUnits(definitionSeed, key);
      return;
    }
    v2 ^= 0xee;
    for (let round = 0; round < 5; round++) {
      v0 = (v0 + v1) | 0;
      v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
      v0 = (v0 << 16) | (v0 >>> 16);
      v2 = (v2 + v3) | 0;
      v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
      v0 = (v0 + v3) | 0;
      v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0;
      v2 = (v2 + v1) | 0;
      v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2;
      v2 = (v2 << 16) | (v2 >>> 16);
      if (round === 2) this.h1 = v1 ^ v3;
      if (round === 3) this.h2 = v1 ^ v3;
    }
    this.h3 = v1 ^ v3;
  }

  #hashUnits(definitionSeed: number, key: string): void {
    const { length } = key;
    let v0 = this.seed | 0;
    let v1 = this.#k1;
    let v2 = 0x6c796765 ^ v0;
    let v3 = 0x74656462 ^ v1;
    // Word -2 is the definition, the last one the odd unit and the length.
    for (let i = -2; i <= length; i += 2) {
      let word = definitionSeed | 0;
      if (i >= 0) {
        if (i + 1 < length) word = key.charCodeAt(i) | (key.charCodeAt(i + 1) << 16);
        else word = (i < length ? key.charCodeAt(i) : 0) | (length << 16);
      }
      v3 ^= word;
      v0 = (v0 + v1) | 0;
      v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
      v0 = (v0 << 16) | (v0 >>> 16);
      v2 = (v2 + v3) | 0;
      v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
      v0 = (v0 + v3) | 0;
      v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0;
      v2 = (v2 + v1) | 0;
      v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2;
      v2 = (v2 << 16) | (v2 >>> 16);
      v0 ^= word;
    }
    // Not the constant of bytes: the same words of both are different keys.
    v2 ^= 0xdd;
    for (let round = 0; round < 5; round++) {
      v0 = (v0 + v1) | 0;
      v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
      v0 = (v0 << 16) | (v0 >>> 16);
      v2 = (v2 + v3) | 0;
      v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
      v0 = (v0 + v3) | 0;
      v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0;
      v2 = (v2 + v1) | 0;
      v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2;
      v2 = (v2 << 16) | (v2 >>> 16);
      if (round === 2) this.h1 = v1 ^ v3;
      if (round === 3) this.h2 = v1 ^ v3;
    }
    this.h3 = v1 ^ v3;
  }

  /** Derive from the hash at hand that of (same key, `number`): for tables within a key. */
  derive(number: number): void {
    this.h1 = finish(this.h1 ^ Math.imul(number, 0x9e3779b1));
    this.h2 = finish(this.h2 ^ Math.imul(number, 0x5f356495));
    this.h3 = finish(this.h3 ^ Math.imul(number, 0x2c1b3c6d));
  }
}

/** 53-bit hash of a value as a positive number, for sets of values inside one key. One event often notes the same value under several. */
export function valueHash(hasher: KeyHasher, value: string): number {
  if (value !== hasher.lastValue) {
    hasher.hash(0x76616c75, value);
    hasher.lastValueHash = (hasher.h1 >>> 0) * 0x200000 + (hasher.h2 >>> 11) + 1;
    hasher.lastValue = value;
  }
  return hasher.lastValueHash;
}

/** MurmurHash3's finalizer: a bijection of 32 bits. */
function finish(h: number): number {
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}
