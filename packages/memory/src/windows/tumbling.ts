/**
 * Tumbling windows: time is cut into windows of equal length, aligned to the epoch, and an event counts in its own. Exact. A key
 * holds its newest window and the one before; a late event is counted where it belongs if that is one of the two, otherwise it is
 * not remembered and its answer is of it alone.
 *
 * Block: [expiry, newest window's number, count, sum, count before, sum before].
 */
import type { WindowDefinition } from '../keyed/definition.ts';
import type { KeyedState } from '../keyed/state.ts';
import { numberSalt } from './salt.ts';
import type { Total } from './values.ts';

const WORDS = 6;
const NUMBER = 1;
const CURRENT = 2;
const BEFORE = 4;

/** Add a value (1 to count) under `key` and return its window's total so far, this event included. */
export function addToTumbling(
  state: KeyedState,
  definition: WindowDefinition,
  key: string,
  value: number,
  timeMillis: number,
): Total {
  const { windowMillis } = definition.parameters;
  const number = Math.floor(timeMillis / windowMillis);
  state.hash(definition, key);
  const salt = numberSalt(value);
  const repeated = state.repeated(salt) !== undefined;
  if (!repeated) state.answer(value, salt);
  if (!state.change(timeMillis)) {
    state.create(WORDS, (number + 2) * windowMillis);
    const { words, first } = state;
    words[first + NUMBER] = number;
    words.fill(0, first + CURRENT, first + WORDS);
  }
  const { words, first } = state;
  const newest = words[first + NUMBER]!;
  if (number > newest) {
    if (number === newest + 1) words.copyWithin(first + BEFORE, first + CURRENT, first + BEFORE);
    else words.fill(0, first + BEFORE, first + WORDS);
    words.fill(0, first + CURRENT, first + BEFORE);
    words[first + NUMBER] = number;
    words[first] = (number + 2) * windowMillis;
  } else if (number < newest - 1) {
    state.noteTooLate();
    return { sum: value, count: 1 };
  }
  const at = first + (number < newest ? BEFORE : CURRENT);
  if (!repeated) {
    words[at]! += 1;
    words[at + 1]! += value;
  }
  return { count: words[at]!, sum: words[at + 1]! };
}

/** The total of the window that `timeMillis` lies in, or of the one before it; changes nothing. */
export function readTumbling(
  state: KeyedState,
  definition: WindowDefinition,
  key: string,
  timeMillis: number,
  windowsAgo: 0 | 1,
): Total {
  const number = Math.floor(timeMillis / definition.parameters.windowMillis) - windowsAgo;
  state.hash(definition, key);
  if (!state.read()) return { sum: 0, count: 0 };
  const { words, first } = state;
  const age = words[first + NUMBER]! - number;
  if (age !== 0 && age !== 1) return { sum: 0, count: 0 };
  const at = first + (age === 1 ? BEFORE : CURRENT);
  return { count: words[at]!, sum: words[at + 1]! };
}
