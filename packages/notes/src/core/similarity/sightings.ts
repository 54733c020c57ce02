/**
 * Where raters were seen: one position for every rating that may speak for a pair, positions that can meet side by side. Two raters meet
 * at a position's range `from … to`: the same note at about the same time, or the same note with the same label.
 */
import type { Dataset } from '../data/dataset.ts';

export interface Sightings {
  /** By position. */
  readonly raterAt: Int32Array;
  readonly noteAt: Int32Array;
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** By note: the post that it is about. */
  readonly post: Int32Array;
  /** Positions of rater `r`, those on rarely rated posts first: `positions[start[r] … start[r + 1])`. */
  readonly positions: Int32Array;
  readonly start: Int32Array;
  /** By rater: posts on which it has positions; 0 for those that have none. */
  readonly posts: Int32Array;
}

/** How positions of one note are laid out: fills `order` with its rows as they shall stand, and says with whom each meets. */
export interface Meeting {
  arrange(rows: Int32Array): void;
  /** Range of the arranged rows that the one at `index` meets, itself included, as offsets from the first. */
  meets(rows: Int32Array, index: number, range: Int32Array): void;
}

/** Notes grouped by post, posts without wanted notes left out. */
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

/** How many posts each rater rated notes on, and the sum of that. */
export function postsPerRater({ ratings, participants }: Dataset, rated: Uint8Array, posts: readonly Int32Array[]) {
  const perRater = new Int32Array(participants.count);
  const lastPost = new Int32Array(participants.count).fill(-1);
  let total = 0;
  for (let number = 0; number < posts.length; number++) {
    for (const note of posts[number]!) {
      for (let row = ratings.noteStart[note]!; row < ratings.noteStart[note + 1]!; row++) {
        const rater = ratings.rater[row]!;
        if (rated[row] === 0 || lastPost[rater] === number) continue;
        lastPost[rater] = number;
        perRater[rater]!++;
        total++;
      }
    }
  }
  return { perRater, total };
}

/** Sightings over `rated` rows of raters with at least `minPosts` posts. */
export function sightings(
  { notes, ratings, participants }: Dataset,
  rated: Uint8Array,
  posts: readonly Int32Array[],
  perRater: Int32Array,
  minPosts: number,
  meeting: Meeting,
): Sightings {
  const counts = (row: number) => rated[row] === 1 && perRater[ratings.rater[row]!]! >= minPosts;
  const start = new Int32Array(participants.count + 1);
  const postRatings = new Float64Array(posts.length);
  posts.forEach((post, number) => {
    for (const note of post) {
      for (let row = ratings.noteStart[note]!; row < ratings.noteStart[note + 1]!; row++) {
        if (!counts(row)) continue;
        start[ratings.rater[row]! + 1]!++;
        postRatings[number]!++;
      }
    }
  });
  for (let rater = 0; rater < participants.count; rater++) start[rater + 1]! += start[rater]!;
  const total = start[participants.count]!;
  const raterAt = new Int32Array(total);
  const noteAt = new Int32Array(total);
  const from = new Int32Array(total);
  const to = new Int32Array(total);
  const positions = new Int32Array(total);
  const next = start.slice();
  const range = new Int32Array(2);
  let first = 0;
  const byRarity = Int32Array.from(postRatings.keys()).sort((a, b) => postRatings[a]! - postRatings[b]! || a - b);
  for (const number of byRarity) {
    for (const note of posts[number]!) {
      const rows = Int32Array.from({ length: ratings.noteStart[note + 1]! - ratings.noteStart[note]! }, (_, index) => {
        return ratings.noteStart[note]! + index;
      }).filter(counts);
      meeting.arrange(rows);
      for (let index = 0; index < rows.length; index++) {
        const rater = ratings.rater[rows[index]!]!;
        meeting.meets(rows, index, range);
        raterAt[first + index] = rater;
        noteAt[first + index] = note;
        from[first + index] = first + range[0]!;
        to[first + index] = first + range[1]!;
        positions[next[rater]!++] = first + index;
      }
      first += rows.length;
    }
  }
  const eligible = perRater.map((posts) => (posts >= minPosts ? posts : 0));
  return { raterAt, noteAt, from, to, post: notes.post, positions, start, posts: eligible };
}
