/**
 * When a key was seen: first, last, and how long ago. Exact. A key is forgotten when it was not seen for the time to live.
 *
 * A late event moves the first sighting back. "Last before this event" is known for the newest event and the one before it;
 * for an event older than both it is the first sighting, if that is older still.
 *
 * Block: [expiry, first, newest, newest before].
 */
import type { Definition } from '../keyed/definition.ts';
import type { KeyedState } from '../keyed/state.ts';

export type SeenDefinition = Definition<{ readonly ttlMillis: number }>;

export interface Seen {
  /** The earliest event of the key, this one included. */
  readonly firstMillis: number;
  /** The latest event of the key before this one that is known, or null. */
  readonly previousMillis: number | null;
}

/** Note that the key was seen at `timeMillis`. */
export function noteSeen(state: KeyedState, definition: SeenDefinition, key: string, timeMillis: number): Seen {
  state.hash(definition, key);
  const repeated = state.repeated();
  if (repeated !== undefined) {
    const previousMillis = Number.isNaN(repeated) ? null : repeated;
    return { firstMillis: state.read() ? state.words[state.first + 1]! : timeMillis, previousMillis };
  }
  if (!state.change(timeMillis)) {
    state.create(4, timeMillis + definition.parameters.ttlMillis);
    state.words.fill(timeMillis, state.first + 1, state.first + 3);
    state.words[state.first + 3] = Number.NaN;
    state.answer(Number.NaN);
    return { firstMillis: timeMillis, previousMillis: null };
  }
  const { words, first: at } = state;
  const previousMillis = lastUntil(words, at, timeMillis);
  if (timeMillis >= words[at + 2]!) {
    words[at + 3] = words[at + 2]!;
    words[at + 2] = timeMillis;
    words[at] = timeMillis + definition.parameters.ttlMillis;
  } else if (!(timeMillis <= words[at + 3]!)) words[at + 3] = timeMillis;
  words[at + 1] = Math.min(words[at + 1]!, timeMillis);
  state.answer(previousMillis ?? Number.NaN);
  return { firstMillis: words[at + 1]!, previousMillis };
}

/** What is known of the key as of `timeMillis`, changing nothing; null where it was not seen by then. */
export function readSeen(state: KeyedState, definition: SeenDefinition, key: string, timeMillis: number): Seen | null {
  state.hash(definition, key);
  if (!state.read(timeMillis)) return null;
  const firstMillis = state.words[state.first + 1]!;
  if (firstMillis > timeMillis) return null;
  return { firstMillis, previousMillis: lastUntil(state.words, state.first, timeMillis) };
}

function lastUntil(words: Float64Array, at: number, timeMillis: number): number | null {
  for (const word of [at + 2, at + 3, at + 1]) if (words[word]! <= timeMillis) return words[word]!;
  return null;
}
