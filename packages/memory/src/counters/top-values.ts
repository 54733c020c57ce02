/**
 * The most frequent values of a key: SpaceSaving (Metwally et al. 2005) with TOP_VALUES_TRACKED counters a key, over counts that
 * halve every half-life (forward decay, Cormode et al. 2009: an event weighs 2^((t − landmark) / half-life), so late events simply
 * weigh less and the order of arrival matters only for which counter is taken over).
 *
 * Error bound: a counter is never too low, and too high by at most total/TOP_VALUES_TRACKED. So every value with a larger share than
 * 1/TOP_VALUES_TRACKED is tracked. Values are told apart by 53-bit hashes; their first TOP_VALUE_UNITS units can be given back.
 *
 * Block: [expiry, newest, landmark, total, tracked, (hash, count, units, text × 8)…].
 */
import { valueHash } from '../hash/key-hash.ts';
import type { Definition } from '../keyed/definition.ts';
import type { KeyedState } from '../keyed/state.ts';
import { readText, TOP_TEXT_WORDS, writeText } from '../keyed/text.ts';
import { HALF_LIVES_KEPT, TOP_VALUE_UNITS, TOP_VALUES_TRACKED } from '../limits.ts';

export type TopDefinition = Definition<{ readonly halfLifeMillis: number }>;

const HEADER = 5;
const ENTRY = 2 + TOP_TEXT_WORDS;
/** A weight may reach 2 to this before all are scaled down: exact, as it is by a power of two. */
const EXPONENT_MAX = 512;

/** Where the event's own value stands. */
export interface Standing {
  /** 1 for the most frequent value; ties go to the value tracked first. */
  readonly rank: number;
  /** Share of the key's decayed total, an upper bound. */
  readonly share: number;
}

/** Count `value` under `key`, once per event and value. */
export function countValue(
  state: KeyedState,
  definition: TopDefinition,
  key: string,
  value: string,
  timeMillis: number,
): Standing {
  const { halfLifeMillis } = definition.parameters;
  const hash = valueHash(state.hasher, value);
  const salt = state.hasher.h3 | 1;
  state.hash(definition, key);
  const repeated = state.repeated(salt) !== undefined;
  if (!repeated) state.answer(0, salt);
  const expiry = timeMillis + HALF_LIVES_KEPT * halfLifeMillis;
  if (!state.change(timeMillis)) {
    state.create(HEADER + ENTRY, expiry);
    state.words.set([timeMillis, timeMillis, 0, 0], state.first + 1);
  }
  if (!repeated) addWeight(state, hash, value, timeMillis, expiry, halfLifeMillis);
  const { words, first } = state;
  const tracked = words[first + 4]!;
  const place = find(state, hash);
  if (place < 0) return { rank: tracked + 1, share: 0 };
  const count = words[first + HEADER + place * ENTRY + 1]!;
  let rank = 1;
  for (let i = 0; i < tracked; i++) {
    const other = words[first + HEADER + i * ENTRY + 1]!;
    if (other > count || (other === count && i < place)) rank++;
  }
  return { rank, share: count / words[first + 3]! };
}

/** The first `limit` values, most frequent first; cut to TOP_VALUE_UNITS. */
export function topValues(state: KeyedState, definition: TopDefinition, key: string, limit: number): string[] {
  state.hash(definition, key);
  if (!state.read()) return [];
  const { words, first } = state;
  const places = Array.from({ length: words[first + 4]! }, (_, i) => first + HEADER + i * ENTRY);
  places.sort((a, b) => words[b + 1]! - words[a + 1]! || a - b);
  return places.slice(0, limit).map((at) => readText(state, at + 2));
}

function find(state: KeyedState, hash: number): number {
  const { words, first } = state;
  for (let i = 0; i < words[first + 4]!; i++) if (words[first + HEADER + i * ENTRY] === hash) return i;
  return -1;
}

function addWeight(
  state: KeyedState,
  hash: number,
  value: string,
  timeMillis: number,
  expiry: number,
  halfLifeMillis: number,
): void {
  const exponent = (timeMillis - state.words[state.first + 2]!) / halfLifeMillis;
  if (exponent > EXPONENT_MAX) rescale(state, Math.floor(exponent), halfLifeMillis);
  const weight = 2 ** ((timeMillis - state.words[state.first + 2]!) / halfLifeMillis);
  let place = find(state, hash);
  let tracked = state.words[state.first + 4]!;
  let before = 0;
  if (place < 0 && tracked < TOP_VALUES_TRACKED) {
    const used = HEADER + tracked * ENTRY;
    if (used + ENTRY > state.blockWords) state.enlarge(used);
    place = tracked++;
    writeValue(state, place, hash, value);
  } else if (place < 0) {
    state.noteCapped();
    place = smallest(state, tracked);
    before = state.words[state.first + HEADER + place * ENTRY + 1]!;
    writeValue(state, place, hash, value);
  } else before = state.words[state.first + HEADER + place * ENTRY + 1]!;
  const { words, first } = state;
  words[first] = Math.max(words[first]!, expiry);
  words[first + 1] = Math.max(words[first + 1]!, timeMillis);
  words[first + 3]! += weight;
  words[first + 4] = tracked;
  words[first + HEADER + place * ENTRY + 1] = before + weight;
}

function smallest(state: KeyedState, tracked: number): number {
  const { words, first } = state;
  let place = 0;
  for (let i = 1; i < tracked; i++) {
    if (words[first + HEADER + i * ENTRY + 1]! < words[first + HEADER + place * ENTRY + 1]!) place = i;
  }
  return place;
}

function writeValue(state: KeyedState, place: number, hash: number, value: string): void {
  const at = state.first + HEADER + place * ENTRY;
  state.words[at] = hash;
  writeText(state, at + 2, value, TOP_VALUE_UNITS);
}

/** Move the landmark on by so many half-lives. Weights that become too small to hold are gone. */
function rescale(state: KeyedState, halfLives: number, halfLifeMillis: number): void {
  const { words, first } = state;
  // In two steps, as 2 to the minus 1,075 and below is no number.
  const factor = 2 ** -Math.min(halfLives, 1_000);
  words[first + 2]! += halfLives * halfLifeMillis;
  words[first + 3]! *= factor;
  for (let i = 0; i < words[first + 4]!; i++) words[first + HEADER + i * ENTRY + 1]! *= factor;
}
