/**
 * Pairs of raters who were seen together on many posts, without listing all pairs who were seen together once. A pair needs so many posts
 * in common that most of them must be among the smaller rater's less popular posts (prefix filtering: Chaudhuri, Ganti and Kaushik 2006;
 * Bayardo, Ma and Srikant 2007). So each rater looks around on those alone, keeps one counter per other rater, and counts in full only
 * for the few that it met there often. Popular posts, where nearly all pairs are, are hardly ever looked at; no list of pairs is kept.
 */
import type { Sightings } from './sightings.ts';

export interface PairCounts {
  /** `first * raterCount + second`, first < second, ascending. */
  readonly keys: Float64Array;
  /** Posts on which the two met. */
  readonly counts: Uint32Array;
}

/** Numbers kept per rater while another one looks around: order, post at which it was met last, meetings. */
const ORDER = 0;
const LAST = 1;
const MET = 2;
const FIELDS = 4;

/**
 * All pairs for which `keep` holds. `needed` gives, for a rater with so many posts, a number of posts that it must share with anyone who
 * has as many or more for `keep` to hold; it never falls as posts rise.
 */
export function similarPairs(
  seen: Sightings,
  needed: (posts: number) => number,
  keep: (a: number, b: number, count: number) => boolean,
): PairCounts {
  const raterCount = seen.posts.length;
  const { positions, start, posts, raterAt, noteAt, from, to, post } = seen;
  const order = bySize(posts);
  const state = new Int32Array(FIELDS * raterCount).fill(-1);
  for (let place = 0; place < order.length; place++) {
    state[FIELDS * order[place]! + ORDER] = place;
    state[FIELDS * order[place]! + MET] = 0;
  }
  const met = new Int32Array(raterCount);
  const check = checker(seen);
  const found: { key: number; count: number }[] = [];
  let visit = 0;
  for (let place = 0; place < order.length; place++) {
    const rater = order[place]!;
    const least = needed(posts[rater]!);
    if (least > posts[rater]!) continue;
    // Whoever shares `least` posts shares at least `enough` of all but the last `least − enough`.
    const enough = Math.max(1, Math.ceil(least / 2));
    let left = posts[rater]! - (least - enough);
    let current = -1;
    let metCount = 0;
    for (let index = start[rater]!; index < start[rater + 1]!; index++) {
      const position = positions[index]!;
      if (post[noteAt[position]!] !== current) {
        if (left-- === 0) break;
        current = post[noteAt[position]!]!;
        visit++;
      }
      for (let at = from[position]!; at < to[position]!; at++) {
        const other = FIELDS * raterAt[at]!;
        if (state[other + ORDER]! <= place || state[other + LAST] === visit) continue;
        state[other + LAST] = visit;
        if (state[other + MET]!++ === 0) met[metCount++] = raterAt[at]!;
      }
    }
    let marked = false;
    for (let index = 0; index < metCount; index++) {
      const other = met[index]!;
      const times = state[FIELDS * other + MET]!;
      state[FIELDS * other + MET] = 0;
      if (times < enough) continue;
      if (!marked) check.mark(rater);
      marked = true;
      const count = check.countWith(rater, other);
      const [low, high] = rater < other ? [rater, other] : [other, rater];
      if (keep(low, high, count)) found.push({ key: low * raterCount + high, count });
    }
  }
  found.sort((a, b) => a.key - b.key);
  return {
    keys: Float64Array.from(found, ({ key }) => key),
    counts: Uint32Array.from(found, ({ count }) => count),
  };
}

/** Raters with positions, those with few posts first. */
function bySize(posts: Int32Array): Int32Array {
  const order = Int32Array.from(posts.keys()).filter((rater) => posts[rater]! > 0);
  return order.sort((a, b) => posts[a]! - posts[b]! || a - b);
}

/** Counts the posts on which a marked rater met another, over all posts. */
function checker({ positions, start, raterAt, noteAt, from, to, post }: Sightings) {
  let notes = 0;
  for (const note of noteAt) notes = Math.max(notes, note + 1);
  const positionOf = new Int32Array(notes).fill(-1);
  return {
    mark(rater: number): void {
      for (let index = start[rater]!; index < start[rater + 1]!; index++) {
        positionOf[noteAt[positions[index]!]!] = positions[index]!;
      }
    },
    countWith(rater: number, other: number): number {
      let count = 0;
      let current = -1;
      for (let index = start[other]!; index < start[other + 1]!; index++) {
        const position = positions[index]!;
        const note = noteAt[position]!;
        const own = positionOf[note]!;
        if (own === -1 || raterAt[own] !== rater || post[note] === current) continue;
        if (position < from[own]! || position >= to[own]!) continue;
        current = post[note]!;
        count++;
      }
      return count;
    },
  };
}
