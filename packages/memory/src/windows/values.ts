/**
 * Sliding sum and mean: of the values of a key's events in `(t − window, t]`, t being the event's own time. Added in the order
 * of time at each call, so the result depends on the events alone and no error builds up.
 *
 * As the sliding count for late events; the log holds at most WINDOW_VALUES_MAX, the newest. An event that is late by a whole
 * window or more is not logged, and its answer is of it alone. Sum and mean of one key and window share the log; one event adds
 * the same value once, though both are called.
 */
import type { WindowDefinition } from '../keyed/definition.ts';
import type { KeyedState } from '../keyed/state.ts';
import { WINDOW_VALUES_MAX } from '../limits.ts';
import { createRing, entriesUpTo, entryWord, insertEntry } from './ring.ts';
import { numberSalt } from './salt.ts';

const WIDTH = 2;

/** Sum and number of values. */
export interface Total {
  readonly sum: number;
  readonly count: number;
}

/** Add a value under `key` and return the total of the window, this event included. */
export function addToWindow(
  state: KeyedState,
  definition: WindowDefinition,
  key: string,
  value: number,
  timeMillis: number,
): Total {
  const { windowMillis } = definition.parameters;
  state.hash(definition, key);
  const salt = numberSalt(value);
  if (state.repeated(salt) !== undefined) {
    const total = state.read() ? totalWithin(state, timeMillis, windowMillis) : NOTHING;
    return total.count === 0 ? { sum: value, count: 1 } : total;
  }
  state.answer(value, salt);
  if (!state.change()) {
    createRing(state, WIDTH, timeMillis, windowMillis);
    state.words[entryWord(state, WIDTH, 0) + 1] = value;
    return { sum: value, count: 1 };
  }
  const index = insertEntry(state, WIDTH, timeMillis, windowMillis, WINDOW_VALUES_MAX);
  if (index < 0) return { sum: value, count: 1 };
  state.words[entryWord(state, WIDTH, index) + 1] = value;
  return totalWithin(state, timeMillis, windowMillis);
}

/** The total as of `timeMillis`, changing nothing. */
export function readTotal(state: KeyedState, definition: WindowDefinition, key: string, timeMillis: number): Total {
  state.hash(definition, key);
  return state.read() ? totalWithin(state, timeMillis, definition.parameters.windowMillis) : NOTHING;
}

const NOTHING: Total = { sum: 0, count: 0 };

function totalWithin(state: KeyedState, until: number, windowMillis: number): Total {
  const from = entriesUpTo(state, WIDTH, until - windowMillis);
  const to = entriesUpTo(state, WIDTH, until);
  let sum = 0;
  for (let index = from; index < to; index++) sum += state.words[entryWord(state, WIDTH, index) + 1]!;
  return { sum, count: to - from };
}
