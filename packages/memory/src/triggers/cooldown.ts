/**
 * Cooldown: true at most once in any span of the given length, per key. An event older than the last one that fired never fires.
 *
 * Block: [expiry, last fired].
 */
import type { Definition } from '../keyed/definition.ts';
import type { KeyedState } from '../keyed/state.ts';

export type CooldownDefinition = Definition<{ readonly cooldownMillis: number }>;

/** Whether the key may act at `timeMillis`; if so, it cools down from then on. */
export function cooldown(state: KeyedState, definition: CooldownDefinition, key: string, timeMillis: number): boolean {
  const { cooldownMillis } = definition.parameters;
  state.hash(definition, key);
  const earlier = state.repeated();
  if (earlier !== undefined) return earlier === 1;
  if (!state.change()) {
    state.create(2, timeMillis + cooldownMillis);
    state.words[state.first + 1] = timeMillis;
    return state.answer(1) === 1;
  }
  const { words, first } = state;
  const fires = timeMillis >= words[first]!;
  if (fires) {
    words[first] = timeMillis + cooldownMillis;
    words[first + 1] = timeMillis;
  }
  return state.answer(fires ? 1 : 0) === 1;
}
