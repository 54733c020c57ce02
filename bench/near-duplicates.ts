/**
 * Clusters of nearly equal texts among a million posts: of words as frequent as in a language, a fifth of them copies of earlier posts
 * with one word in ten changed. And the tweets of `ira`, where they are.
 */
import { nearDuplicates, readShares } from '@lapwing/networks';
import { dataset, isShort } from './harness/data.ts';
import { report } from './harness/figures.ts';
import { random } from './harness/shares.ts';

const POSTS = isShort() ? 20_000 : 1_000_000;
const VOCABULARY = 100_000;

/** Zipf's law, nearly: the rank grows exponentially with a uniform number. */
const word = () => `w${Math.floor(VOCABULARY ** random())}`;

const texts: string[] = [];
for (let post = 0; post < POSTS; post++) {
  if (post > 0 && random() < 0.2) {
    const words = texts[Math.floor(random() * post)]!.split(' ');
    texts.push(words.map((of) => (random() < 0.1 ? word() : of)).join(' '));
  } else texts.push(Array.from({ length: 8 + Math.floor(random() * 16) }, word).join(' '));
}

const made = measured(texts);
const file = isShort() ? null : dataset('ira/tweets.csv.gz');
const tweets =
  file === null ? null : await readShares(file, { actor: 'author_id', object: 'content', time: 'publish_date' });
const real = tweets === null ? null : measured(tweets.objectNames);
report({
  'clusters, count': made.clusters,
  'posts, s': made.seconds,
  'posts, CPU-s': made.cpuSeconds,
  ...(real !== null &&
    tweets !== null && {
      'distinct tweets, count': tweets.objectNames.length,
      'distinct tweets, s': real.seconds,
      'distinct tweets, CPU-s': real.cpuSeconds,
    }),
});

function measured(of: readonly string[]) {
  const before = process.cpuUsage();
  const started = performance.now();
  const { clusters, unverified } = nearDuplicates(of);
  if (unverified > 0) throw new Error(`${unverified} pairs were not verified`);
  const { user, system } = process.cpuUsage(before);
  return { clusters, seconds: (performance.now() - started) / 1000, cpuSeconds: (user + system) / 1e6 };
}
