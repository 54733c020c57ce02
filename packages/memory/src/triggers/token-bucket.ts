/**
 * Token bucket: holds up to `tokens`, starts full, and fills evenly from empty to full in `refillMillis`. Exact but for rounding.
 * Time never goes back: an event older than the key's newest takes tokens, and adds none.
 *
 * Block: [expiry, newest, tokens]. The bucket is full again by its expiry, so forgetting it changes nothing.
 */
import type { Definition } from '../keyed/definition.ts';
import type { KeyedState } from '../keyed/state.ts';
import { numberSalt } from '../windows/salt.ts';

export type TokenBucketDefinition = Definition<{ readonly tokens: number; readonly refillMillis: number }>;

/** Take tokens if the bucket has as many; false and nothing taken otherwise. */
export function takeTokens(
  state: KeyedState,
  definition: TokenBucketDefinition,
  key: string,
  take: number,
  timeMillis: number,
): boolean {
  const { tokens, refillMillis } = definition.parameters;
  state.hash(definition, key);
  const salt = numberSalt(take);
  const earlier = state.repeated(salt);
  if (earlier !== undefined) return earlier === 1;
  if (!state.change()) {
    state.create(3, timeMillis + refillMillis);
    state.words[state.first + 1] = timeMillis;
    state.words[state.first + 2] = tokens;
  }
  const { words, first } = state;
  if (timeMillis > words[first + 1]!) {
    const refilled = ((timeMillis - words[first + 1]!) / refillMillis) * tokens;
    words[first + 2] = Math.min(tokens, words[first + 2]! + refilled);
    words[first + 1] = timeMillis;
    words[first] = timeMillis + refillMillis;
  }
  const taken = words[first + 2]! >= take;
  if (taken) words[first + 2]! -= take;
  return state.answer(taken ? 1 : 0, salt) === 1;
}
