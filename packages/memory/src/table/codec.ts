/**
 * A shard as bytes and back: its slots as they are, then its blocks in their order (little-endian machines only). Where a block lies in
 * the arena is left out, as nothing depends on it: equal shards are equal bytes, and a loaded shard behaves exactly as the saved one.
 */
import { Arena } from './arena.ts';
import { DEFINITION_MASK, HASH1, PLACE, SLOT_SHIFT, SLOT_WORDS } from './slots.ts';
import { CLASS_BITS, CLASS_MASK, INLINE, type Table } from './table.ts';

const HEADER_WORDS = 3;
/** Stands for any block in the saved place. */
const SOME_BLOCK = 1 << CLASS_BITS;

/** Words that `encodeShard` writes. */
export function encodedWords(table: Table, shard: number): number {
  return HEADER_WORDS + table.slots.capacity(shard) * SLOT_WORDS + table.liveWords[shard]!;
}

/** Copy a shard into `out`, of `encodedWords`. */
export function encodeShard(table: Table, shard: number, out: Float64Array<ArrayBuffer>): void {
  const { slots, arena } = table;
  const capacity = slots.capacity(shard);
  const base = shard * capacity;
  const slotWords = capacity * SLOT_WORDS;
  out.set([capacity, slots.counts[shard]!, table.hands[shard]!]);
  out.set(slots.words(shard).subarray(base * SLOT_WORDS, base * SLOT_WORDS + slotWords), HEADER_WORDS);
  const integers = new Int32Array(out.buffer, out.byteOffset + HEADER_WORDS * 8, slotWords * 2);
  let end = HEADER_WORDS + slotWords;
  for (let at = PLACE; at < integers.length; at += 1 << SLOT_SHIFT) {
    const place = integers[at]!;
    if (place === 0 || place === INLINE) continue;
    const words = Arena.blockWords(place & CLASS_MASK);
    const first = Arena.firstWord(place >>> CLASS_BITS);
    out.set(arena.wordsOf(place >>> CLASS_BITS).subarray(first, first + words), end);
    integers[at] = SOME_BLOCK | (place & CLASS_MASK);
    end += words;
  }
}

/** Fill an empty shard. Throws a RangeError when the bytes are not those of a shard. */
export function decodeShard(table: Table, shard: number, bytes: Uint8Array): void {
  // A copy that starts at 0: words need an aligned offset, and a Buffer's own slice() would be a view.
  const words = new Float64Array(new Uint8Array(bytes).buffer);
  const { slots, arena, accounts } = table;
  const capacity = words[0]!;
  const base = slots.resize(shard, capacity);
  slots.counts[shard] = words[1]!;
  table.hands[shard] = words[2]!;
  slots.words(shard).set(words.subarray(HEADER_WORDS, HEADER_WORDS + capacity * SLOT_WORDS), base * SLOT_WORDS);
  const integers = slots.integers(shard);
  let end = HEADER_WORDS + capacity * SLOT_WORDS;
  for (let slot = base; slot < base + capacity; slot++) {
    const at = slot << SLOT_SHIFT;
    const place = integers[at + PLACE]!;
    if (place === 0) continue;
    accounts.keys[integers[at + HASH1]! & DEFINITION_MASK]!++;
    if (place === INLINE) continue;
    const sizeClass = place & CLASS_MASK;
    const block = arena.allocate(sizeClass);
    const blockWords = Arena.blockWords(sizeClass);
    arena.wordsOf(block).set(words.subarray(end, end + blockWords), Arena.firstWord(block));
    integers[at + PLACE] = (block << CLASS_BITS) | sizeClass;
    table.liveWords[shard]! += blockWords;
    end += blockWords;
  }
  slots.noteContent(shard);
}
