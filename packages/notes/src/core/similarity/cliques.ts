/**
 * Quasi-cliques: groups of raters who give the same ratings to the same notes over and over (notes.md §2.2 d). Raters of few posts are left
 * out from the start: a seed needs more than 50 posts in common, and whoever joins needs 25.
 */
import { limits } from '../../limits.ts';
import { type Dataset, NOT_MISLEADING } from '../data/dataset.ts';
import { similarPairs } from './join.ts';
import { type Meeting, notesByPost, postsPerRater, type Sightings, sightings } from './sightings.ts';

const WEEK_MILLIS = 7 * 86_400_000;
const WEEKS = 13;
const SEED_POSTS = 50;
const MIN_POSTS = 25;
const MEMBER_SHARE = 0.25;
const MIN_AGREEING = 4;
const MIN_MEMBERS = 5;
/** Sums of times are of their part below this, so that they stay exact. */
const SUMMED_MILLIS = 1_000_003;

/** Number of each participant's quasi-clique, from 1; 0 for all others. */
export function quasiCliques(dataset: Dataset, rows: Int32Array): Int32Array {
  const { participants } = dataset;
  const clique = new Int32Array(participants.count);
  const recent = recentRows(dataset, rows);
  const posts = notesByPost(dataset, (note) => recent.notes[note] === 1);
  const { perRater } = postsPerRater(dataset, recent.rated, posts);
  const seen = sightings(dataset, recent.rated, posts, perRater, MIN_POSTS, sameLabel(dataset));
  const seeds = similarPairs(
    seen,
    () => SEED_POSTS + 1,
    (_, __, count) => count > SEED_POSTS,
  );
  const rank = ranks(dataset, rows);
  const pairs = Array.from(seeds.keys, (key, index) => {
    const [a, b] = [Math.floor(key / participants.count), key % participants.count];
    const swapped = rank[a]! > rank[b]!;
    return { first: swapped ? b : a, second: swapped ? a : b, count: seeds.counts[index]! };
  });
  pairs.sort((x, y) => y.count - x.count || rank[x.first]! - rank[y.first]! || rank[x.second]! - rank[y.second]!);
  const grow = grower(seen, rank);
  const taken = new Uint8Array(participants.count);
  let number = 0;
  for (const { first, second } of pairs) {
    if (taken[first] === 1 || taken[second] === 1) continue;
    const members = grow([first, second]);
    for (const member of members) taken[member] = 1;
    if (members.length < MIN_MEMBERS) continue;
    number++;
    for (const member of members) clique[member] = number;
  }
  return clique;
}

/**
 * An order of raters by when they rated, which breaks ties: who is found does not depend on ids. Sums are of whole numbers, which come out
 * the same in any order.
 */
function ranks({ ratings, participants }: Dataset, rows: Int32Array): Int32Array {
  const first = new Float64Array(participants.count).fill(Number.POSITIVE_INFINITY);
  const last = new Float64Array(participants.count).fill(Number.NEGATIVE_INFINITY);
  const sum = new Float64Array(participants.count);
  for (const row of rows) {
    const rater = ratings.rater[row]!;
    const time = ratings.createdAt[row]!;
    if (time < first[rater]!) first[rater] = time;
    if (time > last[rater]!) last[rater] = time;
    sum[rater]! += time % SUMMED_MILLIS;
  }
  const order = Int32Array.from(first.keys()).filter((rater) => last[rater]! > Number.NEGATIVE_INFINITY);
  order.sort((a, b) => first[a]! - first[b]! || last[a]! - last[b]! || sum[a]! - sum[b]! || a - b);
  const rank = new Int32Array(participants.count);
  for (let place = 0; place < order.length; place++) rank[order[place]!] = place;
  return rank;
}

function recentRows({ notes, ratings }: Dataset, rows: Int32Array): { rated: Uint8Array; notes: Uint8Array } {
  let newest = Number.NEGATIVE_INFINITY;
  for (const row of rows) newest = Math.max(newest, notes.createdAt[ratings.note[row]!]!);
  const wanted = new Uint8Array(notes.count);
  for (let note = 0; note < notes.count; note++) {
    const young = notes.createdAt[note]! > newest - WEEKS * WEEK_MILLIS;
    wanted[note] = young && notes.classification[note] !== NOT_MISLEADING && notes.post[note] !== -1 ? 1 : 0;
  }
  const rated = new Uint8Array(ratings.count);
  for (const row of rows) rated[row] = wanted[ratings.note[row]!]!;
  return { rated, notes: wanted };
}

/** Ratings of one note meet where they say the same. */
export function sameLabel({ ratings: { helpful } }: Dataset): Meeting {
  return {
    arrange(rows) {
      rows.sort((a, b) => helpful[a]! - helpful[b]! || a - b);
    },
    meets(rows, index, range) {
      if (index > 0 && helpful[rows[index]!] === helpful[rows[index - 1]!]) return;
      let end = index;
      while (end < rows.length && helpful[rows[end]!] === helpful[rows[index]!]) end++;
      range[0] = index;
      range[1] = end;
    },
  };
}

/**
 * Adds to a pair of raters whoever shares most with the group, for as long as all members keep agreeing with it. A choice (note and label)
 * goes by the first of its positions; it is the group's where enough members made it.
 */
function grower({ raterAt, noteAt, from, to, post, positions, start, posts }: Sightings, rank: Int32Array) {
  const madeBy = new Int32Array(raterAt.length);
  const aligned = new Int32Array(posts.length);
  const lastPost = new Int32Array(posts.length).fill(-1);
  const inside = new Uint8Array(posts.length);
  return (seed: readonly number[]): number[] => {
    const members: number[] = [];
    const choices: number[] = [];
    const add = (rater: number) => {
      for (let index = start[rater]!; index < start[rater + 1]!; index++) {
        const choice = from[positions[index]!]!;
        if (madeBy[choice]!++ === 0) choices.push(choice);
      }
      members.push(rater);
      inside[rater] = 1;
    };
    /** Counts everyone's posts with a choice of the group: how many it has, who joins best, and whether all members agree. */
    const survey = () => {
      const least = Math.max(MEMBER_SHARE * members.length, Math.min(members.length, MIN_AGREEING));
      const shared = Int32Array.from(choices.filter((choice) => madeBy[choice]! >= least)).sort();
      const touched: number[] = [];
      let shares = 0;
      let current = -1;
      for (const choice of shared) {
        const of = post[noteAt[choice]!]!;
        if (of !== current) shares++;
        current = of;
        for (let at = choice; at < to[choice]!; at++) {
          const rater = raterAt[at]!;
          if (lastPost[rater] === of) continue;
          lastPost[rater] = of;
          if (aligned[rater]!++ === 0) touched.push(rater);
        }
      }
      const agree = shares >= MIN_POSTS && members.every((member) => aligned[member]! >= MEMBER_SHARE * shares);
      let candidate = -1;
      for (const rater of touched) {
        if (inside[rater] === 1) continue;
        const better = candidate === -1 || aligned[rater]! > aligned[candidate]!;
        if (better || (aligned[rater] === aligned[candidate] && rank[rater]! < rank[candidate]!)) candidate = rater;
      }
      for (const rater of touched) {
        aligned[rater] = 0;
        lastPost[rater] = -1;
      }
      return { agree, candidate };
    };
    for (const rater of seed) add(rater);
    let { candidate } = survey();
    while (candidate !== -1 && members.length < limits.cliqueMembers) {
      add(candidate);
      const next = survey();
      if (!next.agree) {
        members.pop();
        inside[candidate] = 0;
        break;
      }
      candidate = next.candidate;
    }
    for (const choice of choices) madeBy[choice] = 0;
    for (const member of members) inside[member] = 0;
    return members;
  };
}
