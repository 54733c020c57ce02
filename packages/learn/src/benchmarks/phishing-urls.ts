/** Phishing addresses (Sahingoz et al. 2019): what an address alone tells. */
import { join } from 'node:path';
import { parse } from 'tldts';
import { pickRows } from '../core/data/sparse.ts';
import { type Split, splitByGroup, stratifiedFolds } from '../core/data/splits.ts';
import { LearnError } from '../core/errors.ts';
import { averagePrecision, rankingOf, rocAuc } from '../core/evaluate/curve.ts';
import { bootstrap } from '../core/evaluate/interval.ts';
import { fitLogistic, margins } from '../core/linear/logistic.ts';
import { type NgramOptions, NgramWeights } from '../core/text/hashed-ngrams.ts';
import { readTexts } from '../readers/lines.ts';
import type { Benchmark, Figure } from './benchmark.ts';

/** An address is one word; its n-grams hold the ends of hosts and paths. */
const ADDRESS: NgramOptions = {
  blocks: [{ unit: 'character', view: 'raw', from: 2, to: 5 }, { unit: 'shape' }],
  bits: 20,
};
const L2 = [1e-5, 3e-6, 1e-6, 3e-7];

export const phishingUrls: Benchmark = {
  name: 'phishing_urls',
  about: 'addresses of phishing pages among others',
  protocol:
    'addresses without scheme and www, each once, none that is in both lists; 80/20 by class, and 80/20 by registered domain so that no domain is on both sides; a fifth of the training side chooses the penalty by AUC',
  run: async (directory, { seed, onProgress }) => {
    const bad = await addresses(join(directory, 'data_phishing_37175.json.gz'));
    const good = await addresses(join(directory, 'data_legitimate_36400.json.gz'));
    const texts = [...[...bad].filter((one) => !good.has(one)), ...[...good].filter((one) => !bad.has(one))];
    const classes = Uint8Array.from(texts, (one) => (bad.has(one) ? 1 : 0));
    const domains = texts.map((one) => parse(one).domain ?? one);
    const figures: Figure[] = [];
    const notes: string[] = [];
    let rows = 0;
    const splits: [string, Split][] = [
      ['', stratifiedFolds(classes, 5, seed)[0]!],
      [' (unseen domains)', splitByGroup(domains, 0.2, seed)],
    ];
    for (const [suffix, split] of splits) {
      onProgress?.(`learning${suffix}`);
      const { scores, l2 } = learn(texts, classes, split, seed);
      const is = Uint8Array.from(split.test, (row) => classes[row]!);
      const ranking = rankingOf(scores, is);
      const judged = bootstrap(
        is.length,
        (counts) => ({
          auc: rocAuc(ranking, counts),
          'average precision': averagePrecision(ranking, counts),
          accuracy: accuracyOf(scores, is, counts),
        }),
        { seed, resamples: 200 },
      );
      for (const [name, interval] of Object.entries(judged)) {
        const baseline =
          name === 'auc' && suffix === '' ? { value: 0.997, from: 'character 2–4-grams, the card' } : undefined;
        figures.push({ name: name + suffix, interval, ...(baseline !== undefined && { baseline }) });
      }
      notes.push(`l2 ${l2}${suffix}; ${is.length} addresses judged`);
      rows += is.length;
    }
    return { name: 'phishing_urls', rows, figures, notes };
  },
};

async function addresses(path: string): Promise<Set<string>> {
  const read = await readTexts(path);
  if (read.length === 0) throw new LearnError(`${path} holds no address`);
  return new Set(read.map((one) => one.replace(/^[a-z]+:\/\//i, '').replace(/^www\./i, '')));
}

function learn(texts: readonly string[], classes: Uint8Array, { train, test }: Split, seed: number) {
  const features = NgramWeights.fit(
    Array.from(train, (row) => texts[row]!),
    ADDRESS,
  );
  const all = features.rows(texts);
  const classesOf = (rows: Uint32Array) => Uint8Array.from(rows, (row) => classes[row]!);
  const inner = stratifiedFolds(classesOf(train), 5, seed)[0]!;
  const [learners, choosers] = [inner.train.map((i) => train[i]!), inner.test.map((i) => train[i]!)];
  let best = { l2: 0, auc: -1 };
  for (const l2 of L2) {
    const fit = fitLogistic(pickRows(all, learners), classesOf(learners), { l2, tolerance: 3e-3 });
    const auc = rocAuc(rankingOf(margins(fit, pickRows(all, choosers)), classesOf(choosers)));
    if (auc > best.auc) best = { l2, auc };
  }
  const fit = fitLogistic(pickRows(all, train), classesOf(train), { l2: best.l2, tolerance: 3e-3 });
  return { scores: margins(fit, pickRows(all, test)), l2: best.l2 };
}

function accuracyOf(scores: Float64Array, is: Uint8Array, counts: Uint32Array | undefined): number {
  let [right, all] = [0, 0];
  for (let row = 0; row < is.length; row++) {
    const count = counts?.[row] ?? 1;
    all += count;
    if ((scores[row]! > 0 ? 1 : 0) === is[row]) right += count;
  }
  return right / all;
}
