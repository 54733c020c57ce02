/**
 * Distinct values of a key in a sliding window: how many values were last seen in `(newest − window, newest]`, newest being
 * the newest event time of the key. Exact up to DISTINCT_VALUES_MAX values (values are told apart by 53-bit hashes: the
 * chance of an error at the cap is below 1e-9 a key). The value above turns the key's list into a HyperLogLog, standard error 3.25 %,
 * until the key expires. A late event is answered as of the newest event of its key; one that is late by a whole window or more
 * changes nothing.
 *
 * Block: [expiry, count, (value hash, last seen)…], in no order; or [expiry, SKETCH, origin, 0, registers…].
 */
import { valueHash } from '../hash/key-hash.ts';
import type { WindowDefinition } from '../keyed/definition.ts';
import type { KeyedState } from '../keyed/state.ts';
import { DISTINCT_VALUES_MAX } from '../limits.ts';
import { addToSketch, clearSketch, estimate, rebaseSketch, SKETCH_WORDS } from './hyperloglog.ts';

const HEADER = 2;
const SKETCH = -1;
const SKETCH_HEADER = 4;

/** Note `value` under `key` and return the number of distinct values in the window, this one included. */
export function distinctWindow(
  state: KeyedState,
  definition: WindowDefinition,
  key: string,
  value: string,
  timeMillis: number,
): number {
  const hashed = valueHash(state.hasher, value);
  const { windowMillis } = definition.parameters;
  state.hash(definition, key);
  if (!state.change(timeMillis)) {
    state.create(HEADER + 2, timeMillis + windowMillis);
    const { words, first } = state;
    words[first + 1] = 1;
    words[first + HEADER] = hashed;
    words[first + HEADER + 1] = timeMillis;
    return 1;
  }
  const { words, first } = state;
  const newest = Math.max(words[first]! - windowMillis, timeMillis);
  words[first] = newest + windowMillis;
  const tooLate = timeMillis <= newest - windowMillis;
  if (tooLate) state.noteTooLate();
  if (words[first + 1] !== SKETCH) {
    const count = addExactly(state, hashed, timeMillis, newest - windowMillis);
    if (count >= 0) return Math.max(1, count);
    becomeSketch(state, newest - windowMillis, windowMillis);
  }
  const at = state.first + SKETCH_HEADER;
  const origin = rebaseSketch(state, at, newest, state.words[state.first + 2]!, windowMillis);
  state.words[state.first + 2] = origin;
  if (!tooLate) addToSketch(state, at, hashed, timeMillis, origin, windowMillis);
  return Math.max(1, estimate(state, at, newest, origin, windowMillis));
}

/** The number as of the key's newest event or `timeMillis`, whichever is later; changes nothing. */
export function readDistinct(state: KeyedState, definition: WindowDefinition, key: string, timeMillis: number): number {
  const { windowMillis } = definition.parameters;
  state.hash(definition, key);
  if (!state.read()) return 0;
  const { words, first } = state;
  const newest = Math.max(words[first]! - windowMillis, timeMillis);
  if (words[first + 1] === SKETCH) {
    return estimate(state, first + SKETCH_HEADER, newest, words[first + 2]!, windowMillis);
  }
  let count = 0;
  for (let i = 0; i < words[first + 1]!; i++) {
    if (words[first + HEADER + i * 2 + 1]! > newest - windowMillis) count++;
  }
  return count;
}

/** Add to the list unless it is too late, drop what has left the window, and return the count; -1 where the list is full. */
function addExactly(state: KeyedState, hashed: number, timeMillis: number, horizon: number): number {
  const { words } = state;
  const base = state.first + HEADER;
  let count = words[state.first + 1]!;
  let found = false;
  for (let i = 0; i < count; ) {
    const entry = base + i * 2;
    if (words[entry] === hashed) {
      found = true;
      if (words[entry + 1]! < timeMillis) words[entry + 1] = timeMillis;
    }
    if (words[entry + 1]! <= horizon) {
      // The last entry takes the place of one that has left the window.
      count--;
      words[entry] = words[base + count * 2]!;
      words[entry + 1] = words[base + count * 2 + 1]!;
      continue;
    }
    i++;
  }
  words[state.first + 1] = count;
  if (found || timeMillis <= horizon) return count;
  if (count === DISTINCT_VALUES_MAX) return -1;
  if (HEADER + count * 2 + 2 > state.blockWords) state.enlarge(HEADER + count * 2);
  const entry = state.first + HEADER + count * 2;
  state.words[entry] = hashed;
  state.words[entry + 1] = timeMillis;
  state.words[state.first + 1] = count + 1;
  return count + 1;
}

function becomeSketch(state: KeyedState, originMillis: number, windowMillis: number): void {
  const count = state.words[state.first + 1]!;
  const entries = state.words.slice(state.first + HEADER, state.first + HEADER + count * 2);
  while (state.blockWords < SKETCH_HEADER + SKETCH_WORDS) state.enlarge(1);
  const { words, first } = state;
  words[first + 1] = SKETCH;
  words[first + 2] = originMillis;
  words[first + 3] = 0;
  const at = first + SKETCH_HEADER;
  clearSketch(state, at);
  for (let i = 0; i < entries.length; i += 2) {
    addToSketch(state, at, entries[i]!, entries[i + 1]!, originMillis, windowMillis);
  }
}
