/**
 * The search for raters who act as one (the reference's step of many hours), at sizes that double: processor time, how it grows, and what
 * that makes for 100 million ratings. `node bench/notes-similar.ts [--json] [--short]`
 */
import { findSimilarRaters, platformBuilder, preprocess, simulatePlatform } from '../packages/notes/src/index.ts';
import { isShort } from './harness/data.ts';
import { report } from './harness/figures.ts';

const SMALLEST = isShort() ? 50_000 : 1_000_000;
const SIZES = [SMALLEST, 2 * SMALLEST, 4 * SMALLEST];
const NOW = 1_786_000_000_000;
const GOAL = 100e6;

const seconds = SIZES.map((ratings) => {
  const people = ratings / 50;
  const platform = simulatePlatform({ seed: 1, raters: people, notes: people, ratings, now: NOW });
  const dataset = platformBuilder(platform).build(false);
  const { rows } = preprocess(dataset);
  const at = process.cpuUsage();
  findSimilarRaters(dataset, rows);
  const { user, system } = process.cpuUsage(at);
  return (user + system) / 1e6;
});

// The slope of log(time) over log(ratings), from the first size to the last.
const growth = Math.log(seconds.at(-1)! / seconds[0]!) / Math.log(SIZES.at(-1)! / SIZES[0]!);
report({
  ...Object.fromEntries(SIZES.map((ratings, index) => [`${ratings / 1e6} M ratings, CPU s`, seconds[index]!])),
  'growth, exponent': growth,
  'projected for 100 M ratings, CPU min': (seconds.at(-1)! * (GOAL / SIZES.at(-1)!) ** growth) / 60,
});
