/** Raters who rate the same notes at the same time, and raters who serve one author (notes.md §2.2 a, b). */
import type { Dataset } from '../data/dataset.ts';
import { sortedBy } from '../data/ratings.ts';
import { countPairs, type PairSource } from './pairs.ts';

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

/** Notes grouped by post, posts without notes left out. */
export function notesByPost({ notes }: Dataset, wanted: (note: number) => boolean): Int32Array[] {
  const groups: number[][] = [];
  const place = new Int32Array(notes.postCount).fill(-1);
  for (let note = 0; note < notes.count; note++) {
    const post = notes.post[note]!;
    if (post === -1 || !wanted(note)) continue;
    if (place[post] === -1) place[post] = groups.push([]) - 1;
    groups[place[post]!]!.push(note);
  }
  return groups.map((group) => Int32Array.from(group));
}

/** Pairs who rate the same notes within 20 minutes of each other far more often than by chance. */
export function coRatingPairs(dataset: Dataset, rows: Int32Array): Pair[] {
  const { ratings, participants } = dataset;
  const rated = new Uint8Array(ratings.count);
  for (const row of rows) rated[row] = 1;
  const posts = notesByPost(dataset, () => true);
  const { perRater, total } = postsPerRater(dataset, rated, posts);
  const byTime = rowsByTime(dataset, rated);
  const groups = (each: (source: PairSource) => void) => {
    for (const post of posts) {
      each((pair) => {
        for (const note of post) {
          for (let a = byTime.start[note]!; a < byTime.start[note + 1]!; a++) {
            const first = byTime.rows[a]!;
            if (perRater[ratings.rater[first]!]! < MIN_POSTS) continue;
            for (let b = a + 1; b < byTime.start[note + 1]!; b++) {
              const second = byTime.rows[b]!;
              if (ratings.createdAt[second]! - ratings.createdAt[first]! > PAIR_WINDOW_MILLIS) break;
              if (perRater[ratings.rater[second]!]! >= MIN_POSTS) pair(ratings.rater[first]!, ratings.rater[second]!);
            }
          }
        }
      });
    }
  };
  const suspicious = (a: number, b: number, count: number) => {
    const left = perRater[a]!;
    const right = perRater[b]!;
    const npmi = Math.log((count * total) / ((left + SMOOTHING) * (right + SMOOTHING))) / -Math.log(count / total);
    return npmi >= MIN_NPMI || count / (Math.min(left, right) + SIMILARITY_SMOOTHING) >= MIN_SIMILARITY;
  };
  const pairs = countPairs(participants.count, groups, suspicious);
  return Array.from(pairs.keys, (key) => [Math.floor(key / participants.count), key % participants.count] as const);
}

/** How many posts each rater rated notes on, and the sum of that. */
export function postsPerRater({ ratings, participants }: Dataset, rated: Uint8Array, posts: readonly Int32Array[]) {
  const perRater = new Int32Array(participants.count);
  const lastPost = new Int32Array(participants.count).fill(-1);
  let total = 0;
  posts.forEach((post, number) => {
    for (const note of post) {
      for (let row = ratings.noteStart[note]!; row < ratings.noteStart[note + 1]!; row++) {
        const rater = ratings.rater[row]!;
        if (rated[row] === 0 || lastPost[rater] === number) continue;
        lastPost[rater] = number;
        perRater[rater]!++;
        total++;
      }
    }
  });
  return { perRater, total };
}

/** Rated rows of every note by time. */
function rowsByTime({ notes, ratings }: Dataset, rated: Uint8Array): { rows: Int32Array; start: Int32Array } {
  const order = Int32Array.from({ length: ratings.count }, (_, row) => row)
    .filter((row) => rated[row] === 1)
    .sort((a, b) => ratings.createdAt[a]! - ratings.createdAt[b]!);
  const rows = sortedBy(ratings.note, notes.count, order);
  const start = new Int32Array(notes.count + 1);
  for (const row of rows) start[ratings.note[row]! + 1]!++;
  for (let note = 0; note < notes.count; note++) start[note + 1]! += start[note]!;
  return { rows, start };
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
