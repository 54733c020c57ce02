/**
 * "Crossed the threshold": true once when a key's value rises to the threshold, and again only after it has been below the
 * reset level, or was not seen for the time to live. Exact for events in order; an event older than the key's newest never fires and
 * is not remembered.
 *
 * Block: [expiry, newest, above].
 */
import type { Definition } from '../keyed/definition.ts';
import type { KeyedState } from '../keyed/state.ts';

export type CrossingDefinition = Definition<{
  readonly threshold: number;
  readonly resetBelow: number;
  readonly ttlMillis: number;
}>;

export function crossed(
  state: KeyedState,
  definition: CrossingDefinition,
  key: string,
  value: number,
  timeMillis: number,
): boolean {
  const { threshold, resetBelow, ttlMillis } = definition.parameters;
  state.hash(definition, key);
  const earlier = state.repeated();
  if (earlier !== undefined) return earlier === 1;
  const found = state.change();
  if (!found) {
    if (value < threshold) return state.answer(0) === 1;
    state.create(3, timeMillis + ttlMillis);
    state.words[state.first + 1] = timeMillis;
    state.words[state.first + 2] = 1;
    return state.answer(1) === 1;
  }
  const { words, first } = state;
  if (timeMillis < words[first + 1]!) {
    state.noteTooLate();
    return state.answer(0) === 1;
  }
  const above = timeMillis < words[first]! && words[first + 2] === 1;
  const fires = !above && value >= threshold;
  words[first] = timeMillis + ttlMillis;
  words[first + 1] = timeMillis;
  words[first + 2] = fires || (above && value >= resetBelow) ? 1 : 0;
  return state.answer(fires ? 1 : 0) === 1;
}
