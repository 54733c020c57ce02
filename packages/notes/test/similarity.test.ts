/** Raters who act as one: found in made-up rings, and not among people who only share tastes. */
import { describe, expect, test } from 'vitest';
import type { Dataset } from '../src/core/data/dataset.ts';
import { preprocess } from '../src/core/preprocess.ts';
import { findSimilarRaters, withoutSimilar } from '../src/core/similarity/apply.ts';
import { sameLabel } from '../src/core/similarity/cliques.ts';
import { coRatingPairs } from '../src/core/similarity/co-rating.ts';
import { similarPairs } from '../src/core/similarity/join.ts';
import { notesByPost, postsPerRater, sightings } from '../src/core/similarity/sightings.ts';
import { platformBuilder, simulatePlatform } from '../src/simulation/platform.ts';

const NOW = 1_786_000_000_000;
const platform = () => simulatePlatform({ seed: 5, raters: 150, notes: 300, ratings: 6000, now: NOW });

/** A ring of raters who rate the same notes within a minute of each other, all the same way. */
function withRing(size: number, notes: number) {
  const base = platform();
  const builder = platformBuilder(base);
  for (let note = 0; note < notes; note++) {
    const { id, createdAt } = base.notes[note]!;
    const index = builder.noteIds.add(Number(id / 1_000_000_000n), Number(id % 1_000_000_000n));
    for (let member = 0; member < size; member++) {
      builder.ratings.add(
        index,
        builder.participants.addText(`RING${member}`),
        createdAt + 7_200_000 + member * 1000,
        2,
        1,
        0,
        0,
      );
    }
  }
  return builder.build();
}

describe('a ring of six', () => {
  const dataset = withRing(6, 80);
  const { rows } = preprocess(dataset);
  const similarity = findSimilarRaters(dataset, rows);
  const ring = Array.from({ length: 6 }, (_, member) => dataset.participants.ids.find(`RING${member}`));

  test('is one group and one quasi-clique', () => {
    expect(new Set(ring.map((member) => similarity.group[member])).size).toBe(1);
    expect(similarity.group[ring[0]!]).toBeGreaterThan(0);
    expect(new Set(ring.map((member) => similarity.clique[member]))).toEqual(new Set([1]));
  });

  test('has one voice per note afterwards: the earliest', () => {
    const kept = withoutSimilar(dataset, rows, similarity);
    const ratings = [...kept].filter((row) => ring.includes(dataset.ratings.rater[row]!));
    const perNote = new Map<number, number>();
    for (const row of ratings)
      perNote.set(dataset.ratings.note[row]!, (perNote.get(dataset.ratings.note[row]!) ?? 0) + 1);
    expect([...new Set(perNote.values())]).toEqual([1]);
    expect(new Set(ratings.map((row) => dataset.ratings.rater[row]))).toEqual(new Set([ring[0]]));
  });

  test('leaves all others alone', () => {
    const others = rows.filter(
      (row) => !ring.includes(dataset.ratings.rater[row]!) && similarity.group[dataset.ratings.rater[row]!] === 0,
    );
    const kept = new Set(withoutSimilar(dataset, rows, similarity));
    expect(others.every((row) => kept.has(row))).toBe(true);
  });
});

test('co-rating pairs are those that a plain count finds', () => {
  const dataset = withRing(4, 60);
  const { rows } = preprocess(dataset);
  const { ratings, notes, participants } = dataset;
  const posts = new Map<number, Set<number>>();
  const together = new Map<string, Set<number>>();
  for (const row of rows) {
    const set = posts.get(ratings.rater[row]!) ?? new Set();
    posts.set(ratings.rater[row]!, set.add(notes.post[ratings.note[row]!]!));
    for (const other of rows.filter((candidate) => ratings.note[candidate] === ratings.note[row])) {
      const [a, b] = [ratings.rater[row]!, ratings.rater[other]!];
      if (a >= b || Math.abs(ratings.createdAt[row]! - ratings.createdAt[other]!) > 1_200_000) continue;
      const pair = together.get(`${a} ${b}`) ?? new Set();
      together.set(`${a} ${b}`, pair.add(notes.post[ratings.note[row]!]!));
    }
  }
  const total = [...posts.values()].reduce((sum, set) => sum + set.size, 0);
  const expected: string[] = [];
  for (const [key, set] of together) {
    const [a, b] = key.split(' ').map((who) => posts.get(Number(who))!.size) as [number, number];
    if (Math.min(a, b) < 10) continue;
    const npmi = Math.log((set.size * total) / ((a + 500) * (b + 500))) / -Math.log(set.size / total);
    if (npmi >= 0.55 || set.size / (Math.min(a, b) + 10) >= 0.4) expected.push(key);
  }
  expect(
    coRatingPairs(dataset, rows)
      .map(([a, b]) => `${a} ${b}`)
      .sort(),
  ).toEqual(expected.sort());
  expect(expected.length).toBeGreaterThanOrEqual(6);
  expect(participants.count).toBeGreaterThan(150);
});

/** Everyone with at least `minPosts` posts, and how often each pair gave the same label to the same note, once per post. */
function plainAgreement(dataset: Dataset, rows: Int32Array) {
  const { ratings, notes } = dataset;
  const posts = new Map<string, Set<number>>();
  for (const row of rows) {
    for (let other = row + 1; other < ratings.noteStart[ratings.note[row]! + 1]!; other++) {
      if (!rows.includes(other) || ratings.helpful[other] !== ratings.helpful[row]) continue;
      const key = `${ratings.rater[row]} ${ratings.rater[other]}`;
      posts.set(key, (posts.get(key) ?? new Set()).add(notes.post[ratings.note[row]!]!));
    }
  }
  return posts;
}

test('seeds of quasi-cliques are the pairs that a plain count finds, however popular the posts', () => {
  const dataset = withRing(3, 70);
  const { rows } = preprocess(dataset);
  const rated = new Uint8Array(dataset.ratings.count);
  for (const row of rows) rated[row] = 1;
  const posts = notesByPost(dataset, () => true);
  const { perRater } = postsPerRater(dataset, rated, posts);
  const seen = sightings(dataset, rated, posts, perRater, 10, sameLabel(dataset));
  const plain = plainAgreement(dataset, rows);
  for (const least of [12, 25, 51]) {
    const found = similarPairs(
      seen,
      () => least,
      (_, __, count) => count >= least,
    );
    const expected = [...plain]
      .filter(([, shared]) => shared.size >= least)
      .map(([key, { size }]) => `${key}: ${size}`);
    const counted = Array.from(found.keys, (key, index) => {
      return `${Math.floor(key / perRater.length)} ${key % perRater.length}: ${found.counts[index]}`;
    });
    expect(counted.sort()).toEqual(expected.sort());
    expect(expected.length).toBeGreaterThan(0);
  }
});
