/**
 * Half of an author linked to the other half, among the troll accounts of `ira` with at least 100 distinct original tweets: each
 * author's first half by time asks for its second half among all second halves. The model is learned from half of the authors (by
 * the hash of their name) and everything reported of the others, who are also the only candidates. Beside it character 3–4-grams
 * weighted by TF-IDF, on the same authors and tweets.
 *
 *     node scripts/evaluate/linking.ts
 */
import { join } from 'node:path';
import {
  candidatesOf,
  dot,
  FEATURES,
  fitLogistic,
  hashText,
  logit,
  normalized,
  type Posts,
  pairsOf,
  probability,
  profilesOf,
  readPosts,
  sparseOf,
  vectorsOf,
} from '@lapwing/networks';

const LEAST_TWEETS = 100;
const file = join(process.env['LAPWING_DATASETS'] ?? '../shared/data', 'ira/tweets.csv.gz');
const { posts, actorNames } = await readPosts(file, {
  actor: 'author_id',
  text: 'content',
  time: 'publish_date',
  where: { column: 'retweet', is: '0' },
});

interface Author {
  readonly name: string;
  /** Rows of distinct tweets, by time. */
  readonly rows: readonly number[];
}
const authors = authorsOf();
const isTuned = ({ name }: Author) => hashText(name) % 2 === 0;
const tuned = evaluated(authors.filter(isTuned));
const held = evaluated(authors.filter((author) => !isTuned(author)));
console.log(`${authors.length} authors: ${tuned.count} to learn from, ${held.count} to report on`);

const rows = tuned.pairs.flat();
const model = fitLogistic(
  rows.map(({ features }) => features),
  rows.map(({ a, b }) => Number(b === a + tuned.count)),
  { nonNegative: true },
);
for (const [i, name] of FEATURES.entries())
  console.log(`  weight ${model.weights[i]!.toFixed(3).padStart(8)}  ${name}`);
console.log(`  intercept ${model.intercept.toFixed(3)}`);

for (const [name, part] of [
  ['learned from', tuned],
  ['held out', held],
] as const) {
  console.log(`\n${name}`);
  if (part === held) show('characters 3–4, TF-IDF', part.count, baselineRanks(part));
  show(
    'the model',
    part.count,
    ranksOf(part, (pair) => logit(model, pair.features)),
  );
  const found = part.pairs.filter((of, a) => of.some(({ b }) => b === a + part.count)).length;
  console.log(
    `  of ${part.count}, the right one is among the candidates of ${found}; ${(part.pairs.flat().length / part.count).toFixed(0)} candidates each`,
  );
}
calibration();

function authorsOf(): Author[] {
  const rowsOf: number[][] = actorNames.map(() => []);
  for (const [row, actor] of posts.actor.entries()) rowsOf[actor]!.push(row);
  return actorNames
    .map((name, actor) => {
      const seen = new Set<string>();
      const sorted = rowsOf[actor]!.sort((a, b) => posts.timeMillis[a]! - posts.timeMillis[b]! || a - b);
      return { name, rows: sorted.filter((row) => !seen.has(posts.text[row]!) && seen.add(posts.text[row]!)) };
    })
    .filter((author) => author.rows.length >= LEAST_TWEETS);
}

/** First halves are accounts from 0 on, second halves from `count` on. */
function evaluated(of: readonly Author[]) {
  const halves = [
    ...of.map(({ rows }) => rows.slice(0, rows.length >> 1)),
    ...of.map(({ rows }) => rows.slice(rows.length >> 1)),
  ];
  const made: Posts = {
    actors: halves.length,
    actor: Uint32Array.from(halves.flatMap((rows, half) => rows.map(() => half))),
    text: halves.flatMap((rows) => rows.map((row) => posts.text[row]!)),
    timeMillis: Float64Array.from(halves.flatMap((rows) => rows.map((row) => posts.timeMillis[row]!))),
  };
  const profiles = profilesOf(made, 1);
  const vectors = vectorsOf(profiles);
  const asked = of.map((_, i) => i);
  const pairs = pairsOf(
    profiles,
    vectors,
    asked,
    candidatesOf(
      profiles,
      vectors,
      asked,
      of.map((_, i) => of.length + i),
    ),
  );
  return { count: of.length, pairs, made };
}

type Part = ReturnType<typeof evaluated>;

/** Rank of the right one, 0 where it was no candidate. */
function ranksOf({ pairs, count }: Part, score: (pair: Part['pairs'][number][number]) => number): number[] {
  return pairs.map((of, a) => {
    const right = of.find(({ b }) => b === a + count);
    if (right === undefined) return 0;
    return 1 + of.filter((pair) => pair !== right && score(pair) >= score(right)).length;
  });
}

/** As the literature has it: counts of character 3- and 4-grams of the text as it is, in lower case, times `ln(N / n) + 1`, cosine. */
function baselineRanks({ made, count }: Part): number[] {
  const counts = Array.from({ length: made.actors }, () => new Map<number, number>());
  for (const [row, text] of made.text.entries()) {
    const own = counts[made.actor[row]!]!;
    const lower = text.toLowerCase();
    for (const n of [3, 4]) {
      for (let i = 0; i + n <= lower.length; i++) {
        const gram = hashText(lower.slice(i, i + n), n);
        own.set(gram, (own.get(gram) ?? 0) + 1);
      }
    }
  }
  const holders = new Map<number, number>();
  for (const own of counts) for (const gram of own.keys()) holders.set(gram, (holders.get(gram) ?? 0) + 1);
  const vectors = counts.map((own) => {
    const { feature, value } = sparseOf(own);
    const weighted = value.map((times, i) => times * (Math.log(made.actors / holders.get(feature[i]!)!) + 1));
    return normalized({ feature, value: weighted });
  });
  return Array.from({ length: count }, (_, a) => {
    const cosine = Float64Array.from({ length: count }, (_, b) => dot(vectors[a]!, vectors[count + b]!));
    return 1 + cosine.filter((is, b) => b !== a && is >= cosine[a]!).length;
  });
}

function show(name: string, count: number, ranks: readonly number[]): void {
  const mean = (of: (rank: number) => number) =>
    ranks.reduce((sum, rank) => sum + (rank === 0 ? 0 : of(rank)), 0) / count;
  const top = (k: number) => `${(100 * mean((rank) => Number(rank <= k))).toFixed(1)} %`;
  console.log(`  MRR ${mean((rank) => 1 / rank).toFixed(3)}, first ${top(1)}, in the first ten ${top(10)}: ${name}`);
}

function calibration(): void {
  console.log('\nof the held out pairs by probability: pairs, mean probability, share that is right');
  const all = held.pairs
    .flat()
    .map((pair) => ({ p: probability(logit(model, pair.features)), is: Number(pair.b === pair.a + held.count) }));
  for (const [low, high] of [
    [0, 0.01],
    [0.01, 0.1],
    [0.1, 0.3],
    [0.3, 0.5],
    [0.5, 0.7],
    [0.7, 0.9],
    [0.9, 1.01],
  ] as const) {
    const of = all.filter(({ p }) => p >= low && p < high);
    const mean = (key: 'p' | 'is') =>
      (of.reduce((sum, pair) => sum + pair[key], 0) / Math.max(1, of.length)).toFixed(3);
    console.log(`  ${low}–${Math.min(high, 1)}: ${of.length}, ${mean('p')}, ${mean('is')}`);
  }
}
