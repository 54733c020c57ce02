/**
 * Decayed sums: each event's value counts half as much after every half-life. Exact but for rounding. A late event counts for what
 * is left of it by the key's newest event, and is answered as of that. Forgotten HALF_LIVES_KEPT half-lives after the newest event.
 *
 * Block: [expiry, newest, sum as of newest].
 */
import type { Definition } from '../keyed/definition.ts';
import type { KeyedState } from '../keyed/state.ts';
import { HALF_LIVES_KEPT } from '../limits.ts';
import { numberSalt } from '../windows/salt.ts';

export type DecayedDefinition = Definition<{ readonly halfLifeMillis: number }>;

const WORDS = 3;

/** Add a value under `key` and return the sum as of the key's newest event, this one included. */
export function addDecayed(
  state: KeyedState,
  definition: DecayedDefinition,
  key: string,
  value: number,
  timeMillis: number,
): number {
  const { halfLifeMillis } = definition.parameters;
  state.hash(definition, key);
  const salt = numberSalt(value);
  const earlier = state.repeated(salt);
  if (earlier !== undefined) return earlier;
  if (!state.change(timeMillis)) {
    state.create(WORDS, timeMillis + HALF_LIVES_KEPT * halfLifeMillis);
    state.words[state.first + 1] = timeMillis;
    state.words[state.first + 2] = value;
    return state.answer(value, salt);
  }
  const { words, first } = state;
  const newest = words[first + 1]!;
  if (timeMillis >= newest) {
    words[first] = timeMillis + HALF_LIVES_KEPT * halfLifeMillis;
    words[first + 1] = timeMillis;
    words[first + 2] = words[first + 2]! * decay(timeMillis - newest, halfLifeMillis) + value;
  } else words[first + 2]! += value * decay(newest - timeMillis, halfLifeMillis);
  return state.answer(words[first + 2]!, salt);
}

/** The sum as of `timeMillis` or the key's newest event, whichever is later; changes nothing. */
export function readDecayed(state: KeyedState, definition: DecayedDefinition, key: string, timeMillis: number): number {
  state.hash(definition, key);
  if (!state.read(timeMillis)) return 0;
  const elapsed = Math.max(0, timeMillis - state.words[state.first + 1]!);
  return state.words[state.first + 2]! * decay(elapsed, definition.parameters.halfLifeMillis);
}

export function decay(elapsedMillis: number, halfLifeMillis: number): number {
  return 2 ** (-elapsedMillis / halfLifeMillis);
}
