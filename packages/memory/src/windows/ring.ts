/**
 * A key's log of timed entries within one window before its newest, oldest first, in a ring inside the key's block. An entry is
 * `width` words, the first of which is its time.
 *
 * Block: [expiry, (start, count) as two 32-bit integers, entries…].
 */
import type { KeyedState } from '../keyed/state.ts';

const HEADER = 2;

/** Make the block of a new key, with one entry that `entryWord` then points to. */
export function createRing(state: KeyedState, width: number, time: number, windowMillis: number): void {
  state.create(HEADER + width, time + windowMillis);
  state.words[state.first + 1] = 0;
  state.halves[state.first * 2 + 3] = 1;
  state.words[state.first + HEADER] = time;
}

export function ringCount(state: KeyedState): number {
  return state.halves[state.first * 2 + 3]!;
}

/** The first word of entry `index`, 0 being the oldest. */
export function entryWord(state: KeyedState, width: number, index: number): number {
  const { first, halves } = state;
  const capacity = ringCapacity(state, width);
  const place = halves[first * 2 + 2]! + index;
  return first + HEADER + (place >= capacity ? place - capacity : place) * width;
}

function ringCapacity(state: KeyedState, width: number): number {
  const room = state.blockWords - HEADER;
  return width === 1 ? room : Math.floor(room / width);
}

/**
 * Add an entry in the order of time, after those of the same time, and return its index; drop what has left the window of the
 * newest, and the oldest where there are `most`. -1 where the event is late by a window or more: it is not added.
 */
export function insertEntry(
  state: KeyedState,
  width: number,
  time: number,
  windowMillis: number,
  most: number,
): number {
  let count = ringCount(state);
  const newest = state.words[entryWord(state, width, count - 1)]!;
  if (time <= newest - windowMillis) {
    state.noteTooLate();
    return -1;
  }
  const horizon = Math.max(newest, time) - windowMillis;
  let dropped = 0;
  while (dropped < count && state.words[entryWord(state, width, dropped)]! <= horizon) dropped++;
  if (count - dropped === most) {
    state.noteCapped();
    // What is older than everything in a full log has no place there.
    if (time < state.words[entryWord(state, width, dropped)]!) return -1;
    dropped++;
  }
  if (dropped > 0) {
    const capacity = ringCapacity(state, width);
    const start = state.halves[state.first * 2 + 2]! + dropped;
    state.halves[state.first * 2 + 2] = start >= capacity ? start - capacity : start;
    count -= dropped;
  }
  if (count === ringCapacity(state, width)) {
    straighten(state, width, count);
    state.enlarge(HEADER + count * width);
  }
  state.halves[state.first * 2 + 3] = count + 1;
  const { words } = state;
  let at = count;
  for (; at > 0; at--) {
    const from = entryWord(state, width, at - 1);
    if (words[from]! <= time) break;
    words.copyWithin(entryWord(state, width, at), from, from + width);
  }
  words[entryWord(state, width, at)] = time;
  words[state.first] = Math.max(words[state.first]!, time + windowMillis);
  return at;
}

/**
 * `insertEntry` for the usual case: entries of a time alone, an event in order, room in the block. False, and
 * nothing is changed, where it is not that.
 */
export function appendTime(state: KeyedState, time: number, windowMillis: number, most: number): boolean {
  const { words, halves, first } = state;
  const room = state.blockWords - HEADER;
  const ring = first + HEADER;
  let start = halves[first * 2 + 2]!;
  let count = halves[first * 2 + 3]!;
  const last = start + count - 1;
  if (words[ring + (last >= room ? last - room : last)]! > time) return false;
  const horizon = time - windowMillis;
  while (count > 0 && words[ring + start]! <= horizon) {
    start = start + 1 === room ? 0 : start + 1;
    count--;
  }
  if (count === room || count === most) return false;
  const end = start + count;
  words[ring + (end >= room ? end - room : end)] = time;
  words[first] = time + windowMillis;
  halves[first * 2 + 2] = start;
  halves[first * 2 + 3] = count + 1;
  return true;
}

/** How many entries have a time of at most `limit`. */
export function entriesUpTo(state: KeyedState, width: number, limit: number): number {
  let low = 0;
  let high = ringCount(state);
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (state.words[entryWord(state, width, middle)]! <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Rotate a full ring so that it starts at its first word. */
function straighten(state: KeyedState, width: number, count: number): void {
  const { first, words, halves } = state;
  const start = halves[first * 2 + 2]! * width;
  if (start === 0) return;
  const ring = first + HEADER;
  const head = words.slice(ring + start, ring + count * width);
  words.copyWithin(ring + head.length, ring, ring + start);
  words.set(head, ring);
  halves[first * 2 + 2] = 0;
}
