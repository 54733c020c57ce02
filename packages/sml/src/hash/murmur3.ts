/** MurmurHash3, 32 bits, x86 variant (Austin Appleby, public domain algorithm): the hash behind experiment buckets. */

/** The unsigned hash of the text's UTF-8 bytes. */
export function murmur3(text: string, seed: number): number {
  const bytes = new TextEncoder().encode(text);
  const tail = bytes.length & ~3;
  let h = seed | 0;
  for (let i = 0; i < tail; i += 4) {
    h = Math.imul(rotate(h ^ scramble(word(bytes, i, 4)), 13), 5) + 0xe6546b64;
  }
  if (bytes.length > tail) h ^= scramble(word(bytes, tail, bytes.length - tail));
  return finish(h ^ bytes.length);
}

function word(bytes: Uint8Array, at: number, length: number): number {
  let value = 0;
  for (let i = length - 1; i >= 0; i--) value = (value << 8) | (bytes[at + i] ?? 0);
  return value;
}

const rotate = (value: number, bits: number): number => (value << bits) | (value >>> (32 - bits));

const scramble = (value: number): number => Math.imul(rotate(Math.imul(value, 0xcc9e2d51), 15), 0x1b873593);

function finish(value: number): number {
  let h = value;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
