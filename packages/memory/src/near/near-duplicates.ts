/**
 * How many distinct actors said nearly this within the window.
 *
 * Texts are grouped as they come: a text joins the nearest known text whose SimHash differs in at most `distance` bits and that was
 * seen within the window (of equally near ones, that with the smaller hash); where there is none it becomes known itself. So members
 * of a group are within `distance` of its first text, and within twice that of each other. The count is that of `distinctWindow` over
 * the group's actors: exact to its limit, then estimated, and late events as there. A text is remembered for two windows, so that an
 * event that is late by less than a window finds what was known at its time; a later one may begin a group that would have been
 * another's.
 *
 * Known texts are found by four 16-bit bands of their hash (Manku et al. 2007): up to 3 bits apart, one band is equal; up to 7, one
 * band differs in at most one bit and its 16 neighbours are probed too (multi-index hashing, Norouzi et al. 2012). Each band's value
 * is a key with a block of at most NEAR_BUCKET_MAX texts; a full one loses the text seen longest ago, which is counted as capped if
 * it was still within the window.
 *
 * Block of a band: [expiry, entries, (low, high), last seen, …].
 */
import type { Definition, WindowDefinition } from '../keyed/definition.ts';
import type { KeyedState } from '../keyed/state.ts';
import { NEAR_BUCKET_MAX } from '../limits.ts';
import { distinctWindow } from '../windows/distinct.ts';
import { normalizeMessage } from './normalize.ts';
import { hammingDistance, type SimHash, simHash } from './simhash.ts';

export interface NearDefinition {
  /** Known texts. */
  readonly texts: Definition<{ readonly windowMillis: number; readonly distance: number }>;
  /** Actors by group. */
  readonly actors: WindowDefinition;
}

const HEADER = 2;
const ENTRY = 2;
const BANDS = 4;
const BAND_BITS = 16;
/** How long a text is remembered, in windows: one for itself and one for late events. */
const REMEMBERED_WINDOWS = 2;
/** Up to this distance one of the bands is equal. */
const EQUAL_BAND_DISTANCE = BANDS - 1;

/** Note that `actor` said `text`, among the texts under `key`; 0 for a text without words. */
export function nearDuplicateActors(
  state: KeyedState,
  definition: NearDefinition,
  key: string,
  text: string,
  actor: string,
  timeMillis: number,
): number {
  const message = normalizeMessage(text);
  if (message === '') return 0;
  const group = joinGroup(state, definition.texts, key, simHash(message), timeMillis);
  const groupKey = `${key}\u0000${group.high}:${group.low}`;
  return distinctWindow(state, definition.actors, groupKey, actor, timeMillis);
}

/** The first text of the group that a text belongs to: its own where it begins one. */
export function joinGroup(
  state: KeyedState,
  definition: NearDefinition['texts'],
  key: string,
  hash: SimHash,
  timeMillis: number,
): SimHash {
  const group = nearest(state, definition, key, hash, timeMillis) ?? hash;
  for (let band = 0; band < BANDS; band++) touch(state, definition, key, band, group, timeMillis);
  return group;
}

function bandOf(hash: SimHash, band: number): number {
  const half = band < 2 ? hash.low : hash.high;
  return (half >>> ((band & 1) * BAND_BITS)) & 0xffff;
}

function nearest(
  state: KeyedState,
  definition: NearDefinition['texts'],
  key: string,
  hash: SimHash,
  timeMillis: number,
): SimHash | null {
  const { windowMillis, distance } = definition.parameters;
  const probes = distance <= EQUAL_BAND_DISTANCE ? 0 : BAND_BITS;
  let best: SimHash | null = null;
  let bestDistance = distance + 1;
  for (let band = 0; band < BANDS; band++) {
    for (let probe = -1; probe < probes; probe++) {
      const value = bandOf(hash, band) ^ (probe < 0 ? 0 : 1 << probe);
      state.hashPart(definition, key, (band << BAND_BITS) | value);
      if (!state.read()) continue;
      const { words, halves, first } = state;
      for (let i = 0; i < words[first + 1]!; i++) {
        const at = first + HEADER + i * ENTRY;
        if (words[at + 1]! <= timeMillis - windowMillis) continue;
        const low = halves[at * 2]! >>> 0;
        const high = halves[at * 2 + 1]! >>> 0;
        const apart = hammingDistance(hash.high, hash.low, high, low);
        if (apart > bestDistance || apart > distance) continue;
        if (apart === bestDistance && best !== null && !isBefore(high, low, best)) continue;
        best = { high, low };
        bestDistance = apart;
      }
    }
  }
  return best;
}

function isBefore(high: number, low: number, other: SimHash): boolean {
  return high < other.high || (high === other.high && low < other.low);
}

/** Note in a band that a known text was seen. */
function touch(
  state: KeyedState,
  definition: NearDefinition['texts'],
  key: string,
  band: number,
  hash: SimHash,
  timeMillis: number,
): void {
  const { windowMillis } = definition.parameters;
  state.hashPart(definition, key, (band << BAND_BITS) | bandOf(hash, band));
  if (!state.change()) {
    state.create(HEADER + ENTRY, timeMillis + windowMillis);
    state.words[state.first + 1] = 1;
    setEntry(state, 0, hash, timeMillis);
    return;
  }
  const { words, halves, first } = state;
  words[first] = Math.max(words[first]!, timeMillis + windowMillis);
  const newest = words[first]! - windowMillis;
  let entries = words[first + 1]!;
  let oldest = 0;
  for (let i = 0; i < entries; ) {
    const at = first + HEADER + i * ENTRY;
    if (halves[at * 2]! >>> 0 === hash.low && halves[at * 2 + 1]! >>> 0 === hash.high) {
      words[at + 1] = Math.max(words[at + 1]!, timeMillis);
      return;
    }
    if (words[at + 1]! <= newest - REMEMBERED_WINDOWS * windowMillis) {
      entries--;
      words.copyWithin(at, first + HEADER + entries * ENTRY, first + HEADER + (entries + 1) * ENTRY);
      words[first + 1] = entries;
      continue;
    }
    if (words[at + 1]! < words[first + HEADER + oldest * ENTRY + 1]!) oldest = i;
    i++;
  }
  if (entries === NEAR_BUCKET_MAX) {
    if (words[first + HEADER + oldest * ENTRY + 1]! > newest - windowMillis) state.noteCapped();
    setEntry(state, oldest, hash, timeMillis);
    return;
  }
  if (HEADER + (entries + 1) * ENTRY > state.blockWords) state.enlarge(HEADER + entries * ENTRY);
  setEntry(state, entries, hash, timeMillis);
  state.words[state.first + 1] = entries + 1;
}

function setEntry(state: KeyedState, index: number, hash: SimHash, timeMillis: number): void {
  const at = state.first + HEADER + index * ENTRY;
  state.halves[at * 2] = hash.low;
  state.halves[at * 2 + 1] = hash.high;
  state.words[at + 1] = timeMillis;
}
