/**
 * Counts per bucket of event time, for comparing a key with its own past. Exact. Buckets are aligned to the epoch; those without
 * events take no room. A late event counts in its own bucket if that is still kept, and is answered as of its own bucket; otherwise it
 * is not remembered and has no score.
 *
 * - Own history: the count of the bucket so far against the counts of up to `history` buckets before it, from the key's first bucket on.
 * - Same hour of the week: the count of the hour so far against the same hour of up to `weeks` weeks before it.
 *
 * Score: (count − mean) / spread, spread = max(sample standard deviation, √max(mean, 1)): counts of independent events scatter by
 * √mean (Poisson), so a quiet history does not make one event remarkable.
 *
 * Block: [expiry, origin bucket, (first bucket − origin, entries), (bucket − origin, count)…], oldest first.
 */
import type { Definition } from '../keyed/definition.ts';
import type { KeyedState } from '../keyed/state.ts';
import { HISTORY_MIN } from '../limits.ts';

const HEADER = 3;

export type BucketDefinition = Definition<{
  readonly bucketMillis: number;
  /** Past buckets compared with, and how far they are apart. */
  readonly history: number;
  readonly step: number;
}>;

/** Count the event in its bucket and return that bucket's score; NaN with fewer than HISTORY_MIN buckets to compare with. */
export function bucketScore(state: KeyedState, definition: BucketDefinition, key: string, timeMillis: number): number {
  const { bucketMillis, history, step } = definition.parameters;
  const kept = history * step + 1;
  const bucket = Math.floor(timeMillis / bucketMillis);
  state.hash(definition, key);
  const earlier = state.repeated();
  if (earlier !== undefined) return earlier;
  if (!state.change(timeMillis)) {
    state.create(HEADER + 1, (bucket + kept) * bucketMillis);
    state.words[state.first + 1] = bucket - kept;
    setPair(state, 2, kept, 1);
    setPair(state, HEADER, kept, 1);
    return state.answer(Number.NaN);
  }
  const offset = bucket - state.words[state.first + 1]!;
  if (!countIn(state, offset, kept)) {
    state.noteTooLate();
    return state.answer(Number.NaN);
  }
  state.words[state.first] = Math.max(state.words[state.first]!, (bucket + kept) * bucketMillis);
  return state.answer(scoreOf(state, offset, history, step));
}

function setPair(state: KeyedState, word: number, low: number, high: number): void {
  const at = (state.first + word) * 2;
  state.halves[at] = low;
  state.halves[at + 1] = high;
}

/** Place of the first entry whose bucket is not before `offset`. */
function placeOf(state: KeyedState, offset: number): number {
  const { first, halves } = state;
  let low = 0;
  let high = halves[first * 2 + 5]!;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (halves[(first + HEADER + middle) * 2]! < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

function countIn(state: KeyedState, offset: number, kept: number): boolean {
  let entries = state.halves[state.first * 2 + 5]!;
  const newest = state.halves[(state.first + HEADER + entries - 1) * 2]!;
  if (offset <= newest - kept) return false;
  const dropped = Math.min(entries, placeOf(state, Math.max(0, Math.max(newest, offset) - kept + 1)));
  if (dropped > 0) {
    const base = state.first + HEADER;
    state.words.copyWithin(base, base + dropped, base + entries);
    entries -= dropped;
    state.halves[state.first * 2 + 5] = entries;
  }
  const place = placeOf(state, offset);
  if (place < entries && state.halves[(state.first + HEADER + place) * 2] === offset) {
    state.halves[(state.first + HEADER + place) * 2 + 1]! += 1;
  } else {
    if (HEADER + entries === state.blockWords) state.enlarge(HEADER + entries);
    const base = state.first + HEADER;
    state.words.copyWithin(base + place + 1, base + place, base + entries);
    setPair(state, HEADER + place, offset, 1);
    state.halves[state.first * 2 + 5] = entries + 1;
  }
  const seenFirst = state.halves[state.first * 2 + 4]!;
  state.halves[state.first * 2 + 4] = Math.min(seenFirst, offset);
  return true;
}

function countAt(state: KeyedState, offset: number): number {
  const place = placeOf(state, offset);
  const at = (state.first + HEADER + place) * 2;
  return place < state.halves[state.first * 2 + 5]! && state.halves[at] === offset ? state.halves[at + 1]! : 0;
}

function scoreOf(state: KeyedState, offset: number, history: number, step: number): number {
  const seenFirst = state.halves[state.first * 2 + 4]!;
  const compared = Math.min(history, Math.floor((offset - seenFirst) / step));
  if (compared < HISTORY_MIN) return Number.NaN;
  let sum = 0;
  let squares = 0;
  const note = (count: number) => {
    sum += count;
    squares += count * count;
  };
  if (step === 1) {
    // Buckets without an entry add nothing to either sum.
    const end = placeOf(state, offset);
    for (let place = placeOf(state, offset - compared); place < end; place++) {
      note(state.halves[(state.first + HEADER + place) * 2 + 1]!);
    }
  } else for (let back = 1; back <= compared; back++) note(countAt(state, offset - back * step));
  const mean = sum / compared;
  const variance = Math.max(0, (squares - sum * mean) / (compared - 1));
  return (countAt(state, offset) - mean) / Math.max(Math.sqrt(variance), Math.sqrt(Math.max(mean, 1)));
}
