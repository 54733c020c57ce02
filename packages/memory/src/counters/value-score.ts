/**
 * How unusual a value is for its key: its distance from the mean of the key's earlier values, in standard deviations, where
 * earlier values count half as much after every half-life (West 1979, weighted). Exact but for rounding: weights halve by the time
 * between events. The spread is never taken as less than 1e-9 of the mean, so a constant history gives large but finite scores.
 *
 * A late event is compared with the state as of the key's newest event, and then counts for what is left of it by then.
 *
 * Block: [expiry, newest, weight, mean, sum of squares, events].
 */
import type { Definition } from '../keyed/definition.ts';
import type { KeyedState } from '../keyed/state.ts';
import { HALF_LIVES_KEPT, HISTORY_MIN } from '../limits.ts';
import { numberSalt } from '../windows/salt.ts';
import { decay } from './decayed.ts';

export type ValueScoreDefinition = Definition<{ readonly halfLifeMillis: number }>;

const WORDS = 6;
const SPREAD_MIN = 1e-9;

/** The value's score against what came before, which it then joins. NaN with fewer than HISTORY_MIN values before. */
export function valueScore(
  state: KeyedState,
  definition: ValueScoreDefinition,
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
    state.words.set([timeMillis, 1, value, 0, 1], state.first + 1);
    return state.answer(Number.NaN, salt);
  }
  const { words, first } = state;
  const newest = words[first + 1]!;
  let added = 1;
  if (timeMillis >= newest) {
    const left = decay(timeMillis - newest, halfLifeMillis);
    words[first] = timeMillis + HALF_LIVES_KEPT * halfLifeMillis;
    words[first + 1] = timeMillis;
    words[first + 2]! *= left;
    words[first + 4]! *= left;
  } else added = decay(newest - timeMillis, halfLifeMillis);
  const weight = words[first + 2]!;
  const mean = words[first + 3]!;
  const delta = value - mean;
  const spread = Math.max(Math.sqrt(words[first + 4]! / weight), SPREAD_MIN * Math.max(1, Math.abs(mean)));
  const score = words[first + 5]! >= HISTORY_MIN ? delta / spread : Number.NaN;
  const total = weight + added;
  const nextMean = mean + (delta * added) / total;
  words[first + 2] = total;
  words[first + 3] = nextMean;
  words[first + 4]! += added * delta * (value - nextMean);
  words[first + 5]! += 1;
  return state.answer(score, salt);
}
