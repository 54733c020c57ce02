/** 128-bit hashes of ids: xxHash64 under two seeds. Not for secrets; ids are named by clients that hold a key. */
import xxhash from 'xxhash-wasm';

const SEEDS = [0x6c617077696e6701n, 0x6c617077696e6702n] as const;

/** UTF-8 bytes per UTF-16 code unit, at most. */
const MAX_UTF8_BYTES = 3;

export interface IdHash {
  /** The last digest. */
  readonly words: Uint32Array;
  /** Put the digest of `id` into `words`. */
  digest(id: string): void;
}

/** Load the hash function (WebAssembly from the package; no network). */
export async function createIdHash(): Promise<IdHash> {
  const { h64Raw } = await xxhash();
  const halves = new BigUint64Array(2);
  const encoder = new TextEncoder();
  let bytes = new Uint8Array(1024);
  return {
    words: new Uint32Array(halves.buffer),
    digest(id) {
      if (id.length * MAX_UTF8_BYTES > bytes.length) bytes = new Uint8Array(id.length * MAX_UTF8_BYTES);
      const encoded = bytes.subarray(0, encoder.encodeInto(id, bytes).written);
      halves[0] = h64Raw(encoded, SEEDS[0]);
      halves[1] = h64Raw(encoded, SEEDS[1]);
    },
  };
}
