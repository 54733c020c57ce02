/**
 * Sets whose members expire, exact: each (set, value) is a key of its own. A member is in the set from the earliest time it was
 * added until its latest expiry; a late addition may move either. Removal takes effect at once, whatever the event's time.
 *
 * Block: [expiry, member since].
 */
import type { Definition } from '../keyed/definition.ts';
import type { KeyedState } from '../keyed/state.ts';

/** One for all sets: the time to live is the member's, not the set's. */
export type SetDefinition = Definition<Record<never, never>>;

const memberKey = (set: string, value: string): string => `${set.length}:${set}${value}`;

/** Add a value until `timeMillis + ttlMillis`. True where it was not in the set at `timeMillis`. */
export function addMember(
  state: KeyedState,
  definition: SetDefinition,
  set: string,
  value: string,
  ttlMillis: number,
  timeMillis: number,
): boolean {
  state.hash(definition, memberKey(set, value));
  const earlier = state.repeated();
  const expiry = timeMillis + ttlMillis;
  if (!state.change()) {
    state.create(2, expiry);
    state.words[state.first + 1] = timeMillis;
    return state.answer(1) === 1;
  }
  const { words, first } = state;
  const isMember = words[first + 1]! <= timeMillis && timeMillis < words[first]!;
  words[first + 1] = timeMillis >= words[first]! ? timeMillis : Math.min(words[first + 1]!, timeMillis);
  words[first] = Math.max(words[first]!, expiry);
  return earlier !== undefined ? earlier === 1 : state.answer(isMember ? 0 : 1) === 1;
}

/** Whether the value is in the set at `timeMillis`. */
export function hasMember(
  state: KeyedState,
  definition: SetDefinition,
  set: string,
  value: string,
  timeMillis: number,
): boolean {
  state.hash(definition, memberKey(set, value));
  if (!state.read()) return false;
  const { words, first } = state;
  return words[first + 1]! <= timeMillis && timeMillis < words[first]!;
}

/** Take a value out. True where it was in the set at `timeMillis`. */
export function removeMember(
  state: KeyedState,
  definition: SetDefinition,
  set: string,
  value: string,
  timeMillis: number,
): boolean {
  state.hash(definition, memberKey(set, value));
  if (!state.change()) return false;
  const { words, first } = state;
  const wasMember = words[first + 1]! <= timeMillis && timeMillis < words[first]!;
  state.remove();
  return wasMember;
}
