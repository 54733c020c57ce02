/** Co-action graphs of published data: the counts on its card, and what chance explains. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { coactionGraph, connectedActors, readShares, significance } from '../src/index.ts';

const DATASETS = process.env['LAPWING_DATASETS'] ?? join(import.meta.dirname, '../../../../shared/data');
const ELECTION = join(DATASETS, 'coortweet/german_elections.csv.gz');
const HIGGS = join(DATASETS, 'higgs/higgs-activity_time.txt.gz');

describe.skipIf(!existsSync(ELECTION))('the German election of 2021 (skipped without LAPWING_DATASETS)', () => {
  it.each([
    ['url_id', 10, 1403, 648],
    ['url_id', 60, 2906, 1843],
    ['hashtag_id', 60, 3022, 1522],
    ['phash_id', 60, 1289, 1079],
  ])('%s within %i s: %i edges between %i accounts', async (object, seconds, edges, accounts) => {
    const { shares } = await readShares(ELECTION, { actor: 'account_id', object, time: 'timestamp' });
    const graph = coactionGraph(shares, { windowMillis: seconds * 1000 });
    expect([graph.from.length, connectedActors(graph)]).toEqual([edges, accounts]);
  });
});

it.skipIf(!existsSync(HIGGS))('most of a viral week is chance (skipped without LAPWING_DATASETS)', async () => {
  const columns = { actor: 'who', object: 'whom', time: 'when', where: { column: 'kind', is: 'RT' } };
  const { shares } = await readShares(HIGGS, columns, { delimiter: ' ', names: ['who', 'whom', 'when', 'kind'] });
  const options = { windowMillis: 60_000, minRepetition: 2 };
  const graph = coactionGraph(shares, options);
  const { qValue } = significance(shares, graph, 2, options);
  const significant = qValue.filter((q) => q <= 0.05).length;
  expect(significant).toBeGreaterThan(0);
  expect(significant / qValue.length).toBeLessThan(0.1);
});
