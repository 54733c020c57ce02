/**
 * Quasi-cliques: groups of raters who give the same ratings to the same notes over and over (notes.md §2.2 d). Pairs are counted among
 * raters of enough posts only: a seed needs more than 50 posts in common, and whoever joins needs 25, so nobody else can be in one.
 */
import { limits } from '../../limits.ts';
import { type Dataset, NOT_MISLEADING } from '../data/dataset.ts';
import { notesByPost, postsPerRater } from './co-rating.ts';
import { countPairs, type PairSource } from './pairs.ts';

const WEEK_MILLIS = 7 * 86_400_000;
const WEEKS = 13;
const SEED_POSTS = 50;
const MIN_POSTS = 25;
const MEMBER_SHARE = 0.25;
const MIN_AGREEING = 4;
const MIN_MEMBERS = 5;

/** Number of each participant's quasi-clique, from 1; 0 for all others. */
export function quasiCliques(dataset: Dataset, rows: Int32Array): Int32Array {
  const { participants } = dataset;
  const clique = new Int32Array(participants.count);
  const recent = recentRows(dataset, rows);
  const posts = notesByPost(dataset, (note) => recent.notes[note] === 1);
  const { perRater } = postsPerRater(dataset, recent.rated, posts);
  const groups = (each: (source: PairSource) => void) => {
    for (const post of posts) {
      each((pair) => {
        for (const note of post) agreeingPairs(dataset, recent.rated, note, perRater, pair);
      });
    }
  };
  const seeds = countPairs(participants.count, groups, (_, __, count) => count > SEED_POSTS);
  const order = Array.from(seeds.keys.keys()).sort((a, b) => seeds.counts[b]! - seeds.counts[a]!);
  const index = choiceIndex(dataset, recent.rated, posts, perRater);
  const taken = new Uint8Array(participants.count);
  let number = 0;
  for (const seed of order) {
    const a = Math.floor(seeds.keys[seed]! / participants.count);
    const b = seeds.keys[seed]! % participants.count;
    if (taken[a] === 1 || taken[b] === 1) continue;
    const members = grow(index, [a, b]);
    for (const member of members) taken[member] = 1;
    if (members.length < MIN_MEMBERS) continue;
    number++;
    for (const member of members) clique[member] = number;
  }
  return clique;
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

function agreeingPairs(
  { ratings }: Dataset,
  rated: Uint8Array,
  note: number,
  perRater: Int32Array,
  pair: (a: number, b: number) => void,
): void {
  const byLabel: number[][] = [[], [], []];
  for (let row = ratings.noteStart[note]!; row < ratings.noteStart[note + 1]!; row++) {
    const rater = ratings.rater[row]!;
    if (rated[row] === 1 && perRater[rater]! > SEED_POSTS) byLabel[ratings.helpful[row]!]!.push(rater);
  }
  for (const raters of byLabel) {
    for (let a = 0; a < raters.length; a++) for (let b = a + 1; b < raters.length; b++) pair(raters[a]!, raters[b]!);
  }
}

/** Who made which choice: a choice is a note with a label, and stands on one post. */
interface ChoiceIndex {
  readonly choicesOf: Map<number, number[]>;
  readonly ratersOf: Map<number, number[]>;
  readonly postOf: Map<number, number>;
}

function choiceIndex(
  { ratings }: Dataset,
  rated: Uint8Array,
  posts: readonly Int32Array[],
  perRater: Int32Array,
): ChoiceIndex {
  const index: ChoiceIndex = { choicesOf: new Map(), ratersOf: new Map(), postOf: new Map() };
  posts.forEach((post, number) => {
    for (const note of post) {
      for (let row = ratings.noteStart[note]!; row < ratings.noteStart[note + 1]!; row++) {
        const rater = ratings.rater[row]!;
        if (rated[row] === 0 || perRater[rater]! < MIN_POSTS) continue;
        const choice = note * 3 + ratings.helpful[row]!;
        index.postOf.set(choice, number);
        push(index.choicesOf, rater, choice);
        push(index.ratersOf, choice, rater);
      }
    }
  });
  return index;
}

function push(map: Map<number, number[]>, key: number, value: number): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

/** Add the rater who shares most with the group for as long as all members keep agreeing with it. */
function grow(index: ChoiceIndex, seed: readonly number[]): number[] {
  const members = [...seed];
  const inside = new Set(members);
  while (members.length < limits.cliqueMembers) {
    const shared = groupChoices(index, members);
    const aligned = new Map<number, Set<number>>();
    for (const choice of shared) {
      for (const rater of index.ratersOf.get(choice)!) {
        if (inside.has(rater)) continue;
        const posts = aligned.get(rater);
        if (posts === undefined) aligned.set(rater, new Set([index.postOf.get(choice)!]));
        else posts.add(index.postOf.get(choice)!);
      }
    }
    let candidate = -1;
    let most = 0;
    for (const [rater, posts] of aligned) {
      if (posts.size > most || (posts.size === most && rater < candidate)) {
        candidate = rater;
        most = posts.size;
      }
    }
    if (candidate === -1 || !agrees(index, [...members, candidate])) break;
    members.push(candidate);
    inside.add(candidate);
  }
  return members;
}

function groupChoices(index: ChoiceIndex, members: readonly number[]): number[] {
  const counts = new Map<number, number>();
  for (const member of members) {
    for (const choice of index.choicesOf.get(member) ?? []) counts.set(choice, (counts.get(choice) ?? 0) + 1);
  }
  const least = Math.max(MEMBER_SHARE * members.length, Math.min(members.length, MIN_AGREEING));
  return [...counts].filter(([, count]) => count >= least).map(([choice]) => choice);
}

function agrees(index: ChoiceIndex, members: readonly number[]): boolean {
  const shared = new Set(groupChoices(index, members));
  const posts = new Set([...shared].map((choice) => index.postOf.get(choice)!));
  if (posts.size < MIN_POSTS) return false;
  return members.every((member) => {
    const matched = new Set<number>();
    for (const choice of index.choicesOf.get(member) ?? [])
      if (shared.has(choice)) matched.add(index.postOf.get(choice)!);
    return matched.size >= MEMBER_SHARE * posts.size;
  });
}
