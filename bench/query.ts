/**
 * Queries in the rule language over the archive of tweets, decided by examples/twitter-io: said in SQL alone, and with parts that are
 * evaluated on the rows that SQL leaves. `LAPWING_BENCH_DATA` names a data directory that holds them already.
 */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { latestRuleset, systemRegistry } from '@lapwing/server';
import { openWarehouseReader, type Predicate, translateQuery, type WarehouseReader } from '@lapwing/warehouse';
import { dataset, isShort } from './harness/data.ts';
import { report, skip } from './harness/figures.ts';
import { lapwing, withDirectory } from './harness/lapwing.ts';
import { firstLines } from './harness/sample-file.ts';

const EXAMPLE = join(import.meta.dirname, '..', 'examples', 'twitter-io');
const SHORT_TWEETS = 50_000;

/** What analysts ask, from what SQL says by itself to what every row has to be evaluated for. */
const QUERIES: Readonly<Record<string, string>> = {
  'in SQL': "Followers > 10000 and 'trump' in Text and not IsRetweet",
  'in SQL, pattern': String.raw`RegexMatch(target=Text, pattern=r'\bmaga\b', case_insensitive=True)`,
  'few rows evaluated': String.raw`Followers > 10000 and RegexMatch(target=Text, pattern=r'(?<!#)\bMAGA\b')`,
  'all rows evaluated': 'ListLength(list=StringSplit(s=Text)) > 20',
};

const file = dataset('ira/tweets.csv.gz');
const given = process.env['LAPWING_BENCH_DATA'];
if (given !== undefined) await measure(given);
else if (file === null) skip('ira/tweets.csv.gz is not in LAPWING_DATASETS');
else {
  await withDirectory(async (directory) => {
    const from = isShort() ? await firstLines(file, SHORT_TWEETS, join(directory, 'tweets.csv')) : file;
    const data = join(directory, 'data');
    await lapwing('run', EXAMPLE, '--from', from, '--data', data, '--json');
    await measure(data);
  });
}

async function measure(data: string): Promise<void> {
  const registry = systemRegistry();
  const { program } = await latestRuleset(data, registry);
  const reader = await openWarehouseReader(join(data, 'warehouse'));
  const figures: Record<string, number> = {};
  try {
    const { events } = await reader.totals();
    figures['events, events'] = events;
    for (const [name, text] of Object.entries(QUERIES)) {
      const translated = translateQuery(text, program, registry);
      if (!translated.ok) throw new Error(translated.diagnostics);
      await measureQuery(reader, name, translated.predicate, events, figures);
    }
    const out = join(data, 'export.parquet');
    const started = performance.now();
    const rows = await reader.exportFile({ kind: 'events', filter: {}, columns: 'all' }, out);
    figures['all to Parquet, rows/s'] = (rows / (performance.now() - started)) * 1000;
    figures['all to Parquet, MB'] = (await stat(out)).size / 1e6;
  } finally {
    await reader.close();
  }
  report(figures);
}

async function measureQuery(
  reader: WarehouseReader,
  name: string,
  where: Predicate,
  events: number,
  figures: Record<string, number>,
): Promise<void> {
  const cpu = process.cpuUsage();
  const started = performance.now();
  let evaluated = 0;
  const onProgress = (progress: { readonly evaluated: number }) => {
    evaluated = progress.evaluated;
  };
  const found = await reader.aggregate({ where, timeoutMillis: Number.POSITIVE_INFINITY, onProgress });
  const millis = performance.now() - started;
  const { user, system } = process.cpuUsage(cpu);
  figures[`${name}: count, ms`] = millis;
  figures[`${name}: events/s`] = (events / millis) * 1000;
  figures[`${name}: CPU, ms`] = (user + system) / 1000;
  figures[`${name}: found, events`] = Number(found.rows[0]?.[0] ?? 0);
  if (evaluated > 0) figures[`${name}: evaluated, events`] = evaluated;
  const page = performance.now();
  await reader.events({ where, limit: 50, features: [] });
  figures[`${name}: page of 50, ms`] = performance.now() - page;
}
