/**
 * Small texts by key, until they expire. The value set by the newest event wins; an older event's is not remembered.
 * A look-up by an event older than the value finds none.
 *
 * Block: [expiry, set at, units, text…].
 */
import type { Definition } from '../keyed/definition.ts';
import type { KeyedState } from '../keyed/state.ts';
import { readText, textWords, writeText } from '../keyed/text.ts';
import { CACHE_TEXT_UNITS_MAX } from '../limits.ts';

export type CacheDefinition = Definition<Record<never, never>>;

const TEXT = 2;

/** Set a text of at most CACHE_TEXT_UNITS_MAX units. False where a newer event has set one. */
export function setCached(
  state: KeyedState,
  definition: CacheDefinition,
  key: string,
  text: string,
  ttlMillis: number,
  timeMillis: number,
): boolean {
  state.hash(definition, key);
  if (state.change()) {
    if (state.words[state.first + 1]! > timeMillis) {
      state.noteTooLate();
      return false;
    }
    state.remove();
  }
  state.create(TEXT + textWords(text.length), timeMillis + ttlMillis);
  state.words[state.first + 1] = timeMillis;
  writeText(state, state.first + TEXT, text, CACHE_TEXT_UNITS_MAX);
  return true;
}

/** The text that holds at `timeMillis`, or null. */
export function getCached(
  state: KeyedState,
  definition: CacheDefinition,
  key: string,
  timeMillis: number,
): string | null {
  state.hash(definition, key);
  if (!state.read()) return null;
  const { words, first } = state;
  if (timeMillis >= words[first]! || timeMillis < words[first + 1]!) return null;
  return readText(state, first + TEXT);
}
