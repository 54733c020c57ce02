/** Raters who rate the same notes at the same time, and raters who serve one author (notes.md §2.2 a, b). */
import type { Dataset } from '../data/dataset.ts';
import { similarPairs } from './join.ts';
import { type Meeting, notesByPost, postsPerRater, sightings } from './sightings.ts';

const MINUTE_MILLIS = 60_000;
const PAIR_WINDOW_MILLIS = 20 * MINUTE_MILLIS;
const MIN_POSTS = 10;
const SMOOTHING = 500;
const MIN_NPMI = 0.55;
const MIN_SIMILARITY = 0.4;
const SIMILARITY_SMOOTHING = 10;

const AFFINITY_WINDOWS = [
  { minutes: 1, coverage: 0.2, affinity: 0.2 },
  { minutes: 5, coverage: 0.3, affinity: 0.45 },
  { minutes: 20, coverage: 0.4, affinity: 0.7 },
];
const MIN_TOTAL = 10;

export type Pair = readonly [number, number];

/** Pairs who rate the same notes within 20 minutes of each other far more often than by chance. */
export function coRatingPairs(dataset: Dataset, rows: Int32Array): Pair[] {
  const { ratings, participants } = dataset;
  const rated = new Uint8Array(ratings.count);
  for (const row of rows) rated[row] = 1;
  const posts = notesByPost(dataset, () => true);
  const { perRater, total } = postsPerRater(dataset, rated, posts);
  const npmi = (count: number, left: number, right: number) =>
    Math.log((count * total) / ((left + SMOOTHING) * (right + SMOOTHING))) / -Math.log(count / total);
  const similarity = (count: number, smaller: number) => count / (smaller + SIMILARITY_SMOOTHING);
  const suspicious = (a: number, b: number, count: number) =>
    npmi(count, perRater[a]!, perRater[b]!) >= MIN_NPMI ||
    similarity(count, Math.min(perRater[a]!, perRater[b]!)) >= MIN_SIMILARITY;
  // Both measures rise with the count and fall with the other rater's posts, of which there are as many or more.
  const needed = (size: number) => {
    let count = 1;
    while (count <= size && npmi(count, size, size) < MIN_NPMI && similarity(count, size) < MIN_SIMILARITY) count++;
    return count;
  };
  const seen = sightings(dataset, rated, posts, perRater, MIN_POSTS, closeInTime(dataset));
  const pairs = similarPairs(seen, remembered(needed), suspicious);
  return Array.from(pairs.keys, (key) => [Math.floor(key / participants.count), key % participants.count] as const);
}

/** Ratings of one note meet within 20 minutes. */
function closeInTime({ ratings: { createdAt } }: Dataset): Meeting {
  return {
    arrange(rows) {
      rows.sort((a, b) => createdAt[a]! - createdAt[b]! || a - b);
    },
    meets(rows, index, range) {
      // Ranges only move forwards within a note, so the walk goes on from the one before.
      let first = index === 0 ? 0 : range[0]!;
      let end = index === 0 ? 0 : range[1]!;
      const time = createdAt[rows[index]!]!;
      while (time - createdAt[rows[first]!]! > PAIR_WINDOW_MILLIS) first++;
      while (end < rows.length && createdAt[rows[end]!]! - time <= PAIR_WINDOW_MILLIS) end++;
      range[0] = first;
      range[1] = end;
    },
  };
}

function remembered(of: (value: number) => number): (value: number) => number {
  const known = new Map<number, number>();
  return (value) => {
    let result = known.get(value);
    if (result === undefined) {
      result = of(value);
      known.set(value, result);
    }
    return result;
  };
}

/** Pairs of author and rater where the rater finds helpful, at once, too much of what the author writes. */
export function affinityPairs({ notes, ratings, participants }: Dataset, rows: Int32Array): Pair[] {
  const written = new Int32Array(participants.count);
  for (let note = 0; note < notes.count; note++) if (notes.author[note] !== -1) written[notes.author[note]!]!++;
  const pairs: Pair[] = [];
  for (const { minutes, coverage, affinity } of AFFINITY_WINDOWS) {
    const quick = rows.filter((row) => {
      const note = ratings.note[row]!;
      const delay = ratings.createdAt[row]! - notes.createdAt[note]!;
      return ratings.helpful[row] === 2 && delay <= minutes * MINUTE_MILLIS && notes.author[note] !== -1;
    });
    const perRater = new Int32Array(participants.count);
    for (const row of quick) perRater[ratings.rater[row]!]!++;
    const keys = Float64Array.from(
      quick,
      (row) => notes.author[ratings.note[row]!]! * participants.count + ratings.rater[row]!,
    ).sort();
    for (let start = 0; start < keys.length; ) {
      let end = start + 1;
      while (end < keys.length && keys[end] === keys[start]) end++;
      const author = Math.floor(keys[start]! / participants.count);
      const rater = keys[start]! % participants.count;
      const together = end - start;
      const covers = written[author]! >= MIN_TOTAL && together / written[author]! >= coverage;
      const prefers = perRater[rater]! >= MIN_TOTAL && together / perRater[rater]! >= affinity;
      if (covers || prefers) pairs.push([author, rater]);
      start = end;
    }
  }
  return pairs;
}
