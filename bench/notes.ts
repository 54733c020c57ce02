/**
 * The Community Notes algorithm on a generated platform: files to files on all cores, ratings read on one, and a note scored again after one
 * more rating. Processor time tells more than seconds where others use the machine too. `node bench/notes.ts [--json] [--short]`
 */
import { stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import {
  DatasetBuilder,
  loadDataset,
  platformBuilder,
  readRatings,
  scoreOnThreads,
  simulatePlatform,
  writeOutputs,
  writePlatform,
} from '../packages/notes/src/index.ts';
import { isShort } from './harness/data.ts';
import { report } from './harness/figures.ts';
import { withDirectory } from './harness/lapwing.ts';
import { liveFigures } from './harness/notes-live.ts';

const RATINGS = isShort() ? 100_000 : 1_000_000;
const PEOPLE = RATINGS / 50;
const NOW = 1_786_000_000_000;

await withDirectory(async (directory) => {
  const platform = simulatePlatform({ seed: 1, raters: PEOPLE, notes: PEOPLE, ratings: RATINGS, now: NOW });
  const paths = await writePlatform(directory, platform);
  const megabytes = (await stat(paths.ratings)).size / 1e6;
  const readAt = process.cpuUsage();
  await readRatings(paths.ratings, new DatasetBuilder());
  const readSeconds = secondsSince(readAt);
  const cpuAt = process.cpuUsage();
  const startedAt = performance.now();
  const dataset = await loadDataset(paths);
  const result = await scoreOnThreads(dataset, { now: NOW, threads: availableParallelism() });
  if (result === null) throw new Error('the run has no result');
  await writeOutputs(join(directory, 'out'), dataset, result);
  const seconds = (performance.now() - startedAt) / 1000;
  const cpuSeconds = secondsSince(cpuAt);
  // Of the pipeline alone: what follows has memory of its own.
  const peakMegabytes = Math.round(process.resourceUsage().maxRSS / 1024);
  const short = platformBuilder(
    simulatePlatform({ seed: 2, raters: 500, notes: 500, ratings: 25_000, now: NOW }),
  ).build();
  const live = liveFigures(short);
  report({
    ratings: dataset.ratings.count,
    'files to files, s': seconds,
    'files to files, CPU s': cpuSeconds,
    threads: availableParallelism(),
    'ratings read, MB/s of one core': megabytes / readSeconds,
    'one more rating, CPU µs': live.cpuMicros,
    'one more rating, p50, µs': live.p50Micros,
    'one more rating, p99, µs': live.p99Micros,
    'peak RSS, MB': peakMegabytes,
  });
});

function secondsSince(at: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(at);
  return (user + system) / 1e6;
}
