/** The co-action network of ten million shares, from a CSV file: ten times the benchmark `networks`. */
import { join } from 'node:path';
import { coactionGraph, readShares } from '@lapwing/networks';
import { isShort } from './harness/data.ts';
import { report } from './harness/figures.ts';
import { withDirectory } from './harness/lapwing.ts';
import { makeShares, writeShares } from './harness/shares.ts';

const ROWS = isShort() ? 100_000 : 10_000_000;

await withDirectory(async (directory) => {
  const path = join(directory, 'shares.csv');
  await writeShares(makeShares(ROWS), path);
  const before = process.cpuUsage();
  const started = performance.now();
  const { shares } = await readShares(path, { actor: 'actor', object: 'object', time: 'time' });
  const read = (performance.now() - started) / 1000;
  const graph = coactionGraph(shares, { windowMillis: 60_000, minRepetition: 1 });
  const all = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(before);
  report({
    edges: graph.from.length,
    'from CSV, s': all,
    'of it computation, s': all - read,
    'CPU-s': (user + system) / 1e6,
  });
});
