/**
 * A shard as bytes and back. The bytes are the shard's arrays as they are (little-endian machines only), so a loaded shard
 * behaves exactly as the saved one, its sweep and its free lists included.
 */
import { Arena, SIZE_CLASSES } from './arena.ts';
import { Shard } from './shard.ts';

const HEADER_WORDS = 4 + SIZE_CLASSES;

/** A copy: later changes of the shard do not show in it. */
export function encodeShard(shard: Shard): Uint8Array {
  const { references, arena } = shard;
  const slots = references.length;
  const header = new Float64Array(HEADER_WORDS);
  header.set([slots, shard.count, shard.hand, arena.top, ...arena.free]);
  const parts = [
    header,
    arena.words.subarray(0, arena.top),
    shard.h1,
    shard.h2,
    shard.h3,
    references,
    shard.sizeClasses,
  ];
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let offset = 0;
  for (const part of parts) {
    bytes.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), offset);
    offset += part.byteLength;
  }
  return bytes;
}

/** Throws a RangeError when the bytes are not those of a shard. */
export function decodeShard(bytes: Uint8Array): Shard {
  // A copy that starts at 0: the arrays below need aligned offsets, and a Buffer's own slice() would be a view.
  const { buffer } = new Uint8Array(bytes);
  const header = new Float64Array(buffer, 0, HEADER_WORDS);
  const [slots, count, hand, top] = [header[0]!, header[1]!, header[2]!, header[3]!];
  let offset = header.byteLength;
  const words = new Float64Array(buffer, offset, top).slice();
  offset += words.byteLength;
  const uint32 = () => {
    const array = new Uint32Array(buffer, offset, slots).slice();
    offset += array.byteLength;
    return array;
  };
  const shard = new Shard();
  shard.h1 = uint32();
  shard.h2 = uint32();
  shard.h3 = uint32();
  shard.references = uint32();
  shard.sizeClasses = new Uint8Array(buffer, offset, slots).slice();
  shard.count = count;
  shard.hand = hand;
  shard.arena = new Arena(words, top, Uint32Array.from(header.subarray(4)));
  return shard;
}
