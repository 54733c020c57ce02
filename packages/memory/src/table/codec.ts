/**
 * A shard as bytes and back. The bytes are the shard's arrays as they are (little-endian machines only), so a loaded shard
 * behaves exactly as the saved one, its sweep and its free lists included.
 */
import { Arena, SIZE_CLASSES } from './arena.ts';
import type { Shard } from './shard.ts';

const HEADER_WORDS = 5 + SIZE_CLASSES;

/** A copy: later changes of the shard do not show in it. */
export function encodeShard(shard: Shard): Uint8Array {
  const { slotWords, arena } = shard;
  const header = [slotWords.length, shard.count, shard.hand, arena.top, arena.live, ...arena.free];
  const words = new Float64Array(HEADER_WORDS + arena.top + slotWords.length);
  words.set(header);
  words.set(arena.words.subarray(0, arena.top), HEADER_WORDS);
  words.set(slotWords, HEADER_WORDS + arena.top);
  return new Uint8Array(words.buffer);
}

/** Fill an empty shard. Throws a RangeError when the bytes are not those of a shard. */
export function decodeShard(bytes: Uint8Array, shard: Shard): void {
  // A copy that starts at 0: the arrays below need aligned offsets, and a Buffer's own slice() would be a view.
  const { buffer } = new Uint8Array(bytes);
  const header = new Float64Array(buffer, 0, HEADER_WORDS);
  const [slots, count, hand, top, live] = [header[0]!, header[1]!, header[2]!, header[3]!, header[4]!];
  const words = new Float64Array(buffer, header.byteLength, top).slice();
  shard.slotWords = new Float64Array(buffer, header.byteLength + words.byteLength, slots).slice();
  shard.slots = new Int32Array(shard.slotWords.buffer);
  shard.count = count;
  shard.hand = hand;
  shard.arena = new Arena(words, top, live, Uint32Array.from(header.subarray(5)));
}
