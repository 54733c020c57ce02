/** 128-bit hashes of ids: xxHash64 under two seeds. Not for secrets; ids are named by clients that hold a key. */
import xxhash from 'xxhash-wasm';

const SEEDS = [0x6c617077696e6701n, 0x6c617077696e6702n] as const;

export interface IdHash {
  /** The last digest. */
  readonly words: Uint32Array;
  /** Put the digest of `id` into `words`. */
  digest(id: string): void;
}

/** Load the hash function (WebAssembly from the package; no network). */
export async function createIdHash(): Promise<IdHash> {
  const { h64 } = await xxhash();
  const halves = new BigUint64Array(2);
  return {
    words: new Uint32Array(halves.buffer),
    digest(id) {
      halves[0] = h64(id, SEEDS[0]);
      halves[1] = h64(id, SEEDS[1]);
    },
  };
}
