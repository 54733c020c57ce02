/**
 * The Community Notes algorithm on a generated platform: files to files, and a note scored again after one more rating. Processor time tells
 * more than seconds where others use the machine too. `node bench/notes.ts [--json] [--short]`
 */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  loadDataset,
  platformBuilder,
  runScoring,
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
  const cpuAt = process.cpuUsage();
  const startedAt = performance.now();
  const dataset = await loadDataset(paths);
  const readSeconds = (performance.now() - startedAt) / 1000;
  const result = runScoring(dataset, { now: NOW });
  await writeOutputs(join(directory, 'out'), dataset, result);
  const seconds = (performance.now() - startedAt) / 1000;
  const cpu = process.cpuUsage(cpuAt);
  const short = platformBuilder(
    simulatePlatform({ seed: 2, raters: 500, notes: 500, ratings: 25_000, now: NOW }),
  ).build();
  const live = liveFigures(short);
  report({
    ratings: dataset.ratings.count,
    'files to files, s': seconds,
    'files to files, CPU s': (cpu.user + cpu.system) / 1e6,
    'ratings read, MB/s': megabytes / readSeconds,
    'one more rating, CPU µs': live.cpuMicros,
    'one more rating, p50, µs': live.p50Micros,
    'one more rating, p99, µs': live.p99Micros,
  });
});
