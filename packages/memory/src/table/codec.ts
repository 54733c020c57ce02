/**
 * A shard as bytes and back. The bytes are the shard's arrays as they are (little-endian machines only), so a loaded shard
 * behaves exactly as the saved one, its sweep and its free lists included.
 */
import { Arena, SIZE_CLASSES } from './arena.ts';
import type { Shard } from './shard.ts';

const HEADER_WORDS = 5 + SIZE_CLASSES;

/** A copy: later changes of the shard do not show in it. */
export function encodeShard(shard: Shard): Uint8Array {
  const { slots, arena } = shard;
  const header = [slots.length, shard.count, shard.hand, arena.top, arena.live, ...arena.free];
  const bytes = new Uint8Array((HEADER_WORDS + arena.top) * 8 + slots.byteLength);
  const words = new Float64Array(bytes.buffer, 0, HEADER_WORDS + arena.top);
  words.set(header);
  words.set(arena.words.subarray(0, arena.top), HEADER_WORDS);
  new Int32Array(bytes.buffer, words.byteLength).set(slots);
  return bytes;
}

/** Fill an empty shard. Throws a RangeError when the bytes are not those of a shard. */
export function decodeShard(bytes: Uint8Array, shard: Shard): void {
  // A copy that starts at 0: the arrays below need aligned offsets, and a Buffer's own slice() would be a view.
  const { buffer } = new Uint8Array(bytes);
  const header = new Float64Array(buffer, 0, HEADER_WORDS);
  const [slots, count, hand, top, live] = [header[0]!, header[1]!, header[2]!, header[3]!, header[4]!];
  const words = new Float64Array(buffer, header.byteLength, top).slice();
  shard.slots = new Int32Array(buffer, header.byteLength + words.byteLength, slots).slice();
  shard.count = count;
  shard.hand = hand;
  shard.arena = new Arena(words, top, live, Uint32Array.from(header.subarray(5)));
}
