/** The marginals of the real data sets, read where they lie; nothing but these numbers leaves this file. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { csvRows } from './csv.ts';
import { emptySamples, gapsOfFirstWeek, Interactions, type Samples } from './marginals.ts';
import { quantileOf } from './statistics.ts';

const CRISIS_HOURS = 36;

export async function realSamples(datasets: string): Promise<Samples> {
  const samples = emptySamples();
  await higgs(join(datasets, 'higgs', 'higgs-activity_time.txt.gz'), samples);
  await ira(join(datasets, 'ira', 'tweets.csv.gz'), samples);
  await conda(join(datasets, 'conda', 'CONDA_train.csv.gz'), samples);
  await starscout(join(datasets, 'starscout', 'fake_stars_obvious_users.csv.gz'), samples);
  await crisislex(join(datasets, 'crisislex', 'CrisisLexT26'), samples);
  return samples;
}

async function higgs(path: string, samples: Samples): Promise<void> {
  const rows: [string, string, number, boolean][] = [];
  for await (const [from, to, seconds, kind] of csvRows(path, ' ')) {
    if (from !== undefined && to !== undefined && seconds !== undefined)
      rows.push([from, to, Number(seconds), kind === 'RT']);
  }
  const interactions = new Interactions();
  for (const [from, to, seconds, isRepost] of rows.sort((a, b) => a[2] - b[2]))
    interactions.add(from, to, seconds, isRepost);
  interactions.into(samples);
}

async function ira(path: string, samples: Samples): Promise<void> {
  for await (const [, , content, , language, , , , , , retweet] of csvRows(path)) {
    if (content !== undefined && language === 'English' && retweet === '0') samples.length.push([...content].length);
  }
}

async function conda(path: string, samples: Samples): Promise<void> {
  for await (const [id, , , utterance] of csvRows(path)) {
    if (id !== 'Id' && utterance !== undefined && utterance !== '')
      samples['message-length'].push([...utterance].length);
  }
}

async function starscout(path: string, samples: Samples): Promise<void> {
  const stars = new Map<string, number[]>();
  for await (const [repository, , at] of csvRows(path)) {
    const seconds = Date.parse(at ?? '') / 1000;
    if (repository === undefined || Number.isNaN(seconds)) continue;
    const known = stars.get(repository);
    if (known === undefined) stars.set(repository, [seconds]);
    else known.push(seconds);
  }
  for (const times of stars.values()) if (times.length >= 10) samples.stars.push(...gapsOfFirstWeek(times));
}

async function crisislex(directory: string, samples: Samples): Promise<void> {
  for (const event of await readdir(directory)) {
    const file = (await readdir(join(directory, event))).find((name) => name.includes('tweets_labeled'));
    if (file === undefined) continue;
    const hours: number[] = [];
    for await (const [id, text, , , relevance] of csvRows(join(directory, event, file))) {
      if (text === undefined || relevance === undefined || !relevance.startsWith('Related')) continue;
      samples['crisis-length'].push([...text].length);
      // Snowflake ids: milliseconds since 2010-11-04 above 22 bits.
      if (/^\d+$/.test(id ?? '')) hours.push((Number(BigInt(id ?? 0) >> 22n) + 1_288_834_974_657) / 3_600_000);
    }
    hours.sort((a, b) => a - b);
    const start = quantileOf(hours, 0.02);
    for (const hour of hours) if (hour > start && hour < start + CRISIS_HOURS) samples.crisis.push(hour - start);
  }
}
