/**
 * Sliding count: how many events of a key lie in `(t − window, t]`, t being the event's own time.
 *
 * The log of a key holds the times of its events within one window before its newest, oldest first, in a ring, at most
 * WINDOW_EVENTS_MAX. So an event in order gets the exact count (to the cap); one that is late by d gets the exact count of
 * what the log still holds, that is of `(newest − window, t]`; one that is late by a whole window or more is not logged.
 *
 * Block: [expiry, start, count, times…].
 */
import { WINDOW_EVENTS_MAX } from '../limits.ts';
import { Arena } from '../table/arena.ts';
import type { Shard } from '../table/shard.ts';
import type { KeyedState, WindowDefinition } from './keyed.ts';

const HEADER = 3;

/** Count the event at `timeMillis` under `key` and return the window's count, this event included. */
export function incrementWindow(
  state: KeyedState,
  definition: WindowDefinition,
  key: string,
  timeMillis: number,
): number {
  const { hasher, table, calls } = state;
  hasher.hash(definition.seed, key);
  const { h1, h2, h3 } = hasher;
  const earlier = calls.find(h1, h2, h3);
  if (earlier !== undefined) return earlier;
  const shard = table.shardForChange(h1);
  let slot = shard.find(h1, h2, h3);
  if (slot >= 0 && shard.isDead(slot, state.watermarkMillis)) {
    shard.remove(slot);
    slot = -1;
  }
  if (slot < 0) {
    const expiry = timeMillis + definition.windowMillis;
    const { watermarkMillis } = state;
    slot = shard.insert(h1, h2, h3, 0, expiry, watermarkMillis, table.maxKeysPerShard, table.counters);
    const block = shard.references[slot]!;
    const { words } = shard.arena;
    words[block + 1] = 0;
    words[block + 2] = 1;
    words[block + HEADER] = timeMillis;
    return calls.record(h1, h2, h3, 1);
  }
  return calls.record(h1, h2, h3, addTime(shard, slot, timeMillis, definition.windowMillis));
}

/** The count as of `timeMillis`, changing nothing. */
export function readWindow(state: KeyedState, definition: WindowDefinition, key: string, timeMillis: number): number {
  const { hasher, table } = state;
  hasher.hash(definition.seed, key);
  const shard = table.shardForRead(hasher.h1);
  const slot = shard.find(hasher.h1, hasher.h2, hasher.h3);
  if (slot < 0 || shard.isDead(slot, state.watermarkMillis)) return 0;
  return countWithin(shard, slot, timeMillis - definition.windowMillis, timeMillis);
}

function addTime(shard: Shard, slot: number, time: number, windowMillis: number): number {
  let block = shard.references[slot]!;
  let { words } = shard.arena;
  let capacity = Arena.blockWords(shard.sizeClasses[slot]!) - HEADER;
  let start = words[block + 1]!;
  let count = words[block + 2]!;
  const ring = block + HEADER;
  const newest = words[ring + ((start + count - 1) % capacity)]!;
  if (time <= newest - windowMillis) return 1;

  const horizon = Math.max(newest, time) - windowMillis;
  while (count > 0 && words[ring + start]! <= horizon) {
    start = (start + 1) % capacity;
    count--;
  }
  if (count === WINDOW_EVENTS_MAX) {
    start = (start + 1) % capacity;
    count--;
  }
  words[block + 1] = start;
  words[block + 2] = count;
  if (count === capacity) {
    straighten(words, block, capacity);
    block = shard.enlarge(slot, HEADER + capacity);
    words = shard.arena.words;
    capacity = Arena.blockWords(shard.sizeClasses[slot]!) - HEADER;
    start = 0;
  }
  insertSorted(words, block + HEADER, capacity, start, count, time);
  words[block + 2] = count + 1;
  words[block] = Math.max(words[block]!, time + windowMillis);
  if (time >= newest) return count + 1;
  return countWithin(shard, slot, time - windowMillis, time);
}

/** Rotate a full ring so that it starts at its first word. */
function straighten(words: Float64Array, block: number, capacity: number): void {
  const start = words[block + 1]!;
  if (start === 0) return;
  const ring = block + HEADER;
  const head = words.slice(ring + start, ring + capacity);
  words.copyWithin(ring + head.length, ring, ring + start);
  words.set(head, ring);
  words[block + 1] = 0;
}

function insertSorted(
  words: Float64Array,
  ring: number,
  capacity: number,
  start: number,
  count: number,
  time: number,
): void {
  let at = count;
  while (at > 0) {
    const previous = words[ring + ((start + at - 1) % capacity)]!;
    if (previous <= time) break;
    words[ring + ((start + at) % capacity)] = previous;
    at--;
  }
  words[ring + ((start + at) % capacity)] = time;
}

/** Times in `(after, until]`. The ring is sorted, so both ends are found by bisection. */
function countWithin(shard: Shard, slot: number, after: number, until: number): number {
  const block = shard.references[slot]!;
  const { words } = shard.arena;
  const capacity = Arena.blockWords(shard.sizeClasses[slot]!) - HEADER;
  const start = words[block + 1]!;
  const count = words[block + 2]!;
  const atMost = (limit: number) => {
    let low = 0;
    let high = count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (words[block + HEADER + ((start + middle) % capacity)]! <= limit) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return atMost(until) - atMost(after);
}
