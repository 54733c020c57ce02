/** CheckThat! 2020, task 2 (Barrón-Cedeño et al. 2020): which fact-checked claim a post repeats. */
import { join } from 'node:path';
import { LearnError } from '../core/errors.ts';
import { bootstrap } from '../core/evaluate/interval.ts';
import { ClaimMatcher } from '../core/retrieve/claim-matcher.ts';
import { readLines } from '../readers/lines.ts';
import { readColumns } from '../readers/table.ts';
import type { Benchmark } from './benchmark.ts';

const DEPTH = 5;
/** The first column has no name in the files; this is what the reader calls it. */
const ID = 'column0';
const TABS = { delimiter: '\t' };

export const clef2020Claims: Benchmark = {
  name: 'clef2020_claims',
  about: 'known claims that posts repeat',
  protocol:
    'the published split: the order of candidates is learned from the training posts, the development posts judge',
  run: async (directory, { seed, onProgress }) => {
    const claims = await readColumns(join(directory, 'verified_claims.docs.tsv'), [ID, 'vclaim', 'title'], TABS);
    const matcher = new ClaimMatcher(claims.map(({ vclaim, title }) => ({ text: vclaim ?? '', title: title ?? '' })));
    const places = new Map(claims.map((claim, place) => [claim[ID] ?? '', place]));
    const train = await part(directory, 'train', places);
    onProgress?.('learning from the training posts');
    matcher.learn(
      train.map(({ post }) => post),
      train.map(({ relevant }) => relevant),
    );
    onProgress?.('judging');
    const dev = await part(directory, 'dev', places);
    const learned = dev.map(({ post, relevant }) =>
      averagePrecision(
        matcher.match(post, DEPTH).map(({ claim }) => claim),
        relevant,
      ),
    );
    const words = dev.map(({ post, relevant }) => averagePrecision(matcher.search(post, DEPTH), relevant));
    const mean = (values: readonly number[], counts?: ArrayLike<number>): number => {
      const sum = values.reduce((total, value, row) => total + value * (counts?.[row] ?? 1), 0);
      return sum / values.length;
    };
    const intervals = bootstrap(
      dev.length,
      (counts) => ({ 'MAP@5': mean(learned, counts), 'MAP@5, words alone': mean(words, counts) }),
      { seed },
    );
    return {
      name: 'clef2020_claims',
      rows: dev.length,
      figures: Object.entries(intervals).map(([name, interval]) => ({
        name,
        interval,
        baseline: { value: 0.698, from: 'plain BM25, the card' },
      })),
      notes: [`${claims.length} claims, ${train.length} training posts`],
    };
  },
};

interface Post {
  readonly post: string;
  readonly relevant: ReadonlySet<number>;
}

async function part(directory: string, name: string, places: ReadonlyMap<string, number>): Promise<Post[]> {
  const posts = await readColumns(join(directory, name, 'tweets.queries.tsv'), [ID, 'tweet_content'], TABS);
  const path = join(directory, name, 'tweet-vclaim-pairs.qrels');
  const pairs = (await readLines(path)).map((line, at) => {
    const [post = '', , claim = ''] = line.split('\t');
    const place = places.get(claim);
    if (place === undefined) throw new LearnError(`${path}:${at + 1}: there is no claim ${claim}`);
    return { post, place };
  });
  return posts.map((row) => ({
    post: row.tweet_content ?? '',
    relevant: new Set(pairs.filter(({ post }) => post === row[ID]).map(({ place }) => place)),
  }));
}

function averagePrecision(found: readonly number[], relevant: ReadonlySet<number>): number {
  let [right, sum] = [0, 0];
  found.forEach((claim, rank) => {
    if (relevant.has(claim)) sum += ++right / (rank + 1);
  });
  return relevant.size === 0 ? 0 : sum / Math.min(relevant.size, DEPTH);
}
