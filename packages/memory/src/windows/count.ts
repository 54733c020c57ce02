/**
 * Sliding count: how many events of a key lie in `(t − window, t]`, t being the event's own time.
 *
 * The log of a key holds the times of its events within one window before its newest, at most WINDOW_EVENTS_MAX. So an event in
 * order gets the exact count (to the cap); one that is late by d gets the exact count of what the log still holds, that is of
 * `(newest − window, t]`; one that is late by a whole window or more is not logged, and its answer is 1.
 */
import type { WindowDefinition } from '../keyed/definition.ts';
import type { KeyedState } from '../keyed/state.ts';
import { WINDOW_EVENTS_MAX } from '../limits.ts';
import { appendTime, createRing, entriesUpTo, insertEntry, ringCount } from './ring.ts';

/** Count the event at `timeMillis` under `key` and return the window's count, this event included. */
export function incrementWindow(
  state: KeyedState,
  definition: WindowDefinition,
  key: string,
  timeMillis: number,
): number {
  const { windowMillis } = definition.parameters;
  state.hash(definition, key);
  const earlier = state.repeated();
  if (earlier !== undefined) return earlier;
  if (!state.change()) {
    createRing(state, 1, timeMillis, windowMillis);
    return state.answer(1);
  }
  if (appendTime(state, timeMillis, windowMillis, WINDOW_EVENTS_MAX)) return state.answer(ringCount(state));
  const index = insertEntry(state, 1, timeMillis, windowMillis, WINDOW_EVENTS_MAX);
  if (index < 0) return state.answer(1);
  if (index + 1 === ringCount(state)) return state.answer(index + 1);
  return state.answer(countWithin(state, timeMillis - windowMillis, timeMillis));
}

/** The count as of `timeMillis`, changing nothing. */
export function readWindow(state: KeyedState, definition: WindowDefinition, key: string, timeMillis: number): number {
  state.hash(definition, key);
  if (!state.read()) return 0;
  return countWithin(state, timeMillis - definition.parameters.windowMillis, timeMillis);
}

function countWithin(state: KeyedState, after: number, until: number): number {
  return entriesUpTo(state, 1, until) - entriesUpTo(state, 1, after);
}
