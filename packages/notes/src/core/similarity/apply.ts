/** Raters who act as one, and what is left of their ratings (notes.md §2.2). */
import type { Dataset } from '../data/dataset.ts';
import { quasiCliques } from './cliques.ts';
import { affinityPairs, coRatingPairs } from './co-rating.ts';

export interface Similarity {
  /** By participant: number of the group of raters who act as one, from 1; 0 for all others. */
  readonly group: Int32Array;
  /** By participant: number of the quasi-clique, likewise. */
  readonly clique: Int32Array;
}

export function findSimilarRaters(dataset: Dataset, rows: Int32Array): Similarity {
  return { group: similarGroups(dataset, rows), clique: quasiCliques(dataset, rows) };
}

/** Group of each participant among those who rate together or serve one author. */
export function similarGroups(dataset: Dataset, rows: Int32Array): Int32Array {
  const parent = Int32Array.from({ length: dataset.participants.count }, (_, index) => index);
  const root = (of: number) => {
    let at = of;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at]!]!;
      at = parent[at]!;
    }
    return at;
  };
  for (const [a, b] of [...affinityPairs(dataset, rows), ...coRatingPairs(dataset, rows)]) {
    const low = Math.min(root(a), root(b));
    parent[root(a)] = low;
    parent[root(b)] = low;
  }
  const size = new Int32Array(parent.length);
  for (let who = 0; who < parent.length; who++) size[root(who)]!++;
  const group = new Int32Array(parent.length);
  const number = new Int32Array(parent.length);
  let groups = 0;
  for (let who = 0; who < parent.length; who++) {
    const representative = root(who);
    if (size[representative]! < 2) continue;
    if (number[representative] === 0) number[representative] = ++groups;
    group[who] = number[representative]!;
  }
  return group;
}

export function nobodySimilar({ participants }: Dataset): Similarity {
  return { group: new Int32Array(participants.count), clique: new Int32Array(participants.count) };
}

/** Without ratings of notes by authors of the rater's own group, and with only the earliest rating of each group per note. */
export function withoutSimilar({ notes, ratings }: Dataset, rows: Int32Array, { group }: Similarity): Int32Array {
  const earliest = new Map<number, number>();
  const groups = group.reduce((most, value) => Math.max(most, value), 0) + 1;
  const keyOf = (row: number) => ratings.note[row]! * groups + group[ratings.rater[row]!]!;
  const own = (row: number) => {
    const author = notes.author[ratings.note[row]!]!;
    return author !== -1 && group[author] === group[ratings.rater[row]!];
  };
  for (const row of rows) {
    if (group[ratings.rater[row]!] === 0 || own(row)) continue;
    const best = earliest.get(keyOf(row));
    if (best === undefined || ratings.createdAt[row]! < ratings.createdAt[best]!) earliest.set(keyOf(row), row);
  }
  return rows.filter((row) => group[ratings.rater[row]!] === 0 || earliest.get(keyOf(row)) === row);
}
