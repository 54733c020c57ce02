/**
 * Distinct values of a key in a sliding window: how many values were last seen in `(newest − window, newest]`, newest being
 * the newest event time of the key. Exact up to DISTINCT_VALUES_MAX values (values are told apart by 53-bit hashes: the
 * chance of an error at the cap is below 1e-9 a key); above, the result is the cap. A late event is answered as of the newest
 * event of its key; one that is late by a whole window or more changes nothing.
 *
 * Block: [expiry, count, (value hash, last seen)…], in no order.
 */
import { valueHash } from '../hash/key-hash.ts';
import { DISTINCT_VALUES_MAX } from '../limits.ts';
import { Arena } from '../table/arena.ts';
import type { KeyedState, WindowDefinition } from './keyed.ts';

const HEADER = 2;

/** Note `value` under `key` and return the number of distinct values in the window, this one included. */
export function distinctWindow(
  state: KeyedState,
  definition: WindowDefinition,
  key: string,
  value: string,
  timeMillis: number,
): number {
  const { hasher, table } = state;
  const hashed = valueHash(hasher, value);
  hasher.hash(definition.seed, key);
  const { h1, h2, h3 } = hasher;
  const { windowMillis } = definition;
  const shard = table.shardForChange(h1);
  let slot = shard.find(h1, h2, h3);
  if (slot >= 0 && shard.isDead(slot, state.watermarkMillis)) {
    shard.remove(slot);
    slot = -1;
  }
  if (slot < 0) {
    const expiry = timeMillis + windowMillis;
    const { watermarkMillis } = state;
    slot = shard.insert(h1, h2, h3, 0, expiry, watermarkMillis, table.maxKeysPerShard, table.counters);
    const block = shard.references[slot]!;
    const { words } = shard.arena;
    words[block + 1] = 1;
    words[block + HEADER] = hashed;
    words[block + HEADER + 1] = timeMillis;
    return 1;
  }
  let block = shard.references[slot]!;
  let { words } = shard.arena;
  const newest = Math.max(words[block]! - windowMillis, timeMillis);
  const horizon = newest - windowMillis;
  const base = block + HEADER;
  let count = words[block + 1]!;
  let found = false;
  let oldest = 0;
  for (let i = 0; i < count; ) {
    const entry = base + i * 2;
    if (words[entry] === hashed) {
      found = true;
      words[entry + 1] = Math.max(words[entry + 1]!, timeMillis);
    }
    if (words[entry + 1]! <= horizon) {
      // The last entry takes the place of one that has left the window.
      count--;
      words[entry] = words[base + count * 2]!;
      words[entry + 1] = words[base + count * 2 + 1]!;
      continue;
    }
    if (words[entry + 1]! < words[base + oldest * 2 + 1]!) oldest = i;
    i++;
  }
  words[block + 1] = count;
  words[block] = newest + windowMillis;
  if (found || timeMillis <= horizon) return Math.max(1, count);
  if (count === DISTINCT_VALUES_MAX) {
    words[base + oldest * 2] = hashed;
    words[base + oldest * 2 + 1] = timeMillis;
    return count;
  }
  if (HEADER + count * 2 + 2 > Arena.blockWords(shard.sizeClasses[slot]!)) {
    block = shard.enlarge(slot, HEADER + count * 2);
    words = shard.arena.words;
  }
  words[block + HEADER + count * 2] = hashed;
  words[block + HEADER + count * 2 + 1] = timeMillis;
  words[block + 1] = count + 1;
  return count + 1;
}
